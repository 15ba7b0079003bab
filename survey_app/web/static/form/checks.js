// What the server would refuse is said before going on, in the server's own sentences: each card
// carries those of its kind (data-say-…, survey_app/web/refusals.py).
(function (survey) {
  "use strict";
  var DECIMAL = /^-?[0-9]+(\.[0-9]+)?$/;

  function limit(card, name) { return card.element.getAttribute("data-" + name); }

  function chosen(card) {
    return survey.list(card.element.querySelectorAll("input:checked, select")).filter(
      function (field) { return field.value; }
    ).length;
  }

  function counted(card) { return chosen(card) > +limit(card, "most") ? "over" : "under"; }

  function written(card) {
    return survey.length(survey.typed(card, "")) < +limit(card, "least") ? "under" : "over";
  }

  function measured(card) {
    var text = survey.typed(card, "");
    if (!DECIMAL.test(text)) return "form";
    return +text < +limit(card, "least") ? "under" : +text > +limit(card, "most") ? "over" : "form";
  }

  function dated(card) {
    var day = survey.typed(card, "");
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) return "form";
    return day < limit(card, "least") ? "under" : day > limit(card, "most") ? "over" : "form";
  }

  function timed(card) {
    var from = survey.typed(card, ".from"), to = survey.typed(card, ".to");
    return !from || !to ? "half" : from === to ? "same" : "form";
  }

  // Why the answer of a kind is refused: the name of a sentence.
  var WHY = {
    multi: counted,
    rank: counted,
    text: written,
    number: measured,
    date: dated,
    time_range: timed,
    best_worst: function (card) { return chosen(card) < 2 ? "half" : "same"; },
    contact: function (card) {
      var figures = survey.typed(card, "").replace(/[^0-9]/g, "").length;
      var ticked = card.element.querySelector("input:checked");
      return figures >= 7 && figures <= 15 && !ticked ? "consent" : "form";
    }
  };

  function unread(part) {
    return survey.list(part.querySelectorAll("input")).some(function (field) {
      return field.validity && field.validity.badInput;
    });
  }

  function reason(rules, screen) {
    var card = screen.card, answer = rules.read(card);
    var needed = limit(card, "required") !== null;
    if (screen.row) return needed && !screen.row.querySelector("input:checked") ? "blank" : "";
    if (unread(card.element)) return "form";
    if (answer === null) return needed ? "blank" : "";
    if (answer === false) return WHY[card.kind] ? WHY[card.kind](card) : "form";
    return rules.asksAgain(card, answer) ? "other" : "";
  }

  // The sentence about what stands on a screen, "" when the server would take it.
  function refusal(rules, screen) {
    var name = screen.card ? reason(rules, screen) : "";
    if (!name) return "";
    var words = limit(screen.card, "say-" + name) || limit(screen.card, "say-blank");
    var field = screen.card.element.querySelector(
      name === "other" ? ".other:not([hidden]) input" : "input, textarea");
    return survey.fill(words, { length: field ? survey.length(field.value.trim()) : 0 });
  }

  // Where errors of a question, or of a row of one, stand: above its fields.
  function place(part) {
    var error = document.getElementById(part.id + "-error");
    if (error) return error;
    error = document.createElement("p");
    error.className = "error";
    error.id = part.id + "-error";
    var fields = part.querySelector(
      ".options, .pair, .ranks, .row, .place-label, [data-locate], select, textarea, input"
    );
    fields.parentNode.insertBefore(error, fields);
    return error;
  }

  function describe(element, id) {
    var ids = (element.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
    if (ids.indexOf(id) < 0) element.setAttribute("aria-describedby", ids.concat(id).join(" "));
  }

  // Say it above the fields and go there.
  function refuse(screen, sentence) {
    var part = screen.row || screen.card.element, error = place(part);
    error.textContent = sentence;
    error.hidden = false;
    survey.tell(screen.card.element, "");
    part.classList.add("wrong");
    if (part.tagName === "FIELDSET") describe(part, error.id);
    survey.list(part.querySelectorAll("textarea, input")).forEach(function (field) {
      if (field.type === "radio" || field.type === "checkbox" || field.type === "file") return;
      field.setAttribute("aria-invalid", "true");
      describe(field, error.id);
    });
    error.setAttribute("tabindex", "-1");
    error.focus();
  }

  survey.checks = { refusal: refusal, refuse: refuse };
})(window.survey = window.survey || {});
