// Asking for access: the command, the file and the link, as they are filled in.
"use strict";
(() => {
  const form = document.getElementById("ask-form");
  const { product, folder, tables, parameters } = form.dataset;
  const [command, path, text, link] = ["command", "path", "text", "link"].map(
    (name) => document.getElementById(`ask-${name}`));
  const quoted = (word) => /^[\w@.+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  const fill = () => {
    const [consumer, purpose, expires] = ["consumer", "purpose", "expires"].map(
      (name) => form.elements[name].value.trim());
    const who = consumer || "CONSUMER";
    const until = expires ? ` --expires ${expires}` : "";
    command.textContent =
      `mesh new access ${product} --for ${quoted(who)} --purpose ${quoted(purpose || "TEXT")}${until}`;
    path.textContent = `${folder}${who}.yaml`;
    const opened = tables.split(" ").map((table) => `  ${table}:\n`).join("");
    // A text of JSON is one of YAML, whatever it holds.
    const said = purpose ? JSON.stringify(purpose) : "TEXT";
    text.textContent = `purpose: ${said}\ntables:\n${opened}expires: ${expires || "DATE"}\n`;
    if (!link) return;
    const [named, holds] = parameters.split(" ");
    const query = new URLSearchParams([[named, path.textContent], [holds, text.textContent]]);
    link.href = `${form.dataset.new}?${query}`;
  };
  form.addEventListener("input", fill);
  // A link to one of the columns asks for nothing to be filled in.
  globalThis.meshAsked(form, (told) => {
    for (const [name, value] of told) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    fill();
  });
})();
