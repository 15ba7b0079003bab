// Ranking by tapping rows in order. The lists of the form stay where the answers are: rules, drafts
// and the server go on reading them.
(function (survey) {
  "use strict";

  function span(name, words) {
    var made = document.createElement("span");
    made.className = name;
    made.textContent = words;
    return made;
  }

  function given(ranked) {
    return ranked.lists.map(function (list) { return list.value; }).filter(function (code, i, all) {
      return code && all.indexOf(code) === i;
    });
  }

  function write(ranked, codes) {
    ranked.lists.forEach(function (list, i) { list.value = codes[i] || ""; });
  }

  function paint(ranked) {
    var codes = given(ranked);
    ranked.rows.forEach(function (row) {
      var place = codes.indexOf(row.code) + 1, words = row.words;
      if (place) words = survey.fill(ranked.said, { option: words, n: place });
      row.button.setAttribute("aria-pressed", place ? "true" : "false");
      row.button.setAttribute("aria-label", words);
      row.button.classList.toggle("chosen", place > 0);
      row.disc.textContent = place || "";
    });
  }

  function alone(ranked, code) {
    return ranked.rows.some(function (row) { return row.code === code && row.alone; });
  }

  function named(ranked, code) {
    return ranked.rows.filter(function (row) { return row.code === code; })[0].words;
  }

  function tap(ranked, row) {
    var codes = given(ranked), at = codes.indexOf(row.code), before = codes;
    survey.tell(ranked.card, "");
    if (at >= 0) {
      codes.splice(at, 1);
    } else {
      codes = codes.filter(function (code) { return !row.alone && !alone(ranked, code); });
      if (codes.length === ranked.lists.length) {
        survey.tell(ranked.card, "full");
        return;
      }
      var out = before.filter(function (code) { return codes.indexOf(code) < 0; });
      if (out.length) survey.out(ranked.card, out.map(function (code) { return named(ranked, code); }));
      codes.push(row.code);
    }
    write(ranked, codes);
    paint(ranked);
    var event = document.createEvent("Event");
    event.initEvent("change", true, false);
    ranked.lists[0].dispatchEvent(event);
  }

  function made(ranked, option) {
    var button = document.createElement("button");
    var row = { code: option.value, words: option.text, alone: option.hasAttribute("data-alone") };
    button.type = "button";
    button.className = "option rank";
    button.value = option.value;
    row.button = button;
    row.disc = button.appendChild(span("disc", ""));
    button.appendChild(span("", option.text));
    button.addEventListener("click", function () { tap(ranked, row); });
    return row;
  }

  function rank(card) {
    var lists = survey.list(card.querySelectorAll("select"));
    var box = document.createElement("div");
    var ranked = { card: card, lists: lists, said: card.getAttribute("data-say-place") };
    box.className = "options ranks";
    ranked.rows = survey.list(lists[0].options).filter(function (option) {
      return option.value;
    }).map(function (option) { return made(ranked, option); });
    ranked.rows.forEach(function (row) { box.appendChild(row.button); });
    survey.list(card.querySelectorAll("select, .place-label, .by-list")).forEach(function (part) {
      part.hidden = true;
    });
    survey.list(card.querySelectorAll(".by-tap")).forEach(function (hint) { hint.hidden = false; });
    lists[0].parentNode.insertBefore(box, card.querySelector(".place-label"));
    write(ranked, given(ranked));
    paint(ranked);
  }

  survey.ranking = function (form) {
    survey.list(form.querySelectorAll("[data-kind=rank]")).forEach(rank);
  };
})(window.survey = window.survey || {});
