// Rows of tables, or terms of a list, that hold every word that is typed.
"use strict";
(() => {
  const form = document.querySelector("[data-filter]");
  const boxes = form.dataset.filter.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
  const rows = boxes.flatMap((box) => [...(box.tBodies ? box.tBodies[0].rows : box.children)]);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const field = form.querySelector("input");
  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, at) => { row.hidden = !words.every((word) => texts[at].includes(word)); });
  };
  field.addEventListener("input", filter);
  // A link to one of the terms asks for nothing to be filtered.
  globalThis.meshAsked(form, (told) => {
    if (told.has("q")) field.value = told.get("q");
    filter();
  });
})();
