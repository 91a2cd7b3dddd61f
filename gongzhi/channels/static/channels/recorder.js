// Records speech into the page's file field: at most a minute, heard again before it is sent. Without it (or without
// a microphone) the field takes a file, and a phone offers its own recorder.
"use strict";
(() => {
  const box = document.querySelector("[data-recorder]");
  const input = document.querySelector("input[type=file][name=sound]");
  if (!(box instanceof HTMLElement) || !(input instanceof HTMLInputElement)) return;
  if (!navigator.mediaDevices || !window.MediaRecorder || !window.DataTransfer) return;
  const say = (key) => box.dataset[key] || "";
  const [start, stop] = box.querySelectorAll("button");
  const status = box.querySelector("[role=status]");
  const play = box.querySelector("audio");
  const most = Number(box.dataset.most);
  let recorder = null, parts = [], ticking = 0, began = 0;
  const kinds = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus", "audio/webm"];
  const kind = kinds.find((k) => MediaRecorder.isTypeSupported(k)) || "";
  box.hidden = false;

  function tick() {
    const seconds = Math.floor((Date.now() - began) / 1000);
    status.textContent = `${say("running")} ${seconds} / ${most}`;
    if (seconds >= most) finish();
  }
  function finish() {
    clearInterval(ticking);
    if (recorder && recorder.state !== "inactive") recorder.stop();
    stop.hidden = true;
    start.hidden = false;
    start.textContent = say("again");
  }
  function done(stream) {
    stream.getTracks().forEach((track) => track.stop());
    const plain = (recorder.mimeType || "audio/webm").split(";")[0];
    const file = new File(parts, `sound.${plain.split("/")[1]}`, { type: plain });
    const held = new DataTransfer();
    held.items.add(file);
    input.files = held.files;
    if (play.src) URL.revokeObjectURL(play.src);
    play.src = URL.createObjectURL(file);
    play.hidden = false;
    status.textContent = say("done");
    start.focus();
  }
  start.addEventListener("click", async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch {
      status.textContent = say("refused");
      return;
    }
    parts = [];
    recorder = new MediaRecorder(stream, { ...(kind && { mimeType: kind }), audioBitsPerSecond: 24000 });
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => done(stream));
    recorder.start();
    began = Date.now();
    ticking = setInterval(tick, 250);
    start.hidden = play.hidden = true;
    stop.hidden = false;
    stop.focus();
    tick();
  });
  stop.addEventListener("click", finish);
})();
