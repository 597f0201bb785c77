"""Route of the domain `service`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/service", title="政务服务 · 舟山数字驾驶舱", layout=domain_page("service"))
