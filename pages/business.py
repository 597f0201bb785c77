"""Route of the domain `business`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/business", title="营商环境 · 舟山数字驾驶舱", layout=domain_page("business"))
