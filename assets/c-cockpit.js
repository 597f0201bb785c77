/* The few things the browser does by itself: change the address, remember the theme. */
(function () {
  "use strict";
  function applyTheme(name) { document.documentElement.setAttribute("data-theme", name); }

  /* A menu or a field sets its part of the query; what it shows already changes nothing. */
  function choose(part, value) {
    var query = new URLSearchParams(location.search);
    if (value) query.set(part, value); else query.delete(part);
    window.cockpitGo(location.pathname + (String(query) ? "?" + query : ""), true);
  }
  document.addEventListener("change", function (event) {
    var part = event.target.getAttribute && event.target.getAttribute("data-query");
    if (part) choose(part, event.target.value.trim());
  });
  /* Several of many: ticked, found by a word, and taken together. */
  document.addEventListener("input", function (event) {
    if (!event.target.hasAttribute || !event.target.hasAttribute("data-filter")) return;
    var wanted = event.target.value.trim().toLowerCase();
    event.target.closest("[data-ticks]").querySelectorAll(".ticks label").forEach(function (label) {
      label.hidden = !(label.textContent + label.firstChild.value).toLowerCase().includes(wanted);
    });
  });
  document.addEventListener("click", function (event) {
    var act = event.target.closest && event.target.closest("[data-action=tick],[data-action=untick]");
    if (!act) return;
    var menu = act.closest("[data-ticks]"), ticked = menu.querySelectorAll(".ticks input:checked");
    if (act.getAttribute("data-action") === "untick") ticked.forEach(function (box) { box.checked = false; });
    else choose(menu.getAttribute("data-ticks"), Array.from(ticked, function (box) { return box.value; }).join(","));
  });

  /* Theme: remembered, and every chart on the page drawn anew in it. */
  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest("[data-action=theme]")) return;
    var name = document.documentElement.getAttribute("data-theme") === "dark" ? "paper" : "dark";
    applyTheme(name);
    try { localStorage.setItem("cockpit-theme", name); } catch (error) { /* private mode: not remembered */ }
    document.querySelectorAll(".js-plotly-plot").forEach(function (div) {
      window.Plotly.react(div, div.cockpitSource.data, div.cockpitSource.layout, div._context);
    });
  });

  /* Paper shows folded departments. */
  var folded = [];
  addEventListener("beforeprint", function () {
    folded = document.querySelectorAll(".warning-fold:not([open])");
    folded.forEach(function (one) { one.open = true; });
  });
  addEventListener("afterprint", function () { folded.forEach(function (one) { one.open = false; }); });
})();
