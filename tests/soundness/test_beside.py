"""What has to stand beside a number, and what cannot be a value at all (traps.md 4, 9, 11, 14, 20, 24, 26; S02, S14)."""

import numpy as np
import pandas as pd
import pytest

from loaders.recorded import recorded
from loaders.sources import Source
from metrics.active_users import daily_active
from metrics.gcj02 import from_gcj02, to_gcj02
from metrics.records import load_records
from metrics.search import search
from tests.drawn import drawn
from tests.soundness.test_screens import figures


def test_trap_4_the_chart_has_one_point_for_january_and_february_where_they_are_published_together(server):
    combined, apart = (
        {
            label
            for figure in figures(server, f"/indicator/{code}")
            for t in figure["data"]
            for label in t.get("x") or []
        }
        for code in ("econ.output_ytd", "port.cargo_ytd")
    )
    assert ("1–2月" in combined, "1月" in combined, "2月" in combined) == (True, False, False)
    assert ("1–2月" in apart, "1月" in apart) == (False, True)


def test_trap_9_looking_for_bunkered_tons_finds_both_and_tells_them_apart(catalog):
    found = [hit.code for hit in search(catalog, "加油量")]
    assert {"port.bunker_supply", "port.bunker_settle"} <= set(found)
    assert catalog.indicator("port.bunker_supply").name_zh != catalog.indicator("port.bunker_settle").name_zh


def test_trap_9_a_traffic_index_lies_between_nought_and_ten_and_a_delay_index_is_never_under_one(catalog):
    tpi, delay = catalog.indicator("traffic.tpi"), catalog.indicator("traffic.delay_index")
    assert (tpi.least, tpi.most, delay.least, delay.most) == (0, 10, 1, None)
    assert delay.code in tpi.confusable and tpi.code in delay.confusable


def test_trap_11_no_line_is_drawn_across_a_missing_month(server):
    traces = [trace for figure in figures(server, "/indicator/grid.ontime_rate") for trace in figure["data"]]
    assert traces and all(trace.get("connectgaps") is not True for trace in traces)


def test_trap_14_beside_a_rate_stand_its_tail_and_what_is_still_open(server):
    card = drawn(server, "/indicator/grid.ontime_rate").select_one("#tail")
    told = {row.dt.get_text(): row.dd.get_text() for row in card.select("dl > div")}
    assert list(told) == [
        "到期件按期办结率", "办结率（按上报批次）", "办结率（当期办结/当期受理）", "本期办结时长", "在办", "超期未办结",
    ]  # fmt: skip
    assert all(word in told["本期办结时长"] for word in ("中位", "九成以内", "最长"))
    assert "最长" in told["超期未办结"] and told["在办"] != "0 件"


def test_s14_the_rate_of_the_card_is_the_rate_of_the_page(server):
    page = drawn(server, "/indicator/grid.ontime_rate")
    shown = page.select_one(".headline-value .figure").get_text()
    card = {row.dt.get_text(): row.dd.get_text() for row in page.select_one("#tail").select("dl > div")}
    assert card["到期件按期办结率"].split("%")[0] == shown


def test_s02_the_month_of_a_cumulative_value_is_told_with_how_it_was_found(server):
    card = drawn(server, "/indicator/port.cargo_ytd").select_one("#official")
    told = {row.dt.get_text(): row.dd.get_text() for row in card.select("dl > div")}
    month = next(text for name, text in told.items() if name.endswith("当月"))
    assert "亿吨" in month


def test_trap_20_a_chinese_map_s_point_is_moved_back_to_within_twenty_metres():
    true = (122.2072, 29.9853)
    shifted = [float(part) for part in to_gcj02(*true)]
    back = [float(part) for part in from_gcj02(*shifted)]

    def metres(point):
        return float(np.hypot((point[0] - true[0]) * 96_400, (point[1] - true[1]) * 111_000))

    assert metres(shifted) > 300
    assert metres(back) < 20


def test_trap_24_thirty_seven_accounts_on_one_device_are_no_active_users():
    day = pd.Timestamp("2026-11-02")
    told = [(day, f"u{n}", "d") for n in range(37)] + [(day, "real", "own")]
    found = daily_active(pd.DataFrame(told, columns=["day", "user", "device"])).iloc[0]
    assert (found["dau"], found["effective"], found["anomalous"]) == (38, 1, 37)


def test_trap_24_wherever_good_ratings_speak_for_a_domain_voluntary_ones_stand_beside_them(catalog):
    told = [domain.headlines for domain in catalog.domains if "svc.good_rate" in domain.headlines]
    assert told
    assert all("svc.active_review_rate" in headlines for headlines in told)


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [("sog_kn", "15.0", True), ("sog_kn", "150", False), ("sog_kn", "-1", False), ("cog_deg", "359.9", True),
     ("cog_deg", "360", False), ("cog_deg", "3590", False), ("heading_deg", "511", True)],
)  # fmt: skip
def test_trap_26_a_speed_in_tenths_of_a_knot_is_refused_and_not_drawn(column, value, kept):
    record = load_records()["vessel_position"]
    raw = pd.DataFrame({name: [None] for name in record.columns}, dtype=object)
    raw = raw.assign(
        mmsi="413000001", ts="2026-11-23 08:00:00", _row=1, _changed_at="2026-11-23", _sequence=1, _operation="I"
    )
    raw[column] = value
    source = Source(
        source="vessel_position", title="船位", owner="市港航和口岸局", connection="x", read={"table": "vessel_position"},
        into="vessel_position", cycle="RT",
    )  # fmt: skip
    found = recorded(raw, source, record, {})
    assert len(found.rows) == kept
    assert found.rejects["reason"].tolist() == ([] if kept else ["超出可能的取值范围"])
