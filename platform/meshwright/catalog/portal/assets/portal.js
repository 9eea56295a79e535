// What every page does: the switch of the theme, copying, days told from today, `/` to search.
"use strict";
(() => {
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ||
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

  // What a page loads later is one of the portal's own scripts, by a name that the page itself holds.
  const own = { createScriptURL: (name) => {
    if (!/^data\/\w+\.js$/.test(name)) throw new TypeError(name);
    return document.body.dataset.root + name;
  } };
  const policy = globalThis.trustedTypes ? trustedTypes.createPolicy("mesh-data", own) : own;
  globalThis.meshScript = (name) => policy.createScriptURL(name);

  // A page reads what is asked of it: by a link, or by its form where that was sent before its
  // script came. What was typed by then and not sent is read from the form.
  globalThis.meshAsked = (form, read) => {
    const told = () => new URLSearchParams(location.hash.slice(1) || location.search);
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", () => read(told()));
    read(told().size ? told() : new URLSearchParams(new FormData(form)));
  };

  const theme = document.getElementById("theme");
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("mesh-theme", root.dataset.theme); } catch { /* as above */ }
  });

  document.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = document.querySelector("main input[type=search]") || document.querySelector("input[type=search]");
    if (field) { event.preventDefault(); field.focus(); }
  });

  const copy = async (button) => {
    const from = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(from.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(from);
      button.textContent = "Selected";
    }
    document.getElementById("told").textContent = button.textContent;
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  };
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => copy(button));
  }

  // A box that shows all it holds is no stop on a keyboard's way.
  const watch = new ResizeObserver((seen) => {
    for (const { target } of seen) {
      const box = target.closest(".scroll");
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  });
  for (const box of document.querySelectorAll(".scroll:not(.drawing)")) {
    watch.observe(box);
    watch.observe(box.firstElementChild);
  }

  const now = new Date();
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const daysUntil = (day) => Math.round((Date.parse(day) - today) / 86400000);
  const said = (text, kind) => {
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = text;
    return span;
  };
  for (const time of document.querySelectorAll("[data-until]")) {
    const left = daysUntil(time.dataset.until);
    if (left > 3650) continue;
    const text = left < 0 ? "has ended" : left === 1 ? "1 day left" : `${left} days left`;
    time.after(" ", said(text, left < 0 ? "left over" : left < 31 ? "left soon" : "left"));
  }
  const UNITS = [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];
  const aged = (seconds) => {
    const [size, unit] = UNITS.find(([size]) => seconds >= size) || UNITS[3];
    const count = Math.floor(seconds / size);
    return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
  };
  for (const time of document.querySelectorAll("[data-ago]")) {
    const seconds = Math.max(0, (now - Date.parse(time.dateTime)) / 1000);
    time.after(" ", said(aged(seconds), "left"));
    const promised = Number(time.dataset.promised);
    if (!promised) continue;
    const isStale = seconds > promised;
    time.after(" ", said(isStale ? "stale" : "fresh", isStale ? "chip error" : "chip key"));
  }
  for (const list of document.querySelectorAll("[data-stale]")) {
    for (const each of list.querySelectorAll("[data-due]")) {
      each.hidden = Date.parse(each.dataset.due) >= now;
      if (!each.hidden) list.hidden = false;
    }
  }
  for (const time of document.querySelectorAll("[data-new]")) {
    if (daysUntil(time.dataset.new) > -30) time.after(" ", said("new", "chip new"));
  }
  for (const time of document.querySelectorAll("[data-since]")) {
    const ago = -daysUntil(time.dataset.since);
    const text = ago < 1 ? "today" : ago === 1 ? "yesterday" : `${ago} days ago`;
    time.after(" ", said(text, "left"));
  }
})();
