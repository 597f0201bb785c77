"""Events due in a period are the same, however they are looked for."""

import pytest
import sqlalchemy as sa

from cockpit.store.falling_in import falling_in
from cockpit.view.context import page_context
from cockpit.view.event_counts import below
from cockpit.view.panels.scope import in_period, in_region


@pytest.fixture
def context(server):
    with server.app_context():
        yield page_context({"region": "330902", "period": "2026-09"})


def rows(context, chosen):
    return context.reader.select(chosen.order_by(sa.text("1")))["event_id"].tolist()


def test_deadlines_and_extensions_together_are_what_is_due(context):
    event = context.reader.tables.record("grid_event")
    due = falling_in(event, context.cockpit.records["grid_event"], "due", context.period.start, context.period.end)
    extended = rows(context, sa.select(due.c.event_id).where(due.c.extend_until.is_not(None)))
    every = rows(context, sa.select(due.c.event_id))
    assert every == rows(context, sa.select(event.c.event_id).where(in_period(event.c.due, context.period)))
    assert 0 < len(extended) < len(every)


def test_a_place_counts_what_one_look_at_every_event_counts(context):
    event = context.reader.tables.record("grid_event")
    found = below(context)
    assert found is not None
    now, plain = context.now, sa.func.coalesce(event.c.is_duplicate, 0) == 0
    due = sa.and_(in_period(event.c.due, context.period), event.c.due <= now)
    asked = {
        "reported": in_period(event.c.report_time, context.period), "due": due,
        "ontime": sa.and_(due, event.c.finish_time <= event.c.due),
        "overdue": sa.and_(event.c.finish_time.is_(None), event.c.due < now),
    }  # fmt: skip
    here = in_region(event.c.region_code, "330902")
    once = {name: len(rows(context, sa.select(event.c.event_id).where(here, plain, which))) for name, which in asked.items()}
    assert found[1] == once
    assert all(once.values())
