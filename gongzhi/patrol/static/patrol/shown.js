// @ts-check
// Field: what the page shows of what the phone keeps.
"use strict";

/** @param {string} id @returns {any} */
const el = (id) => document.getElementById(id);
const texts = el("f-texts").dataset;
const form = el("f-report");
const shell = el("main").dataset.shell === "yes";
const channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;

/** @param {string} words @param {string} [tone] */
const say = (words, tone = "") => { el("f-said").textContent = words; el("f-said").dataset.tone = tone; };
/** @param {ParentNode} part @param {string} name @returns {any} */
const of = (part, name) => part.querySelector(`[data-of="${name}"]`);
/** @param {string} id @returns {HTMLElement} */
const fresh = (id) => el(id).content.firstElementChild.cloneNode(true);

/** @param {Act} act */
const line = (act) => {
  const row = fresh("f-waiting");
  of(row, "label").textContent = act.label;
  of(row, "state").textContent = texts[act.state] || "";
  of(row, "said").textContent = act.said;
  if (act.href) of(row, "href").href = act.href;
  of(row, "href").hidden = !act.href;
  /** @param {string} name @param {boolean} shown @param {() => Promise<unknown>} then */
  const button = (name, shown, then) => {
    const made = /** @type {HTMLButtonElement} */ (row.querySelector(`[data-do="${name}"]`));
    made.hidden = !shown;
    made.addEventListener("click", async () => { await then(); await show(); void sync(); });
  };
  button("again", act.state === "refused", () => change({ ...act, key: newKey(), state: "waiting", said: "" }));
  button("drop", act.state !== "sent", () => drop(act));
  return row;
};
/** @param {Job} job @param {Act[]} waiting */
const card = (job, waiting) => {
  const row = fresh("f-card");
  row.dataset.id = job.id;
  row.classList.toggle("f-late", job.light === "red");
  const light = document.createElement("span");
  light.className = `k-light k-light-${job.light}`;
  light.textContent = texts[job.light] || "";
  of(row, "light").replaceChildren(light);
  for (const name of /** @type {const} */ (["number", "title", "where", "kind", "due"])) of(row, name).textContent = job[name];
  of(row, "href").href = job.href;
  row.querySelectorAll('[name="matter"]').forEach((input) => { /** @type {HTMLInputElement} */ (input).value = job.id; });
  const taken = waiting.some((a) => a.kind === "take" && a.fields.matter === job.id);
  /** @type {HTMLElement} */ (row.querySelector(".f-take")).hidden = job.mine || taken;
  /** @type {HTMLElement} */ (row.querySelector(".f-note")).hidden = job.offered;
  return row;
};
/** @param {Round} round @param {Act[]} waiting */
const patrol = (round, waiting) => {
  const part = fresh("f-round");
  /** @type {string[]} */
  const states = [];
  const rows = round.stops.map((stop) => {
    const row = fresh("f-stop");
    const kept_ = waiting.find((a) => a.kind === "visit" && a.fields.point === stop.id);
    const state = stop.state || (kept_ ? (kept_.fields.fine === "yes" ? "fine" : "found") : "");
    if (state) states.push(state);
    row.dataset.id = stop.id;
    row.dataset.state = state;
    of(row, "title").textContent = stop.title;
    of(row, "look_for").textContent = stop.look_for;
    of(row, "state").textContent = texts[state] || "";
    const act = /** @type {HTMLFormElement} */ (row.querySelector("form"));
    act.hidden = Boolean(state);
    /** @type {HTMLInputElement} */ (act.elements.namedItem("point")).value = stop.id;
    return row;
  });
  of(part, "place").textContent = round.place;
  of(part, "until").textContent = round.until;
  of(part, "done").textContent = `${states.length} / ${round.of}`;
  /** @type {HTMLElement} */ (part.querySelector("ul")).replaceChildren(...rows);
  return part;
};
/** @param {Finding} one */
const again = (one) => {
  const row = fresh("f-again");
  row.dataset.id = one.id;
  for (const name of /** @type {const} */ (["title", "when", "number"])) of(row, name).textContent = one[name];
  /** @type {HTMLInputElement} */ (row.querySelector('[name="visit"]')).value = one.id;
  return row;
};
/** @param {HTMLSelectElement} box @param {string[][]} rows */
const options = (box, rows) => rows.map(([value, words]) => new Option(words, value));
/** @param {State} state */
const choices = (state) => {
  const place = el("f-place"), type = el("f-type"), chosen = [place.value, type.value];
  place.replaceChildren(...options(place, state.places));
  const groups = state.kinds.map(([title, rows]) => {
    const group = document.createElement("optgroup");
    group.label = title;
    group.append(...options(type, rows));
    return group;
  });
  type.replaceChildren(type.options[0], ...groups);
  if (chosen[0]) place.value = chosen[0];
  type.value = chosen[1] || "";
};
const show = async () => {
  const all = await acts();
  const left = all.filter((a) => a.state === "waiting");
  el("f-queue").replaceChildren(...all.slice(-30).map(line));
  el("f-queue-part").hidden = !all.length;
  const unsent = all.filter((a) => a.state !== "sent").length;
  document.cookie = `gongzhi_unsent=${unsent}; path=/logout/; SameSite=Strict; max-age=${unsent ? 14 * 86400 : 0}`;
  const state = /** @type {State | undefined} */ (await kept("state"));
  if (!state) return;
  if (new Date(state.until).getTime() < Date.now()) {
    await within("kept", "readwrite", (s) => s.delete("state"));
    el("f-work").replaceChildren();
    el("f-patrol").replaceChildren();
    el("f-again-part").hidden = true;
    el("f-old").textContent = texts.past;
    return;
  }
  const writing = document.activeElement && el("f-work").contains(document.activeElement);
  if (writing) return; // a note is being written: the list waits
  el("f-work").replaceChildren(...state.work.map((job) => card(job, left)));
  el("f-patrol").replaceChildren(...state.patrol.map((round) => patrol(round, left)));
  const look = state.again.filter((one) => !left.some((a) => a.kind === "again" && a.fields.visit === one.id));
  el("f-again-list").replaceChildren(...look.map(again));
  el("f-again-part").hidden = !look.length;
  el("f-none").hidden = state.work.length > 0;
  el("f-old").textContent = `${texts.old} ${new Date(state.at).toLocaleString(document.documentElement.lang)}`;
  choices(state);
};
