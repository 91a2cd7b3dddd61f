// @ts-check
// Field: the report that is being written; it is kept at every letter.
"use strict";

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
