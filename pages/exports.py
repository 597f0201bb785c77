"""Route of one's own exports."""

import dash

from cockpit.view.exports import exports_page

dash.register_page(__name__, path="/exports", title="我的导出 · 舟山数字驾驶舱", layout=exports_page)
