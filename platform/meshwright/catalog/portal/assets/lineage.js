// A part of the lineage: what is around a focus, drawn by the places that the build has given.
"use strict";
(() => {
  // As `catalog/picture.py` has them.
  const [WIDTH, HEIGHT, ACROSS, DOWN, PASSING, MARGIN, LONGEST, LONGEST_ABOVE] =
    [208, 40, 72, 14, 10, 12, 27, 29];
  // Pixels around what is seen in which boxes are drawn too, and names of a list shown at first.
  const [NEAR, LISTED] = [800, 200];
  const SVG = "http://www.w3.org/2000/svg";
  const { nodes, lines, readers } = globalThis.meshData;
  const base = document.body.dataset.root;
  const [graph, list, form, focus, way, depth, whole, names] =
    ["graph", "list", "focus-form", "focus", "way", "depth", "whole", "names"].map(
      (id) => document.getElementById(id));
  const first = [...graph.childNodes].map((node) => node.cloneNode(true));
  const firstList = [...list.childNodes].map((node) => node.cloneNode(true));
  const at = new Map(nodes.map((node, index) => [node[0], index]));
  const [above, below] = [1, 0].map((near) => {
    const found = new Map();
    lines.forEach((line, index) => {
      if (!found.has(line[near])) found.set(line[near], []);
      found.get(line[near]).push(index);
    });
    return found;
  });

  // The lines around a start, and how far each end is: the nearest first.
  const walked = (starts, next, far, steps) => {
    const seen = new Map(starts.map((start) => [start, 0]));
    const passed = new Set();
    for (const node of seen.keys()) {
      if (seen.get(node) >= steps) continue;
      for (const index of next.get(node) || []) {
        passed.add(index);
        if (!seen.has(lines[index][far])) seen.set(lines[index][far], seen.get(node) + 1);
      }
    }
    starts.forEach((start) => seen.delete(start));
    return { seen, passed };
  };

  const svg = (tag, attributes, ...children) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const shortened = (text, most) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

  // Layers that hold something move together, and so do the places in each.
  const packed = (shown, passed) => {
    const layers = new Map();
    const put = (key, layer, order, size) => {
      if (!layers.has(layer)) layers.set(layer, []);
      layers.get(layer).push({ key, order, size });
    };
    for (const node of shown) put(`${node}`, nodes[node][4], nodes[node][5], HEIGHT);
    for (const line of passed) {
      lines[line][3].forEach(([layer, order], index) => put(`${line}/${index}`, layer, order, PASSING));
    }
    const boxed = [...layers.keys()].sort((a, b) => a - b)
      .filter((layer) => layers.get(layer).some(({ size }) => size === HEIGHT));
    const height = (items) => items.reduce((sum, { size }) => sum + size + DOWN, 0);
    const most = Math.max(0, ...boxed.map((layer) => height(layers.get(layer))));
    const places = new Map();
    boxed.forEach((layer, column) => {
      const items = layers.get(layer).sort((a, b) => a.order - b.order);
      let y = MARGIN + Math.floor((most - height(items)) / 2);
      for (const { key, size } of items) {
        places.set(key, [MARGIN + column * (WIDTH + ACROSS), y]);
        y += size + DOWN;
      }
    });
    return { places, width: boxed.length * (WIDTH + ACROSS) - ACROSS + 2 * MARGIN, height: most - DOWN + 2 * MARGIN };
  };

  const curve = (line, places) => {
    const [source, target, how, through] = lines[line];
    const bend = (x, y, toX, toY) => `C${(x + toX) / 2} ${y} ${(x + toX) / 2} ${toY} ${toX} ${toY}`;
    let [x, y] = places.get(`${source}`);
    [x, y] = [x + WIDTH, y + HEIGHT / 2];
    let path = `M${x} ${y}`;
    through.forEach((_, index) => {
      const place = places.get(`${line}/${index}`);
      if (!place) return;
      path += `${bend(x, y, place[0], place[1] + PASSING / 2)}H${place[0] + WIDTH}`;
      [x, y] = [place[0] + WIDTH, place[1] + PASSING / 2];
    });
    const [toX, toY] = places.get(`${target}`);
    return [how, path + bend(x, y, toX, toY + HEIGHT / 2)];
  };

  const box = (node, places, isFocus) => {
    const [id, label, over, href] = nodes[node];
    const [x, y] = places.get(`${node}`);
    const group = svg("g", { class: isFocus ? "box focus" : "box", transform: `translate(${x} ${y})` },
      svg("title", {}, id), svg("rect", { width: WIDTH, height: HEIGHT, rx: 5 }));
    if (over) group.append(svg("text", { class: "above", x: 10, y: 15 }, shortened(over, LONGEST_ABOVE)));
    group.append(svg("text", { x: 10, y: over ? 31 : 25 }, shortened(label, LONGEST)));
    return href ? svg("a", { href: base + href, "aria-label": `${over} ${label}`.trim() }, group) : group;
  };

  // Lines of a kind are one path, and boxes are drawn once they come near what is seen: a large
  // picture costs no more than its part.
  let drawMore = () => {};
  const draw = (start, shown, passed) => {
    const { places, width, height } = packed(shown, passed);
    const paths = new Map();
    for (const [how, path] of [...passed].map((line) => curve(line, places))) {
      paths.set(how, `${paths.get(how) || ""}${path}`);
    }
    const lined = [...paths].map(([how, d]) => svg("path", { class: how, d }));
    const drawn = svg("svg", {
      class: "graph", role: "group", "aria-label": "Lineage", width, height, viewBox: `0 0 ${width} ${height}`,
      "data-boxes": shown.size,
    }, svg("g", { class: "lines", "aria-hidden": "true" }, ...lined));
    graph.replaceChildren(drawn);
    const [x, y] = places.get(`${start}`);
    const [across, down] = [graph.clientWidth, graph.clientHeight];
    graph.scrollTo(x + (WIDTH - across) / 2, y + (HEIGHT - down) / 2);
    const waiting = new Set(shown);
    drawMore = (isAll) => {
      const [left, top] = [graph.scrollLeft - NEAR, graph.scrollTop - NEAR];
      const [right, bottom] = [left + graph.clientWidth + 2 * NEAR, top + graph.clientHeight + 2 * NEAR];
      const near = [...waiting].filter((node) => {
        const [boxX, boxY] = places.get(`${node}`);
        return isAll || (boxX + WIDTH > left && boxX < right && boxY + HEIGHT > top && boxY < bottom);
      });
      drawn.append(...near.map((node) => box(node, places, node === start)));
      near.forEach((node) => waiting.delete(node));
    };
    drawMore(false);
  };

  const made = (tag, text, kind) => {
    const element = document.createElement(tag);
    if (kind) element.className = kind;
    element.textContent = text;
    return element;
  };
  const column = (title, ends) => {
    const section = document.createElement("div");
    section.append(made("h3", `${title} (${ends.size})`));
    const items = document.createElement("ul");
    items.className = "plain";
    const entry = ([node, steps]) => {
      const [id, , , href] = nodes[node];
      const item = document.createElement("li");
      const name = made(href ? "a" : "span", id, "id");
      if (href) name.href = base + href;
      item.append(name, made("span", steps === 1 ? "" : ` ${steps} steps away`, "small"));
      if (readers[id]) item.append(document.createElement("br"), made("span", `read by ${readers[id].join(", ")}`, "small"));
      return item;
    };
    const all = [...ends];
    items.append(...all.slice(0, LISTED).map(entry));
    if (!ends.size) items.append(made("li", "nothing"));
    section.append(items);
    if (all.length > LISTED) {
      const more = made("button", `Show all ${all.length}`);
      more.type = "button";
      more.addEventListener("click", () => {
        items.append(...all.slice(LISTED).map(entry));
        more.remove();
        items.children[LISTED].querySelector("a")?.focus();
      });
      section.append(more);
    }
    return section;
  };

  const show = () => {
    const start = at.get(focus.value.trim());
    if (start === undefined) {
      drawMore = () => {};
      graph.replaceChildren(...first.map((node) => node.cloneNode(true)));
      list.replaceChildren(...firstList.map((node) => node.cloneNode(true)));
      if (focus.value.trim()) list.prepend(made("p", `Nothing here is named ${focus.value.trim()}.`));
      return;
    }
    const steps = Number(depth.value);
    const none = { seen: new Map(), passed: new Set() };
    const up = way.value === "down" ? none : walked([start], above, 0, steps);
    const down = way.value === "up" ? none : walked([start], below, 1, steps);
    draw(start, new Set([start, ...up.seen.keys(), ...down.seen.keys()]),
      new Set([...up.passed, ...down.passed]));
    const id = nodes[start][0];
    const head = made("p", `${id}${readers[id] ? ` is read by ${readers[id].join(", ")}` : ""}`);
    const lists = document.createElement("div");
    lists.className = "lists";
    if (way.value !== "down") lists.append(column("Made of", up.seen));
    if (way.value !== "up") lists.append(column("Goes into; would miss it", down.seen));
    list.replaceChildren(head, lists);
  };

  const change = () => {
    const told = new URLSearchParams();
    if (focus.value.trim()) told.set("focus", focus.value.trim());
    if (way.value !== "both") told.set("way", way.value);
    if (depth.value !== "99") told.set("depth", depth.value);
    history.replaceState(null, "", `#${told}`);
    show();
  };
  const read = (told) => {
    focus.value = told.get("focus") || "";
    way.value = told.get("way") || "both";
    depth.value = told.get("depth") || "99";
    show();
  };
  names.append(...nodes.slice(0, 2000).map(([id]) => Object.assign(document.createElement("option"), { value: id })));
  form.addEventListener("input", change);
  graph.addEventListener("scroll", () => drawMore(false), { passive: true });
  addEventListener("resize", () => drawMore(false));
  addEventListener("beforeprint", () => drawMore(true));
  whole.addEventListener("click", () => { focus.value = ""; change(); });
  globalThis.meshAsked(form, read);
})();
