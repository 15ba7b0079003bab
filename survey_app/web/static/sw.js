// Without a network the form that was opened last can be opened again. Nothing that anybody
// answered passes through here, and no receipt: only empty forms and what they are drawn with.
"use strict";
var CACHE = "forms";
var PARTS = /\/static\/(app\.css|form\.js)\?v=[0-9a-f]+/g;
var NO_NETWORK = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">"
  + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
  + "<meta name=\"color-scheme\" content=\"light dark\"><title>没有网络</title>"
  + "<main><h1>没有网络</h1><h2>如果您填过，内容还在这部手机里。有网络时请再打开这个页面。</h2>"
  + "<h2 lang=\"en\">No network. What you filled in, if anything, is kept on this phone. "
  + "Please open this page again when there is a network.</h2></main>";

function isForm(text) { return text.indexOf("data-draft=") >= 0; }

// Into the cache, in the place of an older copy under another mark.
function keep(request, answer) {
  return caches.open(CACHE).then(function (cache) {
    return cache.delete(request, { ignoreSearch: true }).then(function () {
      return cache.put(request, answer);
    });
  });
}

function keepForm(request, answer) {
  var copy = answer.clone();
  return copy.clone().text().then(function (text) {
    return isForm(text) ? keep(request, copy).then(function () { return text; }) : "";
  });
}

function page(event) {
  return fetch(event.request).then(function (answer) {
    if (answer.ok) event.waitUntil(keepForm(event.request, answer));
    return answer;
  }, function () {
    return caches.match(event.request, { ignoreSearch: true }).then(function (found) {
      var kind = { "Content-Type": "text/html; charset=utf-8" };
      return found || new Response(NO_NETWORK, { status: 503, headers: kind });
    });
  });
}

function part(event) {
  return caches.match(event.request).then(function (found) {
    return found || fetch(event.request).then(function (answer) {
      if (answer.ok) event.waitUntil(keep(event.request, answer.clone()));
      return answer;
    });
  });
}

// The first form came before this worker: it is taken from the browser's own cache once more.
function keepOpened(address) {
  if (/[?&]send/.test(address)) return undefined;
  return fetch(address, { cache: "force-cache", credentials: "same-origin" }).then(
    function (answer) { return keepForm(address, answer); }
  ).then(function (text) {
    return Promise.all((text.match(PARTS) || []).map(function (one) {
      return fetch(one, { cache: "force-cache" }).then(function (answer) {
        return keep(one, answer);
      });
    }));
  });
}

function begin() {
  return self.clients.claim().then(function () {
    return self.clients.matchAll();
  }).then(function (opened) {
    return Promise.all(opened.map(function (one) { return keepOpened(one.url); }));
  }).catch(function () {}); // the next page that is opened is kept
}

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(begin()); });

// A form was received: its page must not become another person's.
self.addEventListener("message", function (event) {
  event.waitUntil(caches.open(CACHE).then(function (cache) {
    return Promise.all([event.data, event.data.split("/", 3).join("/")].map(function (one) {
      return cache.delete(one, { ignoreSearch: true });
    }));
  }));
});

self.addEventListener("fetch", function (event) {
  var request = event.request, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  var isPage = request.mode === "navigate" && address.pathname.indexOf("/q/") === 0;
  if (isPage) event.respondWith(page(event));
  else if (address.href.match(PARTS)) event.respondWith(part(event));
});
