"""Route of a task."""

import dash

from cockpit.view.entities.task import task_page

dash.register_page(__name__, path_template="/task/<identity>", title="重大任务 · 舟山数字驾驶舱", layout=task_page)
