// Keys on the page of a request: a letter opens its action and puts the cursor into the first field; Esc folds it.
// Without script the same letters work as access keys.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "Escape" && typing) {
    const open = typing.closest("details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
    return;
  }
  if (event.ctrlKey && event.key === "Enter" && typing && typing.form) { typing.form.requestSubmit(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = document.querySelector(`[accesskey="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.tagName === "SUMMARY") {
    const box = target.parentElement;
    box.open = true;
    const field = box.querySelector("textarea, select, input:not([type=hidden])");
    (field || target).focus();
  } else {
    target.focus();
  }
});

(function () {
  "use strict";
  // Fields that only some endings need: hidden until such an ending is chosen; without script all are shown.
  const form = document.querySelector("form[data-needs]");
  if (form) {
    const needs = form.dataset.needs.split(" ").filter(Boolean).map((pair) => pair.split(":"));
    const fields = new Set(needs.map((pair) => pair[1]));
    const show = () => {
      const chosen = form.querySelector("[name$=ending]:checked");
      fields.forEach((name) => {
        const input = form.querySelector(`[name$=${name}]`);
        const wanted = chosen && needs.some((pair) => pair[0] === chosen.value && pair[1] === name);
        if (input) input.closest(".k-field").hidden = !wanted && !input.closest(".k-field-wrong");
      });
    };
    form.addEventListener("change", show);
    show();
  }
  // A map inside a folded part has no size until it is opened.
  document.querySelectorAll("details").forEach((fold) => {
    fold.addEventListener("toggle", () => { if (fold.open) window.dispatchEvent(new Event("resize")); });
  });
})();
