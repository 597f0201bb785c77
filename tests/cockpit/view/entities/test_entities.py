"""Every thing has its page; it tells what the rows say, leads on to its neighbours, and names no person."""

import json

import openpyxl
import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.errors import Forbidden
from cockpit.export.mark import Mark
from cockpit.export.workbook import write_workbook
from cockpit.security.identity import VISITOR, Identity
from cockpit.view.entities.event import judged
from cockpit.view.entities.workbook import entity_document
from cockpit.view.export_makers import job_context
from tests.drawn import drawn
from tests.installation import NOW


@pytest.fixture
def rows(server):
    """`rows(record, column=…)`: rows of a record as the program itself reads them."""
    cockpit = server.extensions["cockpit"]

    def read(record, *conditions, order=None):
        table = cockpit.frames.reader().tables.record(record)
        chosen = sa.select(table).where(*[condition(table.c) for condition in conditions])
        return cockpit.frames.reader().select(chosen.order_by(*(order(table.c) if order else [])).limit(5))

    return read


def test_an_event_tells_its_steps_and_names_no_reporter(server, rows):
    node = rows("grid_event_node", lambda c: c.node == "finish", order=lambda c: [c.event_id]).iloc[0]
    event = rows("grid_event", lambda c: c.event_id == node["event_id"]).iloc[0]
    page = drawn(server, f"/event/{event['event_id']}?period=2026-09")
    text = page.get_text(" ")
    assert event["title"] in text
    assert len(page.select(".stack tbody tr")) >= 4
    assert str(event["reporter_id"]) not in text
    assert all("period=2026-09" in link["href"] for link in page.select(".crumbs a"))


def test_an_event_without_steps_tells_its_own_times_once(server):
    reader = server.extensions["cockpit"].frames.reader()
    event, node = reader.tables.record("grid_event"), reader.tables.record("grid_event_node")
    bare = reader.select(sa.select(event.c.event_id).where(event.c.event_id.not_in(sa.select(node.c.event_id))).limit(1))
    page = drawn(server, f"/event/{bare['event_id'].iloc[0]}")
    facts = {dt.get_text() for dt in page.select(".facts dt")}
    steps = {row.td.get_text() for row in page.select(".stack tbody tr")}
    assert "上报" in steps and facts.isdisjoint(steps)


def test_an_event_past_its_deadline_is_red_and_one_finished_late_is_yellow(server):
    class Context:
        now = pd.Timestamp("2026-11-25 12:00")

    def told(due, finish):
        return judged(Context, pd.Series({"due": pd.Timestamp(due), "finish_time": pd.Timestamp(finish)})).color

    assert told("2026-11-20", None) == "red"
    assert told("2026-11-26 08:00", None) == "yellow"
    assert told("2026-11-30", None) == "green"
    assert told("2026-11-20", "2026-11-21") == "yellow"
    assert told("2026-11-20", "2026-11-19") == "green"
    assert told(None, None) == "grey"


def test_an_enterprise_tells_its_classes_and_not_its_representative(server, rows):
    assessed = rows("ent_mu_annual", lambda c: c["class"] == "D", order=lambda c: [c.uniscid]).iloc[0]
    base = rows("ent_base", lambda c: c.uniscid == assessed["uniscid"]).iloc[0]
    page = drawn(server, f"/enterprise/{assessed['uniscid']}")
    assert base["entname"] in page.h1.get_text()
    assert "法定代表人" not in page.get_text()
    years = [row.td.get_text() for row in page.select(".stack section:first-child tbody tr")]
    assert str(assessed["year"]) in years


def test_an_enterprise_tells_a_share_in_per_cent(server, rows):
    assessed = rows("ent_mu_annual", lambda c: c.rd_exp > 0, lambda c: c.revenue > 0, order=lambda c: [c.uniscid]).iloc[0]
    values = drawn(server, f"/enterprise/{assessed['uniscid']}").select(".stack section")[1]
    at = [th.get_text() for th in values.select("th")].index("R&D经费占营业收入比（%）")
    told = {row.td.get_text(): float(row.select("td")[at].get_text()) for row in values.select("tbody tr")}
    assert told[str(assessed["year"])] == pytest.approx(100 * assessed["rd_exp"] / assessed["revenue"], abs=0.006)


def test_a_vessel_and_its_berth_lead_to_each_other(server, rows):
    call = rows("vessel_call", lambda c: c.berth_ids.is_not(None), lambda c: c.status == "departed",
                order=lambda c: [c.berth_time.desc()]).iloc[0]  # fmt: skip
    berth = call["berth_ids"].split(",")[0]
    assert f"/berth/{berth}" in [a["href"] for a in drawn(server, f"/vessel/{call['mmsi']}").select("tbody a")]
    assert f"/vessel/{call['mmsi']}" in [a["href"] for a in drawn(server, f"/berth/{berth}").select("tbody a")]


def test_a_vessel_stands_on_the_map_beside_its_facts(server, rows):
    seen = rows("vessel_position", lambda c: c.lon.is_not(None), order=lambda c: [c.mmsi]).iloc[0]
    assert len(drawn(server, f"/vessel/{seen['mmsi']}").select(".facts-and-picture .whereabouts .vessel")) == 1


def test_a_task_with_a_late_node_is_red(server):
    page = drawn(server, "/gov")
    link = page.select_one("[data-panel=task_progress] tbody a")["href"]
    assert drawn(server, link).select_one(".headline-value [data-light=red]")


@pytest.mark.parametrize("kind", ["event", "vessel", "berth", "enterprise", "task"])
def test_what_does_not_exist_is_a_designed_state(server, kind):
    assert drawn(server, f"/{kind}/nothing").select_one("[data-state=failed]")


@pytest.mark.parametrize(
    ("kind", "record", "key"),
    [("vessel", "vessel_call", "mmsi"), ("berth", "port_berth", "berth_id"), ("event", "grid_event_node", "event_id"),
     ("task", "task_node", "task_id"), ("enterprise", "ent_mu_annual", "uniscid")],
)  # fmt: skip
def test_its_workbook_holds_the_facts_and_rows_of_its_page(server, rows, tmp_path, kind, record, key):
    identity = rows(record, order=lambda c: [c[key]]).iloc[-1][key]
    page = drawn(server, f"/{kind}/{identity}")
    button = page.select_one('.page-files button[value*="xlsx"]')
    assert json.loads(button["value"])["wanted"]["path"] == f"/{kind}/{identity}"
    cockpit = server.extensions["cockpit"].as_seen_by(VISITOR)
    mark = Mark(VISITOR, NOW, "ZS20261123-TEST")
    context = job_context(cockpit, cockpit.frames.reader(), {}, mark)
    document = entity_document(context, f"/{kind}/{identity}", mark)
    write_workbook(document, tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    facts = [row for row in book["基本情况"].iter_rows(min_row=6, max_col=2, values_only=True) if row[0]]
    shown = {dt.get_text(): dt.find_next("dd").get_text() for dt in page.select(".facts dt")}
    assert shown.items() <= dict(facts).items() and dict(facts).keys() - shown.keys() <= {"判断"}
    sections = {s.select_one("h2").get_text(): len(s.select("tbody tr")) for s in page.select(".stack section")}
    assert {sheet.title: sheet.rows for sheet in document.sheets[1:]} == {n: r for n, r in sections.items() if r}
    assert dict(book["说明"].iter_rows(values_only=True))["行数"] == str(document.rows)


def test_the_workbook_of_an_enterprise_is_refused_to_who_may_not_see_one(server, rows):
    identity = rows("ent_base").iloc[0]["uniscid"]
    analyst = Identity("a", "甲", "analyst")
    cockpit, mark = server.extensions["cockpit"].as_seen_by(analyst), Mark(analyst, NOW, "ZS20261123-TEST")
    context = job_context(cockpit, cockpit.frames.reader(), {}, mark)
    with pytest.raises(Forbidden, match="您的角色不能看这项明细"):
        entity_document(context, f"/enterprise/{identity}", mark)
