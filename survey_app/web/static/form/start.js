// Brings a page to life; called again when another page was put in its place.
(function (survey) {
  "use strict";

  survey.begin = function () {
    var form = document.getElementById("form");
    document.documentElement.classList.add("scripted");
    if (!form) return;
    var rules = survey.rules(form);
    survey.choices(form, rules);
    survey.position(form, rules.apply);
    rules.apply();
    var alert = document.getElementById("alert");
    if (alert) alert.focus();
  };

  survey.begin();
})(window.survey = window.survey || {});
