"""Route of the domain `supervision`."""

import dash

from cockpit.view.domain import domain_page

dash.register_page(__name__, path="/supervision", title="数字监管 · 舟山数字驾驶舱", layout=domain_page("supervision"))
