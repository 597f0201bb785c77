"""Route of the domain `infrastructure`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/infra", title="数字底座 · 舟山数字驾驶舱", layout=domain_page("infrastructure"))
