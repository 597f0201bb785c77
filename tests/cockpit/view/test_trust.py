"""Quality, catalog, lineage, rows, differences and time travel as a reader sees them."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest
import sqlalchemy as sa

from app import create_app, declarations, ingest
from cockpit.audit.record import trail
from loaders.configuration import load_configuration
from tests.drawn import drawn
from tests.installation import clock

SOURCES = len(load_configuration(*declarations(), None, True).sources)


def test_the_quality_page_scores_six_dimensions_and_every_source(server):
    page = drawn(server, "/data/quality")
    tiles = {tile["data-dimension"]: tile["data-value"] for tile in page.select("[data-dimension]")}
    assert set(tiles) == {"conformity", "completeness", "accuracy", "consistency", "timeliness", "accessibility"}
    assert all(0 <= float(value) <= 1 for value in tiles.values())
    assert len(page.select("#sources tbody tr")) == SOURCES


def test_a_problem_is_sent_back_answered_and_taken_away_as_a_form(own_installation):
    server = create_app(own_installation, clock)
    client = server.test_client()
    link = drawn(server, "/data/quality").select_one("#problems a")["href"]
    number = link.rsplit("=", 1)[1]
    path = f"/data/quality/problem/{number}"
    assert client.post(f"{path}/send", data={"words": "请核对"}).status_code == 400  # no sign where it comes from
    assert (
        client.post(f"{path}/send", data={"words": "x"}, headers={"Origin": "http://evil.example"}).status_code == 403
    )
    here = {"Origin": "http://localhost"}
    assert client.post(f"{path}/send", data={"words": "请核对"}, headers=here).status_code == 303
    assert "请核对" in drawn(server, link).get_text()
    assert client.post(f"{path}/answer", data={"words": "明日改正"}, headers=here).status_code == 303
    assert "已答复" in drawn(server, link).get_text()
    form = client.get(f"/export/feedback/{number}.xlsx")
    assert (form.status_code, form.data[:2]) == (200, b"PK")
    told = " ".join(pd.read_excel(io.BytesIO(form.data), header=None).fillna("").astype(str).values.ravel())
    assert "请核对" in told and "明日改正" in told


def test_the_catalog_counts_catalogs_items_and_records_apart(server):
    page = drawn(server, "/data/catalog")
    counts = {
        tag["data-count"]: int(tag.select_one("b").get_text().replace(",", "")) for tag in page.select("[data-count]")
    }
    assert counts["catalogs"] == len(page.select("tbody tr")) == SOURCES
    assert counts["records"] > counts["items"] > counts["catalogs"]


@pytest.mark.parametrize(
    ("words", "expected"), [("网格员", "网格员"), ("吃水", "船位最近态"), ("市民政局", "区划与功能区")]
)
def test_the_catalog_is_searched_by_title_field_and_owner(server, words, expected):
    assert expected in [
        a.get_text() for a in drawn(server, f"/data/catalog?q={words}").select("tbody td:first-child a")
    ]


def test_a_dataset_leads_to_its_batches_and_the_indicators_it_feeds(server):
    page = drawn(server, "/data/catalog?dataset=grid_event")
    links = [a["href"] for a in page.select("a[href]")]
    assert any(href.startswith("/indicator/grid.ontime_rate") for href in links)
    assert any(href.startswith("/batches?batch=") for href in links)


def test_from_a_number_one_click_leads_to_its_rows_and_they_come_to_it(server):
    lineage = drawn(server, "/indicator/grid.ontime_rate").select_one("#lineage")
    links = {a.get_text(): a["href"] for a in lineage.select("a[href^='/rows/']")}
    assert set(links) == {"分子", "分母"}
    for href in links.values():
        page = drawn(server, href)
        proof, count = page.select_one("[data-made]"), int(page.select_one("[data-rows]")["data-rows"])
        assert float(proof["data-made"]) == float(proof["data-stored"]) == count > 0
        assert len(page.select("tbody tr")) == min(count, 50)


def test_rows_of_another_table_or_of_nothing_are_refused(server):
    for wrong in (
        "/rows/hotline_ticket?indicator=grid.ontime_rate&start=2026-10-01",
        "/rows/grid_event?indicator=grid.ontime_rate&start=x",
    ):
        assert drawn(server, wrong).select_one("[data-state=failed]") is not None


@pytest.mark.parametrize("route", ["/", "/port", "/economy", "/indicator/port.cargo_ytd", "/table", "/catalog"])
def test_every_page_goes_back_in_time_and_says_so(server, route):
    page = drawn(server, f"{route}?asof=2026-08-15")
    banner = page.select_one("[data-asof-day]")
    assert banner["data-asof-day"] == "2026-08-15"
    assert "按 2026年8月15日 所知显示" in banner.get_text()
    assert "只保留最新状态" in banner.get_text()
    periods = {tag["data-period"] for tag in page.select(".tile [data-period]") if len(tag["data-period"]) == 7}
    assert all(period <= "2026-07" for period in periods)


def test_going_back_travels_with_links_and_today_is_no_journey(server):
    page = drawn(server, "/port?asof=2026-08-15")
    assert "asof=2026-08-15" in page.select_one(".tile a[href^='/indicator']")["href"]
    for none in ("2026-11-23", "2027-01-01", "gestern"):
        assert drawn(server, f"/port?asof={none}").select_one("[data-asof-day]") is None


def test_two_snapshots_are_compared_after_a_revision(own_installation):
    engine = sa.create_engine(own_installation.platform_url)
    with engine.begin() as connection:
        table = sa.Table("econ_macro_obs", sa.MetaData(), autoload_with=connection)
        old = (
            connection.execute(
                sa.select(table).where(
                    table.c.indicator_code == "port.cargo_ytd",
                    table.c.region_code == "330900",
                    table.c.basis == "ytd",
                    table.c.period == "2026-10",
                )
            )
            .first()
            ._mapping
        )
        connection.execute(
            sa.insert(table).values(
                {
                    **old,
                    "value": "99999",
                    "vintage": "2026-11-23",
                    "status": "mock",
                    "dsc_biz_timestamp": "2026-11-23 11:00:00",
                    "dsc_biz_record_id": "999999999",
                }
            )
        )
    assert ingest(own_installation, clock) == 0
    server = create_app(own_installation, clock)
    page = drawn(server, "/data/diff")
    counts = {tag["data-kind"]: int(tag["data-value"]) for tag in page.select("[data-kind]")}
    assert counts["changed"] >= 1
    chosen = [page.select_one(f"[data-query={end}] option[selected]") for end in ("from", "to")]
    assert [option.get_text().split("（")[0] for option in chosen] == [f"快照 {option['value']}" for option in chosen]
    assert int(chosen[0]["value"]) < int(chosen[1]["value"])
    assert "港口货物吞吐量（累计）" in page.get_text()
    file = server.test_client().get("/export/diff.csv")
    assert file.status_code == 200
    assert len(file.data.decode("utf-8-sig").strip().split("\r\n")) == sum(counts.values()) + 1
    told = trail(server.extensions["cockpit"]).entries({"event": "export"})[0]
    assert file.headers["X-Row-Count"] in told.detail and file.headers["X-Content-SHA256"] in told.detail
    book = openpyxl.load_workbook(io.BytesIO(server.test_client().get("/export/diff.xlsx").data))
    rows = list(book["数据"].iter_rows(min_row=4, values_only=True))
    place = rows[0].index("原值")
    changed = [row for row in rows[1:] if row[0] == "修改" and row[rows[0].index("指标代码")] == "port.cargo_ytd"]
    assert changed and {type(cell) for row in changed for cell in row[place : place + 2]} <= {int, float}
    facts = dict(book["说明"].iter_rows(values_only=True))
    assert (facts["行数"], facts["水印编号"][:10]) == (str(sum(counts.values())), "ZS20261123")
    assert "port.cargo_ytd" in {row[8] for row in book["口径"].iter_rows(min_row=2, values_only=True)}
