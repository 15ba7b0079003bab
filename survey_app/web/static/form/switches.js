// 大字版 at once, without loading the page anew. Without script the same controls ask the server.
(function (survey) {
  "use strict";
  var html = document.documentElement, isBound = false;

  // Whatever names a size would bring the old one back.
  function rename(size) {
    function named(address) { return address.replace(/([?&]text=)\w+/, "$1" + size); }
    ["href", "action", "formaction"].forEach(function (name) {
      var found = document.querySelectorAll("[" + name + "*='text=']:not([data-size])");
      survey.list(found).forEach(function (element) {
        element.setAttribute(name, named(element.getAttribute(name)));
      });
    });
    history.replaceState(history.state, "", named(location.href));
  }

  function resize(size) {
    document.cookie = "text=" + size + ";path=/;max-age=31536000;samesite=lax" +
      (location.protocol === "https:" ? ";secure" : "");
    html.className = html.className.replace(/\s*\b(size-\w+|elder)\b/g, "") +
      " size-" + size + (size === "standard" ? "" : " elder");
    rename(size);
    // The control that was pressed is gone; the last one shown takes its place.
    survey.list(document.querySelectorAll("[data-size]")).forEach(function (control) {
      if (control.offsetWidth) control.focus();
    });
  }

  // Sent without a “submit” event: nobody is to check or keep this as an answer.
  function showAgain(button) {
    var form = button.form, mark = document.createElement("input");
    var told = document.getElementById("told");
    if (navigator.onLine === false && told) { // the browser's own error page would come
      told.textContent = told.getAttribute("data-offline");
      told.scrollIntoView(false);
      return;
    }
    mark.type = "hidden";
    mark.name = "show";
    mark.value = "again";
    form.appendChild(mark);
    form.action = button.formAction;
    HTMLFormElement.prototype.submit.call(form);
  }

  survey.switches = function () {
    if (isBound) return;
    isBound = true;
    document.addEventListener("click", function (event) {
      var control = event.target.closest(".switch");
      if (!control) return;
      var size = control.getAttribute("data-size");
      if (!size && control.name !== "show") return;
      event.preventDefault();
      if (size) resize(size);
      else showAgain(control);
    });
  };
})(window.survey = window.survey || {});
