"""Route of the domain `port`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/port", title="港航口岸 · 舟山数字驾驶舱", layout=domain_page("port"))
