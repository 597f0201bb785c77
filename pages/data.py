"""Route of the domain `data`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/data", title="公共数据 · 舟山数字驾驶舱", layout=domain_page("data"))
