// @ts-check
// Field without a signal: what is written goes into a queue of this phone and from there to the server.
"use strict";

// ---- acts on the own work

const act = async (/** @type {SubmitEvent} */ event) => {
  const sent = /** @type {HTMLFormElement} */ (event.target);
  const kind = sent.dataset.act || "";
  event.preventDefault();
  /** @type {Record<string, string>} */
  const fields = {};
  new FormData(sent, event.submitter).forEach((value, name) => { if (!["kind", "key", "csrfmiddlewaretoken"].includes(name)) fields[name] = String(value); });
  const row = /** @type {HTMLElement} */ (sent.closest("li"));
  const about = of(row, kind === "again" ? "title" : "number") || of(row, "title");
  const done = { take: texts.take, note: texts.note, visit: texts[fields.fine === "yes" ? "fine" : "found"], again: texts[fields.fine === "yes" ? "mended" : "still"] }[kind] || "";
  await queue({ key: newKey(), kind, fields, photos: [], done_at: new Date().toISOString(), label: `${done} ${about.textContent}` });
  sent.reset();
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
  await show();
  void sync();
};
el("f-work").addEventListener("submit", act);
el("f-patrol").addEventListener("submit", act);
el("f-again-list").addEventListener("submit", act);
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || navigator.onLine || link.pathname === "/field/") return;
  event.preventDefault();
  say(texts.signal || "", "warn");
});
el("f-leave").addEventListener("submit", async (/** @type {Event} */ event) => {
  event.preventDefault();
  if ((await acts()).some((a) => a.state !== "sent") && !window.confirm(texts.leave)) return;
  await wipe();
  document.cookie = "gongzhi_unsent=0; path=/logout/; SameSite=Strict; max-age=0";
  el("f-leave").submit();
});

// ---- the day

const begin = async () => {
  await restore();
  await show();
  if (shell) el("f-none").hidden = true;
  await sync();
  void navigator.storage?.persist?.();
};
channel?.addEventListener("message", () => { void show(); });
window.addEventListener("online", () => { void sync(); });
window.addEventListener("offline", () => { say(texts.offline || "", "warn"); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) void sync(); });
setInterval(() => { if (!document.hidden && navigator.onLine) void sync(); }, EVERY);
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" });
void begin();
