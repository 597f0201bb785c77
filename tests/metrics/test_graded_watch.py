"""Watches: what is taken from a row, which rule judges it, and what a wrong declaration says."""

import pandas as pd
import pytest

from cockpit.errors import CatalogError
from metrics.graded_watch import FOLDER, Watch, load_watches
from metrics.records import load_records

NOW = pd.Timestamp("2026-11-23 12:00")  # a Monday
RECORDS = load_records()


def watches():
    return {watch.watch: watch for watch in load_watches(RECORDS)}


def judged(watch, **columns):
    told = watches()[watch]
    return told.judge(pd.DataFrame({name: columns.get(name) for name in told.reads}), NOW)


def hours_ago(*hours):
    return [NOW - pd.Timedelta(hours=h) for h in hours]


def test_a_vessel_waits_a_day_for_yellow_and_two_for_red_and_the_limit_itself_is_none():
    found = judged("vessel_waiting", mmsi=list("abcde"), arrive_anchor_time=hours_ago(24, 24.1, 48, 48.1, 1))
    assert found["level"].to_dict() == {3: "red", 1: "yellow", 2: "yellow"}
    assert found.loc[3, "evidence"] == "候泊 48.1小时（> 48小时）"


def test_a_vessel_whose_arrival_nobody_noted_is_not_warned_of():
    times = pd.to_datetime(pd.Series([None, "2026-11-20 12:00"]))
    assert judged("vessel_waiting", mmsi=["a", "b"], arrive_anchor_time=times).index.tolist() == [1]


@pytest.mark.parametrize(
    ("due", "level"),
    [
        ("2026-11-23 12:00", "yellow"), ("2026-11-24 17:00", "yellow"), ("2026-11-25 09:00", None),
        ("2026-11-23 11:00", "red"),
    ],
)  # fmt: skip
def test_an_event_is_yellow_with_one_working_day_left_and_red_once_its_time_is_over(due, level):
    found = judged("grid_event_due", event_id=["e"], title=["路灯"], due=pd.to_datetime(pd.Series([due])))
    assert found["level"].tolist() == ([level] if level else [])


def test_the_working_day_left_jumps_over_the_weekend():
    told = watches()["grid_event_due"]
    friday = pd.Timestamp("2026-11-20 15:00")
    rows = pd.DataFrame({"event_id": ["e"], "title": [""], "due": pd.to_datetime(["2026-11-23 17:00"])})
    assert told.judge(rows, friday)["evidence"].tolist() == [
        "剩余 1个工作日（≤ 1个工作日）；剩余 1个工作日（≥ 0个工作日）"
    ]


def test_every_declared_rule_has_its_source_and_what_to_do_next():
    assert [w.watch for w in watches().values() if not (w.source and w.advice and w.department)] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("record: vessel_call", "record: nowhere", "没有记录 nowhere"),
        ("entity: mmsi", "entity: name", "记录 vessel_call 没有列 'name'"),
        ("since: arrive_anchor_time", "since: arrive_anchor_time, column: mmsi", "恰选一个"),
        ("unit: 小时", "unit: 周", "单位须为 小时、天"),
        ("{fact: waited, op: '>', value: 24}", "{fact: waits, op: '>', value: 24}", "没有声明的事实 waits"),
        ("level: yellow", "level: purple", "level"),
    ],
)
def test_a_wrong_declaration_says_where_and_what(tmp_path, old, new, said):
    text = (FOLDER / "1_vessel_waiting.yaml").read_text(encoding="utf-8").replace(old, new, 1)
    (tmp_path / "watch.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=said) as refused:
        load_watches(RECORDS, tmp_path)
    assert "watch.yaml:" in str(refused.value)


def test_a_watch_is_frozen():
    with pytest.raises(ValueError, match="frozen"):
        watches()["vessel_waiting"].title = ""
    assert isinstance(watches()["vessel_waiting"], Watch)
