"""Route of a vessel."""

import dash

from cockpit.view.entities.vessel import vessel_page

dash.register_page(__name__, path_template="/vessel/<identity>", title="船舶 · 舟山数字驾驶舱", layout=vessel_page)
