"""Route of the domain `ecology`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/ecology", title="生态治理 · 舟山数字驾驶舱", layout=domain_page("ecology"))
