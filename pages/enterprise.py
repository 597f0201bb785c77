"""Route of an enterprise."""

import dash

from cockpit.view.entities.enterprise import enterprise_page

dash.register_page(
    __name__, path_template="/enterprise/<identity>", title="企业 · 舟山数字驾驶舱", layout=enterprise_page
)
