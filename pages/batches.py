"""Route of the deliveries."""

import dash

from cockpit.view.batches import batches_page

dash.register_page(__name__, path="/batches", title="数据批次 · 舟山数字驾驶舱", layout=batches_page)
