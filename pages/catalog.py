"""Route of the indicator catalog."""

import dash

from cockpit.view.catalog_page import catalog_page

dash.register_page(__name__, path="/catalog", title="指标目录 · 舟山数字驾驶舱", layout=catalog_page)
