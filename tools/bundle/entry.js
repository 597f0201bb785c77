/* Every chart type the cockpit draws, and nothing else; tests/browser checks that no other is asked for. */
const plotly = require("plotly.js/lib/core");
plotly.register([
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/heatmap"),
  require("plotly.js/lib/sankey"),
  require("plotly.js/lib/treemap"),
  require("plotly.js/lib/locales/zh-cn"),
]);
module.exports = plotly;
