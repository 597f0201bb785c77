"""Route of the catalog of data."""

import dash

from cockpit.view.data_catalog import data_catalog_page

dash.register_page(__name__, path="/data/catalog", title="数据目录 · 舟山数字驾驶舱", layout=data_catalog_page)
