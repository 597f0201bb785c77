"""Which sources a round asks: each in its own rhythm, more often when late, not at all behind an open breaker."""

from datetime import datetime, timedelta

from loaders.service.breaker import FAILURES
from loaders.service.rounds import EVERY, LATE, SELDOM, Rounds
from loaders.sources import Source
from metrics.release_calendar import Calendar

NOW = datetime(2026, 11, 24, 12)


def source(name: str, cycle: str) -> Source:
    return Source(source=name, title=name, owner="局", connection="platform", into="task_node", cycle=cycle)


def rounds(**cycles: str) -> Rounds:
    sources = {name: source(name, cycle) for name, cycle in cycles.items()}
    calendars = {name: Calendar(cycle, 0) for name, cycle in cycles.items()}
    return Rounds(sources, calendars, dict.fromkeys(cycles, "pg") | {"c": "file"})


def names(ready):
    return [source.source for source in ready]


def test_everything_is_asked_when_the_daemon_begins_and_then_in_its_own_rhythm():
    plan = rounds(a="RT", b="D", c="M")
    reached = dict.fromkeys("abc", NOW)
    assert names(plan.ready(reached, NOW)) == ["a", "b", "c"]
    for name in "abc":
        plan.heard(name, NOW)
    assert [names(plan.ready(dict.fromkeys("abc", NOW + pause), NOW + pause)) for pause in (timedelta(seconds=59), EVERY["RT"], EVERY["D"], SELDOM)] == [
        [], ["a"], ["a", "b"], ["a", "b", "c"],
    ]  # fmt: skip


def test_a_late_source_is_asked_more_often():
    plan = rounds(c="M")
    plan.heard("c", NOW)
    on_time, late = {"c": datetime(2026, 11, 2)}, {"c": datetime(2026, 10, 2)}
    assert (names(plan.ready(on_time, NOW + LATE)), names(plan.ready(late, NOW + LATE))) == ([], ["c"])


def test_an_open_breaker_holds_its_own_connection_only():
    plan = rounds(a="RT", c="RT")
    for _ in range(FAILURES):
        plan.breakers.failed("pg", NOW)
    assert names(plan.ready({}, NOW)) == ["c"]
