"""Route of data quality."""

import dash

from cockpit.view.quality import data_quality_page

dash.register_page(__name__, path="/data/quality", title="数据质量 · 舟山数字驾驶舱", layout=data_quality_page)
