// Sending a form, and showing what became of it. Without fetch the browser sends as it always did.
(function (survey) {
  "use strict";
  var NATIVE = "native";
  var outbox = survey.outbox, store = survey.store;
  var pristine = document.body.innerHTML; // the page before anything was filled in
  var current = null; // {form, screens, draft} of the form on this page

  function here() { return current && document.body.contains(current.form) ? current : null; }

  function isHere(entry) { return here() !== null && current.draft.token() === entry.token; }

  function box() { return document.getElementById("sending"); }

  // Words are kept with what waits: other pages have none of them.
  function words(form) {
    var found = { retry: form.querySelector("[type=submit]").textContent };
    survey.list(box().attributes).forEach(function (one) {
      if (/^data-/.test(one.name)) found[one.name.slice(5)] = one.value;
    });
    return found;
  }

  // Where to tell of a form: in its own page, or in a line on top of another one.
  function place(entry) {
    if (isHere(entry)) return box();
    var bar = document.getElementById("waiting");
    if (!bar) {
      bar = document.createElement("div");
      bar.id = "waiting";
      bar.className = "promise waiting";
      bar.setAttribute("role", "status");
      document.body.insertBefore(bar, document.querySelector("main"));
    }
    return bar;
  }

  // act, label: a button beneath, and what it says.
  function say(entry, state, text, act, label) {
    var told = place(entry), button;
    told.setAttribute("data-state", state);
    told.textContent = "";
    told.appendChild(document.createElement("span")).textContent = text;
    if (!act) return;
    button = told.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "button plain";
    button.textContent = label;
    button.addEventListener("click", act);
  }

  function lock(form, isLocked) {
    survey.list(form.elements).forEach(function (field) {
      if (isLocked && !field.disabled) field.setAttribute("data-was", "on");
      if (isLocked) field.disabled = true;
      else if (field.hasAttribute("data-was")) field.disabled = false;
    });
    if (isLocked) form.setAttribute("data-locked", "");
    else form.removeAttribute("data-locked");
  }

  // state: sending, queued, offline. Answers that may have arrived are not changed any more.
  survey.told = function (entry, state) {
    var said = entry.words, kept = store.read("outbox").some(function (one) {
      return one.token === entry.token;
    });
    var text = said[kept || state === "sending" ? state : "blocked"];
    var seconds = Math.max(1, Math.ceil((entry.due - Date.now()) / 1000));
    function again() { outbox.go(entry.token, true); }
    if (isHere(entry)) lock(current.form, entry.left);
    else if (state === "sending") text = said.there || text;
    if (state === "queued") text += " " + (said.next || "");
    say(entry, state, survey.fill(text, { seconds: seconds, count: outbox.all().length }),
      state !== "sending" && again, said.retry);
  };

  // The server's own page came. A form that it gave back is shown, but never over another one.
  survey.arrived = function (entry, result) {
    var heading = result.page.querySelector("h1").textContent;
    var why = result.page.querySelector("#alert p");
    if (result.state === "received") {
      if (isHere(entry)) survey.swap(result.page, result.address);
      else say(entry, "received", heading);
    } else if (isHere(entry) || !here() || entry.look) {
      outbox.remove(entry.token);
      survey.swap(result.page, isHere(entry) ? "" : entry.page);
    } else {
      say(entry, "refused", why ? why.textContent : heading, function () {
        entry.look = true;
        outbox.put(entry);
        outbox.go(entry.token, true);
      }, heading);
    }
  };

  // Put another page in the place of this one.
  survey.swap = function (page, address) {
    pristine = page.body.innerHTML;
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    if (address) history.replaceState(null, "", address);
    survey.again();
    window.scrollTo(0, 0);
    var heading = document.querySelector("main[data-received] h1");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
  };

  // This page from its beginning, with what the phone keeps now.
  survey.again = function () {
    document.body.innerHTML = pristine;
    survey.begin();
  };

  function isUsed(token) { return store.receipt(token) || outbox.find(token); }

  // A form of its own for another person. Only the server can give one.
  function renew(form, done) {
    var address = form.getAttribute("action").replace(/\?send&?/, "?"), said = words(form);
    function fail() {
      say({ token: current.draft.token() }, "fresh", said.fresh || said.offline);
    }
    fetch(address, { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      var field = page.querySelector("#form[data-draft] [name=form]");
      if (!field || isUsed(field.value)) return fail();
      survey.forget(address);
      done();
      history.replaceState(null, "");
      survey.swap(page);
    }).catch(fail);
  }

  // “Not mine”: the draft goes, what is on its way does not.
  survey.restored = function (draft, given) {
    var offer = document.getElementById("restored");
    var button = offer && offer.querySelector("[data-fresh]");
    if (!button) return;
    offer.hidden = false;
    button.addEventListener("click", function () {
      if (isUsed(given)) return renew(draft.form, draft.drop);
      draft.drop();
      history.replaceState(null, "");
      survey.again();
    });
  };

  function entryOf(form, draft) {
    var files = survey.list(form.querySelectorAll("[type=file]")).some(function (field) {
      return field.files.length;
    });
    var body = files ? new FormData(form) : new URLSearchParams();
    if (files) body.delete("show");
    else {
      survey.pairs(form).forEach(function (pair) { body.append(pair[0], pair[1]); });
      body = body.toString();
    }
    if (!window.fetch || !window.Promise || !window.DOMParser) throw new Error("old");
    var now = Date.now(), action = form.getAttribute("action");
    return { key: form.getAttribute("data-draft"), token: draft.token(), action: action, body: body,
      page: action.replace(/\?send&?/, "?"), words: words(form), since: now, due: 0, hold: 0, tries: 0 };
  }

  function submit(event) {
    var button = event.submitter || document.activeElement, entry;
    var form = current.form, token = current.draft.token();
    if (event.defaultPrevented || (button && button.name === "show")) return;
    try {
      entry = entryOf(form, current.draft);
    } catch (failure) {
      store.write(NATIVE, [form.getAttribute("data-draft"), token]);
      return;
    }
    event.preventDefault();
    var before = outbox.find(token);
    if (store.receipt(token)) location.href = store.receipt(token);
    else if (!before || !before.left) {
      current.draft.save();
      outbox.put(entry);
    }
    outbox.go(token);
  }

  function quiet() {
    box().textContent = "";
    box().removeAttribute("data-state");
  }

  // Changed before it could leave: it waits for another press.
  function withdraw() {
    var entry = outbox.find(current.draft.token());
    if (!entry || entry.left) return;
    outbox.remove(entry.token);
    quiet();
  }

  survey.sending = function (form, screens, draft) {
    current = { form: form, draft: draft };
    form.addEventListener("submit", submit);
    form.addEventListener("input", withdraw);
    form.addEventListener("change", withdraw);
    if (store.receipt(draft.token())) {
      lock(form, true);
      renew(form, draft.drop);
    } else if (outbox.find(draft.token())) screens.review();
  };

  // Back in this tab, or another one went on.
  function look(event) {
    var page = here(), token = page && page.draft.token();
    var address = page && store.receipt(token);
    var gone = page && box().hasAttribute("data-state") && !outbox.find(token);
    if (address) location.replace(address);
    else if (gone || (page && event.type !== "storage" && page.draft.isOld())) survey.again();
    else outbox.resume();
  }

  window.addEventListener("storage", function (event) {
    if (event.key === "outbox" || event.key === "sent") look(event);
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) look(event); });
  document.addEventListener("visibilitychange", function (event) {
    if (!document.hidden) look(event);
  });
})(window.survey = window.survey || {});
