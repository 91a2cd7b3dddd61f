// @ts-check
// Field: the queue goes to the server, one act after the other. Each has its key, so that it is done once however
// often it is sent; what the server refuses stays, with its reason.
"use strict";

/** @returns {Promise<State | "offline" | "out">} */
const ask = async () => {
  const known = /** @type {State | undefined} */ (await kept("state"));
  try {
    const answer = await fetch(`/field/state.json?have=${known ? known.digest : ""}`, {
      cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(20_000),
    });
    if (answer.status === 401 || answer.type === "opaqueredirect") return "out";
    if (!answer.ok) return "offline";
    const got = /** @type {State} */ (await answer.json());
    const state = { ...known, ...got, at: new Date().toISOString() };
    const owner = await kept("owner");
    if (owner && owner !== got.owner) {
      if ((await acts()).some((a) => a.state !== "sent")) throw new Error("others");
      await wipe();
      return ask();
    }
    if (got.gone) await wipe();
    else await Promise.all([keep("state", { ...state, token: "" }), keep("owner", got.owner)]);
    return state;
  } catch (error) {
    if (error instanceof Error && error.message === "others") throw error;
    return "offline";
  }
};
/** Send one act: "done" (taken or refused, the queue goes on) or why it stops here.
 * @param {Act} act @param {string} token @returns {Promise<"done" | "offline" | "out">} */
const send = async (act, token) => {
  const body = new FormData();
  Object.entries(act.fields).forEach(([name, value]) => body.append(name, value));
  for (const name of /** @type {const} */ (["key", "kind", "done_at"])) body.append(name, act[name]);
  act.photos.forEach((photo, n) => body.append("photos", new Blob([photo], { type: "image/jpeg" }), `${n + 1}.jpg`));
  let answer, got;
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    answer = await fetch("/field/acts/", { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(90_000) });
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    got = json ? await answer.json() : null;
  } catch {
    return "offline"; // it may have arrived: the next time its key says so
  }
  if (answer.status === 401 || answer.type === "opaqueredirect") return "out";
  if (answer.ok && got) {
    await change({ ...act, photos: [], state: "sent", said: got.said, href: got.href || "" });
  } else if (answer.status >= 500 || (got && got.later) || (answer.status === 403 && !got)) {
    return "offline";
  } else {
    await change({ ...act, state: "refused", said: got ? got.error : texts.large || "" });
  }
  return "done";
};
const forget = async () => { // yesterday's, once they were sent
  for (const act of await acts()) {
    if (act.state === "sent" && Date.now() - new Date(act.done_at).getTime() > DAY) await drop(act);
  }
};
const pump = async () => {
  let state = await ask();
  let sent = 0;
  for (;;) {
    if (state === "offline") return say(texts.offline || "", "warn");
    if (state === "out") return say(texts.out || "", "warn");
    if (state.gone) { await show(); el("f-work").replaceChildren(); el("f-patrol").replaceChildren(); form.hidden = true; return say(texts.gone || "", "warn"); }
    const next = (await acts()).find((a) => a.state === "waiting");
    if (!next) break;
    say(texts.sending || "");
    const went = await send(next, state.token);
    if (went !== "done") { state = went; continue; }
    sent += 1;
    await show();
    channel?.postMessage("changed");
  }
  if (sent) { await ask(); say(texts.fresh || ""); } else if (el("f-said").dataset.tone) say("");
  await forget();
  await show();
};
const sync = async () => {
  try {
    if (navigator.locks) await navigator.locks.request(NAME, pump);
    else await pump();
  } catch (error) {
    if (!(error instanceof Error && error.message === "others")) throw error;
    say(texts.others || "", "warn");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "k-button k-button-danger";
    button.textContent = texts.drop || "";
    button.addEventListener("click", async () => { await wipe(); say(""); await show(); void sync(); });
    el("f-said").append(" ", button);
  }
};
