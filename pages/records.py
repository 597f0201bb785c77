"""Route of a record, row by row."""

import dash

from cockpit.view.row_page import row_page

dash.register_page(__name__, path_template="/records/<record>", title="数据行 · 舟山数字驾驶舱", layout=row_page)
