"""Route of every address that does not exist."""

import dash

from cockpit.view.not_found import not_found_page

dash.register_page(__name__, title="没有这一页 · 舟山数字驾驶舱", layout=not_found_page)
