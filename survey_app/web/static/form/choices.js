// What a choice takes back, and what is no longer called wrong once it was put right.
(function (survey) {
  "use strict";

  // Others beside “none of these”, and the best that is the worst now.
  function tidy(box) {
    if (!box.checked) return;
    survey.list(survey.cardOf(box).querySelectorAll("input:checked")).forEach(function (other) {
      var alone = box.hasAttribute("data-alone") || other.hasAttribute("data-alone");
      var both = box.type === "radio" && other.name !== box.name && other.value === box.value;
      var best = survey.cardOf(box).getAttribute("data-kind") === "best_worst" && both;
      if (other !== box && (best || (box.type === "checkbox" && alone))) other.checked = false;
    });
  }

  // The server says the rest after sending.
  function mend(rules, target) {
    var element = survey.cardOf(target), part = target, asks;
    while (part !== element && part.className.indexOf("row") < 0) part = part.parentNode;
    rules.cards.forEach(function (card) {
      if (card.element === element) asks = rules.asksAgain(card, rules.read(card));
    });
    var whole = [element].concat(survey.list(element.querySelectorAll(".row")));
    (asks ? part === element ? [] : [part] : whole).forEach(function (mended) {
      var error = document.getElementById(mended.id + "-error");
      mended.className = mended.className.replace(" wrong", "");
      if (error) error.hidden = true;
      survey.list(document.querySelectorAll("#alert li")).forEach(function (item) {
        if (item.firstElementChild.hash === "#" + mended.id) item.hidden = true;
      });
    });
  }

  survey.choices = function (form, rules) {
    form.addEventListener("change", function (event) {
      tidy(event.target);
      mend(rules, event.target);
      rules.apply();
    });
    form.addEventListener("input", rules.apply);
    window.addEventListener("pageshow", rules.apply);
  };
})(window.survey = window.survey || {});
