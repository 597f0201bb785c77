"""Route of the table."""

import dash

from cockpit.view.workbench import workbench_page

dash.register_page(__name__, path="/table", title="指标表格 · 舟山数字驾驶舱", layout=workbench_page)
