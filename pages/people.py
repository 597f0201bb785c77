"""Route of the domain `people`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/people", title="民生服务 · 舟山数字驾驶舱", layout=domain_page("people"))
