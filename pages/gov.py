"""Route of the domain `gov`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/gov", title="政府运行 · 舟山数字驾驶舱", layout=domain_page("gov"))
