"""Route of the living style page."""

import dash

from cockpit.view.style_guide import style_page

dash.register_page(__name__, path="/style", title="样式 · 舟山数字驾驶舱", layout=style_page)
