"""Route of the differences between two snapshots."""

import dash

from cockpit.view.snapshot_difference import data_diff_page

dash.register_page(__name__, path="/data/diff", title="快照差异 · 舟山数字驾驶舱", layout=data_diff_page)
