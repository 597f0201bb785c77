"""Route of the city's wall screen."""

import dash

from cockpit.view.wall import wall_page

dash.register_page(__name__, path="/wall/city", title="舟山大屏 · 舟山数字驾驶舱", layout=wall_page)
