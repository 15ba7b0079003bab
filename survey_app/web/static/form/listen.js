// 听题: reads a question aloud, by its recording or else by the phone; nothing loads before a tap.
(function (survey) {
  "use strict";
  var speech = window.speechSynthesis, playing = null;

  // A voice of the phone itself for the language of the page; others would send the words away.
  function voice() {
    var ours = document.documentElement.lang === "en" ? /^en/i : /^(zh|cmn)/i;
    return speech && speech.getVoices().filter(function (one) {
      return one.localService && ours.test(one.lang);
    }).sort(function (one, other) {
      return /cn/i.test(other.lang) - /cn/i.test(one.lang); // before Cantonese and Taiwan's
    })[0];
  }

  function seen(element) { return element.getClientRects().length > 0; }

  // What is on the screen of a card: its heading and its answers, each once.
  function words(card) {
    return survey.list(card.querySelectorAll(
      ".legend, .hint, .row legend, .option span:not(.disc), option:not([value=''])"
    )).filter(function (part) {
      return seen(part.tagName === "OPTION" ? part.parentNode : part);
    }).map(function (part) {
      return part.textContent.trim();
    }).filter(function (text, i, all) { return all.indexOf(text) === i; }).join("。");
  }

  survey.silence = function () {
    var ended = playing;
    if (!ended) return;
    playing = null;
    clearInterval(ended.watch);
    ended.stop();
    ended.button.textContent = ended.words;
    ended.button.classList.remove("playing");
  };

  function play(button, sound) {
    survey.silence();
    var box = button.parentNode, card = survey.cardOf(box), told = box.lastElementChild;
    var own = playing = { button: button, words: button.textContent }, said = words(card), begun;
    function done() { if (playing === own) survey.silence(); }
    function failed() {
      if (playing !== own) return;
      survey.silence();
      if (sound && voice()) play(button); else told.textContent = box.getAttribute("data-failed");
    }
    // On `own`, or a voice is thrown away while it speaks and never says that it ended.
    var source = own.source = sound ? new Audio(sound) : new SpeechSynthesisUtterance(said);
    source.onended = source.onend = done;
    source.onerror = failed;
    told.textContent = "";
    button.textContent = box.getAttribute("data-stop");
    button.classList.add("playing");
    // Screens change in several ways; whichever it was, what is out of sight falls silent.
    own.watch = setInterval(function () {
      if (document.hidden || !seen(button) || words(card) !== said) done();
    }, 300);
    if (sound) {
      own.stop = function () { source.pause(); };
      begun = source.play();
      if (begun) begun.catch(failed);
    } else {
      source.voice = voice();
      source.lang = source.voice.lang;
      source.rate = 0.9;
      own.stop = function () { speech.cancel(); };
      speech.speak(source);
    }
  }

  function ready(button, sound) {
    button.addEventListener("click", function () {
      if (playing && playing.button === button) survey.silence(); else play(button, sound);
    });
  }

  // A link to a recording becomes a button, or goes where this phone cannot play its kind.
  function enhance(link) {
    var box = link.parentNode, button = box.querySelector("[data-speak]").cloneNode();
    if (new Audio().canPlayType(link.getAttribute("data-kind"))) {
      button.hidden = false;
      button.removeAttribute("data-speak");
      button.textContent = link.textContent;
      button.setAttribute("data-clip", link.href);
      ready(button, link.href);
      box.insertBefore(button, link);
    }
    box.removeChild(link);
  }

  survey.listen = function (form) {
    var speaks = survey.list(form.querySelectorAll("[data-speak]"));
    function offer() {
      speaks.forEach(function (button) {
        button.hidden = !voice() || button.parentNode.querySelector("[data-clip]") !== null;
      });
    }
    survey.silence();
    survey.list(form.querySelectorAll(".listens a")).forEach(enhance);
    speaks.forEach(function (button) { ready(button); });
    if (speech) speech.onvoiceschanged = offer;
    offer();
  };
})(window.survey = window.survey || {});
