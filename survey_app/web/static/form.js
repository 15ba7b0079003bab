// Hides questions that a rule hides and keeps “none of these” alone. The server decides anyway:
// without this script the form says in words which questions may be skipped.
(function () {
  "use strict";
  var form = document.getElementById("form");
  if (!form) return;
  var ruled = Array.prototype.slice.call(form.querySelectorAll("[data-show]"));
  var rules = ruled.map(function (card) { return JSON.parse(card.getAttribute("data-show")); });

  function card(id) { return document.getElementById(id); }

  function chosen(name) {
    var question = card(name.split(".")[0]);
    if (!question || question.hidden) return [];
    var codes = [];
    var fields = question.querySelectorAll("input, select");
    for (var i = 0; i < fields.length; i++) {
      var field = fields[i];
      var ours = field.name === name || (field.tagName === "SELECT" && field.name.indexOf(name + ".") === 0);
      if (ours && field.value && (field.tagName === "SELECT" || field.checked)) codes.push(field.value);
    }
    return codes;
  }

  function meets(codes, wanted) {
    return wanted.some(function (code) { return codes.indexOf(code) >= 0; });
  }

  function holds(rule) {
    if (rule.any_of) return meets(chosen(rule.q), rule.any_of);
    if (rule.none_of) return !meets(chosen(rule.q), rule.none_of);
    if (rule.all) return rule.all.every(holds);
    if (rule.any) return rule.any.some(holds);
    return !holds(rule.not);
  }

  function apply() {
    ruled.forEach(function (question, i) { question.hidden = !holds(rules[i]); });
  }

  form.addEventListener("change", function (event) {
    var box = event.target;
    if (box.type === "checkbox" && box.checked) {
      var alone = box.hasAttribute("data-alone");
      var boxes = card(box.name).querySelectorAll("input[type=checkbox]");
      for (var i = 0; i < boxes.length; i++) {
        if (boxes[i] !== box && (alone || boxes[i].hasAttribute("data-alone"))) boxes[i].checked = false;
      }
    }
    apply();
  });
  document.documentElement.className += " scripted";
  apply();
  var alert = document.getElementById("alert");
  if (alert) alert.focus();
})();
