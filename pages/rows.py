"""Route of the rows that make a number."""

import dash

from cockpit.view.making_rows import rows_page

dash.register_page(__name__, path_template="/rows/<record>", title="明细行 · 舟山数字驾驶舱", layout=rows_page)
