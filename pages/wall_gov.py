"""Route of the wall screen `gov`."""

import dash

from cockpit.view.walls.page import wall_page

dash.register_page(__name__, path="/wall/gov", title="政府大屏 · 舟山数字驾驶舱", layout=wall_page("gov"))
