// Intake: Ctrl+Enter submits from anywhere; a typed address and a point on the map replace each other.
(function () {
  "use strict";
  const form = document.getElementById("intake");
  if (!form) return;
  const lon = document.getElementById("id_lon"), lat = document.getElementById("id_lat");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); form.requestSubmit(form.querySelector("button[type=submit]:not([name])")); }
  });
  form.addEventListener("input", (event) => {
    if (event.target.id === "id_address" && lon.value) { lon.value = ""; lat.value = ""; }
  });
  form.addEventListener("change", (event) => {
    if (event.target === lon && lon.value) form.querySelectorAll("[name=place_id]").forEach((r) => { r.checked = false; });
    if (event.target.name === "type_key") { const other = document.getElementById("id_other_type"); other.value = ""; }
  });
  // A map inside a folded part has no size until it is opened.
  const fold = form.querySelector(".i-map");
  if (fold) fold.addEventListener("toggle", () => { if (fold.open) window.dispatchEvent(new Event("resize")); });
  form.addEventListener("submit", () => { form.setAttribute("aria-busy", "true"); });
  (form.querySelector("[aria-invalid=true]") || document.getElementById("id_description")).focus();
})();
