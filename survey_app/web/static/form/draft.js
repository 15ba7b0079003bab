// Every answer is kept on the phone as it is given: for seven days, or until it was received.
(function (survey) {
  "use strict";
  var WEEK = 7 * 24 * 3600 * 1000, MOST = 5, RECEIPTS = 50;
  var TICKS = /^(radio|checkbox)$/, NO_ANSWERS = /^(submit|button|file|fieldset)$/;
  var PICKED = /^(\d{4}-\d\d-\d\d|\d\d:\d\d)$/;
  var SERVED = "[checked], [selected], textarea:not(:empty), "
    + "input:not([type=hidden]):not([type=radio]):not([type=checkbox])[value]:not([value=''])";

  function read(key) {
    try {
      var kept = JSON.parse(localStorage.getItem(key));
      return kept.filter(function (one) { return one && typeof one === "object"; });
    } catch (failure) {
      return []; // nothing, blocked, or not ours
    }
  }

  // Whether the phone keeps it: storage may be full, blocked or private.
  function write(key, values) {
    try {
      if (values.length) localStorage.setItem(key, JSON.stringify(values));
      else localStorage.removeItem(key);
      return true;
    } catch (failure) {
      return false;
    }
  }

  function id(token) { return (/[0-9a-f]{32}/.exec(token) || [token])[0]; }

  function others(kept, token) {
    return kept.filter(function (one) { return one.token !== token; });
  }

  function own(kept, token) {
    return kept.filter(function (one) { return one.token === token; })[0];
  }

  // The address of the receipt, when the server has this form.
  function receipt(token) {
    return read("sent").reduce(function (found, one) {
      return one[0] === id(token) ? one[1] : found;
    }, "");
  }

  survey.store = {
    read: read,
    write: write,
    receipt: receipt,
    others: others,
    own: own,
    received: function (key, token, address) {
      write("sent", [[id(token), address]].concat(read("sent")).slice(0, RECEIPTS));
      write("draft:" + key, others(read("draft:" + key), token));
    }
  };

  // What a form would send, files not counted: [[name, value]].
  survey.pairs = function (form) {
    return survey.list(form.elements).filter(function (field) {
      return field.name && field.name !== "show" && !NO_ANSWERS.test(field.type)
        && (field.checked || !TICKS.test(field.type));
    }).map(function (field) { return [field.name, field.value]; });
  };

  function put(field, value) {
    // A picker would empty what it cannot show.
    if (/^(date|time)$/.test(field.type) && value && !PICKED.test(value)) field.type = "text";
    field.value = value;
    if (field.selectedIndex < 0) field.selectedIndex = 0;
  }

  function fill(form, pairs) {
    var left = Object.create(null);
    pairs.forEach(function (pair) { (left[pair[0]] = left[pair[0]] || []).push(pair[1]); });
    survey.list(form.elements).forEach(function (field) {
      var values = left[field.name] || [];
      if (TICKS.test(field.type)) field.checked = values.indexOf(field.value) >= 0;
      else if (!NO_ANSWERS.test(field.type) && field.type !== "hidden") {
        put(field, values.shift() || "");
      }
    });
  }

  // Lists begin where they began for whoever gave these answers.
  function turn(form, from, to) {
    survey.list(form.querySelectorAll("[data-turn]")).forEach(function (box) {
      var free = survey.list(box.children).filter(function (row) {
        return !row.hasAttribute("data-pinned") && row.value !== "";
      });
      var end = free.length && free[free.length - 1].nextSibling;
      function start(token) {
        return Math.floor(free.length * (parseInt(id(token)[0], 16) % 4) / 4);
      }
      var shift = (start(to) - start(from) + free.length) % free.length;
      free.slice(shift).concat(free.slice(0, shift)).forEach(function (row) {
        box.insertBefore(row, end);
      });
    });
  }

  function isAnswer(pair) { return pair[1] && pair[0] !== "form"; }

  // Several drafts of a form may lie on a phone that a family shares, one for each submission.
  function kept(draft) { return lately(draft.key); }

  function lately(key) {
    return read(key).filter(function (one) {
      return one.saved > Date.now() - WEEK && typeof one.token === "string"
        && Array.isArray(one.fields);
    });
  }

  // Drafts of every form go after a week, also when nobody opens that form any more.
  function sweep() {
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (/^draft:/.test(key)) write(key, lately(key));
      });
    } catch (failure) { /* storage is blocked: nothing lies there */ }
  }

  function keep(draft, drafts) {
    var note = document.getElementById("kept");
    draft.works = write(draft.key, drafts) && write("probe", [1]) && write("probe", []);
    if (note && !draft.works) note.textContent = note.getAttribute("data-blocked");
  }

  function save(draft) {
    var form = draft.form, drafts = others(kept(draft), draft.token());
    var fields = survey.pairs(form).filter(isAnswer);
    if (form.hasAttribute("data-locked") || receipt(draft.token())) return;
    if (draft.isOld()) return survey.again();
    draft.saved = Math.max(Date.now(), draft.saved + 1);
    if (fields.length) {
      drafts.unshift({ token: draft.token(), at: draft.at, saved: draft.saved, fields: fields });
    }
    keep(draft, drafts.slice(0, MOST));
  }

  // {at} when fields were filled again, or null. What the server wrote into a page is the newest.
  function restore(draft) {
    var given = draft.token(), found = own(kept(draft), given), form = draft.form;
    var served = document.getElementById("alert") || form.querySelector(SERVED);
    var open = kept(draft).filter(function (one) { return !receipt(one.token); });
    if (!served && !found) found = open.filter(function (one) { return !one.aside; })[0];
    // The server could not read the token that these answers came with.
    if (served) write(draft.key, others(kept(draft), form.getAttribute("data-was")));
    draft.saved = found ? found.saved : 0;
    draft.at = found ? found.at : null;
    if (found && !served) {
      turn(form, given, found.token);
      form.querySelector("[name=form]").value = found.token;
      fill(form, found.fields);
      survey.restored(draft, given);
    } else if (!served && open.length) survey.offered(draft, open[0]);
    save(draft);
    // The browser fills fields again by itself, later than this and with what may be older.
    if (draft.works) form.setAttribute("autocomplete", "off");
    return found ? { at: found.at } : null;
  }

  // Where a questionnaire has ended a day ago at most, what was begun may still be sent.
  survey.begun = function () {
    survey.list(document.querySelectorAll("[data-begun]")).forEach(function (note) {
      note.hidden = !lately("draft:" + note.getAttribute("data-begun")).length;
    });
  };

  sweep();

  survey.draft = function (form) {
    var draft = {
      form: form,
      key: "draft:" + form.getAttribute("data-draft"),
      works: true,
      saved: 0,
      token: function () { return form.querySelector("[name=form]").value; },
      // Whether another tab went on with the same draft.
      isOld: function () {
        var now = own(kept(draft), draft.token());
        return Boolean(now && now.saved > draft.saved);
      },
      // at: the screen.
      save: function (at) {
        if (typeof at === "string") draft.at = at;
        save(draft);
      },
      restore: function () { return restore(draft); },
      drop: function () { write(draft.key, others(kept(draft), draft.token())); },
      // Somebody else wants to fill the form in; or goes on with what was put aside.
      putAside: function (token, isAside) {
        var one = own(kept(draft), token);
        if (!one) return;
        one.aside = isAside;
        write(draft.key, [one].concat(others(kept(draft), token)));
      }
    };
    form.addEventListener("input", draft.save);
    form.addEventListener("change", draft.save);
    return draft;
  };
})(window.survey = window.survey || {});
