// Makes the editor live: saves after a pause, shows the checker's news, keeps the preview and the
// focus in place. The definition on the server is the truth; without this script buttons do it all.
(function () {
  "use strict";
  var form = document.getElementById("edit");
  if (!form || !window.fetch || !window.Promise) return;
  var PAUSE = 800, AGAIN = 5000;
  var saved = document.getElementById("saved");
  var preview = document.createElement("iframe");
  var timer = 0, typed = 0, busy = false, isStale = false, isOut = false, wantsForm = false;
  var wanted = "", previewLanguage = "";
  var pressed = null;  // what to do when the post that is on its way has arrived

  function byId(id) { return document.getElementById(id); }
  function word(name) { return form.getAttribute("data-" + name); }
  function tell(text) { if (saved.textContent !== text) saved.textContent = text; }

  // --- Sending ---------------------------------------------------------------------------------

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(function () { send("save", wantsForm); }, pause);
  }

  function send(action, withForm, renewed) {
    if (isStale) return;
    if (busy) { pressed = function () { send(action, withForm); }; return; }
    clearTimeout(timer);
    var sent = typed;
    busy = true;
    wantsForm = false;
    var body = new URLSearchParams(new FormData(form));
    body.set("do", action);
    tell(word("saving"));
    fetch(word("form-at"), {
      method: "POST",
      body: body,
      headers: { "X-Editor": withForm ? "form" : "save" },
      credentials: "same-origin"
    }).then(function (answer) {
      busy = false;
      if (answer.redirected) return signedOut(withForm);
      var kind = answer.headers.get("Content-Type") || "";
      if (kind.indexOf("application/json") < 0) return notOurs(action, withForm, renewed);
      return answer.json().then(function (news) { arrived(answer.status, news, sent); });
    }).catch(function () {
      busy = false;
      wantsForm = wantsForm || withForm;
      tell(word("offline"));
      later(AGAIN);
    });
  }

  // Neither news nor the sign-in page: after a new sign-in the form's token is the old one.
  function notOurs(action, withForm, renewed) {
    if (renewed) {
      wantsForm = wantsForm || withForm;
      tell(word("trouble"));
      return later(AGAIN);
    }
    busy = true;
    return fetch(location.pathname + location.search, { credentials: "same-origin" }).then(function (answer) {
      return answer.redirected ? null : answer.text();
    }).then(function (html) {
      busy = false;
      if (html === null) return signedOut(withForm);
      var page = new DOMParser().parseFromString(html, "text/html");
      var token = page.querySelector("#edit input[name=csrf_token]");
      if (token) form.elements.csrf_token.value = token.value;
      send(action, withForm, true);
    });
  }

  function signedOut(withForm) {
    wantsForm = wantsForm || withForm;
    isOut = true;
    tell(word("signed-out"));
    alert(word("signed-out"), word("sign-in-at"), word("sign-in"), true);
  }

  window.addEventListener("focus", function () { if (isOut) send("save", wantsForm); });
  window.addEventListener("online", function () { if (typed) later(100); });
  window.addEventListener("pagehide", function () {
    if (!typed || isStale || busy) return;
    var body = new URLSearchParams(new FormData(form));
    body.set("do", "save");
    fetch(word("form-at"), { method: "POST", body: body, headers: { "X-Editor": "save" }, keepalive: true });
  });

  // --- What comes back -------------------------------------------------------------------------

  function arrived(status, news, sent) {
    isOut = false;
    if (status === 409) {
      isStale = true;
      tell(news.problem);
      return alert(news.problem, news.address, word("reload"), false);
    }
    var kept = focusNow();
    var scrolled = byId("outline").scrollTop;
    byId("outline").innerHTML = news.outline;
    byId("outline").scrollTop = scrolled;
    byId("bar").innerHTML = news.bar;
    byId("beside").innerHTML = news.beside;
    form.elements.revision.value = news.revision;
    if (news.problem) {
      alert(news.problem);
      tell(news.problem);
    } else {
      byId("problem").textContent = "";
      tell(news.saved);
    }
    if (news.form !== undefined && typed === sent) replaceForm(news, kept);
    else {
      say(news.says);
      restore(kept);
      if (news.form !== undefined) wantsForm = true;
    }
    if (typed === sent) typed = 0; else later(PAUSE);
    show(news.preview);
    var waiting = pressed;
    pressed = null;
    if (waiting) waiting();
  }

  function replaceForm(news, kept) {
    var part = new URL(news.address, location.href).searchParams.get("at");
    var isOther = form.elements.at.value !== part;
    var open = isOther ? [] : [].map.call(form.querySelectorAll("#form details[open]"), function (one) { return one.id; });
    byId("form").innerHTML = news.form;
    form.elements.at.value = part;
    open.forEach(function (id) { if (byId(id)) byId(id).open = true; });
    if (isOther) {
      history.replaceState(null, "", news.address);
      byId("view-form").checked = true;
      byId("adder").open = false;
      window.scrollTo(0, 0);
      reveal();
    }
    if (news.focus && byId(news.focus)) restore({ id: news.focus });
    else restore(kept);
  }

  function say(says) {
    [].forEach.call(form.querySelectorAll("[data-slot]"), function (slot) {
      slot.innerHTML = says[slot.getAttribute("data-slot")] || "";
    });
  }

  function focusNow() {
    var at = document.activeElement;
    if (!at || !form.contains(at) || !at.id) return {};
    var text = at.tagName === "TEXTAREA" || (at.tagName === "INPUT" && at.type === "text");
    return { id: at.id, from: text ? at.selectionStart : null, to: text ? at.selectionEnd : null };
  }

  function restore(kept) {
    var at = kept.id && byId(kept.id);
    if (!at || at === document.activeElement) return;
    for (var box = at.parentElement; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
    at.focus();
    if (kept.from !== null && kept.from !== undefined) at.setSelectionRange(kept.from, kept.to);
  }

  function alert(text, address, label, isNew) {
    var box = document.createElement("div");
    box.className = "alert";
    box.setAttribute("role", "alert");
    var line = box.appendChild(document.createElement("p"));
    line.textContent = text;
    if (address) {
      var link = line.appendChild(document.createElement("a"));
      link.textContent = label;
      link.href = address;
      if (isNew) link.target = "_blank";
      line.insertBefore(document.createTextNode(" "), link);
    }
    byId("problem").replaceChildren(box);
  }

  // --- The phone -------------------------------------------------------------------------------

  function show(address) {
    var there = new URL(address, location.href);
    if (previewLanguage) there.searchParams.set("lang", previewLanguage);
    wanted = decodeURIComponent(there.hash.slice(1));
    there.hash = "";
    if (preview.src) preview.contentWindow.location.replace(there.href);
    else preview.src = there.href;
  }

  // Not by the address: a frame that scrolls to a place scrolls the page around it as well.
  preview.addEventListener("load", function () {
    var inside = preview.contentWindow;
    var question = wanted && inside.document.getElementById(wanted);
    if (question) inside.scrollTo(0, question.getBoundingClientRect().top + inside.scrollY - 12);
  });
  preview.id = preview.name = "preview";
  preview.className = "screen";
  preview.title = byId("frame").getAttribute("data-title");
  byId("frame").replaceChildren(preview);
  show(byId("frame").getAttribute("data-at"));

  form.querySelector(".phone-languages").addEventListener("click", function (event) {
    var link = event.target.closest("a");
    if (!link) return;
    previewLanguage = link.lang === "en" ? "en" : "zh";
  });

  function reveal() {
    var now = byId("outline").querySelector("[aria-current]"), box = byId("outline");
    if (!now || box.scrollHeight <= box.clientHeight) return;
    var top = now.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (top < 0 || top > box.clientHeight - 60) box.scrollTop += top - box.clientHeight / 2;
  }
  reveal();

  // --- What the person does --------------------------------------------------------------------

  form.addEventListener("input", function (event) {
    if (event.target.name === "view") return;
    typed += 1;
    tell(word("typing"));
    later(PAUSE);
  });
  form.addEventListener("change", function (event) {
    if (event.target.name === "view") return;
    typed += 1;
    if (event.target.hasAttribute("data-reshape")) send("save", wantsForm = true);
    else later(PAUSE);
  });
  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (!button) return;
    if (button.value === "publish" && !busy) { clearTimeout(timer); typed = 0; return; }
    event.preventDefault();
    if (button.value === "publish") { pressed = function () { byId(button.id).click(); }; return; }
    if (button.getAttribute("aria-disabled") === "true") return;
    send(button.value, button.value !== "save");
  });
  byId("adder").addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    this.open = false;
    this.querySelector("summary").focus();
  });
  document.addEventListener("click", function (event) {
    if (!byId("adder").contains(event.target)) byId("adder").open = false;
  });
  document.addEventListener("keydown", function (event) {
    var key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y")) return;
    var at = event.target;
    if (at.closest("textarea, select, input:not([type=checkbox], [type=radio])")) return;
    event.preventDefault();
    var isRedo = key === "y" || event.shiftKey;
    var button = byId(isRedo ? "redo" : "undo");
    if (button.getAttribute("aria-disabled") !== "true" || typed) send(button.value, true);
  });
})();
