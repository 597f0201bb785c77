"""Where a vessel's time goes."""

import pandas as pd
import pytest

from metrics.timeline import SEGMENTS, bottleneck, segments, summary

MOMENTS = [SEGMENTS[0].start, *[segment.end for segment in SEGMENTS]]


def call(name, *days):
    moments = [None if day is None else pd.Timestamp("2026-10-01") + pd.Timedelta(days=day) for day in days]
    return {"call_id": name} | dict(zip(MOMENTS, moments, strict=True))


def calls(*rows):
    return pd.DataFrame(rows).astype(dict.fromkeys(MOMENTS, "datetime64[us]"))


SMOOTH = call("a", 0, 0.25, 0.5, 0.75, 1, 2, 2.25, 2.5)
WAITING = call("b", 0, 0.25, 3, 3.25, 3.5, 6, 6.25, 6.5)


def test_the_segments_add_up_to_the_time_in_port():
    pieces = segments(calls(SMOOTH))
    assert pieces["segment"].tolist() == [segment.name for segment in SEGMENTS]
    assert pieces["hours"].sum() == 60


def test_a_missing_moment_leaves_two_segments_without_hours_and_says_so():
    pieces = segments(calls(call("a", 0, None, 0.5, 0.75, 1, 2, 2.25, 2.5)))
    assert pieces["fault"].tolist() == ["缺时间", "缺时间", "", "", "", "", ""]
    assert pieces["hours"].isna().tolist() == [True, True, False, False, False, False, False]


def test_reversed_moments_are_a_fault_and_never_a_negative_duration():
    pieces = segments(calls(call("a", 0, 0.5, 0.25, 0.75, 1, 2, 2.25, 2.5)))
    assert pieces["fault"].tolist()[1] == "时间倒置"
    assert (pieces["hours"].dropna() >= 0).all() and pieces["hours"].isna().sum() == 1


def test_a_segment_that_took_no_time_is_zero_and_not_missing():
    assert segments(calls(call("a", 0, 0, 0.5, 0.75, 1, 2, 2.25, 2.5)))["hours"].iloc[0] == 0


def test_the_summary_keeps_the_tail_beside_the_mean():
    found = summary(segments(calls(SMOOTH, WAITING))).loc["候引航"]
    assert (found["calls"], found["hours"], found["mean"], found["longest"]) == (2, 72, 36, 66)
    assert found["p90"] == pytest.approx(6 + 0.9 * 60)


def test_the_bottleneck_is_the_wait_that_most_exceeds_the_usual_and_never_the_work():
    pieces = segments(calls(SMOOTH, WAITING, {**SMOOTH, "call_id": "c"}))
    found = bottleneck(pieces, summary(pieces)["p50"])
    assert found.index.tolist() == ["b"]
    assert found.loc["b", ["segment", "owner", "hours", "excess"]].tolist() == ["候引航", "引航站", 66.0, 60.0]
