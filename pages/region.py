"""Route of a place."""

import dash

from cockpit.view.region_page import region_page

dash.register_page(__name__, path_template="/region/<code>", title="区域 · 舟山数字驾驶舱", layout=region_page)
