/* The few things the browser does by itself: change the address, follow the snapshot, remember the theme. */
(function () {
  "use strict";
  function none() { return window.dash_clientside.no_update; }
  /* What the page was drawn for: Dash also calls back when a control merely appears. */
  function chosen(key) {
    var place = document.querySelector("[data-chosen-" + key + "]");
    return place ? place.getAttribute("data-chosen-" + key) : "";
  }
  function applyTheme(name) { document.documentElement.setAttribute("data-theme", name); }
  function onWall() { return location.pathname.indexOf("/wall") === 0; }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    cockpit: {
      choosePeriod: function (value, search) {
        if (!value || value === chosen("period")) return none();
        var query = new URLSearchParams(search || "");
        query.set("period", value);
        return "?" + query.toString();
      },
      chooseRows: function (indicators, regions, grain, from, to, find, search) {
        var query = new URLSearchParams(search || "");
        var wanted = { i: (indicators || []).join(","), regions: (regions || []).join(","), grain: grain, from: from, to: to, find: find };
        var changed = Object.keys(wanted).filter(function (key) { return (wanted[key] || "") !== chosen(key); });
        changed.forEach(function (key) { if (wanted[key]) query.set(key, wanted[key]); else query.delete(key); });
        return changed.length ? "?" + query.toString() : none();
      },
    },
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
})();
