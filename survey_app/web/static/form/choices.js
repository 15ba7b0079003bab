// What a choice takes back, how chosen rows look, and what is no longer called wrong once it was
// put right.
(function (survey) {
  "use strict";
  var latest = null; // the rules of the form that is shown now

  // Others beside “none of these”, and the best that is the worst now.
  function tidy(box) {
    if (!box.checked) return;
    var card = survey.cardOf(box), out = [];
    survey.list(card.querySelectorAll("input:checked")).forEach(function (other) {
      var alone = box.hasAttribute("data-alone") || other.hasAttribute("data-alone");
      var both = box.type === "radio" && other.name !== box.name && other.value === box.value;
      var best = card.getAttribute("data-kind") === "best_worst" && both;
      if (other === box || !(best || (box.type === "checkbox" && alone))) return;
      other.checked = false;
      out.push(other.parentNode.textContent.trim());
      if (best) survey.tell(card, "moved", { option: box.parentNode.textContent.trim() });
    });
    if (out.length && box.type === "checkbox") survey.out(card, out);
  }

  // The field for “other” may lie below the buttons.
  function bring(box) {
    var other = box.checked
      && survey.cardOf(box).querySelector("[data-other='" + box.value + "']:not([hidden])");
    if (other) other.scrollIntoView({ block: "center" });
  }

  // Too many is said at once; the tap itself is never refused.
  function count(box) {
    var card = survey.cardOf(box), most = +card.getAttribute("data-most");
    if (card.getAttribute("data-kind") !== "multi" || !most) return;
    var chosen = card.querySelectorAll("input:checked").length;
    if (card.querySelector(".error:not([hidden])")) return; // it is said there
    survey.tell(card, chosen > most ? "many" : "", { count: chosen });
  }

  // The server says the rest after sending.
  function mend(rules, target) {
    var element = survey.cardOf(target), part = target, asks;
    while (part !== element && !part.classList.contains("row")) part = part.parentNode;
    rules.cards.forEach(function (card) {
      if (card.element === element) asks = rules.asksAgain(card, rules.read(card));
    });
    var whole = [element].concat(survey.list(element.querySelectorAll(".row")));
    (asks ? part === element ? [] : [part] : whole).forEach(survey.mended);
  }

  // This question, or row of one, is not wrong any longer.
  survey.mended = function (part) {
    var error = document.getElementById(part.id + "-error");
    part.classList.remove("wrong");
    if (error) error.hidden = true;
    survey.list(part.querySelectorAll("[aria-invalid]")).forEach(function (field) {
      field.removeAttribute("aria-invalid");
    });
    survey.list(document.querySelectorAll("#alert li")).forEach(function (item) {
      if (item.firstElementChild.hash === "#" + part.id) item.hidden = true;
    });
  };

  // A short word beside the buttons, spoken by screen readers; name: which of the card's sentences.
  survey.tell = function (card, name, values) {
    var told = document.getElementById("told");
    var words = (name && card.getAttribute("data-say-" + name)) || "";
    if (told) told.textContent = survey.fill(words, values);
  };

  // Which choices another one took back.
  survey.out = function (card, options) {
    var told = document.getElementById("told");
    if (told) told.textContent = survey.fill(told.getAttribute("data-out"), { options: options.join("、") });
  };

  survey.fill = function (words, values) {
    return words.replace(/\{([a-z]+)\}/g, function (whole, name) {
      return values && name in values ? values[name] : whole;
    });
  };

  // WebViews that cannot ask a row what it holds (:has) are told.
  survey.mark = function (form) {
    survey.list(form.querySelectorAll("label.option")).forEach(function (label) {
      label.classList.toggle("chosen", label.querySelector("input").checked);
    });
  };

  window.addEventListener("pageshow", function () {
    if (latest) latest.apply();
  });

  survey.choices = function (form, rules) {
    latest = rules;
    form.addEventListener("change", function (event) {
      count(event.target);
      tidy(event.target);
      mend(rules, event.target);
      rules.apply();
      bring(event.target);
    });
    // Not only when the field is left: a sentence that goes then takes the button from under the tap.
    form.addEventListener("input", function (event) {
      mend(rules, event.target);
      rules.apply();
    });
  };
})(window.survey = window.survey || {});
