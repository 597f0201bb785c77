/* Draws cockpit/view/markup.py's Markup: one element whose inside the server wrote as escaped HTML. */
(function () {
  "use strict";
  window.cockpit_markup = {
    Markup: function (props) {
      var given = Object.assign({}, props.attributes, { dangerouslySetInnerHTML: { __html: props.html } });
      return window.React.createElement(props.tag, given);
    },
  };

  /* Links inside markup change the page without loading it anew, as dcc.Link does; files and walls load as usual. */
  function stays(link) {
    return link.origin === location.origin && !link.target && !link.hasAttribute("download") &&
      !/^\/(wall|export|api)\b/.test(link.pathname) && !(link.pathname === location.pathname && link.hash);
  }
  /* Other scripts change the page by the same way. */
  window.cockpitGo = go;
  function go(address) {
    history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
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
