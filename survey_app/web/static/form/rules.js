// Which questions are asked, as the server decides it: it reads answers the same way
// (survey_app/questionnaire), and what it would refuse counts as not given here. Without script the
// form says in words what may be skipped.
(function (survey) {
  "use strict";
  var SPACE = "[^\\S\\ufeff]+"; // what Python strips
  var EDGES = new RegExp("^" + SPACE + "|" + SPACE + "$", "g");
  var CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
  var NUMBER = /^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?$/;
  var DAY = /^([0-9]{4})[-\/.年]([0-9]{1,2})[-\/.月]([0-9]{1,2})日?$/;
  var TIME = /^([0-9]{1,2})[:点时]([0-9]{1,2})?分?$/;
  var DEGREES = /^-?[0-9]{1,3}(\.[0-9]{1,15})?$/;
  var TELEPHONE = /^\+?[0-9][0-9 ()-]{5,24}$/;

  function list(found) { return Array.prototype.slice.call(found); }

  function rule(element, name) {
    var text = element.getAttribute("data-" + name);
    return text && JSON.parse(text);
  }

  function limit(card, name) { return card.element.getAttribute("data-" + name); }

  // Fields of a card that hold something; part: what follows the question's id in their name.
  function given(card, part) {
    return list(card.element.querySelectorAll("input, select, textarea")).filter(function (field) {
      var off = (field.type === "radio" || field.type === "checkbox") && !field.checked;
      return field.name === card.id + part && !off && field.value;
    });
  }

  function codes(fields) { return fields.map(function (field) { return field.value; }); }
  function one(card, part) { return codes(given(card, part))[0] || null; }

  function clean(text) {
    return text.replace(/\r\n?/g, "\n").replace(CONTROLS, "").replace(EDGES, "");
  }

  function figures(card, part) {
    var text = clean(one(card, part) || "");
    return text.normalize ? text.normalize("NFKC") : text;
  }

  function between(value, least, most) { return value >= least && value <= most; }
  function length(text) { return text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "x").length; }

  function limited(card, fields) {
    var chosen = codes(fields);
    var alone = fields.some(function (field) {
      return (field.selectedOptions ? field.selectedOptions[0] : field).hasAttribute("data-alone");
    });
    var twice = chosen.some(function (code, i) { return chosen.indexOf(code) < i; });
    var most = alone ? 1 : +limit(card, "most") || Infinity;
    var least = alone ? 1 : +limit(card, "least") || 1;
    if (!chosen.length) return null;
    return !twice && between(chosen.length, least, most) && chosen;
  }

  function rows(card) {
    var answer = {}, count = 0;
    list(card.element.querySelectorAll("input:checked")).forEach(function (field) {
      answer[field.name.slice(card.id.length + 1)] = field.value;
      count++;
    });
    return count ? answer : null;
  }

  function choice(card) { return one(card, ""); }

  // How each kind's answer is read; null: left blank, false: the server would refuse it.
  var READ = {
    single: choice,
    likert: choice,
    multi: function (card) { return limited(card, given(card, "")); },
    rank: function (card) {
      return limited(card, list(card.element.querySelectorAll("select")).filter(function (field) {
        return field.value;
      }));
    },
    matrix: rows,
    best_worst: function (card) {
      var answer = rows(card);
      var right = answer && answer.best && answer.worst && answer.best !== answer.worst;
      return answer && (right ? answer : false);
    },
    number: function (card) {
      var text = figures(card, ""), found = NUMBER.exec(text);
      var decimals = found && (found[2] || ".").replace(/0+$/, "").length - 1;
      if (!text) return null;
      if (!found || decimals > +limit(card, "decimals")) return false;
      return between(+text, +limit(card, "least"), +limit(card, "most")) && text;
    },
    date: function (card) {
      var text = figures(card, ""), found = DAY.exec(text);
      if (!found) return text ? false : null;
      var day = new Date(Date.UTC(+found[1], found[2] - 1, +found[3]));
      var iso = found[1] + "-" + ("0" + found[2]).slice(-2) + "-" + ("0" + found[3]).slice(-2);
      var real = !isNaN(day) && day.toISOString().slice(0, 10) === iso;
      return real && between(iso, limit(card, "least"), limit(card, "most")) && iso;
    },
    time_range: function (card) {
      if (one(card, ".always")) return { from: 0, to: 1440 };
      var from = time(figures(card, ".from"), 1439), to = time(figures(card, ".to"), 1440);
      if (from === null && to === null) return null;
      return +from === from && +to === to && from !== to && { from: from, to: to };
    },
    text: function (card) {
      var text = clean(one(card, "") || "");
      if (!text) return null;
      return between(length(text), +limit(card, "least"), +limit(card, "most")) && text;
    },
    geo: function (card) {
      var lat = figures(card, ".lat"), lon = figures(card, ".lon");
      if (!lat && !lon) return null;
      var right = DEGREES.test(lat) && DEGREES.test(lon);
      return right && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && { lat: lat, lon: lon };
    },
    photo: function (card) {
      var out = codes(given(card, ".drop")), files = 0;
      var kept = given(card, "").filter(function (field) {
        if (field.files) files = field.files.length;
        return !field.files && out.indexOf(field.value) < 0;
      });
      var count = kept.length + files;
      return count ? count <= +limit(card, "most") && codes(kept) : null;
    },
    contact: function (card) {
      var text = figures(card, ""), count = text.replace(/[^0-9]/g, "").length;
      if (!text) return null;
      var right = TELEPHONE.test(text) && between(count, 7, 15) && one(card, ".consent");
      return right ? "given" : false;
    },
    note: function () { return null; }
  };

  function time(text, latest) {
    var found = TIME.exec(text);
    if (!found) return text ? false : null;
    var minute = +(found[2] || 0), minutes = found[1] * 60 + minute;
    return minute < 60 && minutes <= latest && minutes;
  }

  function answerTo(answers, name) {
    var parts = name.split(".");
    var answer = parts[0] in answers ? answers[parts[0]] : null;
    if (parts.length < 2) return answer;
    var has = answer !== null && Object.prototype.hasOwnProperty.call(answer, parts[1]);
    return has && !Array.isArray(answer) && typeof answer === "object" ? answer[parts[1]] : null;
  }

  function meets(answer, wanted) {
    var chosen = Array.isArray(answer) ? answer : [answer];
    return wanted.some(function (code) { return chosen.indexOf(code) >= 0; });
  }

  function within(answer, rule) {
    if (answer === null || typeof answer === "object") return false;
    function order(bound) {
      var days = bound.charAt(4) === "-";
      var a = days ? answer : +answer, b = days ? bound : +bound;
      return a < b ? -1 : a > b ? 1 : 0;
    }
    return (!rule.at_least || order(rule.at_least) >= 0)
      && (!rule.at_most || order(rule.at_most) <= 0)
      && (!rule.above || order(rule.above) > 0)
      && (!rule.below || order(rule.below) < 0);
  }

  function holds(rule, answers) {
    function part(inner) { return holds(inner, answers); }
    if (!rule) return true;
    if (rule.all) return rule.all.every(part);
    if (rule.any) return rule.any.some(part);
    if (rule.not) return !part(rule.not);
    var answer = answerTo(answers, rule.q);
    if (rule.any_of) return meets(answer, rule.any_of);
    if (rule.none_of) return !meets(answer, rule.none_of);
    if ("answered" in rule) return (answer !== null) === rule.answered;
    return within(answer, rule);
  }

  function ends(card, answers) {
    var chosen = card.element.querySelector("input[data-ends]:checked");
    return (typeof answers[card.id] === "string" && chosen !== null)
      || (card.stop !== null && holds(card.stop, answers));
  }

  // Whether the server would show this question again: then nobody can say yet whether it ends all.
  function asksAgain(card, answer) {
    var rows = card.element.querySelectorAll(".row").length;
    if (answer === false) return true;
    if (answer === null) return limit(card, "required") !== null;
    return (limit(card, "required") !== null && rows && Object.keys(answer).length < rows)
      || list(card.element.querySelectorAll("[data-other]")).some(function (other) {
        var field = other.querySelector("input");
        var chosen = [].concat(answer).indexOf(other.getAttribute("data-other")) >= 0;
        return chosen && length(clean(field.value)) > field.maxLength;
      });
  }

  // The rules of one form. walk(): what is shown now; apply(): show just that.
  survey.rules = function (form) {
    var cards = list(form.querySelectorAll("[data-q]")).map(function (element) {
      return {
        element: element,
        id: element.id,
        kind: element.getAttribute("data-kind"),
        show: rule(element, "show"),
        stop: rule(element, "stop")
      };
    });

    // The form from top to bottom, as the server reads it.
    function walk() {
      var answers = Object.create(null), shown = [], ended = false;
      cards.forEach(function (card) {
        if (ended || !holds(card.show, answers)) return;
        shown.push(card.id);
        var answer = READ[card.kind](card);
        if (answer !== null && answer !== false) answers[card.id] = answer;
        ended = !asksAgain(card, answer) && ends(card, answers);
      });
      return { answers: answers, shown: shown, ended: ended };
    }

    function apply() {
      var now = walk();
      var number = 0;
      cards.forEach(function (card) {
        var mark = card.element.querySelector(".number");
        card.element.hidden = now.shown.indexOf(card.id) < 0;
        if (mark && !card.element.hidden) mark.textContent = ++number + ".";
      });
      list(form.querySelectorAll("section")).forEach(function (section) {
        section.hidden = !section.querySelector("[data-q]:not([hidden])");
      });
      list(form.querySelectorAll("[data-other]")).forEach(function (other) {
        var code = other.getAttribute("data-other");
        var fields = list(other.parentNode.querySelectorAll("input:checked, select"));
        other.hidden = codes(fields).indexOf(code) < 0;
      });
      list(form.querySelectorAll("[data-always]")).forEach(function (box) {
        survey.cardOf(box).querySelector("[data-times]").hidden = box.checked;
      });
      document.getElementById("ended").firstElementChild.hidden = !now.ended;
      survey.mark(form);
      return now;
    }

    form.rules = { cards: cards, walk: walk, apply: apply, read: read, asksAgain: asksAgain };
    return form.rules;
  };

  function read(card) { return READ[card.kind](card); }

  survey.list = list;
  survey.length = length;
  survey.typed = figures; // (card, part): what was written, with plain figures
  survey.cardOf = function (element) {
    while (!element.hasAttribute("data-q")) element = element.parentNode;
    return element;
  };
})(window.survey = window.survey || {});
