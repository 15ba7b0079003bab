// Forms on their way: on the phone until the server's own page says that they arrived.
(function (survey) {
  "use strict";
  var KEY = "outbox", CACHE = "forms";
  var FIRST = 2, LONGEST = 60, PATIENCE = 60, MOST_WAIT = 3600; // seconds
  var store = survey.store;
  var held = []; // what the phone cannot keep: photos, or storage is blocked
  var under = {}, timers = {};

  function all() {
    return store.read(KEY).filter(function (one) { return one && one.token; }).concat(held);
  }

  function find(token) {
    return all().filter(function (one) { return one.token === token; })[0];
  }

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
    var ours = main && page.querySelector("link[href^='/static/app.css']")
      && answer.url.indexOf(location.origin + "/") === 0;
    var after = answer.headers.get("Retry-After") || 0;
    var seconds = +after || (Date.parse(after) - Date.now()) / 1000 || 0;
    var later = { state: "queued", hold: Date.now() + 1000 * Math.min(seconds, MOST_WAIT) };
    if (!ours || answer.status >= 500 || /408|429/.test(answer.status)) return later;
    if (answer.ok && main.hasAttribute("data-received")) {
      return { state: "received", page: page, address: answer.url };
    }
    var refused = form ? form.getAttribute("data-draft") === entry.key : answer.status >= 400;
    return refused ? { state: "refused", page: page } : later;
  }

  // A promise of what became of one attempt.
  function post(entry) {
    var options = { method: "POST", body: entry.body, credentials: "same-origin" };
    if (typeof entry.body === "string") {
      options.headers = { "Content-Type": "application/x-www-form-urlencoded" };
    }
    var tired = new Promise(function (done, fail) { setTimeout(fail, PATIENCE * 1000); });
    return Promise.race([tired, fetch(entry.action, options).then(function (answer) {
      return answer.text().then(function (text) { return judged(entry, answer, text); });
    })]).then(null, function () { return { state: "queued", hold: 0 }; });
  }

  function plan(entry) {
    clearTimeout(timers[entry.token]);
    timers[entry.token] = setTimeout(function () { go(entry.token); }, entry.due - Date.now());
  }

  // Try again later: after 2, 4, 8 … 60 seconds, not all phones at once.
  function wait(entry, state, hold) {
    var pause = Math.min(LONGEST, FIRST * Math.pow(2, entry.tries)) * (0.8 + 0.4 * Math.random());
    entry.tries++;
    entry.hold = hold;
    entry.due = Math.max(Date.now() + 1000 * pause, hold);
    put(entry);
    plan(entry);
    survey.told(entry, state);
  }

  function settle(entry, result) {
    if (!find(entry.token)) return; // another tab was told, or has shown it
    if (result.state === "queued") wait(entry, "queued", result.hold);
    if (result.state === "received") {
      remove(entry.token);
      store.received(entry.key, entry.token, result.address);
      survey.forget(entry.action);
    }
    if (result.page) survey.arrived(entry, result);
  }

  // Try to send one. now: before its time, and whatever the phone believes of its network.
  function go(token, now) {
    var entry = find(token);
    if (!entry || under[token]) return;
    if (!now && entry.due > Date.now()) {
      plan(entry);
      survey.told(entry, "queued");
    } else if (!now && navigator.onLine === false) {
      wait(entry, "offline", entry.hold);
    } else {
      under[token] = entry.left = true; // from here on it may have arrived
      clearTimeout(timers[token]);
      put(entry);
      survey.told(entry, "sending");
      post(entry).then(function (result) {
        under[token] = false;
        settle(entry, result);
      });
    }
  }

  // Go on with everything that waits: a page was opened, or the network came back.
  function resume() {
    all().forEach(function (entry) {
      if (entry.due > entry.hold) entry.due = entry.hold;
      if (!under[entry.token]) put(entry);
      go(entry.token);
    });
  }

  // A page of a sent form, kept for the time without a network, is no page for another person.
  survey.forget = function (action) {
    var path = action.split(/[/?]/).slice(0, 3).join("/"); // /q/<code>
    if (!window.caches) return;
    caches.open(CACHE).then(function (cache) {
      return cache.keys().then(function (kept) {
        kept.forEach(function (one) {
          if (new URL(one.url).pathname.indexOf(path) === 0) cache.delete(one);
        });
      });
    }).catch(function () {});
  };

  // From the second page on the worker keeps them itself; this first one came before it.
  function keepPage() {
    var own = survey.list(document.querySelectorAll("link[rel=stylesheet], script[src]"));
    var wanted = own.map(function (one) { return one.href || one.src; }).concat(location.href);
    return caches.open(CACHE).then(function (cache) {
      return cache.addAll(wanted.map(function (address) {
        return new Request(address, { cache: "force-cache" });
      }));
    });
  }

  function serve() {
    var worker = navigator.serviceWorker;
    if (!worker || !window.caches || !document.querySelector("#form[data-draft]")) return;
    worker.register("/sw.js", { scope: "/q/" }).then(function () {
      if (!worker.controller && !/[?&]send/.test(location.search)) return keepPage();
    }).catch(function () {}); // what is not allowed here is not missed either
  }

  window.addEventListener("load", serve);
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
