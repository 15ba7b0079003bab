// A tablet in a service centre. What runs there while somebody uses it is in tablet.js, which
// phones need not fetch; here is only what has to happen before a page comes to life.
(function (survey) {
  "use strict";
  var STALE = 90000; // milliseconds without a touch after which it is somebody else who comes

  // Forget what was not sent, and the receipts; that a form was sent has to stay known, or it
  // could be sent again with another person's answers. What is on its way stays in the outbox.
  survey.wipe = function () {
    try {
      Object.keys(localStorage).forEach(function (name) {
        if (/^(kiosk$|draft:)/.test(name)) localStorage.removeItem(name);
      });
      survey.store.write("sent", survey.store.read("sent").map(function (one) {
        return [one[0], "/kiosk/start"];
      }));
    } catch (blocked) { /* then nothing was kept either */ }
  };

  survey.kiosk = function () {
    survey.standing = arguments; // for tablet.js, which comes later
    if (survey.tablet) survey.tablet.apply(null, arguments);
  };

  function touched() {
    try { return +localStorage.getItem("kiosk"); } catch (blocked) { return 0; }
  }

  // Of the form of an earlier person nobody is told, and it is never shown again.
  function onlyOwn(name) {
    var tell = survey[name];
    survey[name] = function (entry, news) {
      var token = document.querySelector("#form [name=form]");
      if (token && token.value === entry.token) tell(entry, news);
    };
  }

  if (!document.documentElement.hasAttribute("data-kiosk")) return;
  if (Date.now() - touched() > STALE) survey.wipe();
  ["told", "arrived"].forEach(onlyOwn);
})(window.survey = window.survey || {});
