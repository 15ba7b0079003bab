// One question a screen, over the same form. Each screen is an entry of the browser's history, so
// that Back is the screen before.
(function (survey) {
  "use strict";
  var html = document.documentElement;
  var latest = null; // the screens of the form that is shown now: window's listeners outlive it

  function byId(id) { return document.getElementById(id); }

  // What stands above a question on its screen: promises before it, and the notice it speaks of.
  function introduced(card) {
    var parts = [card], before = card.previousElementSibling;
    var notice = document.querySelector("[data-with='" + card.id + "']");
    if (before && before.classList.contains("promise")) parts.unshift(before);
    if (notice) parts.unshift(notice);
    return parts;
  }

  function screensOf(card, number, parts) {
    var rows = card.kind === "matrix" ? survey.list(card.element.querySelectorAll(".row")) : [];
    if (!rows.length) {
      return [{ id: card.id, card: card, number: number, place: 0, parts: parts }];
    }
    return rows.map(function (row, i) {
      var seen = (i ? [card.element] : parts).concat(row);
      return { id: row.id, card: card, row: row, number: number,
        place: i + 1, places: rows.length, parts: seen };
    });
  }

  // The screens as the rules stand now: {id, card, row, number, place, places, parts}.
  function planned(rules) {
    var shown = rules.walk().shown, screens = [], notes = [], number = 0;
    rules.cards.forEach(function (card) {
      if (shown.indexOf(card.id) < 0) return;
      var parts = notes.concat(introduced(card.element));
      notes = card.kind === "note" ? parts : [];
      if (card.kind !== "note") screens = screens.concat(screensOf(card, ++number, parts));
    });
    if (notes.length) screens.push({ id: notes[notes.length - 1].id, number: number, parts: notes });
    var opening = survey.list(document.querySelectorAll(".opening"));
    return [{ id: "start", number: 0, parts: opening }].concat(screens, {
      id: "review", number: number, parts: [byId("review"), byId("ended")]
    });
  }

  function order(guide, id) {
    var question = id.split(".")[0], found = -1;
    guide.rules.cards.forEach(function (card, i) { if (card.id === question) found = i; });
    return id === "review" ? Infinity : found;
  }

  // Where a screen is among those of now; the one before it when the rules took it away.
  function place(guide, id) {
    var wanted = order(guide, id), found = 0;
    for (var i = 0; i < guide.screens.length; i++) {
      var screen = guide.screens[i];
      if (screen.id === id || (screen.card && screen.card.id === id)) return i;
      if (screen.id !== "review" && order(guide, screen.id) <= wanted) found = i;
    }
    return found;
  }

  function here(guide) { return guide.screens[place(guide, guide.at)]; }

  function isWrong(screen) {
    return (screen.row || screen.card.element).classList.contains("wrong");
  }

  // The first screen that the server would send back, or has.
  function gap(guide) {
    return guide.screens.filter(function (screen) {
      return screen.card && (isWrong(screen) || survey.checks.refusal(guide.rules, screen));
    })[0];
  }

  function remember(guide, id, how) {
    var from = how === "push" ? guide.at : (history.state || {}).from;
    if (how === "push") history.pushState({ at: id, from: from }, "");
    if (how === "replace") history.replaceState({ at: id, from: from }, "");
  }

  function progress(guide, screen) {
    var box = byId("progress"), count = guide.screens[guide.screens.length - 1].number;
    var words = survey.fill(box.getAttribute("data-words"), { n: screen.number, count: count });
    var row = { n: screen.place, count: screen.places };
    var part = screen.row ? survey.fill(box.getAttribute("data-rows"), row) : "";
    var section = screen.parts[screen.parts.length - 1];
    while (section && section.tagName !== "SECTION") section = section.parentElement;
    var asks = section && screen.id !== "start" && screen.id !== "review";
    var done = screen.number - (screen.row ? 1 - screen.place / screen.places : 0);
    box.hidden = !asks;
    byId("step").textContent = words;
    byId("part").textContent = part || (asks ? section.querySelector("h2").textContent : "");
    byId("done").style.width = 100 * done / count + "%";
    document.title = (asks ? words + " · " : "") + (part && part + " · ") + guide.title;
  }

  function buttons(guide, screen) {
    var at = guide.screens.indexOf(screen), next = byId("next"), isReview = screen.id === "review";
    var after = guide.screens[at + 1];
    var word = screen.id === "start" ? "start" : guide.returning ? "return"
      : after && after.id === "review" ? guide.rules.walk().ended ? "end" : "last" : "next";
    byId("back").hidden = !at || guide.returning;
    next.hidden = isReview;
    next.textContent = next.getAttribute("data-" + word);
    byId("kept").hidden = screen.id === "start";
  }

  // What is on the screen now, without moving anything.
  function refresh(guide) {
    guide.screens = planned(guide.rules);
    var screen = here(guide);
    var alert = byId("alert");
    survey.list(document.querySelectorAll(".step")).forEach(function (part) {
      part.classList.toggle("here", screen.parts.indexOf(part) >= 0);
    });
    if (alert) {
      alert.classList.toggle("here", screen.id === guide.opened || (screen.card && isWrong(screen)));
    }
    var isOwn = screen.id === "start" || screen.id === "review";
    html.setAttribute("data-screen", isOwn ? screen.id : "question");
    guide.form.setAttribute("data-at", screen.id);
    progress(guide, screen);
    buttons(guide, screen);
    return screen;
  }

  // What is read first: what is wrong, else the first words of the screen.
  function headOf(screen) {
    if (screen.id === "start") return document.querySelector("h1");
    var own = screen.row || (screen.card && screen.card.element), first = screen.parts[0];
    var wrong = own && own.querySelector(".error:not([hidden])");
    if (screen.row && first === screen.card.element) first = own;
    return wrong || first.querySelector("legend, .legend, h2, p") || first;
  }

  function focus(target) {
    target.setAttribute("tabindex", "-1");
    target.focus();
    window.scrollTo(0, 0);
  }

  // Go to a screen. how: "push" or "replace" in the history, or "" when that has moved already.
  function show(guide, id, how) {
    guide.rules.apply();
    guide.screens = planned(guide.rules);
    var screen = guide.screens[place(guide, id)];
    if (screen.id === "review" && (guide.at || id !== guide.opened)) screen = gap(guide) || screen;
    remember(guide, screen.id, how === "push" && screen.id === guide.at ? "replace" : how);
    var changed = screen.id === "review" && guide.returning && guide.at;
    if (screen.id === "review") guide.returning = false;
    if (guide.at && guide.at !== screen.id) byId("restored").hidden = true;
    guide.at = screen.id;
    byId("told").textContent = "";
    refresh(guide);
    if (screen.id === "review") {
      survey.review(guide.screens, function (to) {
        guide.returning = true;
        show(guide, to, "push");
      });
    }
    focus(headOf(screen));
    if (changed) survey.changed(changed);
    guide.moved(screen.id);
  }

  function next(guide) {
    var screen = here(guide), sentence = survey.checks.refusal(guide.rules, screen);
    if (sentence) {
      survey.checks.refuse(screen, sentence);
      return;
    }
    if (screen.card) survey.mended(screen.row || screen.card.element);
    guide.rules.apply();
    guide.screens = planned(guide.rules);
    var after = guide.screens[place(guide, guide.at) + 1];
    show(guide, guide.returning ? "review" : after.id, "push");
  }

  function back(guide) {
    var before = guide.screens[place(guide, guide.at) - 1].id;
    if (history.state && history.state.from === before) history.back();
    else show(guide, before, "replace");
  }

  // Enter in a field means “next”, as pressing the button does; only the review sends.
  function guard(guide) {
    guide.form.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.isComposing) return;
      event.preventDefault();
      next(guide);
    });
    guide.form.addEventListener("submit", function (event) {
      var button = document.activeElement;
      if (!html.classList.contains("screens") || guide.at === "review") return;
      if (button && button.name === "show") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      next(guide);
    });
  }

  function listen(guide) {
    // The second tap of a trembling finger is not a second step.
    function once(act) { return function (event) { if (event.detail < 2) act(guide); }; }
    function changed() {
      refresh(guide);
      guide.moved(guide.at);
    }
    byId("next").addEventListener("click", once(next));
    byId("back").addEventListener("click", once(back));
    guide.form.addEventListener("change", changed);
    guide.form.addEventListener("input", changed);
    guard(guide);
  }

  window.addEventListener("popstate", function (event) {
    var id = event.state && event.state.at, open;
    if (!id) return;
    if (!latest || !document.body.contains(latest.form)) {
      location.reload(); // another page stands in the form's place
      return;
    }
    open = gap(latest);
    show(latest, open && place(latest, open.id) < place(latest, id) ? open.id : id, "");
  });

  // The screen to begin with, and whether it is one to come back to the review from.
  function opening(guide, at) {
    var alert = byId("alert"), kept = (history.state || {}).at;
    var wrong = guide.screens.filter(function (screen) { return screen.card && isWrong(screen); });
    if (wrong.length) return wrong[0].id;
    if (alert && alert.getAttribute("data-notice") !== "unread") return "review";
    if (at) return at;
    return guide.form.querySelector(".chosen") && kept ? kept : "start";
  }

  survey.screens = function (form, rules, options) {
    var guide = { form: form, rules: rules, moved: function () {}, title: document.title };
    rules.apply();
    guide.screens = planned(rules);
    guide.opened = opening(guide, options.at);
    guide.returning = byId("alert") !== null && guide.opened !== "start";
    html.classList.add("screens");
    if ("scrollRestoration" in history) history.scrollRestoration = "manual";
    // What is too long is said with its length before going on, and not cut off in silence.
    survey.list(form.querySelectorAll("[data-kind=text] [maxlength]")).forEach(function (field) {
      field.removeAttribute("maxlength");
    });
    listen(guide);
    if (guide.opened === "start") {
      guide.at = "start";
      remember(guide, "start", "replace");
      refresh(guide);
    } else show(guide, guide.opened, "replace");
    guide.moved = options.moved || guide.moved;
    latest = guide;
    return {
      show: function (id) { show(guide, id, "push"); },
      at: function () { return guide.at; },
      review: function () { show(guide, "review", "push"); },
      refresh: function () { refresh(guide); },
      isReview: function () { return guide.at === "review"; }
    };
  };

  // The whole form on one page again.
  survey.plain = function () {
    html.classList.remove("screens");
    html.removeAttribute("data-screen");
    ["next", "back"].forEach(function (id) { if (byId(id)) byId(id).hidden = true; });
    latest = null;
  };
})(window.survey = window.survey || {});
