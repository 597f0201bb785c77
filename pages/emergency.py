"""Route of the domain `emergency`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/emergency", title="应急治理 · 舟山数字驾驶舱", layout=domain_page("emergency"))
