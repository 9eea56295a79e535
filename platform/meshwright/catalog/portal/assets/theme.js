// Dark or light, before anything is drawn: as it was chosen here, else as the system has it.
"use strict";
(() => {
  let chosen = null;
  try { chosen = localStorage.getItem("mesh-theme"); } catch { /* nothing is kept here */ }
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
})();
