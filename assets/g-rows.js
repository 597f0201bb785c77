/* Puts AG Grid where a page asks for it; its file is fetched only then. Without it the plain table below stays. */
(function () {
  "use strict";
  var loading, standing = [];

  function load(address) {
    loading = loading || new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = function () { resolve(window.cockpitGrid); };
      script.onerror = function () { loading = undefined; reject(new Error(address)); };
      document.head.appendChild(script);
    });
    return loading;
  }
  /* Numbers in the decimals of their row, where it tells them; days as a spreadsheet writes them here. */
  function shown(value, row) {
    if (value === null || value === undefined || value === "") return "—";
    var places = row["@小数"];
    if (typeof value === "number") return value.toLocaleString("zh-CN", places === undefined ? { maximumFractionDigits: 6 } : { minimumFractionDigits: places, maximumFractionDigits: places });
    return /^\d{4}-\d{2}-\d{2}/.test(value) && !window.cockpitEnglish ? value.replace(/-/g, "/") : value;
  }
  function linked(column) {
    return function (cell) {
      if (cell.value === null || cell.value === undefined) return cell.data ? "—" : "";
      var link = document.createElement("a"), code = String(cell.data[column.code]).split(",")[0];
      var kept = new URLSearchParams(location.search), query = new URLSearchParams();
      ["period", "region"].forEach(function (key) { if (kept.get(key)) query.set(key, kept.get(key)); });
      if (column.region && cell.data[column.region] !== "330900") query.set("region", cell.data[column.region]);
      link.href = column.link + encodeURIComponent(code) + (String(query) ? "?" + query : "");
      link.textContent = cell.value;
      return link;
    };
  }
  function narrow() { return window.innerWidth <= 760; }
  /* On a phone what the page calls near follows the first column; elsewhere the order stands. */
  function ordered(columns) {
    if (!narrow()) return columns;
    var rest = columns.slice(1), near = rest.filter(function (column) { return column.near; }).sort(function (a, b) { return a.near - b.near; });
    return [columns[0]].concat(near, rest.filter(function (column) { return !column.near; }));
  }
  function definition(column, place) {
    var number = column.kind === "number";
    return {
      field: column.field, headerName: column.title, width: narrow() ? Math.min(column.width, place ? column.narrow || 132 : 118) : column.width, pinned: place === 0 && !narrow() ? "left" : null, lockPinned: true,
      suppressHeaderMenuButton: narrow(), suppressHeaderFilterButton: narrow(), wrapText: narrow() && !place, cellStyle: narrow() && !place ? { lineHeight: 1.35, paddingTop: "5px" } : undefined,
      type: number ? "rightAligned" : undefined, sortable: column.sortable !== false,
      filter: column.sortable === false ? false : number ? "agNumberColumnFilter" : column.kind === "time" ? "agDateColumnFilter" : "agTextColumnFilter",
      filterParams: { maxNumConditions: 2, buttons: ["reset", "apply"], closeOnApply: true },
      cellRenderer: column.link ? linked(column) : undefined,
      valueFormatter: function (cell) { return cell.data ? shown(cell.value, cell.data) : ""; },
      headerClass: number ? "num ag-right-aligned-header" : "", cellClass: number ? "num ag-right-aligned-cell" : "",
    };
  }
  function source(address, host) {
    return {
      getRows: function (ask) {
        var query = new URLSearchParams({ start: ask.startRow, end: ask.endRow, order: JSON.stringify(ask.sortModel), where: JSON.stringify(ask.filterModel) });
        fetch(address + (address.includes("?") ? "&" : "?") + query, { credentials: "same-origin" })
          .then(function (answer) {
            return answer.ok ? answer.json() : answer.text().then(function (words) { throw new Error(words); });
          })
          .then(function (told) {
            host.setAttribute("data-total", told.total);
            var count = document.getElementById("row-shown");
            if (count) count.textContent = window.cockpitSay("共 {} 行", told.total.toLocaleString("zh-CN"));
            ask.successCallback(told.rows, told.total);
          }, function (error) {
            ask.failCallback();
            host.querySelector(".rows-fault").textContent = error.message || window.cockpitSay("数据行暂时读取不到，请稍后再试。");
          });
      },
    };
  }
  /* Copied as a spreadsheet wants it: tabs, and numbers without separators. */
  function copied(grid, columns) {
    var rows = grid.getSelectedNodes().filter(function (node) { return node.data; }).sort(function (a, b) { return a.rowIndex - b.rowIndex; });
    if (!rows.length) return "";
    var lines = [columns.map(function (column) { return column.title; })];
    rows.forEach(function (node) {
      lines.push(columns.map(function (column) { var value = node.data[column.field]; return value === null || value === undefined ? "" : String(value).replace(/[\t\r\n]+/g, " "); }));
    });
    return lines.map(function (line) { return line.join("\t"); }).join("\r\n");
  }
  function stand(host, built) {
    var columns = ordered(JSON.parse(host.dataset.columns)), place = document.createElement("div"), fault = document.createElement("p"), bar = document.createElement("p"), grid;
    place.className = "rows-grid";
    fault.className = "rows-fault";
    fault.setAttribute("role", "status");
    bar.className = "rows-bar";
    bar.innerHTML = '<span id="row-shown"></span><span>' + window.cockpitSay("点行选中，按住 Shift 连选，Ctrl+C 复制后可直接粘贴到表格软件") +
      '</span><button type="button" class="ghost" data-action="copy-rows">' + window.cockpitSay("复制选中行") + "</button>";
    host.append(bar, place, fault);
    function copy() {
      var text = copied(grid, columns);
      if (text) window.cockpitCopy(text, window.cockpitSay("已复制 {} 行", text.split("\r\n").length - 1));
      return Boolean(text);
    }
    bar.querySelector("button").addEventListener("click", copy);
    place.addEventListener("keydown", function (event) {
      if ((event.ctrlKey || event.metaKey) && event.key === "c" && !String(window.getSelection()) && copy()) event.preventDefault();
    });
    grid = built.createGrid(place, {
      columnDefs: columns.map(definition), rowModelType: "infinite", datasource: source(host.dataset.rows, host),
      cacheBlockSize: 100, maxBlocksInCache: 12, blockLoadDebounceMillis: 80, maxConcurrentDatasourceRequests: 2,
      localeText: window.cockpitEnglish ? undefined : built.locale, rowHeight: narrow() ? 46 : 32, headerHeight: 36, suppressCellFocus: false, enableCellTextSelection: false, animateRows: false,
      rowSelection: { mode: "multiRow", checkboxes: false, headerCheckbox: false, enableClickSelection: true },
      theme: built.theme.withParams(Object.assign(narrow() ? { cellHorizontalPadding: 7 } : {}, {
        backgroundColor: "var(--raised)", foregroundColor: "var(--ink)", borderColor: "var(--line)", accentColor: "var(--accent)",
        headerBackgroundColor: "var(--raised)", headerTextColor: "var(--ink-soft)", oddRowBackgroundColor: "transparent", fontFamily: "inherit",
        fontSize: 13, headerFontWeight: 600, wrapperBorder: false, rowHoverColor: "var(--sunken)", selectedRowBackgroundColor: "var(--accent-soft)",
        chromeBackgroundColor: "var(--raised)", menuBackgroundColor: "var(--raised)", inputBackgroundColor: "var(--raised)", spacing: 7,
      })),
    });
    standing.push({ host: host, grid: grid });
    host.classList.add("standing");
    host.setAttribute("data-grid", "ready");
  }
  function look() {
    standing = standing.filter(function (one) { if (one.host.isConnected) return true; one.grid.destroy(); return false; });
    document.querySelectorAll("[data-rows-script]:not([data-grid])").forEach(function (host) {
      host.setAttribute("data-grid", "loading");
      load(host.dataset.rowsScript).then(function (built) { if (host.isConnected) stand(host, built); }, function () { host.setAttribute("data-grid", "absent"); });
    });
  }
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
