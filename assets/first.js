/* Asks for the page while the other scripts are still on their way, and hands Dash the answers when it asks. */
(function () {
  "use strict";
  var ask = window.fetch, held = {};
  var OUTPUT = ".._pages_content.children..._pages_store.data..";
  function key(body) {
    return JSON.stringify(body.inputs.map(function (input) { return input.value; }));
  }
  function page() {
    function input(property, value) { return { id: "_pages_location", property: property, value: value }; }
    return {
      output: OUTPUT,
      outputs: [{ id: "_pages_content", property: "children" }, { id: "_pages_store", property: "data" }],
      inputs: [input("pathname", location.pathname), input("search", location.search)],
      changedPropIds: ["_pages_location.pathname", "_pages_location.search"],
      parsedChangedPropsIds: ["_pages_location.pathname", "_pages_location.search"],
      state: [],
    };
  }
  var first = page();
  held["/_dash-layout"] = ask("/_dash-layout", { credentials: "same-origin" });
  held["/_dash-dependencies"] = ask("/_dash-dependencies", { credentials: "same-origin" });
  held[key(first)] = ask("/_dash-update-component", {
    method: "POST", credentials: "same-origin", body: JSON.stringify(first),
    headers: { "Content-Type": "application/json", Accept: "application/json" },
  });
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
})();
