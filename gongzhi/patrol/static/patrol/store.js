// @ts-check
// Field: what this phone keeps (IndexedDB): what was read last, the draft, and the queue of acts. The scripts of
// Field share their names, in this order: store, shown, server, draft, field. Types: tsconfig.json.
"use strict";

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
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(18)), (b) => b.toString(16).padStart(2, "0")).join("");

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
