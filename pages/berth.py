"""Route of a berth."""

import dash

from cockpit.view.entities.berth import berth_page

dash.register_page(__name__, path_template="/berth/<identity>", title="泊位 · 舟山数字驾驶舱", layout=berth_page)
