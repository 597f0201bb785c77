"""A wrong code proposes the likeliest right ones: by name, by pinyin initials, by codes that look alike."""

import pytest
import sqlalchemy as sa

from cockpit.export.mark import Mark
from cockpit.security.identity import VISITOR, Identity
from cockpit.view.export_makers import job_context
from cockpit.view.meant import proposals
from tests.drawn import drawn
from tests.installation import NOW


@pytest.fixture
def seen(server):
    """`seen(identity)`: the context of who asks."""

    def context(identity=VISITOR):
        cockpit = server.extensions["cockpit"].as_seen_by(identity)
        return job_context(cockpit, cockpit.frames.reader(), {}, Mark(identity, NOW, "ZS20261123-TEST"))

    return context


def proposed(page):
    return {a["href"]: a.get_text() for a in page.select("[data-state=failed] .meant a")}


@pytest.mark.parametrize(
    "wanted", ["port.carg_ytd", "gkhwttl", "港口货物吞吐量", "%E6%B8%AF%E5%8F%A3%E8%B4%A7%E7%89%A9"]
)
def test_an_indicator_is_proposed_for_a_slip_its_initials_and_its_name(server, wanted):
    assert "/indicator/port.cargo_ytd" in proposed(drawn(server, f"/indicator/{wanted}"))


def test_a_proposal_keeps_region_and_period(server):
    page = drawn(server, "/indicator/port.carg_ytd?region=330903&period=2026-09")
    assert "/indicator/port.cargo_ytd?region=330903&period=2026-09" in proposed(page)


@pytest.mark.parametrize(
    ("wanted", "code"), [("dhq", "330902"), ("普陀区", "330903"), ("330902999", "330902"), ("33092", "330922")]
)
def test_a_place_is_proposed_by_its_name_its_initials_and_its_code(seen, wanted, code):
    assert code in proposals(seen(), "region", wanted)


def test_an_enterprise_is_proposed_for_a_slip_in_its_code_and_for_its_name(seen):
    context = seen()
    base = context.reader.tables.listed("ent_base")
    row = context.reader.select(sa.select(base.c.uniscid, base.c.entname).order_by(base.c.uniscid).limit(1)).iloc[0]
    code = row["uniscid"]
    for wrong in (f"{code[:10]}#{code[11:]}", f"{code[:15]}#{code[16:]}", row["entname"]):
        assert proposals(context, "enterprise", wrong)[code] == row["entname"]


def test_enterprises_are_proposed_only_to_who_may_see_one(seen):
    assert proposals(seen(Identity("a", "甲", "analyst")), "enterprise", "演示企业") == {}


def test_nothing_is_proposed_where_nothing_is_alike_or_the_thing_itself_is_there(seen):
    assert proposals(seen(), "indicator", "zzzzzzzzzzzz") == {}
    assert proposals(seen(), "indicator", "port.cargo_ytd") == {}
    assert proposals(seen(), "vessel", "1") == {}


def test_what_is_not_there_is_said_to_be_missing_not_closed_for_a_while(server):
    assert drawn(server, "/indicator/port.nothing").h1.get_text() == "没有找到"
