"""Route of the domain `society`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/society", title="社会治理 · 舟山数字驾驶舱", layout=domain_page("society"))
