"""Route of the wall screen `city`."""

import dash

from cockpit.view.walls.page import wall_page

dash.register_page(__name__, path="/wall/city", title="全市大屏 · 舟山数字驾驶舱", layout=wall_page("city"))
