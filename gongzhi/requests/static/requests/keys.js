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
