"""Route of the domain `economy`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/economy", title="经济治理 · 舟山数字驾驶舱", layout=domain_page("economy"))
