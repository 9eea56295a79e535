// Columns found as one types: every word stands in the name, or in what the column holds.
"use strict";
(() => {
  const STEP = 100;
  const [field, guarded, results, count, more] =
    ["q", "protected", "results", "count", "more"].map((id) => document.getElementById(id));
  const all = globalThis.meshData.flatMap(([product, tables]) => tables.flatMap(
    ([table, columns]) => columns.map(([name, type, held, kept]) => ({
      product, table, name, type, held, kept,
      names: name.replaceAll("_", " "), text: `${name} ${name.replaceAll("_", " ")} ${held}`.toLowerCase(),
    }))));
  let shown = STEP;

  const cell = (tag, kind, ...parts) => {
    const element = document.createElement(tag);
    if (kind) element.className = kind;
    element.append(...parts);
    return element;
  };
  const line = (column) => {
    const link = cell("a", "id", column.name);
    link.href = `products/${column.product}.html#${column.table}.${column.name}`;
    const head = cell("th", "", link);
    head.scope = "row";
    if (column.kept) head.append(" ", cell("span", "chip protected", column.kept));
    const place = cell("span", "id", `${column.product}.${column.table}`);
    return cell("tr", "", head, cell("td", "type", column.type), cell("td", "held", column.held), cell("td", "", place));
  };
  const show = () => {
    const words = field.value.toLowerCase().split(/[\s_-]+/).filter(Boolean);
    const hits = all.filter((column) => (!guarded.checked || column.kept) &&
      words.every((word) => column.text.includes(word)));
    // Those first whose names have the most of the words; each is looked at once.
    const ranked = words.map(() => []).concat([[]]);
    for (const column of hits) ranked[words.filter((word) => !column.names.includes(word)).length].push(column);
    count.textContent = hits.length === 1 ? "1 column" : `${hits.length} columns`;
    results.replaceChildren(...ranked.flat().slice(0, shown).map(line));
    more.hidden = hits.length <= shown;
    document.getElementById("nothing").hidden = hits.length > 0;
  };
  const change = () => {
    shown = STEP;
    const told = new URLSearchParams();
    if (field.value) told.set("q", field.value);
    if (guarded.checked) told.set("protected", "yes");
    history.replaceState(null, "", `#${told}`);
    show();
  };
  const read = (told) => {
    field.value = told.get("q") || "";
    guarded.checked = told.has("protected");
    show();
  };
  field.addEventListener("input", change);
  guarded.addEventListener("change", change);
  more.addEventListener("click", () => { shown += STEP; show(); });
  globalThis.meshAsked(document.getElementById("search"), read);
  if (matchMedia("(pointer: fine)").matches) field.focus();
})();
