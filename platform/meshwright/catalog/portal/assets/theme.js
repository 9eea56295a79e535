// What is known before anything is drawn: that scripts run, what is asked, and dark or light, as it
// was chosen here, else as the system has it.
"use strict";
(() => {
  document.documentElement.classList.add("scripts");
  if (/[#&]q=[^&]/.test(location.hash)) document.documentElement.classList.add("asked");
  let chosen = null;
  try { chosen = localStorage.getItem("mesh-theme"); } catch { /* nothing is kept here */ }
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
})();
