"""How many tasks are late is one number: the indicator, its panel, the wall and the record itself."""

import re

import sqlalchemy as sa

from cockpit.view.attention import whole_board
from cockpit.view.context import page_context
from cockpit.view.panels.tasks import progress
from cockpit.view.walls.core_gov import tasks

LATE = sa.text(
    "SELECT count(DISTINCT n.task_id) AS n FROM task_node n JOIN task_main t USING (task_id) "
    "WHERE t.status = 'open' AND n.actual_end IS NULL AND n.plan_end < TIMESTAMP '2026-11-23'"
)


def told(words, pattern):
    return int(re.search(pattern, words)[1])


def test_late_tasks_are_counted_by_their_late_steps_everywhere(server):
    with server.app_context():
        context = page_context({})
        with context.reader._generation.engine.connect() as connection:
            truth = connection.execute(LATE).scalar_one()
        counted = whole_board(context).readings["task.overdue"].value
        panel, core = progress(context), tasks(context)
    assert truth > 0
    assert counted == truth
    assert told(panel.summary, r"，(\d+) 项有超期节点") == truth
    assert told(core.answer, r"(\d+) 项任务超期") == truth
