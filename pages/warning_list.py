"""Route of the warnings."""

import dash

from cockpit.view.warning_list import warnings_page

dash.register_page(__name__, path="/warnings", title="预警 · 舟山数字驾驶舱", layout=warnings_page)
