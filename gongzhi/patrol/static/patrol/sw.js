// Field without a signal: the shell and what it needs are kept; the page itself is asked for first. Nobody's data here.
// VERSION and KEPT stand before this text (views/offline.py).
"use strict";
const CACHE = `gongzhi-field-${VERSION}`;
const PATIENCE = 5000; // ms: a weak signal is none

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("gongzhi-field-") && name !== CACHE;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

const shell = async () => (await caches.match("/field/shell/")) || Response.error();

const page = async (request) => {
  const soon = new Promise((resolve) => { setTimeout(() => resolve(null), PATIENCE); });
  try {
    const answer = await Promise.race([fetch(request), soon]);
    return answer && answer.status < 500 ? answer : await shell();
  } catch {
    return shell();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (address.pathname === "/field/") event.respondWith(page(request));
  } else if (KEPT.includes(address.pathname)) {
    event.respondWith(caches.match(address.pathname).then((kept) => kept || fetch(request)));
  }
});
