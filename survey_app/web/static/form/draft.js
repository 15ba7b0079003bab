// Every answer is kept on the phone as it is given: for seven days, or until it was received.
(function (survey) {
  "use strict";
  var WEEK = 7 * 24 * 3600 * 1000, MOST = 5, RECEIPTS = 50;

  function read(key) {
    try {
      var kept = JSON.parse(localStorage.getItem(key));
      return Array.isArray(kept) ? kept : [];
    } catch (failure) { return []; } // blocked, or not ours
  }

  // Whether the phone keeps it.
  function write(key, values) {
    try {
      if (values.length) localStorage.setItem(key, JSON.stringify(values));
      else localStorage.removeItem(key);
      return true;
    } catch (failure) { return false; }
  }

  function id(token) { return (/[0-9a-f]{32}/.exec(token) || [token])[0]; }

  // Forms that the server has: [[submission, address of the receipt]].
  function receipt(token) {
    var found = read("sent").filter(function (one) { return one[0] === id(token); })[0];
    return found ? found[1] : "";
  }

  function others(kept, token) {
    return kept.filter(function (one) { return one && one.token !== token; });
  }

  survey.store = {
    read: read,
    write: write,
    receipt: receipt,
    others: others,
    received: function (key, token, address) {
      write("sent", [[id(token), address]].concat(read("sent")).slice(0, RECEIPTS));
      write("draft:" + key, others(read("draft:" + key), token));
    }
  };

  // What a form would send, files not counted: [[name, value]].
  survey.pairs = function (form) {
    return survey.list(form.elements).filter(function (field) {
      var off = /^(radio|checkbox)$/.test(field.type) && !field.checked;
      return field.name && !off && field.name !== "show"
        && !/^(submit|button|file|fieldset)$/.test(field.type);
    }).map(function (field) { return [field.name, field.value]; });
  };

  function token(form) { return form.querySelector("[name=form]"); }

  function fill(form, pairs) {
    var left = Object.create(null);
    pairs.forEach(function (pair) { (left[pair[0]] = left[pair[0]] || []).push(pair[1]); });
    survey.list(form.elements).forEach(function (field) {
      var values = left[field.name] || [], value;
      if (/^(radio|checkbox)$/.test(field.type)) {
        field.checked = values.indexOf(field.value) >= 0;
      } else if (/^(text|textarea|tel|date|time|select-one|number)$/.test(field.type)) {
        value = values.shift() || "";
        field.value = value;
        if (field.type === "select-one" && field.selectedIndex < 0) field.selectedIndex = 0;
        if (field.value !== value && /date|time/.test(field.type)) {
          field.type = "text"; // a picker empties what it cannot show
          field.value = value;
        }
      }
    });
  }

  function rotation(token) { return parseInt(id(token).charAt(0), 16) % 4; }

  // Lists begin where they began for whoever gave these answers.
  function turn(form, from, to) {
    survey.list(form.querySelectorAll("[data-turn]")).forEach(function (box) {
      var free = survey.list(box.children).filter(function (row) {
        return !row.hasAttribute("data-pinned") && (row.value !== "" || row.tagName !== "OPTION");
      });
      var end = free.length ? free[free.length - 1].nextSibling : null;
      function start(quarter) { return Math.floor(free.length * quarter / 4); }
      var shift = (start(to) - start(from) + free.length) % free.length;
      free.slice(shift).concat(free.slice(0, shift)).forEach(function (row) {
        box.insertBefore(row, end);
      });
    });
  }

  function isAnswer(pair) { return pair[1] && pair[0] !== "form"; }

  // Whether the server has written answers into this page: then they are the newest.
  function isServed(form) {
    return document.getElementById("alert") !== null || survey.list(form.elements).some(
      function (field) {
        return field.defaultChecked || (/^(text|tel|date|time)/.test(field.type)
          && field.defaultValue) || (field.type === "select-one" && survey.list(field.options).some(
          function (option) { return option.defaultSelected && option.value; }));
      });
  }

  function wordsOf(draft) {
    var kept = document.getElementById("kept");
    if (kept && !draft.works) kept.textContent = kept.getAttribute("data-blocked");
  }

  // The draft of one form. Several may lie on a phone that a family shares, one a submission.
  survey.draft = function (form) {
    var key = "draft:" + form.getAttribute("data-draft"), field = token(form);
    var seen = 0, place = null;

    function kept() {
      return read(key).filter(function (one) { return one && one.saved > Date.now() - WEEK; });
    }

    function own() {
      return kept().filter(function (one) { return one.token === field.value; })[0];
    }

    var draft = {
      form: form,
      works: write("probe", [1]) && write("probe", []),
      token: function () { return field.value; },

      // Whether another tab went on with the same draft.
      isOld: function () { return (own() || { saved: 0 }).saved > seen; },

      // at: the screen; true when it is on the phone.
      save: function (at) {
        if (typeof at === "string") place = at;
        if (form.hasAttribute("data-locked") || receipt(field.value)) return;
        if (draft.isOld()) return survey.again();
        var fields = survey.pairs(form).filter(isAnswer);
        var all = others(kept(), field.value);
        seen = Math.max(Date.now(), seen + 1);
        if (fields.length) {
          all.unshift({ token: field.value, at: place, saved: seen, fields: fields });
        }
        draft.works = write(key, all.slice(0, MOST));
        wordsOf(draft);
      },

      // {at} when fields were filled again, or null.
      restore: function () {
        var found = own(), served = isServed(form);
        wordsOf(draft);
        seen = Infinity;
        if (!served) found = found || kept().filter(function (one) { return !receipt(one.token); })[0];
        seen = found ? found.saved : 0;
        place = found ? found.at : null;
        if (served) draft.save();
        else if (found) {
          turn(form, rotation(field.value), rotation(found.token));
          field.value = found.token;
          fill(form, found.fields);
          survey.restored();
        }
        return found ? { at: found.at } : null;
      },

      drop: function () { write(key, others(kept(), field.value)); }
    };

    form.addEventListener("input", draft.save);
    form.addEventListener("change", draft.save);
    return draft;
  };
})(window.survey = window.survey || {});
