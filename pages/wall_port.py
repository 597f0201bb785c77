"""Route of the wall screen `port`."""

import dash

from cockpit.view.walls.page import wall_page

dash.register_page(__name__, path="/wall/port", title="港航大屏 · 舟山数字驾驶舱", layout=wall_page("port"))
