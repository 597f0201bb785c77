/* Search as you type over one small list (/api/find): name, pinyin initials, code, department; all by keyboard. */
(function () {
  "use strict";
  var SHOWN = 10, list, asked, found = [], chosen = -1, box;

  function load() {
    if (!asked) {
      asked = fetch("/api/find", { credentials: "same-origin" })
        .then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
        .then(function (told) { list = told; }, function () { asked = undefined; /* the next key asks again; Enter still searches on the server */ });
    }
    return asked;
  }
  /* 0 best, 9 no match, as in metrics/search.py. */
  function rank(row, wanted) {
    var name = row[1].normalize("NFKC").toLowerCase(), more = row[3].toLowerCase();
    if (name.startsWith(wanted)) return 1;
    if (name.includes(wanted)) return 2;
    if (row[2].startsWith(wanted)) return 3;
    if (row[2].includes(wanted) && wanted.length > 1) return 4;
    return more.includes(wanted) ? 5 : 9;
  }
  function match(text) {
    var wanted = text.normalize("NFKC").trim().toLowerCase();
    if (!wanted || !list) return [];
    return list.rows
      .map(function (row, place) { return [rank(row, wanted), row[0], place, row]; })
      .filter(function (item) { return item[0] < 9; })
      .sort(function (a, b) { return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]; })
      .slice(0, SHOWN)
      .map(function (item) { return item[3]; });
  }
  function part(tag, name, text) {
    var node = document.createElement(tag);
    node.className = name;
    if (text) node.textContent = text;
    return node;
  }
  function panel() {
    if (box) return box;
    box = part("ul", "find-list");
    box.id = "find-list";
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", window.cockpitSay("查找结果"));
    box.addEventListener("mousedown", function (event) {
      var item = event.target.closest("li[data-place]");
      if (!item) return;
      event.preventDefault();
      take(Number(item.dataset.place));
    });
    document.body.appendChild(box);
    return box;
  }
  function draw(input) {
    var node = panel();
    node.replaceChildren.apply(node, found.map(function (row, place) {
      var item = part("li", place === chosen ? "chosen" : "");
      item.id = "find-" + place;
      item.dataset.place = place;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(place === chosen));
      item.append(part("span", "find-kind", list.kinds[row[0]]), part("span", "find-name", row[1]), part("span", "find-more", window.cockpitEnglish ? row[3].split(" · ")[0] : row[0] === 2 ? row[3].split(" ")[0] : row[3]));
      return item;
    }));
    if (!found.length) node.append(part("li", "find-none", window.cockpitSay(list ? "没有找到，按回车键到指标目录查找" : "正在读取名录……")));
    var place = input.getBoundingClientRect();
    node.style.top = place.bottom + 4 + "px";
    node.style.right = Math.max(8, document.documentElement.clientWidth - place.right) + "px";
    node.hidden = !input.value.trim();
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-controls", "find-list");
    input.setAttribute("aria-expanded", String(!node.hidden));
    if (chosen >= 0) input.setAttribute("aria-activedescendant", "find-" + chosen); else input.removeAttribute("aria-activedescendant");
  }
  function hide() {
    if (box) box.hidden = true;
    var input = document.getElementById("find");
    if (input) input.setAttribute("aria-expanded", "false");
  }
  function take(place) {
    var kept = new URLSearchParams(location.search), next = new URL(found[place][4], location.origin);
    ["region", "period"].forEach(function (key) { if (kept.get(key) && !next.pathname.startsWith("/region/")) next.searchParams.set(key, kept.get(key)); });
    if (kept.get("period")) next.searchParams.set("period", kept.get("period"));
    hide();
    window.cockpitGo(next.href);
  }
  document.addEventListener("focusin", function (event) { if (event.target.id === "find") load(); });
  document.addEventListener("focusout", function (event) { if (event.target.id === "find") hide(); });
  document.addEventListener("input", function (event) {
    if (event.target.id !== "find") return;
    var input = event.target;
    function show() { found = match(input.value); chosen = -1; draw(input); }
    show();
    if (!list) load().then(show);
  });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName || "");
    if (event.key === "/" && !typing && document.getElementById("find")) {
      event.preventDefault();
      document.getElementById("find").focus();
      return;
    }
    if (event.target.id !== "find") return;
    if (event.key === "Escape") return hide();
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + found.length + 1) % (found.length + 1);
      if (chosen === found.length) chosen = -1;
      draw(event.target);
    }
    if (event.key === "Enter" && chosen >= 0 && box && !box.hidden) {
      event.preventDefault();
      event.stopPropagation();
      take(chosen);
    }
  }, true);
})();
