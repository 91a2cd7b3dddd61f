// @ts-check
// Field without a signal: what is written goes into a queue of this phone and from there to the server, one act after
// the other. Each act has its key, so that it is done once however often it is sent. Types: tsconfig.json.
"use strict";
(() => {
  /**
   * An act in the queue; `body` tells its content, `state` is waiting or refused, `said` what the server answered.
   * @typedef {{seq?: number, key: string, kind: string, fields: Record<string, string>, photos: ArrayBuffer[],
   *   done_at: string, label: string, body: string, state: "waiting" | "refused" | "sent", said: string, href: string}} Act
   * @typedef {{key: string, fields: Record<string, string>, photos: ArrayBuffer[]}} Draft
   * @typedef {{id: string, number: string, title: string, where: string, kind: string, light: string, due: string,
   *   href: string, offered: boolean, mine: boolean}} Job
   * @typedef {{id: string, title: string, look_for: string, state: string}} Stop
   * @typedef {{id: string, title: string, when: string, number: string}} Finding
   * @typedef {{place: string, until: string, done: number, of: number, stops: Stop[]}} Round
   * @typedef {{owner: string, token: string, until: string, at: string, digest: string, work: Job[], patrol: Round[], again: Finding[], places: string[][],
   *   kinds: [string, string[][]][], gone?: boolean, same?: boolean}} State
   */
  const NAME = "gongzhi-field";
  const WIDEST = 1600; // px of a photo's longer side
  const PHOTOS = 3;
  const EVERY = 300_000; // ms between two looks at the server
  const DAY = 86_400_000;

  /** @param {string} id @returns {any} */
  const el = (id) => document.getElementById(id);
  const texts = el("f-texts").dataset;
  const form = el("f-report");
  const shell = el("main").dataset.shell === "yes";
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(18)), (b) => b.toString(16).padStart(2, "0")).join("");

  // ---- the store

  /** @type {Promise<IDBDatabase> | null} */
  let opened = null;
  const store = () => {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("kept");
        asked.result.createObjectStore("acts", { keyPath: "seq", autoIncrement: true }).createIndex("key", "key", { unique: true });
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => { asked.result.close(); opened = null; };
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
    });
    return opened;
  };
  /** One transaction; what `work` asks for last is the answer. @param {string} name @param {IDBTransactionMode} mode
   * @param {(s: IDBObjectStore) => IDBRequest | void} work @returns {Promise<any>} */
  const within = async (name, mode, work) => {
    const db = await store();
    return new Promise((resolve, reject) => {
      const change = db.transaction(name, mode, { durability: "strict" });
      const asked = work(change.objectStore(name));
      change.oncomplete = () => resolve(asked ? asked.result : undefined);
      change.onabort = () => reject(change.error);
    });
  };
  /** @param {string} key */
  const kept = (key) => within("kept", "readonly", (s) => s.get(key));
  /** @param {string} key @param {unknown} value */
  const keep = (key, value) => within("kept", "readwrite", (s) => s.put(value, key));
  /** @returns {Promise<Act[]>} */
  const acts = () => within("acts", "readonly", (s) => s.getAll());
  /** @param {Act} act */
  const change = (act) => within("acts", "readwrite", (s) => s.put(act));
  /** @param {Act} act */
  const drop = (act) => within("acts", "readwrite", (s) => s.delete(/** @type {number} */ (act.seq)));
  const wipe = async () => {
    await within("acts", "readwrite", (s) => s.clear());
    await within("kept", "readwrite", (s) => s.clear());
  };

  /** Put an act into the queue; the same one again changes nothing, another content under its key is another act.
   * @param {Omit<Act, "body" | "state" | "said" | "href">} act @returns {Promise<boolean>} whether it is new */
  const queue = async (act) => {
    const body = JSON.stringify([act.kind, act.fields, act.photos.map((p) => p.byteLength)]);
    const db = await store();
    return new Promise((resolve, reject) => {
      const change_ = db.transaction("acts", "readwrite", { durability: "strict" });
      const rows = change_.objectStore("acts");
      let fresh = true;
      const found = rows.index("key").get(act.key);
      found.onsuccess = () => {
        fresh = !found.result || found.result.body !== body;
        const key = found.result && fresh ? newKey() : act.key;
        if (fresh) rows.add({ ...act, key, body, state: "waiting", said: "", href: "" });
      };
      change_.oncomplete = () => resolve(fresh);
      change_.onabort = () => reject(change_.error);
    });
  };

  // ---- what is shown

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

  // ---- to the server

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

  // ---- the report that is being written

  /** @returns {Draft} */
  const blank = () => ({ key: newKey(), fields: { words: "", address: "", type: "", lon: "", lat: "" }, photos: [] });
  let draft = blank();
  const written = () => {
    /** @type {Record<string, string>} */
    const fields = {};
    for (const name of ["words", "address", "place", "type", "lon", "lat"]) fields[name] = form.elements[name].value;
    return fields;
  };
  /** @type {string[]} */
  let shown = [];
  const fill = () => {
    Object.entries(draft.fields).forEach(([name, value]) => { if (value || name !== "place") form.elements[name].value = value; });
    shown.forEach((address) => URL.revokeObjectURL(address));
    shown = draft.photos.map((photo) => URL.createObjectURL(new Blob([photo], { type: "image/jpeg" })));
    const thumbs = shown.map((address, n) => {
      const button = document.createElement("button"), picture = document.createElement("img");
      button.type = "button";
      picture.src = address;
      picture.alt = `${texts.remove} ${n + 1}`;
      button.append(picture);
      button.addEventListener("click", () => { draft.photos.splice(n, 1); fill(); void remember(); });
      return button;
    });
    el("f-thumbs").replaceChildren(...thumbs);
  };
  const remember = () => keep("draft", { ...draft, fields: written() });
  const restore = async () => {
    draft = (await kept("draft")) || blank();
    await remember();
    fill();
  };
  /** @param {File} file */
  const smaller = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, WIDEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    /** @type {Blob | null} */
    const made = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.8); });
    if (!made) throw new Error("no picture");
    return made.arrayBuffer();
  };
  el("f-photos").addEventListener("change", async () => {
    const files = /** @type {File[]} */ ([...el("f-photos").files]);
    el("f-photos").value = "";
    for (const file of files.slice(0, PHOTOS - draft.photos.length)) {
      try { draft.photos.push(await smaller(file)); } catch { say(texts.photo || "", "warn"); }
    }
    draft.fields = written();
    fill();
    await remember();
  });
  form.addEventListener("input", remember);
  form.addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    const fields = written();
    if (!fields.words?.trim()) return;
    const was = { ...draft, fields: { ...fields } };
    if (fields.lon) delete fields.place;
    draft = blank(); // at once: what is typed from now on is the next report
    fill();
    el("f-spot").textContent = "";
    try {
      const act = { key: was.key, kind: "report", fields, photos: was.photos, done_at: new Date().toISOString(), label: (fields.words || "").slice(0, 40) };
      if (!await queue(act)) say(texts.again || "");
    } catch {
      draft = was; // the phone has no room left
      fill();
      say(texts.full || "", "warn");
      return;
    }
    await remember();
    channel?.postMessage("changed");
    await show();
    void sync();
  });
  if ("geolocation" in navigator) el("f-here").hidden = false;
  el("f-here").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.lon.value = coords.longitude.toFixed(6);
      form.elements.lat.value = coords.latitude.toFixed(6);
      el("f-spot").textContent = `${texts.here} ${Math.round(coords.accuracy)} ${texts.metres}`;
      void remember();
    }, () => { el("f-spot").textContent = texts.nowhere || ""; }, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 });
  });

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
})();
