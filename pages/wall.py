"""Route of the rotation through all wall screens."""

import dash

from cockpit.view.walls.page import rotation_page

dash.register_page(__name__, path="/wall", title="大屏轮播 · 舟山数字驾驶舱", layout=rotation_page)
