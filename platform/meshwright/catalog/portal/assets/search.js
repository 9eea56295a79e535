// Products found as one types, by name, column, description, owner and tag, typos forgiven.
"use strict";
(() => {
  const [STEP, LEARNED, MOST] = [30, 500, 12];
  const FACETS = [
    ["domain", 3], ["classification", 4], ["status", 5], ["tier", 6], ["read by", 11], ["quality", 12], ["freshness", 13],
  ];
  const AMISS = new Set(["failing", "stale"]);
  const now = Date.now();
  // A moment is when rows become older than promised. Without results of runs nothing is told.
  const rows = globalThis.meshData.map((row) => !/^\d/.test(row[13]) ? row
    : [...row.slice(0, 13), Date.parse(row[13]) < now ? "stale" : "fresh"]);
  const [field, facets, results, count, more] = ["q", "facets", "results", "count", "more"].map(
    (id) => document.getElementById(id));
  const state = { q: "", shown: STEP, chosen: Object.fromEntries(FACETS.map(([f]) => [f, new Set()])) };

  const { made: indexed, wordsOf } = globalThis.meshIndex;
  // Name, columns, tags, owner, tables, description, and what columns hold.
  const index = indexed([6, 3, 3, 2, 2, 1, 1]);
  const texts = (row) => [
    `${row[0]} ${row[10]}`, row[9].map((c) => c[0]).join(" "), row[7].join(" "), row[2],
    row[8].flat().join(" "), row[1], row[9].map((c) => c[1]).join(" "),
  ];

  const made = (tag, kind, text) => {
    const element = document.createElement(tag);
    if (kind) element.className = kind;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const NOTHING = new Set();
  let isLearned = false;
  const found = () => {
    if (!state.q.trim()) return { found: rows.map((_, id) => id), meant: NOTHING };
    return index.search(state.q);
  };
  const fits = (row, narrowed) => narrowed.every(([name, at]) => state.chosen[name].has(row[at]));

  const hitColumns = (row, meant) => {
    if (!meant.size) return [];
    const hits = row[9].filter(([name, held]) => wordsOf(`${name} ${held}`).some((word) => meant.has(word)));
    return [...new Map(hits.map((column) => [column[0], column])).values()];
  };

  const item = (row, meant) => {
    const li = document.createElement("li");
    const head = made("p", "head");
    const link = made("a", row[10] ? "" : "id", row[10] || row[0]);
    link.href = `products/${row[0]}.html`;
    head.append(link);
    if (row[10]) head.append(" ", made("span", "id", row[0]));
    if (row[5] !== "active") head.append(made("span", `chip ${row[5]}`, row[5]));
    head.append(made("span", "chip", row[6]));
    for (const word of [row[12], row[13]].filter((word) => AMISS.has(word))) {
      head.append(made("span", "chip error", word));
    }
    const guarded = row[9].filter((column) => column[2]).length;
    if (guarded) head.append(made("span", "chip protected", `${guarded} protected`));
    li.append(head, made("p", "", row[1]));
    const hits = hitColumns(row, meant);
    const small = made("p", "small", row[2]);
    if (hits.length) {
      small.append(" · columns: ");
      hits.slice(0, 6).forEach(([name, , isProtected], at) => {
        small.append(at ? ", " : "", made("span", "id", name), isProtected ? " (protected)" : "");
      });
      if (hits.length > 6) small.append(` and ${hits.length - 6} more`);
    }
    li.append(small);
    return li;
  };

  // Where there are very many, those with the most products: the others are found by their names.
  const shownOf = (name, counts) => {
    const words = [...counts.keys()].sort();
    if (words.length <= 2 * MOST) return words;
    const most = new Set([...words].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, MOST));
    return words.filter((word) => most.has(word) || state.chosen[name].has(word));
  };

  const facet = (name, at, all) => {
    const others = FACETS.filter(([each]) => each !== name && state.chosen[each].size);
    const counts = new Map();
    for (const id of all) {
      const word = rows[id][at];
      if (word && fits(rows[id], others)) counts.set(word, (counts.get(word) || 0) + 1);
    }
    for (const word of state.chosen[name]) if (!counts.has(word)) counts.set(word, 0);
    const set = document.createElement("fieldset");
    set.append(made("legend", "", name));
    const words = shownOf(name, counts);
    for (const word of words) {
      const label = document.createElement("label");
      const box = Object.assign(document.createElement("input"),
        { type: "checkbox", name, value: word, checked: state.chosen[name].has(word) });
      label.append(box, word, made("span", "count", counts.get(word)));
      set.append(label);
    }
    const left = counts.size - words.length;
    if (left) set.append(made("span", "small", `and ${left} more`));
    return set;
  };

  const keep = () => {
    const told = new URLSearchParams();
    if (state.q) told.set("q", state.q);
    for (const [name] of FACETS) for (const word of state.chosen[name]) told.append(name, word);
    history.replaceState(null, "", `#${told}`);
  };

  const show = () => {
    const { found: all, meant } = found();
    const narrowed = FACETS.filter(([name]) => state.chosen[name].size);
    const hits = all.filter((id) => fits(rows[id], narrowed));
    count.textContent = hits.length === 1 ? "1 product" : `${hits.length} products`;
    results.replaceChildren(...hits.slice(0, state.shown).map((id) => item(rows[id], meant)));
    more.hidden = hits.length <= state.shown;
    document.getElementById("nothing").hidden = !isLearned || hits.length > 0;
    const active = document.activeElement;
    const [name, value] = facets.contains(active) ? [active.name, active.value] : ["", ""];
    const sets = FACETS.map(([word, at]) => facet(word, at, all));
    facets.replaceChildren(...sets.filter((set) => set.querySelector("input")));
    if (name) facets.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`)?.focus();
  };
  const change = () => { state.shown = STEP; keep(); show(); };

  const read = (told) => {
    state.q = told.get("q") || "";
    for (const [name] of FACETS) state.chosen[name] = new Set(told.getAll(name));
    field.value = state.q;
    show();
  };

  field.addEventListener("input", () => { state.q = field.value; change(); });
  facets.addEventListener("change", ({ target }) => {
    state.chosen[target.name][target.checked ? "add" : "delete"](target.value);
    change();
  });
  more.addEventListener("click", () => { state.shown += STEP; show(); });

  // Folded up where it would stand before all that is found.
  document.getElementById("narrowing").open = matchMedia("(min-width: 60rem)").matches;
  globalThis.meshAsked(document.getElementById("search"), read);
  if (matchMedia("(pointer: fine)").matches) field.focus();
  // A few at a time, so that the page answers while it learns what it searches.
  const learn = (from) => {
    rows.slice(from, from + LEARNED).forEach((row) => index.add(texts(row)));
    if (from + LEARNED < rows.length) setTimeout(learn, 0, from + LEARNED);
    else { isLearned = true; show(); }
  };
  learn(0);
})();
