"""Route of an indicator."""

import dash

from cockpit.view.indicator import indicator_page

dash.register_page(__name__, path_template="/indicator/<code>", title="指标 · 舟山数字驾驶舱", layout=indicator_page)
