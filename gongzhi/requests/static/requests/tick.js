// "Tick all" above the column of boxes.
(function () {
  "use strict";
  const all = document.querySelector("[data-tick-all]");
  const boxes = Array.from(document.querySelectorAll("input[name=matter]"));
  if (!all || boxes.length < 2) return;
  all.hidden = false;
  all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); });
})();
