/* Pages without Dash: the theme that was chosen at the desk, else what the system prefers (as assets/first.js does). */
(function () {
  "use strict";
  var chosen;
  try { chosen = localStorage.getItem("cockpit-theme"); } catch (error) { chosen = null; }
  document.documentElement.setAttribute("data-theme", chosen || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "paper"));
})();
