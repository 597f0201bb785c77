"""`python -m cockpit ingest` on a real installation: one source, a trial, a span, and a watch that goes on."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

import app
from app import connected, declarations
from cockpit.commands.line import run
from cockpit.commands.watching import Watch
from cockpit.errors import MappingError
from cockpit.store.embedded import open_store
from loaders.service.order import Order
from loaders.service.span import Span
from tests.installation import NOW, clock


def change(settings, at: str, event: str | None = None) -> str:
    """Changes one event on the platform; returns its number."""
    engine = sa.create_engine(settings.platform_url)
    with engine.begin() as connection:
        chosen = (
            event
            or connection.execute(
                sa.text("SELECT min(event_id) FROM grid_event WHERE dsc_biz_operation = 'I'")
            ).scalar()
        )
        connection.execute(
            sa.text(
                "UPDATE grid_event SET title = :at, dsc_biz_timestamp = :at, dsc_biz_operation = 'U' WHERE event_id = :event"
            ),
            {"at": at, "event": chosen},
        )
    engine.dispose()
    return str(chosen)


def warehouse(settings):
    return open_store(settings.store_url, *declarations())


def title(settings, event: str) -> str:
    store = warehouse(settings)
    table = store.tables.record("grid_event")
    return str(store.generation().read(sa.select(table.c.title).where(table.c.event_id == event))["title"].iloc[0])


def test_one_source_is_loaded_and_a_trial_publishes_nothing(own_installation, capsys):
    settings = own_installation
    event = change(settings, "2026-11-23 11:00:00")
    before = warehouse(settings).generation().snapshot.id
    assert app.ingest(settings, clock, Order(("grid_event",), trial=True)) == 0
    assert "不发布" in capsys.readouterr().out
    assert (warehouse(settings).generation().snapshot.id, list((settings.var / "store").glob("*.building*"))) == (
        before,
        [],
    )
    assert app.ingest(settings, clock, Order(("task_node",))) == 0
    assert title(settings, event) != "2026-11-23 11:00:00"
    assert app.ingest(settings, clock, Order(("grid_event",))) == 0
    assert title(settings, event) == "2026-11-23 11:00:00"


def test_a_span_is_filled_that_the_watermark_has_passed(own_installation):
    settings = own_installation
    event = change(settings, "2026-11-03 11:00:00")  # older than the look-back: nobody would see it
    found = title(settings, event)
    app.ingest(settings, clock, Order(("grid_event",)))
    assert title(settings, event) == found != "2026-11-03 11:00:00"
    span = Span(NOW - timedelta(days=22), NOW - timedelta(days=18))
    app.ingest(settings, clock, Order(("grid_event",), span))
    changed = warehouse(settings)
    batch = changed.tables.batch
    read = changed.generation().read(
        sa.select(batch.c.rows_read).where(batch.c.source == "grid_event").order_by(batch.c.batch_id.desc())
    )
    assert int(read["rows_read"].iloc[0]) > 0


def test_an_unknown_source_is_refused_with_the_known_ones(own_installation):
    with pytest.raises(MappingError, match="没有来源 nobody → 写下列之一：.*grid_event"):
        app.ingest(own_installation, clock, Order(("nobody",)))


@pytest.mark.parametrize(("source", "started"), [("grid_event", False), ("port_anchorage", True)])
def test_the_demonstrations_servers_run_only_for_sources_that_ask_them(own_installation, source, started):
    with connected(own_installation, *declarations(), clock, Order((source,))) as platform:
        assert ("COCKPIT_DEMO_URL" in platform.outside.secrets) == started


def test_a_moment_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit):
        run(["ingest", "--since", "昨天"])
    assert "昨天 不是时间" in capsys.readouterr().err


def test_the_watch_publishes_what_changed_goes_on_after_a_failure_and_tells_how_it_stands(own_installation):
    settings = own_installation
    now = [NOW]
    with connected(settings, *declarations(), clock) as platform:
        order = Order(("grid_event", "vessel_call", "task_main"))
        goes_on(settings, Watch(settings, platform, warehouse(settings), lambda: now[0], order), now)


def goes_on(settings, watch, now):
    (settings.var / "drop" / "task_main.csv").unlink()
    event = change(settings, "2026-11-23 11:30:00")
    first = watch.look()
    assert {report.source: report.status for report in first.reports}["task_main"] == "failed"
    assert title(settings, event) == "2026-11-23 11:30:00"
    assert watch.look() is None  # nothing is due a moment later
    change(settings, "2026-11-23 12:10:00", event)
    now[0] += timedelta(minutes=31)
    assert [report.source for report in watch.look().reports if report.status == "ok"] == ["grid_event"]
    told = json.loads((settings.var / "watch.json").read_text(encoding="utf-8"))
    assert told["breakers"] == {"grid_event": "closed", "vessel_call": "closed", "task_main": "closed"}
    assert told["at"] == now[0].isoformat()
