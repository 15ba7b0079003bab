// “Use my position”: fills the two figures of a place.
(function (survey) {
  "use strict";

  function locate(button, filled) {
    var card = survey.cardOf(button), told = card.querySelector(".told");
    function tell(name) { told.textContent = told.getAttribute("data-" + name); }
    button.hidden = false;
    var typed = card.querySelector(".error, input[value]:not([value=''])");
    card.querySelector("details").open = typed !== null;
    button.addEventListener("click", function () {
      tell("wait");
      navigator.geolocation.getCurrentPosition(function (found) {
        ["latitude", "longitude"].forEach(function (name, i) {
          card.querySelectorAll("details input")[i].value = found.coords[name].toFixed(6);
        });
        tell("done");
        filled();
      }, function (failure) {
        tell(failure.code === 1 ? "refused" : "failed");
        card.querySelector("details").open = true;
      }, { enableHighAccuracy: true, timeout: 30000, maximumAge: 60000 });
    });
  }

  // filled(): called when figures were written.
  survey.position = function (form, filled) {
    if (!navigator.geolocation) return;
    survey.list(form.querySelectorAll("[data-locate]")).forEach(function (button) {
      locate(button, filled);
    });
  };
})(window.survey = window.survey || {});
