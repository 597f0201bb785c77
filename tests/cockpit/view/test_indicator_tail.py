"""The cases behind an on-time rate are the same, however they are looked for."""

import pytest
import sqlalchemy as sa

from cockpit.view.context import page_context
from cockpit.view.indicator_tail import _cases
from cockpit.view.panels.scope import in_period, in_region


@pytest.mark.parametrize("region", ["330900", "330902"])
def test_cases_opened_due_or_closed_in_the_period_and_open_ones_are_each_there_once(server, region):
    with server.app_context():
        context = page_context({"region": region, "period": "2026-09"})
        measure = context.cockpit.catalog.indicators["grid.ontime_rate"].measure
        event = context.reader.tables.record("grid_event")
        times = [event.c.report_time.label("opened"), event.c.due, event.c.finish_time.label("closed")]
        touched = [in_period(column, context.period) for column in times]
        one_look = sa.select(*times).where(
            sa.or_(*touched, event.c.finish_time.is_(None)), in_region(event.c.region_code, region),
            sa.func.coalesce(event.c.is_duplicate, 0) == 0,
        )  # fmt: skip
        wanted = context.reader.select(one_look).astype("datetime64[us]")
        found = _cases(context, measure, "finish_time")
    assert len(found) > 30
    own = [sorted(map(repr, frame.itertuples(index=False, name=None))) for frame in (found, wanted)]
    assert own[0] == own[1]
