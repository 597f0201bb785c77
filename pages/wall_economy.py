"""Route of the wall screen `economy`."""

import dash

from cockpit.view.walls.page import wall_page

dash.register_page(__name__, path="/wall/economy", title="经济大屏 · 舟山数字驾驶舱", layout=wall_page("economy"))
