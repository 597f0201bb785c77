"""Route of the wall screen `society`."""

import dash

from cockpit.view.walls.page import wall_page

dash.register_page(__name__, path="/wall/society", title="社会大屏 · 舟山数字驾驶舱", layout=wall_page("society"))
