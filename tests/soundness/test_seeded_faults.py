"""Faults sown into a clean month of the demonstration platform, and clean months without any: caught, and not cried wolf."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.delivery import Chunk
from cockpit.quality.gate import check
from cockpit.store.merge import stage
from tests.slices import CATALOG, RECORDS, TABLES, Year

START, END, NOW = datetime(2026, 10, 1), datetime(2026, 11, 23, 12), datetime(2026, 11, 23, 12)
COUNTIES = {"330902": "330903", "330903": "330902"}


def part(frame: pd.DataFrame, share: float = 0.4) -> np.ndarray:
    return np.random.default_rng(7).random(len(frame)) < share


def blank(column):
    return lambda f: f.assign(**{column: f[column].mask(part(f))})


def times(column, factor, where=None):
    return lambda f: f.assign(**{column: f[column] * np.where(where(f) if where else True, factor, 1.0)})


def negative(column):
    return lambda f: f.assign(**{column: f[column].where(~part(f), -f[column].abs() - 1)})


def text(column, wrong):
    return lambda f: f.assign(**{column: f[column].astype("object").mask(part(f), wrong)})


def later(column, years):
    return lambda f: f.assign(**{column: (f[column] + pd.DateOffset(years=years)).where(part(f), f[column])})


def swapped(column):
    return lambda f: f.assign(
        **{column: f[column].astype("str").str[:6].map(COUNTIES).fillna(f[column].str[:6]) + f[column].str[6:]}
    )


def cut(share):
    return lambda f: f.head(int(len(f) * share))


def twice(f):
    return pd.concat([f, f[part(f, 0.6)]], ignore_index=True)


def levels(f):
    return f["basis"].isin(["ytd"]) & (f["indicator"] == "port.cargo_ytd")


FAULTS = {
    "grid_event": [blank("handler_org"), blank("status"), blank("region_code"), later("report_time", 3), later("finish_time", -3),
                   later("accept_time", -1), text("level", "9"), text("status", "未知"), text("region_code", "110101"),
                   text("grid_code", "330922001001001"), times("lon", 0.01), swapped("region_code"), twice],
    "hotline_ticket": [blank("main_org"), blank("accept_time"), later("close_time", -2), text("channel", "telex"),
                       text("satisfaction", "99"), later("accept_time", 2), swapped("region_code")],
    "bunker_supply": [negative("supplied_t"), times("supplied_t", 1e4), times("settled_t", 1e-4), text("fuel_type", "COAL"),
                      later("end_time", -1), blank("supplied_t")],
    "river_sea_shipment": [negative("ton"), times("ton", 1e4), times("ton", 1e-4), text("mode", "air"), later("arrive_time", -1)],
    "vessel_call": [times("cargo_ton", 1e4), text("mmsi", "12345"), later("unberth_time", -1), text("status", "?"),
                    later("berth_time", 4), blank("mmsi"), text("trade", "X")],
    "port_throughput": [times("month_t", 1e4), times("ytd_t", 1e4), times("ytd_t", 0.2), negative("month_t"),
                        text("trade", "Z"), text("period", "十月"), blank("month_t"), times("month_t", 1e-4)],
    "econ_macro_obs": [times("value", 1e4, lambda f: f["basis"].isin(["current", "ytd"])), times("value", 1e4, levels),
                       times("value", 1e-4, levels), times("value", 0.3, levels),
                       times("value", 1.4, lambda f: (f["region"] == "330900") & (f["basis"] == "ytd")),
                       blank("value"), swapped("region"), later("vintage", 2)],
    "grid_patrol": [times("distance_m", 1e4), negative("distance_m"), later("end_time", -1), times("valid_flag", 7), blank("member_id")],
    "api_call_log": [times("latency_ms", 1e4), text("biz_code", "XX"), later("call_time", 2), blank("org_code")],
    "vessel_declaration": [later("approve_time", -1), text("result", "?"), blank("call_id")],
    "task_main": [cut(0.5), text("status", "?"), times("progress_pct", 100), later("plan_end", -30)],
    "dim_calendar": [cut(0.7), blank("is_workday")],
    "organization": [cut(0.5), blank("org_name"), swapped("region_code"), text("org_group", "?")],
    "port_berth": [cut(0.6), times("length_m", 1e4), swapped("region_code"), blank("dwt_design")],
    "indicator_target": [cut(0.5), times("target_value", 1e4), text("target_op", "≈")],
    "perf_score": [times("score", 1e4), text("light", "紫"), times("gap_pp", 1e4)],
    "ent_base": [text("uniscid", "123"), blank("entname"), later("estdate", 9), text("regstate", "Q")],
    "vessel_position": [times("lon", 10), times("lat", 0.1), text("mmsi", "1"), times("sog_kn", 1e4), later("ts", 1)],
}  # fmt: skip
CASES = [(source, number) for source, faults in FAULTS.items() for number in range(len(faults))]


@pytest.fixture(scope="module")
def month(installation):
    """The warehouse as of the month's beginning, and the clean rows of the month by source."""
    year = Year(installation.platform_url, installation.var)
    base = year.publish(datetime(1900, 1, 1), START, files=True)
    deliveries = {}
    for since in (START, datetime(2019, 1, 1)):  # a source that did not change this month sends all it has
        for delivery in year.deliver(since, END, files=True):
            chunks = [chunk.rows for chunk in delivery.chunks] if delivery.source in FAULTS else []
            if chunks and delivery.source not in deliveries:
                deliveries[delivery.source] = (delivery, pd.concat(chunks, ignore_index=True))
    return year, base, deliveries


def failed(year: Year, delivery, rows: pd.DataFrame) -> tuple[dict[str, int], str]:
    """Failures by rule, and why the batch is refused; nothing stays in the warehouse."""
    publisher = year.publisher(NOW)
    with year.engine.connect() as connection:
        transaction = connection.begin()
        target = publisher._target(delivery)
        stage(connection, target)
        rejects = pd.DataFrame({"row": pd.Series(dtype="int64")})
        publisher._stage(connection, target, Chunk(rows, rejects))
        found = check(connection, TABLES, RECORDS, CATALOG, delivery, NOW, len(rows), 0)
        transaction.rollback()
    return {f"{f.rule!r}": f.tally.failed for f in found.findings}, found.refusal


@pytest.mark.timeout(1500)
def test_at_least_95_of_100_faults_are_caught_and_clean_months_are_not_blocked(month):
    year, base, deliveries = month
    assert [report for report in base if report.status in ("failed", "blocked")] == []
    missed, refused = [], {}
    for source, faults in FAULTS.items():
        delivery, rows = deliveries[source]
        clean, refusal = failed(year, delivery, rows)
        if refusal:
            refused[source] = refusal
        for number, spoil in enumerate(faults):
            spoiled, why = failed(year, delivery, spoil(rows.copy()))
            if not why and all(spoiled[rule] <= clean[rule] for rule in clean):
                missed.append((source, number))
    assert refused == {}
    assert len(CASES) >= 90
    assert len(missed) <= 0.05 * len(CASES), f"missed {len(missed)} of {len(CASES)}: {missed}"


@pytest.mark.timeout(1500)
def test_a_year_of_clean_months_is_never_blocked(installation):
    year = Year(installation.platform_url, installation.var)
    year.publish(datetime(1900, 1, 1), datetime(2025, 11, 1), files=True)
    ends = [datetime(2025 + (10 + n) // 12, (10 + n) % 12 + 1, 1) for n in range(13)]
    reports = [report for span in zip(ends, ends[1:], strict=False) for report in year.publish(*span)]
    assert len(reports) > 12 * 25
    assert [report for report in reports if report.status in ("failed", "blocked")] == []
    with year.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(TABLES.finding)).scalar_one() > 3000
