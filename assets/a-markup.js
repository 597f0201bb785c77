/* Draws cockpit/view/markup.py: Markup, one element whose inside the server wrote as escaped HTML, and Chart. */
(function () {
  "use strict";
  var React = window.React, loading;
  /* Plotly comes with the page's own bundle, or, where none was built, from the package. */
  function plotly() {
    if (window.Plotly) return Promise.resolve(window.Plotly);
    loading = loading || new Promise(function (done) {
      var script = document.createElement("script");
      script.src = "/_dash-component-suites/plotly/package_data/plotly.min.js";
      script.onload = function () { done(window.Plotly); };
      document.head.appendChild(script);
    });
    return loading;
  }
  /* The first sight goes in the very moment in which Dash's own page is there, before anything is painted. */
  function takeOver() {
    var sight = window.cockpitSight, host = document.getElementById("first-sight");
    if (sight) sight.gone = true;
    if (host) host.remove();
  }
  /* A chart that the first sight has drawn already is taken, not drawn again. */
  function seen(name, told) {
    var charts = (window.cockpitSight || {}).charts || {}, one = charts[name];
    delete charts[name];
    return one && one.drawn && one.told === told ? one.inner : null;
  }
  /* With another region or period the whole page is another one, but its charts are the same with other figures: what is
     drawn moves into the new place and is changed there. What no new page took is given back a moment later. */
  var left = {};
  function leave(name, inner) {
    if (left[name]) window.Plotly.purge(left[name]);
    left[name] = inner;
    setTimeout(function () { if (left[name] === inner) { delete left[name]; window.Plotly.purge(inner); } }, 1000);
  }
  function plain(data) {
    return data.every(function (trace) { return trace.type === "scatter" || trace.type === "bar"; });
  }
  /* Only where the place is as large as before, and of kinds that are drawn the same in whatever order they come. */
  function taken(name, host, figure) {
    var inner = left[name], size = inner && inner._fullLayout;
    if (!size || size.width !== host.clientWidth || size.height !== host.clientHeight || !plain(inner.data) || !plain(figure.data)) return null;
    delete left[name];
    return host.appendChild(inner);
  }
  window.cockpit_markup = {
    Markup: function (props) {
      React.useLayoutEffect(takeOver, []);
      var given = Object.assign({}, props.attributes, props.html ? { dangerouslySetInnerHTML: { __html: props.html } } : {});
      return React.createElement(props.tag, given);
    },
    Chart: function (props) {
      var place = React.useRef(null), drawn = React.useRef("");
      React.useLayoutEffect(function () {
        var told = JSON.stringify(props.figure), host = place.current;
        if (told === drawn.current) return;
        drawn.current = told;
        var inner = seen(props.id, told);
        if (inner) {
          host.replaceChildren(inner);
          if (inner.classList.contains("js-plotly-plot")) host.closest("[data-chart]").setAttribute("data-ready", "1");
          return;
        }
        inner = host.firstChild || taken(props.id, host, props.figure) || host.appendChild(document.createElement("div"));
        inner.className = inner.className || "chart-inner";
        plotly().then(function (library) {
          if (inner.isConnected) library.react(inner, props.figure.data, props.figure.layout, window.cockpitChartConfig);
        });
      });
      React.useLayoutEffect(function () {
        var host = place.current;
        return function () { if (window.Plotly && host.firstChild) leave(props.id, host.firstChild); };
      }, []);
      return React.createElement("div", { id: props.id, ref: place, className: "chart-place", style: { minHeight: props.height + "px" } });
    },
  };

  /* Links inside markup change the page without loading it anew, as dcc.Link does; files and walls load as usual. */
  function stays(link) {
    return link.origin === location.origin && !link.target && !link.hasAttribute("download") &&
      !/^\/(wall|export|api)\b/.test(link.pathname) && !(link.pathname === location.pathname && link.hash);
  }
  /* Other scripts change the page by the same way. */
  window.cockpitGo = go;
  function go(address, stay) {
    history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    if (!stay) window.scrollTo(0, 0);
  }
  document.addEventListener("submit", function (event) {
    if (event.target.method !== "get") return;
    event.preventDefault();
    go(event.target.getAttribute("action") + "?" + new URLSearchParams(new FormData(event.target)));
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (!stays(link)) return;
    event.preventDefault();
    go(link.href);
  });
})();
