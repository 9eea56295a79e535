// Rights found as one types: what is searched is loaded when there is something to search for.
"use strict";
(() => {
  const STEP = 100;
  const FEW = 6;
  const [form, field, count, more] = ["search", "q", "count", "more"].map(
    (id) => document.getElementById(id));
  const body = document.querySelector("#rights tbody");
  let [all, shown] = [null, STEP];

  const made = (tag, kind, ...parts) => {
    const element = document.createElement(tag);
    if (kind) element.className = kind;
    element.append(...parts);
    return element;
  };
  const linked = (name, href) => Object.assign(made("a", "id", name), { href });
  const reader = (name, who) => {
    const head = made("th", "");
    head.scope = "row";
    if (who === "people") head.append("people of ", linked(name, `access/${name}.html`));
    else if (who === "product") head.append(linked(name, `products/${name}.html`));
    else head.append(made("span", "id", name), who === "platform" ? " (all domains)" : "");
    return head;
  };
  const opened = (columns, rows) => {
    const cell = made("td", "wide");
    if (!columns.length) cell.append("all");
    else if (columns.length <= FEW) cell.append(columns.join(", "));
    else cell.append(made("details", "", made("summary", "", `${columns.length} columns`), columns.join(", ")));
    if (rows) cell.append(made("br"), made("span", "small", "only rows where ", made("code", "", rows)));
    return cell;
  };
  const line = ([name, who, product, table, columns, rows, why, until]) => made("tr", "",
    reader(name, who), made("td", "", linked(product, `products/${product}.html`)),
    made("td", "id", table), opened(columns, rows), made("td", "", why), made("td", "", until));

  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    document.documentElement.classList.toggle("asked", words.length > 0);
    if (!words.length || !all) return;
    const hits = all.filter(({ text }) => words.every((word) => text.includes(word)));
    count.textContent = hits.length === 1 ? "1 right" : `${hits.length} rights`;
    body.replaceChildren(...hits.slice(0, shown).map(({ row }) => line(row)));
    more.hidden = hits.length <= shown;
  };
  const take = () => {
    all = globalThis.meshData.map((row) => ({ row, text: row.flat().join(" ").toLowerCase() }));
    show();
  };
  let isAsked = false;
  const load = () => {
    if (isAsked || !field.value.trim()) return;
    isAsked = true;
    const script = document.createElement("script");
    script.src = globalThis.meshScript("data/access.js");
    script.addEventListener("load", take);
    document.head.append(script);
  };
  const change = () => {
    shown = STEP;
    history.replaceState(null, "", field.value ? `#${new URLSearchParams({ q: field.value })}` : "#");
    load();
    show();
  };
  const read = (told) => {
    field.value = told.get("q") || "";
    load();
    show();
  };
  field.addEventListener("input", change);
  more.addEventListener("click", () => { shown += STEP; show(); });
  globalThis.meshAsked(form, read);
})();
