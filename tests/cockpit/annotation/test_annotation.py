"""Annotations: bound to indicator, region and period; approved before everybody sees them; the same on both engines."""

from datetime import date, datetime

import pytest

from cockpit.annotation.desk import decide, draft, edition, standing, write
from cockpit.errors import QueryError
from cockpit.security.identity import Identity
from cockpit.state.database import open_state

NOW = datetime(2026, 11, 23, 12, 0)
CLERK = Identity("zhang", "综合科", "clerk")
CHIEF = Identity("li", "分管领导", "leader")


@pytest.fixture(params=["sqlite", "postgresql"])
def sessions(request, tmp_path):
    if request.param == "postgresql":
        return open_state(request.getfixturevalue("postgresql"))
    return open_state(f"sqlite:///{tmp_path}/state.db")


def note(sessions, where="330900", period="2026-09", name="台风停航", code="port.cargo_ytd"):
    return write(sessions, draft(code, where, period, "typhoon", name, "三天停航"), CLERK, NOW)


def test_a_new_annotation_waits_and_is_told_only_to_those_who_may_know(sessions):
    note(sessions)
    assert standing(sessions, "port.cargo_ytd", "330900", pending=False) == []
    told = standing(sessions, "port.cargo_ytd", "330900", pending=True)
    assert [(a.name, a.state, a.author, a.since, a.until) for a in told] == [
        ("台风停航", "pending", "zhang", date(2026, 9, 1), date(2026, 10, 1))
    ]


def test_an_approved_one_stands_for_everybody_and_cannot_be_decided_twice(sessions):
    number = note(sessions)
    decide(sessions, number, True, CHIEF, NOW)
    assert [a.decided_by for a in standing(sessions, "port.cargo_ytd", "330902", pending=False)] == ["li"]
    with pytest.raises(QueryError):
        decide(sessions, number, False, CHIEF, NOW)


def test_one_that_is_turned_down_is_never_shown(sessions):
    decide(sessions, note(sessions), False, CHIEF, NOW)
    assert standing(sessions, "port.cargo_ytd", "330900", pending=True) == []


def test_a_countys_annotation_concerns_the_county_and_its_towns_only(sessions):
    decide(sessions, note(sessions, where="330902"), True, CHIEF, NOW)
    seen = [
        len(standing(sessions, "port.cargo_ytd", code, pending=False))
        for code in ("330902", "330902002", "330903", "330900")
    ]
    assert seen == [1, 1, 0, 0]


def test_writing_and_deciding_each_change_the_edition_of_that_indicator_only(sessions):
    editions = [edition(sessions, "port.cargo_ytd")]
    number = note(sessions)
    editions.append(edition(sessions, "port.cargo_ytd"))
    decide(sessions, number, True, CHIEF, datetime(2026, 11, 23, 13, 0))
    editions.append(edition(sessions, "port.cargo_ytd"))
    assert len(set(editions)) == 3
    assert edition(sessions, "econ.gdp_ytd") == editions[0]


@pytest.mark.parametrize(
    "changed",
    [{"kind": "rumour"}, {"name": " "}, {"name": "长" * 25}, {"note": "长" * 201}, {"period": "soon"}, {"where": "1"}],
)
def test_a_draft_that_is_incomplete_is_refused(changed):
    given = {
        "indicator": "port.cargo_ytd",
        "where": "330900",
        "period": "2026-09",
        "kind": "policy",
        "name": "政策",
        "note": "",
    }
    with pytest.raises(QueryError):
        draft(**(given | changed))
