// Rows of tables, or terms of a list, that hold every word that is typed.
"use strict";
(() => {
  const form = document.querySelector("[data-filter]");
  const boxes = form.dataset.filter.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
  const rows = boxes.flatMap((box) => [...(box.tBodies ? box.tBodies[0].rows : box.children)]);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const field = form.querySelector("input");
  const told = form.querySelector("output");
  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, at) => { row.hidden = !words.every((word) => texts[at].includes(word)); });
    const left = rows.filter((row) => !row.hidden).length;
    told.textContent = words.length ? `${left || "none"} of ${rows.length}` : "";
  };
  field.addEventListener("input", () => {
    history.replaceState(null, "", field.value ? `#${new URLSearchParams({ q: field.value })}` : "#");
    filter();
  });
  // A link to one of the terms asks for nothing to be filtered.
  globalThis.meshAsked(form, (asked) => {
    if (asked.has("q")) field.value = asked.get("q");
    filter();
  });
})();
