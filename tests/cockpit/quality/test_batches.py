"""Rules on a batch as a whole, and on rows against what is published."""

from datetime import datetime

import pytest

from metrics.release_calendar import Calendar

ROWS = [{"id": n, "region": f"33090{2 + n % 2}", "value": float(100 + n)} for n in range(40)]


def found(judge, *given, **how):
    finding = judge(*given, **how).findings[0]
    return finding.tally.checked, finding.tally.failed, finding.action


def test_a_file_cut_at_a_row_end_is_blocked_and_a_few_rows_less_are_not(judge):
    rule = {"check": "rows_drop", "share": 0.1}
    assert found(judge, rule, ROWS[:20], ROWS, whole=True) == (40, 20, "block")
    assert found(judge, rule, ROWS[:37], ROWS, whole=True) == (40, 0, "")
    assert found(judge, rule, ROWS[:20], ROWS, whole=False) == (0, 0, "")  # an increment is always shorter
    assert found(judge, rule, ROWS, (), whole=True) == (0, 0, "")  # nothing came before


@pytest.mark.parametrize(("times", "wrong"), [(1e4, 40), (1e-4, 40), (1.5, 0)])
def test_a_unit_that_changed_is_blocked(judge, times, wrong):
    later = [row | {"id": row["id"] + 100, "value": row["value"] * times} for row in ROWS]
    assert found(judge, {"check": "unit", "column": "value"}, later, ROWS) == (40, wrong, "block" if wrong else "")


def test_regions_of_known_rows_that_changed_places_are_blocked(judge):
    swap = {"330902": "330903", "330903": "330902"}
    crossed = [row | {"region": swap[row["region"]]} for row in ROWS]
    moved = [row | {"region": "330903"} for row in ROWS[:10]] + ROWS[10:]
    rule = {"check": "swapped_regions"}
    assert found(judge, rule, crossed, ROWS, region="region") == (40, 40, "block")
    assert found(judge, rule, moved, ROWS, region="region") == (40, 0, "")  # one way is a merger, not a swap
    assert "定海区与普陀区" in judge(rule, crossed, ROWS, region="region").refusal


def test_a_key_sent_twice_at_the_same_time_is_noted(judge):
    twice = [{"id": 1, "value": 1.0}, {"id": 1, "value": 1.0}, {"id": 2, "value": 1.0}]
    assert found(judge, {"check": "duplicates"}, twice) == (2, 1, "note")


@pytest.mark.parametrize(
    ("reached", "cycle", "lag", "expected"),
    [
        # NOW is Monday, 23 November 2026, noon; a day's rows are due at nine on the working day after, plus the lag.
        ("2026-11-20 08:00", "D", 0, (1, 0, "")),  # Monday's own rows are due on Tuesday
        ("2026-11-19 08:00", "D", 0, (1, 1, "note")),  # Friday's were due this morning
        ("2026-11-19 08:00", "D", 3, (1, 0, "")),
        ("2026-10-31 08:00", "M", 15, (1, 1, "note")),  # October's report was due on the 16th
        ("2026-10-31 08:00", "M", 25, (1, 0, "")),  # the catalog says that this one takes until the 26th
        ("2026-11-10 08:00", "M", 15, (1, 0, "")),
        ("2026-11-23 11:30", "RT", 0, (1, 0, "")),
        ("2026-11-23 10:30", "RT", 0, (1, 1, "note")),
        ("2020-01-01 00:00", "N", 0, (0, 0, "")),
    ],
)
def test_a_source_is_late_by_its_release_calendar(judge, reached, cycle, lag, expected):
    rows = [{"id": 1, "_changed_at": datetime.fromisoformat(reached)}]
    assert found(judge, {"check": "fresh"}, rows, calendar=Calendar(cycle, lag)) == expected


def test_lateness_is_told_with_what_came_last_and_when_the_next_was_due(judge):
    def words(reached, cycle, lag):
        rows = [{"id": 1, "_changed_at": datetime.fromisoformat(reached)}]
        return judge({"check": "fresh"}, rows, calendar=Calendar(cycle, lag)).findings[0].words

    assert words("2026-10-31 08:00", "M", 15) == (
        "最新数据停在 2026年10月31日，下一批应于 2026年11月16日送到，已超期 7 天"
    )
    assert words("2026-11-19 08:00", "D", 0).endswith("已超期 3 小时")


def test_what_is_published_already_counts_as_come(judge):
    old, new = ({"id": n, "_changed_at": datetime(2026, 10 + n, 2)} for n in (0, 1))
    rule = {"check": "fresh"}
    assert found(judge, rule, [old], [new], calendar=Calendar("M", 15)) == (1, 0, "")
    assert found(judge, rule, [old], calendar=Calendar("M", 15)) == (1, 1, "note")


def test_a_cumulative_value_below_the_month_before_is_flagged(judge):
    before = [{"id": 1, "port": "a", "month": "2026-09", "ytd": 90.0}]
    rule = {"check": "monotone", "column": "ytd", "by": ["port"], "along": "month"}
    assert found(judge, rule, [{"id": 2, "port": "a", "month": "2026-10", "ytd": 80.0}], before) == (1, 1, "flag")
    assert found(judge, rule, [{"id": 2, "port": "a", "month": "2026-10", "ytd": 95.0}], before) == (1, 0, "")
    assert found(judge, rule, [{"id": 2, "port": "b", "month": "2026-10", "ytd": 80.0}], before) == (0, 0, "")
    assert found(judge, rule, [{"id": 2, "port": "a", "month": "2027-01", "ytd": 8.0}], before) == (0, 0, "")


def test_a_jump_against_the_published_value_blocks_when_the_rule_says_so(judge):
    before = [{"id": 1, "port": "a", "month": "2026-09", "ton": 9.0}]
    rule = {"check": "jump", "column": "ton", "by": ["port"], "along": "month", "factor": 1000, "then": "block"}
    assert found(judge, rule, [{"id": 2, "port": "a", "month": "2026-10", "ton": 90000.0}], before) == (1, 1, "block")
    assert found(judge, rule, [{"id": 2, "port": "a", "month": "2026-10", "ton": 900.0}], before) == (1, 0, "")
    assert found(judge, rule, [{"id": 2, "port": "a", "month": "2026-10", "ton": 0.0}], before) == (0, 0, "")
