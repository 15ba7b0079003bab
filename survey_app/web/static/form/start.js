// Brings a page to life; called again when another page was put in its place.
(function (survey) {
  "use strict";
  var html = document.documentElement;

  function call(name) {
    var given = Array.prototype.slice.call(arguments, 1);
    return survey[name] ? survey[name].apply(null, given) : null;
  }

  // One question a screen, what was filled in before, and sending that survives a bad network.
  function guide(form, rules) {
    var draft = call("draft", form);
    var found = draft && draft.restore();
    call("ranking", form);
    var screens = survey.screens(form, rules, {
      at: found && found.at,
      moved: function (at) { if (draft) draft.save(at); }
    });
    call("sending", form, screens, draft);
    call("kiosk", form, screens, draft);
  }

  function fill(form) {
    var rules = survey.rules(form);
    survey.choices(form, rules);
    survey.position(form, rules.apply);
    call("listen", form);
    if (form.hasAttribute("data-draft")) {
      try {
        guide(form, rules);
        return;
      } catch (failure) { // the whole form on one page still works
        call("plain");
        if (window.console) console.error(failure);
      }
    }
    rules.apply();
    var alert = document.getElementById("alert");
    if (alert) alert.focus();
  }

  survey.begin = function () {
    var form = document.getElementById("form");
    html.classList.add("scripted");
    call("plain");
    call("switches");
    if (survey.outbox) survey.outbox.resume();
    if (form) fill(form);
    else call("kiosk", null, null);
    call("begun");
  };

  survey.begin();
})(window.survey = window.survey || {});
