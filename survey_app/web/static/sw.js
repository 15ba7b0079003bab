// Without a network the last form that was opened here can be read and filled in again. Nothing that
// anybody answered passes through here, and no receipt: only empty forms and what they are drawn with.
"use strict";
var CACHE = "forms";
var NO_NETWORK = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">"
  + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>没有网络</title>"
  + "<main><h1>没有网络</h1><h2>您填过的内容还在这部手机里。有网络时请再打开这个页面。</h2>"
  + "<h2 lang=\"en\">No network. What you filled in is kept on this phone. "
  + "Please open this page again when there is a network.</h2></main>";

function isForm(text) { return text.indexOf("data-draft=") >= 0; }

function keep(request, answer, mayKeep) {
  var copy = answer.clone();
  return copy.clone().text().then(function (text) {
    if (!mayKeep(text)) return undefined;
    return caches.open(CACHE).then(function (cache) {
      // An older copy under another mark is of no use to anybody.
      return cache.delete(request, { ignoreSearch: true }).then(function () {
        return cache.put(request, copy);
      });
    });
  }).catch(function () {});
}

function stored(request) {
  return caches.open(CACHE).then(function (cache) {
    return cache.match(request).then(function (found) {
      return found || cache.match(request, { ignoreSearch: true });
    });
  });
}

function page(event) {
  return fetch(event.request).then(function (answer) {
    if (answer.ok) event.waitUntil(keep(event.request, answer, isForm));
    return answer;
  }, function () {
    return stored(event.request).then(function (found) {
      var kind = { "Content-Type": "text/html; charset=utf-8" };
      return found || new Response(NO_NETWORK, { status: 503, headers: kind });
    });
  });
}

function part(event) {
  return caches.open(CACHE).then(function (cache) {
    return cache.match(event.request);
  }).then(function (found) {
    return found || fetch(event.request).then(function (answer) {
      if (answer.ok) event.waitUntil(keep(event.request, answer, function () { return true; }));
      return answer;
    });
  });
}

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });
self.addEventListener("fetch", function (event) {
  var request = event.request, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  var isPage = request.mode === "navigate" && address.pathname.indexOf("/q/") === 0;
  if (isPage) event.respondWith(page(event));
  else if (/^\/static\/(app\.css|form\.js)$/.test(address.pathname)) event.respondWith(part(event));
});
