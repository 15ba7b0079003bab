// Records a question on the page of recordings: seconds and size are shown, the limit is kept, and
// what was recorded is heard before it is saved. Without this script files can be chosen and sent.
(function () {
  "use strict";
  var words = document.getElementById("recorder-words");
  if (!words) return;
  var MOST = Number(words.getAttribute("data-most")) * 1024;
  var ROOM = 3 * 1024;  // what a recorder still writes after it was told to stop
  var RATE = 20000;  // bits a second: 20 seconds fit
  // Old iPhones play MP4 alone; MP4 without AAC is played by fewer phones than WebM.
  var KINDS = [
    "audio/mp4;codecs=mp4a.40.2", "audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"
  ];
  var busy = null;  // stops the recording that is running
  var unsaved = 0;  // recordings that would be lost with the page

  function say(name, size, seconds) {
    return words.getAttribute("data-" + name).replace("{s}", seconds)
      .replace("{kb}", Math.ceil(size / 1024)).replace("{most}", MOST / 1024);
  }

  function canRecord() {
    var devices = navigator.mediaDevices;
    if (window.MediaRecorder && devices && devices.getUserMedia) return true;
    var why = window.isSecureContext === false ? "insecure" : "old";
    document.querySelector("[data-cannot=" + why + "]").hidden = false;
    return false;
  }

  function kind() {
    return KINDS.filter(function (one) {
      return MediaRecorder.isTypeSupported && MediaRecorder.isTypeSupported(one);
    })[0];
  }

  function begin(form) {
    function part(name) { return form.querySelector("[data-" + name + "]"); }
    function tell(text) { part("told").textContent = text; }
    function problem(text) {
      part("problem").textContent = text;
      part("problem").hidden = !text;
    }
    var record = part("record"), finish = part("finish"), heard = part("heard");
    var file = form.querySelector("input[type=file]"), made = null;

    function forget() {
      if (made) unsaved -= 1;
      made = null;
      if (heard.src) URL.revokeObjectURL(heard.src);
      heard.removeAttribute("src");
      heard.hidden = true;
      record.classList.remove("plain");
    }

    function listenTo(blob, isFull) {
      made = blob;
      unsaved += 1;
      heard.src = URL.createObjectURL(blob);
      heard.hidden = false;
      record.textContent = words.getAttribute("data-again");
      record.classList.add("plain");  // what comes next is saving
      tell(say(isFull ? "full" : "listen", blob.size));
    }

    function take(stream) {
      var options = { audioBitsPerSecond: RATE }, pieces = [], size = 0, full = false;
      if (kind()) options.mimeType = kind();
      var recorder = new MediaRecorder(stream, options), from = Date.now();
      function show() { tell(say("seconds", size, Math.round((Date.now() - from) / 1000))); }
      var clock = setInterval(show, 1000);
      busy = function () { if (recorder.state !== "inactive") recorder.stop(); };
      recorder.ondataavailable = function (event) {
        if (event.data.size) pieces.push(event.data);
        size += event.data.size;
        if (size > MOST - ROOM && !full) { full = true; busy(); }
      };
      recorder.onstop = function () {
        clearInterval(clock);
        busy = null;
        stream.getTracks().forEach(function (track) { track.stop(); });
        record.hidden = false;
        finish.hidden = true;
        record.focus();
        var blob = new Blob(pieces, { type: recorder.mimeType });
        if (!blob.size) return tell(say("none"));
        if (blob.size > MOST) return tell(say("over", blob.size));
        listenTo(blob, full);
      };
      recorder.start(500);
      record.hidden = true;
      finish.hidden = false;
      finish.focus();
      show();
    }

    record.addEventListener("click", function () {
      if (busy) busy();
      forget();
      file.value = "";
      problem("");
      tell(say("wait"));
      navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } }).then(take)
        .catch(function () { tell(say("refused")); });
    });
    finish.addEventListener("click", function () { if (busy) busy(); });
    file.addEventListener("change", function () {
      forget();
      tell("");
      var chosen = file.files[0];
      problem(chosen && chosen.size > MOST ? say("over", chosen.size) : "");
    });

    // The server's page is read for what it says, so that a recording outlives a refusal.
    function answered(answer) {
      return answer.text().then(function (html) {
        var page = new DOMParser().parseFromString(html, "text/html");
        var said = page.getElementById(part("problem").id);
        if (answer.ok && page.getElementById("recorder-words")) {
          forget();
          history.replaceState(null, "", answer.url + "#" + form.getAttribute("data-recorder"));
          return location.reload();
        }
        tell("");
        problem(said ? said.textContent : page.querySelector("main").textContent.trim());
      });
    }

    form.addEventListener("submit", function (event) {
      if (!made && !busy) return;
      event.preventDefault();
      if (busy) return busy();  // nothing is saved that nobody has heard
      var body = new FormData(form);
      body.set("file", made, "recording");
      problem("");
      tell(say("saving"));
      fetch(form.action, { method: "POST", body: body, credentials: "same-origin" })
        .then(answered).catch(function () { tell(""); problem(say("offline")); });
    });
    part("recording").hidden = false;
  }

  if (canRecord() && window.fetch && window.FormData && FormData.prototype.set) {
    Array.prototype.forEach.call(document.querySelectorAll("[data-recorder]"), begin);
    document.addEventListener("visibilitychange", function () {
      if (document.hidden && busy) busy();
    });
    window.addEventListener("beforeunload", function (event) {
      if (unsaved) event.preventDefault();
      if (unsaved) event.returnValue = "";
    });
  }
})();
