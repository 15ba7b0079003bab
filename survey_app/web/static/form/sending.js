// Sending a form, and showing what became of it. Without fetch the browser sends as it always did.
(function (survey) {
  "use strict";
  var outbox = survey.outbox, store = survey.store;
  var pristine = document.body.innerHTML; // the page before anything was filled in
  var current = null; // the draft of the form on this page

  function here() { return current && document.body.contains(current.form) ? current : null; }

  function isHere(entry) { return here() !== null && current.token() === entry.token; }

  function box() { return document.getElementById("sending"); }

  // Where to tell of a form: in its own page, or in a line on top of another one.
  function place(entry) {
    var bar = isHere(entry) ? box() : document.getElementById("waiting");
    var main = document.querySelector("main");
    if (!bar) {
      bar = document.createElement("div");
      bar.id = "waiting";
      bar.className = "promise";
      bar.setAttribute("role", "status");
      main.insertBefore(bar, main.firstChild);
    }
    return bar;
  }

  // act, label: a button beneath, and what it says.
  function say(entry, state, text, act, label) {
    var told = place(entry), isNew = told.getAttribute("data-state") !== state;
    told.setAttribute("data-state", state);
    told.textContent = text;
    if (act) add(told, label, act);
    if (isNew) told.scrollIntoView({ block: "nearest" });
  }

  function add(told, label, act) {
    var button = told.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "button plain";
    button.textContent = label;
    button.addEventListener("click", act);
  }

  // What cannot be used is not shown either; size and language still can be changed.
  function lock(form, isLocked) {
    var notes = survey.list(document.querySelectorAll("#kept, #review .soft"));
    survey.list(form.elements).concat(notes).forEach(function (field) {
      if (field.name === "show" || field.type === "hidden") return;
      field.disabled = isLocked;
      if (/^(BUTTON|P)$/.test(field.tagName)) field.style.display = isLocked ? "none" : "";
    });
    if (isLocked) form.setAttribute("data-locked", "");
    else form.removeAttribute("data-locked");
  }

  // state: sending, queued, offline. Answers that may have arrived are not changed any more.
  survey.told = function (entry, state) {
    var said = entry.words, isSending = state === "sending";
    var isKept = isSending || store.own(store.read("outbox"), entry.token);
    var text = said[isKept ? state : "blocked"];
    var seconds = Math.max(1, Math.ceil((entry.due - Date.now()) / 1000));
    if (isHere(entry)) lock(current.form, Boolean(entry.left));
    else if (isSending) text = said.there || text;
    if (state === "queued") text += " " + (said.soon || "");
    text = survey.fill(text, { seconds: seconds, count: outbox.all().length });
    function again() { outbox.go(entry.token, "now"); }
    say(entry, state, text, !isSending && again, said.retry);
  };

  // The server's own page came. A form that it gave back is shown, but never over another one.
  survey.arrived = function (entry, result) {
    var heading = result.page.querySelector("h1").textContent;
    var why = result.page.querySelector("#alert p");
    if (!isHere(entry) && result.address) {
      say(entry, result.state, entry.words.arrived || heading, function () {
        location.href = result.address;
      }, entry.words.look || heading);
      return;
    }
    if (!isHere(entry) && here() && !entry.look) {
      say(entry, result.state, why ? why.textContent : heading, function () {
        entry.look = true;
        outbox.put(entry);
        outbox.go(entry.token, "now");
      }, heading);
      return;
    }
    outbox.remove(entry.token);
    survey.swap(result.page, result.address || (isHere(entry) ? "" : entry.page));
  };

  // Put another page in the place of this one.
  survey.swap = function (page, address) {
    pristine = page.body.innerHTML;
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    if (address) history.replaceState(null, "", address);
    survey.again();
    window.scrollTo(0, 0);
    var heading = document.querySelector("[data-received] h1");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
  };

  // This page from its beginning, with what the phone keeps now.
  survey.again = function () {
    document.body.innerHTML = pristine;
    survey.begin();
  };

  function pageOf(form) { return form.getAttribute("action").replace(/\?send&?/, "?"); }

  function isUsed(token) { return store.receipt(token) || outbox.find(token); }

  function startAnew() {
    current.putAside(current.token(), true);
    history.replaceState(null, "");
    survey.again();
  }

  // A form of its own for another person. Only the server can give one.
  function renew() {
    var address = pageOf(current.form), said = box().dataset;
    fetch(address, { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      if (isUsed(page.querySelector("[data-draft] [name=form]").value)) throw new Error("used");
      survey.forget(address);
      current.putAside(current.token(), true);
      history.replaceState(null, "");
      survey.swap(page);
    }).catch(function () {
      say({ token: current.token() }, "fresh", said.fresh || said.offline);
    });
  }

  // “Not mine”: the draft goes, what is on its way does not. given: the token of the page.
  survey.restored = function (draft, given) {
    var offer = document.getElementById("restored");
    if (!offer) return;
    offer.hidden = false;
    offer.querySelector("[data-fresh]").addEventListener("click", function () {
      if (isUsed(given)) renew();
      else startAnew();
    });
  };

  // What was put aside for somebody else is not gone: whoever began it may go on.
  survey.offered = function (draft, one) {
    var offer = document.getElementById("restored"), button;
    if (!offer || outbox.find(one.token)) return;
    button = offer.querySelector("[data-fresh]");
    offer.querySelector("p").textContent = offer.getAttribute("data-aside");
    button.textContent = offer.getAttribute("data-back");
    offer.hidden = false;
    button.addEventListener("click", function () {
      draft.putAside(one.token, false);
      survey.again();
    });
  };

  function hasFiles(form) {
    return survey.list(form.querySelectorAll("[type=file]")).some(function (field) {
      return field.files.length;
    });
  }

  function entryOf(form) {
    var body = new URLSearchParams(), button = form.querySelector("[type=submit]:not([name])");
    survey.pairs(form).forEach(function (pair) { body.append(pair[0], pair[1]); });
    return {
      key: form.getAttribute("data-draft"), token: current.token(),
      action: form.getAttribute("action"), page: pageOf(form),
      body: hasFiles(form) ? new FormData(form) : body.toString(),
      // Other pages have none of these words.
      words: Object.assign({ retry: button.textContent }, box().dataset),
      due: 0, hold: 0, tries: 0
    };
  }

  function submit(event) {
    var button = event.submitter || document.activeElement, token = current.token(), entry;
    if (event.defaultPrevented || !window.fetch || (button && button.name === "show")) return;
    try {
      entry = entryOf(current.form);
    } catch (failure) {
      return;
    }
    event.preventDefault();
    if (store.receipt(token)) location.href = store.receipt(token);
    else if (!(outbox.find(token) || {}).left) outbox.put(entry);
    outbox.go(token, "woken");
  }

  // Changed before it could leave: it waits for another press.
  function withdraw() {
    var entry = outbox.find(current.token());
    if (!entry || entry.left) return;
    outbox.remove(entry.token);
    box().textContent = "";
    box().removeAttribute("data-state");
  }

  survey.sending = function (form, screens, draft) {
    current = draft;
    form.addEventListener("submit", submit);
    form.addEventListener("input", withdraw);
    form.addEventListener("change", withdraw);
    if (store.receipt(draft.token())) {
      lock(form, true);
      renew();
    } else if (outbox.find(draft.token())) screens.review();
  };

  // Back in this tab, or another one went on.
  function look(event) {
    var draft = here(), address = draft && store.receipt(draft.token());
    var isTold = draft && box().hasAttribute("data-state");
    var isSeen = event.type !== "storage"; // a hidden tab waits until somebody looks
    if (address) location.replace(address);
    else if (isTold && !outbox.find(draft.token())) survey.again();
    else if (draft && isSeen && draft.isOld()) survey.again();
    else if (isSeen) outbox.resume();
  }

  window.addEventListener("storage", look);
  window.addEventListener("pageshow", function (event) { if (event.persisted) look(event); });
  document.addEventListener("visibilitychange", function (event) {
    if (!document.hidden) look(event);
  });
})(window.survey = window.survey || {});
