"""Route of the overview."""

import dash

from cockpit.view.overview import overview_page

dash.register_page(__name__, path="/", title="总览 · 舟山数字驾驶舱", layout=overview_page)
