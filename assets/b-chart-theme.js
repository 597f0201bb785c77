/* Gives every chart the template of its theme, once, in the browser; colours named "token:…" become the theme's. */
(function () {
  "use strict";
  window.cockpitChartConfig = { displayModeBar: false, responsive: true, displaylogo: false, showSendToCloud: false };
  /* The theme a chart stands in: the page's, or that of its own section on the style page. */
  function theme(host) { var own = host && host.closest && host.closest("[data-theme]"); return (own || document.documentElement).getAttribute("data-theme") || "paper"; }
  function resolved(value, name) {
    if (typeof value === "string") {
      if (!value.startsWith("token:")) return value;
      var parts = value.slice(6).split("@");
      var colour = ((window.cockpitTheme || {}).tokens || {})[name][parts[0]] || "#888888";
      return parts.length > 1 ? colour + parts[1] : colour;
    }
    if (Array.isArray(value)) return value.map(function (item) { return resolved(item, name); });
    if (value && typeof value === "object" && value.constructor === Object) {
      var copy = {};
      for (var key in value) copy[key] = resolved(value[key], name);
      return copy;
    }
    return value;
  }
  function dress(data, layout, host) {
    var name = theme(host);
    var template = ((window.cockpitTheme || {}).templates || {})[name];
    var dressed = resolved(layout || {}, name);
    dressed.template = template;
    /* Names of months side by side: on a phone a few of them, level, rather than all of them on end. */
    if (host && host.clientWidth && host.clientWidth < 480) {
      var across = dressed.xaxis || {};
      dressed.xaxis = Object.assign({ tickangle: 0 }, across, { nticks: across.nticks || across.type === "date" ? 3 : 6 });
    } /* an axis that asked for few has long names */
    return [resolved(data, name), dressed];
  }
  function wrap(plotly) {
    if (!plotly || plotly.cockpitDressed) return plotly;
    ["newPlot", "react"].forEach(function (method) {
      var original = plotly[method];
      plotly[method] = function (div, data, layout, config) {
        if (data && !Array.isArray(data)) { config = data.config || config; layout = data.layout; data = data.data; }
        var host = (typeof div === "string" ? document.getElementById(div) : div);
        if (host) host.cockpitSource = { data: data || [], layout: layout }; /* undressed, to dress anew in another theme */
        var pair = dress(data || [], layout, host);
        return original.call(plotly, div, pair[0], pair[1], config).then(function (result) {
          var ready = host && host.closest("[data-chart]");
          if (ready) ready.setAttribute("data-ready", "1");
          return result;
        });
      };
    });
    plotly.cockpitDressed = true;
    if (plotly.setPlotConfig) plotly.setPlotConfig({ showSendToCloud: false, plotlyServerURL: "", displaylogo: false, locale: window.cockpitEnglish ? "en" : "zh-CN" });
    return plotly;
  }
  function sight() { if (window.cockpitSight) window.cockpitSight.draw(); }
  if (window.Plotly) { wrap(window.Plotly); sight(); return; }
  var held;
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: function () { return held; },
    set: function (plotly) { held = wrap(plotly); },
  });
})();
