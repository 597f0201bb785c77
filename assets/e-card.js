/* The definition card beside any number (/api/card), the shared address, and menus that close by themselves. */
(function () {
  "use strict";
  var card, opener;

  function frame() {
    if (card) return card;
    card = document.createElement("div");
    card.id = "card";
    card.className = "card-popover";
    card.setAttribute("popover", "auto"); /* closes by Esc and by a click beside it, and gives the focus back */
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-label", window.cockpitSay("口径卡"));
    card.tabIndex = -1;
    document.body.appendChild(card);
    return card;
  }
  function place(button) {
    var at = button.getBoundingClientRect(), width = document.documentElement.clientWidth, height = window.innerHeight;
    var own = card.getBoundingClientRect();
    card.style.left = Math.max(8, Math.min(at.left - 12, width - own.width - 8)) + "px";
    card.style.top = Math.max(8, at.bottom + 6 + own.height > height ? Math.min(at.bottom + 6, height - own.height - 8) : at.bottom + 6) + "px";
  }
  function open(button) {
    var node = frame(), query = new URLSearchParams({ region: button.dataset.cardRegion, period: button.dataset.cardPeriod });
    opener = button;
    node.textContent = window.cockpitSay("正在读取口径……");
    node.showPopover();
    place(button);
    fetch("/api/card/" + encodeURIComponent(button.dataset.card) + "?" + query, { credentials: "same-origin" })
      .then(function (answer) { return answer.text().then(function (text) { return { ok: answer.ok, text: text }; }); })
      .then(function (told) {
        if (opener !== button) return;
        if (told.ok) node.innerHTML = told.text; else node.textContent = told.text; /* HTML written and escaped by the server */
        place(button);
        node.focus();
      }, function () { node.textContent = window.cockpitSay("口径暂时读取不到，请检查网络后重试。"); });
  }
  function say(words) {
    var told = document.getElementById("said");
    if (!told) {
      told = document.createElement("div");
      told.id = "said";
      told.setAttribute("role", "status");
      document.body.appendChild(told);
    }
    told.textContent = words;
    told.classList.add("shown");
    clearTimeout(told.timer);
    told.timer = setTimeout(function () { told.classList.remove("shown"); }, 2400);
  }
  /* Without https there is no clipboard interface: the old way still works inside a city's network. */
  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    var area = document.createElement("textarea");
    area.value = text;
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }
  window.cockpitCopy = function (text, words) {
    return copy(text).then(function () { say(words); }, function () { say(window.cockpitSay("浏览器不允许复制，请手工复制")); });
  };
  document.addEventListener("click", function (event) {
    if (!event.target.closest) return;
    var button = event.target.closest("[data-card]");
    if (button) { event.preventDefault(); event.stopPropagation(); open(button); return; }
    var fold = event.target.closest("[data-action=fold]");
    if (fold) fold.setAttribute("aria-expanded", String(fold.getAttribute("aria-expanded") !== "true"));
    if (event.target.closest("[data-action=share]")) window.cockpitCopy(location.href, window.cockpitSay("已复制本页地址，发给对方即可打开同样的内容"));
    document.querySelectorAll("details.picker[open]").forEach(function (menu) {
      if (!menu.contains(event.target) || event.target.closest("a")) menu.removeAttribute("open");
    });
    if (card && event.target.closest("#card a")) card.hidePopover();
  }, true);
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.picker[open]").forEach(function (menu) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });
})();
