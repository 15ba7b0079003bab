// All answers in words before they are sent, each with a way back to its question.
(function (survey) {
  "use strict";

  function words(element) { return element ? element.textContent.trim() : ""; }

  function made(tag, name, text) {
    var element = document.createElement(tag);
    element.className = name;
    element.textContent = text;
    return element;
  }

  // A question's words without its number and without “(optional)”.
  function asked(legend) {
    return survey.list(legend.childNodes).filter(function (node) {
      return !(node.classList && /number|optional/.test(node.className));
    }).map(function (node) { return node.textContent; }).join("").trim();
  }

  function isOff(field) {
    var tick = field.type === "radio" || field.type === "checkbox";
    for (var part = field; !part.hasAttribute("data-q"); part = part.parentNode) {
      if (part.hidden && field.tagName !== "SELECT") return true;
    }
    return !field.value || (tick && !field.checked) || field.type === "hidden"
      || /\.(consent|drop)$/.test(field.name);
  }

  function photos(part, review) {
    var dropped = part.querySelectorAll("[name$='.drop']:checked").length;
    var count = part.querySelectorAll("[type=hidden]").length - dropped;
    count += part.querySelector("[type=file]").files.length;
    return count ? [survey.fill(review.getAttribute("data-photos"), { count: count })] : [];
  }

  function said(field, place) {
    var row = field.parentNode;
    if (field.tagName === "SELECT") return place + ". " + field.options[field.selectedIndex].text;
    if (field.type !== "radio" && field.type !== "checkbox") return field.value.trim();
    while (!row.classList.contains("row") && !row.hasAttribute("data-q")) row = row.parentNode;
    var end = survey.cardOf(row).getAttribute("data-kind") === "best_worst";
    return (end ? words(row.querySelector("legend")) + " – " : "") + words(field.parentNode);
  }

  // What was answered in a part of the form, a line each.
  function lines(part, review) {
    if (part.querySelector("[type=file]")) return photos(part, review);
    var fields = survey.list(part.querySelectorAll("input, select, textarea"));
    var found = fields.filter(function (field) { return !isOff(field); }).map(function (field, i) {
      return said(field, i + 1);
    });
    return part.querySelector(".pair") && found.length === 2 ? [found.join(" – ")] : found;
  }

  function row(screen, review, show) {
    var part = screen.row || screen.card.element, item = made("li", "", "");
    var legend = screen.row ? words(part.querySelector("legend"))
      : asked(part.querySelector(".legend"));
    var given = lines(part, review);
    var text = item.appendChild(made("div", "", ""));
    text.appendChild(made("p", "asked", legend));
    if (!given.length) text.appendChild(made("p", "unsaid", review.getAttribute("data-blank")));
    given.forEach(function (line) { text.appendChild(made("p", "said", line)); });
    var button = item.appendChild(made("button", "change", review.getAttribute("data-change")));
    button.type = "button";
    button.value = screen.id;
    button.setAttribute("aria-label", button.textContent + " – " + legend);
    button.addEventListener("click", function () { show(screen.id); });
    return item;
  }

  // Back from a question: its answer is where the eye is.
  survey.changed = function (id) {
    var button = document.querySelector("#review .change[value='" + id + "']");
    if (!button) return;
    button.focus();
    button.parentNode.scrollIntoView({ block: "center" });
  };

  // Write the list anew. screens: those with a question, in order; show(id): goes to one.
  survey.review = function (screens, show) {
    var review = document.getElementById("review");
    var list = review.querySelector("ol");
    list.textContent = "";
    screens.forEach(function (screen) {
      if (!screen.card) return;
      if (screen.row && screen.place === 1) {
        list.appendChild(made("li", "over", asked(screen.card.element.querySelector(".legend"))));
      }
      list.appendChild(row(screen, review, show));
    });
  };
})(window.survey = window.survey || {});
