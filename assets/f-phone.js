/* On a phone a swipe leads to the neighbouring domain; what the reader answers for stands first on every list. */
(function () {
  "use strict";
  var start;
  document.addEventListener("touchstart", function (event) {
    var held = event.target.closest && event.target.closest(".scroll-x, .scroll-box, .strip, .chart, input, select");
    start = event.touches.length === 1 && !held ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : undefined;
  }, { passive: true });
  document.addEventListener("touchend", function (event) {
    var strip = document.querySelector("[data-strip]");
    if (!start || !strip) return;
    var x = event.changedTouches[0].clientX - start.x, y = event.changedTouches[0].clientY - start.y;
    start = undefined;
    if (Math.abs(x) < 72 || Math.abs(y) > Math.abs(x) / 2) return;
    var links = Array.from(strip.querySelectorAll("a")), here = links.findIndex(function (link) { return link.classList.contains("here"); });
    var next = links[here + (x < 0 ? 1 : -1)];
    if (next) window.cockpitGo(next.href);
  }, { passive: true });

  /* The chosen domain stands in the middle of its strip. */
  new MutationObserver(function () {
    var here = document.querySelector("[data-strip] .here:not([data-seen])");
    if (!here) return;
    here.setAttribute("data-seen", "1");
    here.parentElement.scrollLeft = here.offsetLeft - (here.parentElement.clientWidth - here.offsetWidth) / 2;
  }).observe(document.body || document.documentElement, { childList: true, subtree: true });

  /* Pages are the same for everybody with the same sight; only the order on screen is the reader's own. */
  fetch("/api/me", { credentials: "same-origin" })
    .then(function (answer) { return answer.ok ? answer.json() : {}; })
    .then(function (me) {
      var names = (me.department || "").split("、").filter(Boolean).map(function (name) { return '[data-department*="' + CSS.escape(name) + '"]'; });
      if (!names.length || !document.adoptedStyleSheets) return;
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(names.join(",") + "{order:-1}" + names.map(function (name) { return name + " .attention-name::before," + name + " .section-head h2::before"; }).join(",") + '{content:"' + window.cockpitSay("我负责") + ' ";color:var(--accent);font-weight:600}');
      document.adoptedStyleSheets = document.adoptedStyleSheets.concat(sheet);
    }, function () { /* without it the common order stands */ });
})();
