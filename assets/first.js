/* The first sight: while the other scripts are on their way, asks for the page, shows it, and hands Dash the answers.
   What Dash later draws is the same page; it takes over the drawn charts (assets/a-markup.js) and this one goes. */
(function () {
  "use strict";
  var OUTPUT = ".._pages_content.children..._pages_store.data..";
  var ask = window.fetch, held = {};

  /* Theme before the first stroke: the wall's own, else what was chosen here, else what the system prefers. */
  function remembered() {
    try { return localStorage.getItem("cockpit-theme"); } catch (error) { return null; }
  }
  function initialTheme() {
    if (location.pathname.indexOf("/wall") === 0) return "wall";
    return remembered() || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "paper");
  }
  document.documentElement.setAttribute("data-theme", initialTheme());

  /* The requests Dash is about to make, made now. */
  function key(body) {
    return JSON.stringify(body.inputs.map(function (input) { return input.value; }));
  }
  function input(property, value) { return { id: "_pages_location", property: property, value: value }; }
  var page = {
    output: OUTPUT,
    outputs: [{ id: "_pages_content", property: "children" }, { id: "_pages_store", property: "data" }],
    inputs: [input("pathname", location.pathname), input("search", location.search)],
    changedPropIds: ["_pages_location.pathname", "_pages_location.search"],
    parsedChangedPropsIds: ["_pages_location.pathname", "_pages_location.search"],
    state: [],
  };
  held["/_dash-layout"] = ask("/_dash-layout", { credentials: "same-origin" });
  held["/_dash-dependencies"] = ask("/_dash-dependencies", { credentials: "same-origin" });
  held[key(page)] = ask("/_dash-update-component", {
    method: "POST", credentials: "same-origin", body: JSON.stringify(page),
    headers: { "Content-Type": "application/json", Accept: "application/json" },
  });
  function told(answer) { return answer.ok ? answer.clone().json() : null; }
  Promise.all([held[key(page)].then(told), held["/_dash-layout"].then(told)]).then(function (both) { show(both[0], both[1]); }, function () {});
  function taken(name) {
    var answer = held[name];
    delete held[name];
    return answer;
  }
  window.fetch = function (address, options) {
    var path = String(address).replace(location.origin, "").split("?")[0];
    if (held[path]) return taken(path);
    if (path === "/_dash-update-component" && Object.keys(held).length) {
      var body = JSON.parse(options.body);
      if (body.output === OUTPUT && held[key(body)]) return taken(key(body));
    }
    return ask.apply(window, arguments);
  };

  /* The page as it came: markup as it is, places for charts, other live components left out until Dash is there. */
  var sight = { charts: {}, draw: draw, gone: false };
  window.cockpitSight = sight;
  var HTML = { className: "class", htmlFor: "for" };
  function dressed(element, props) {
    Object.keys(props).forEach(function (name) {
      var value = props[name];
      if (name === "children" || name === "id" || value === null || typeof value === "function") return;
      if (name === "style") Object.assign(element.style, value);
      else element.setAttribute(HTML[name] || name, value);
    });
    return element;
  }
  function build(node) {
    if (node === null || node === undefined) return document.createTextNode("");
    if (Array.isArray(node)) {
      var many = document.createDocumentFragment();
      node.forEach(function (child) { many.appendChild(build(child)); });
      return many;
    }
    if (typeof node !== "object") return document.createTextNode(String(node));
    var props = node.props;
    if (node.namespace === "cockpit_markup" && node.type === "Markup") {
      var element = dressed(document.createElement(props.tag), props.attributes || {});
      element.innerHTML = props.html;
      return element;
    }
    if (node.namespace === "cockpit_markup" && node.type === "Chart") return chart(props);
    if (node.namespace !== "dash_html_components") return document.createTextNode("");
    var own = dressed(document.createElement(node.type.toLowerCase()), props);
    own.appendChild(build(props.children));
    return own;
  }
  function chart(props) {
    var place = document.createElement("div"), inner = document.createElement("div");
    place.className = "chart-place";
    place.style.minHeight = props.height + "px";
    inner.className = "chart-inner";
    place.appendChild(inner);
    sight.charts[props.id] = { inner: inner, figure: props.figure, told: JSON.stringify(props.figure), drawn: false };
    return place;
  }
  /* The strip above the page is a part of the layout; without it here the page would jump when Dash comes. */
  function show(answer, layout) {
    if (!answer || sight.gone) return;
    var host = document.createElement("div");
    host.id = "first-sight";
    if (layout) host.appendChild(build(layout.props.children[0]));
    host.appendChild(build(answer.response._pages_content.children));
    document.body.insertBefore(host, document.body.firstChild);
    draw();
  }
  function draw() {
    if (!window.Plotly || sight.gone) return;
    Object.keys(sight.charts).forEach(function (name) {
      var one = sight.charts[name];
      if (one.drawn) return;
      one.drawn = true;
      window.Plotly.react(one.inner, one.figure.data, one.figure.layout, window.cockpitChartConfig);
    });
  }
})();
