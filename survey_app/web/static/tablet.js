// A tablet in a service centre, used by one person after the other: nothing of the former stays.
(function (survey) {
  "use strict";
  var html = document.documentElement, HOME = "/kiosk/start";
  // Seconds without a touch: after thanks, until it asks, until it clears, until a start page that
  // nobody began with is fetched anew.
  var THANKS = 30, ASKS = 90, CLEARS = 120, STALE = 3600;
  var page = null; // what stands here now: {form, draft, box, shown}
  var touched = 0, isBegun = false, isStaying = false, isLeaving = false;
  var focused = null; // what had the focus before the box covered it
  var spare = null; // a fresh form, should the network be gone by the next person: {path, page}

  function get(path) {
    return fetch(path, { credentials: "same-origin" }).then(function (answer) {
      if (answer.status >= 500) throw answer;
      return answer;
    });
  }

  function tokenOf(page) {
    var field = page.querySelector("#form[data-draft] [name=form]");
    return field ? field.value : "";
  }

  // Whether something waits that only this page can send, such as photos.
  function isHeld() {
    return survey.outbox.all().length > survey.store.read("outbox").length;
  }

  // The browser's own page about a network that is gone would end everything: so first ask.
  function goHome(failed) {
    var late = new Promise(function (_, reject) { setTimeout(reject, 10000); });
    if (isHeld()) failed();
    else Promise.race([get(HOME), late]).then(function () { location.replace(HOME); }, failed);
  }

  function kind() {
    var isReceived = document.querySelector("main[data-received]");
    var queued = page.form && survey.outbox.find(tokenOf(document)) !== undefined;
    if ((isReceived || queued) && !isStaying) return queued ? "queued" : "thanks";
    return page.form && !queued ? "form" : "other";
  }

  function isShort(kind) { return kind === "thanks" || kind === "queued"; }

  function change(kind) {
    var covers = kind !== "" && !isShort(kind), box = page.box;
    survey.list(box.children).forEach(function (part) {
      part.textContent = part.getAttribute("data-" + kind);
      part.hidden = !part.textContent;
    });
    box.className = kind && (covers ? "asks" : "tells");
    box.setAttribute("role", covers ? "dialog" : "region");
    if (covers && !html.classList.contains("covered")) focused = document.activeElement;
    html.classList.toggle("covered", covers);
    html.classList.toggle("telling", isShort(kind));
    if (covers) box.querySelector(kind === "away" ? "a" : "button").focus();
    else if (page.shown && focused) focused.focus();
    page.shown = kind;
  }

  // The box in one of its kinds, or "" for none. Those that ask cover the page.
  function show(kind, left) {
    var line = page.box.querySelector("p");
    if (kind !== page.shown) change(kind);
    if (kind) line.textContent = line.getAttribute("data-" + kind).replace("#", left);
  }

  function useSpare() {
    var next = spare;
    spare = null;
    html.className = next.page.documentElement.className;
    survey.swap(next.page, next.path);
    isBegun = false;
  }

  function leave() {
    isLeaving = true;
    if (page.draft) page.draft.drop();
    if (page.form) page.form.parentNode.removeChild(page.form);
    survey.wipe();
    show("");
    html.classList.add("covered");
    goHome(function away() {
      if (spare) {
        useSpare();
        return;
      }
      show("away");
      setTimeout(goHome, 5000, away);
    });
  }

  function tick() {
    var idle = (Date.now() - touched) / 1000, now = kind();
    var left = Math.ceil((isShort(now) ? THANKS : CLEARS) - idle);
    if (isLeaving) return;
    if (!isBegun) {
      if (idle < STALE) return;
      touched = Date.now();
      goHome(function () {});
    } else if (left <= 0) leave();
    // A form that was just sent is in the outbox for a moment, network or not.
    else show(now === "thanks" || (now === "queued" ? idle > 3 : idle >= ASKS) ? now : "", left);
  }

  function touch() {
    if (html.classList.contains("covered")) return; // its buttons answer for themselves
    touched = Date.now();
    isBegun = true;
    try { localStorage.setItem("kiosk", touched); } catch (blocked) { /* no draft either */ }
    setTimeout(tick);
  }

  function press(event) {
    var control = event.target.closest("#kiosk a, #kiosk button");
    if (!control) return;
    event.preventDefault();
    if (control.tagName === "A") {
      if (isLeaving) goHome(function () {}); // it is tried again by itself as well
      else leave();
      return;
    }
    isStaying = isShort(page.shown) || isStaying;
    show("");
    touch();
  }

  function prepareSpare(path) {
    if (spare) return;
    get(path).then(function (answer) { return answer.text(); }).then(function (text) {
      var next = new DOMParser().parseFromString(text, "text/html"), token = tokenOf(next);
      // A copy that the phone kept would be the same form once more, not another one.
      var isFresh = token && token !== tokenOf(document) && !survey.outbox.find(token)
        && !survey.store.receipt(token);
      if (isFresh) spare = { path: path, page: next };
    }).catch(function () { /* then the next person waits for the network */ });
  }

  // Called for each page that stands here; see start.js for what is given.
  survey.tablet = function (form, screens, draft) {
    var path = location.pathname, isStart = /^\/q\/[^\/]+$/.test(path);
    page = { form: form, draft: draft, box: document.getElementById("kiosk"), shown: "" };
    touched = Date.now();
    isStaying = isLeaving = false;
    isBegun = !isStart || location.search !== "";
    html.classList.remove("covered", "telling");
    document.querySelector(".kiosk-staff").hidden = !isStart;
    if (form) {
      form.setAttribute("autocomplete", "off"); // or “back” would bring the answers with it
      prepareSpare(path);
    } else survey.wipe();
    tick();
  };

  ["touchstart", "mousedown", "keydown", "input"].forEach(function (name) {
    document.addEventListener(name, touch, true);
  });
  document.addEventListener("click", press);
  setInterval(tick, 1000);
  // “Back” to a page of the former person leads to the start instead.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) location.replace(HOME);
  });
  if (window.performance && performance.navigation && performance.navigation.type === 2) {
    location.replace(HOME);
  } else if (survey.standing) survey.tablet.apply(null, survey.standing);
})(window.survey = window.survey || {});
