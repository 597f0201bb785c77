/* Leaves one figure on a sheet of its own; tells its title and whether it shows demonstration data, null: no such figure. */
async (name, page, choices) => {
  const named = [...document.querySelectorAll("main [data-chart], main [data-map]")];
  const figure = named.find(({ dataset }) => name && (dataset.chart ?? dataset.map) === name);
  if (!figure) return null;
  const panel = figure.closest(".panel") ?? document.querySelector("main"), plot = figure.querySelector(".js-plotly-plot");
  const text = (node) => node?.textContent.trim() ?? "";
  /* Drawn anew at the sheet's size; a flow's bands fade in, so they are waited for. */
  const redraw = async (old) => {
    const fresh = make("div", "chart-inner"), { data, layout } = old.cockpitSource;
    old.parentElement.style.minHeight = "0";
    old.replaceWith(fresh);
    await window.Plotly.newPlot(fresh, data, { ...layout, width: 1360, height: 720 }, { ...window.cockpitChartConfig, responsive: false });
    await new Promise((done) => setTimeout(done, 1000));
  };
  const make = (tag, className, ...inside) => { const made = document.createElement(tag); made.className = className; made.append(...inside); return made; };
  const plainly = (head) => [...(head?.childNodes ?? [])].filter((node) => !node.classList?.contains("demo-mark")).map(text).join("");
  const title = plainly(panel.querySelector("h2, h3"));
  /* The unit stands on an axis; of a figure without one, in the head of its table. */
  const axes = Object.keys(plot?.layout ?? {}).filter((key) => /^[xy]axis/.test(key)).map((key) => plot.layout[key].title?.text);
  const heads = [...panel.querySelectorAll(".twin th")].map((head) => /（([^（）]+)）$/.exec(text(head))?.[1]);
  const units = [...new Set((axes.some(Boolean) ? axes : heads).filter(Boolean))].join("、");
  /* As-of and source stand below a panel; on an indicator's page, on its definition card. */
  const card = [...document.querySelectorAll("#definition dl > div")].map((row) => [text(row.querySelector("dt")), text(row.querySelector("dd"))]);
  const told = card.filter(([key]) => key === "数据截至" || key === "来源").map(([key, value]) => key === "来源" ? `来源：${value}` : `${key} ${value}`);
  const source = text(panel.querySelector(".provenance")) || told.join(" · ");
  /* A panel marks itself; anything else shows demonstration data as soon as its page does. */
  const marked = [...(panel.matches("[data-panel]") ? panel : document).querySelectorAll(".demo-mark")].some((mark) => text(mark) === "演示数据");
  const words = text(figure.querySelector(".chart-summary")) || figure.getAttribute("aria-label") || "";
  const legend = panel.querySelector(".map-legend");
  const facts = [`区域：${choices[0]}`, `数据期：${choices[1]}`, ...(units ? [`单位：${units}`] : [])].join("　");
  figure.querySelector(".figure-files")?.remove();
  document.body.replaceChildren(make("article", "figure-alone",
    make("h1", "", `${page}　${title}`, ...(marked ? [make("span", "demo-mark", "演示数据")] : [])), make("p", "figure-facts", facts),
    figure, ...(legend && !plot ? [legend] : []), make("p", "", words), ...[...panel.querySelectorAll(".panel-note")], make("p", "provenance", source)));
  if (plot) await redraw(plot);
  return { title, demo: marked };
}
