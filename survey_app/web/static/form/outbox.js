// Forms on their way: on the phone until the server's own page says that they arrived.
(function (survey) {
  "use strict";
  var KEY = "outbox";
  var FIRST = 2, LONGEST = 60, PATIENCE = 60, MOST_WAIT = 3600; // seconds
  var store = survey.store;
  var held = []; // what the phone cannot keep: photos, or storage is blocked
  var under = {}, timers = {};
  var woken = {}; // the network came back while an attempt was still failing

  function all() {
    return store.read(KEY).filter(function (one) {
      return one.token && one.action && one.words && typeof one.body === "string";
    }).concat(held);
  }

  function find(token) { return store.own(all(), token); }

  function remove(token) {
    held = store.others(held, token);
    store.write(KEY, store.others(store.read(KEY), token));
  }

  function put(entry) {
    held = store.others(held, entry.token);
    var kept = store.others(store.read(KEY), entry.token).concat(entry);
    if (typeof entry.body !== "string" || !store.write(KEY, kept)) held.push(entry);
  }

  // What an answer means. Portals of a foreign network answer anything, also with 200.
  function judged(entry, answer, text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    var form = page.getElementById("form"), main = page.querySelector("main");
    var after = answer.headers.get("Retry-After") || 0;
    var seconds = +after || (Date.parse(after) - Date.now()) / 1000 || 0;
    var isOurs = main && page.querySelector("link[href^='/static/app.css']")
      && answer.url.indexOf(location.origin + "/") === 0;
    if (isOurs && answer.status < 500 && !/408|429/.test(answer.status)) {
      if (answer.ok && main.hasAttribute("data-received")) {
        return { state: "received", page: page, address: answer.url };
      }
      if (form && form.hasAttribute("data-draft") || !answer.ok) {
        return { state: "refused", page: page };
      }
    }
    return { hold: Date.now() + 1000 * Math.min(seconds, MOST_WAIT) };
  }

  // A promise of what became of one attempt.
  function post(entry) {
    var options = { method: "POST", body: entry.body, credentials: "same-origin" };
    if (typeof entry.body === "string") {
      options.headers = { "Content-Type": "application/x-www-form-urlencoded" };
    }
    return Promise.race([
      new Promise(function (done) { setTimeout(done, PATIENCE * 1000, { hold: 0 }); }),
      fetch(entry.action, options).then(function (answer) {
        return answer.text().then(function (text) { return judged(entry, answer, text); });
      })
    ]).catch(function () { return { hold: 0 }; });
  }

  function plan(entry) {
    clearTimeout(timers[entry.token]);
    timers[entry.token] = setTimeout(go, entry.due - Date.now(), entry.token);
  }

  // Try again after 2, 4, 8 … 60 seconds, not all phones at once, and not before the server said.
  function wait(entry, state, hold) {
    var pause = Math.min(LONGEST, FIRST * Math.pow(2, entry.tries++)) * (0.8 + 0.4 * Math.random());
    entry.hold = hold;
    entry.due = Math.max(Date.now() + 1000 * pause, hold);
    put(entry);
    plan(entry);
    survey.told(entry, state);
  }

  function settle(entry, result) {
    under[entry.token] = false;
    if (!find(entry.token)) return; // another tab was told
    if (!result.page) {
      wait(entry, "queued", result.hold);
      if (woken[entry.token]) go(entry.token, "woken");
    }
    if (result.address) {
      remove(entry.token);
      store.received(entry.key, entry.token, result.address);
      survey.forget(entry.page);
    }
    if (result.page) survey.arrived(entry, result);
  }

  // Try to send one. how: "now", whatever the phone believes of its network, or "woken".
  function go(token, how) {
    var entry = find(token);
    woken[token] = how === "woken" && under[token];
    if (!entry || under[token]) return;
    if (how !== "now" && (how ? entry.hold : entry.due) > Date.now()) {
      plan(entry);
      survey.told(entry, "queued");
    } else if (how !== "now" && navigator.onLine === false) {
      wait(entry, "offline", entry.hold);
    } else {
      under[token] = entry.left = true; // from here on it may have arrived
      clearTimeout(timers[token]);
      put(entry);
      survey.told(entry, "sending");
      post(entry).then(function (result) { settle(entry, result); });
    }
  }

  // A page was opened, or the network came back.
  function resume() {
    all().forEach(function (entry) { go(entry.token, "woken"); });
  }

  // Only where it is allowed; elsewhere it is not missed either.
  function worker() { return navigator.serviceWorker || {}; }

  // A page of a sent form, kept for the time without a network, is no page for another person.
  survey.forget = function (page) {
    if (worker().controller) worker().controller.postMessage(page);
  };

  // With the first answer: before it there is nothing to come back to, and the line is busy.
  document.addEventListener("change", function register() {
    if (!worker().register || !document.querySelector("[data-draft]")) return;
    if (navigator.onLine === false) return;
    document.removeEventListener("change", register);
    worker().register("/sw.js", { scope: "/q/" }).catch(function () {});
  });
  window.addEventListener("online", resume);

  survey.outbox = {
    all: all,
    find: find,
    put: put,
    remove: remove,
    go: go,
    // Not before the form of this page is known: what it shows itself is not told beside it.
    resume: function () { if (window.fetch) Promise.resolve().then(resume); }
  };
})(window.survey = window.survey || {});
