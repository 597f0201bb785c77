"""Route of an event."""

import dash

from cockpit.view.entities.event import event_page

dash.register_page(__name__, path_template="/event/<identity>", title="事件 · 舟山数字驾驶舱", layout=event_page)
