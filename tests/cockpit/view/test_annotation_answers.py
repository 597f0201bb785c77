"""The form on the indicator's page: only from our own pages; drawn, listed and told in the table once it is there."""

import pytest

from app import create_app
from tests.drawn import drawn
from tests.installation import clock

FORM = {"indicator": "grid.ontime_rate", "region": "330900", "period": "2026-08", "kind": "policy", "name": "新规试行",
        "note": "八月起改按工作日计时限", "page_period": "2026-09"}  # fmt: skip
OWN = {"Origin": "http://localhost"}


@pytest.fixture
def desk(own_installation):
    return create_app(own_installation, clock)


def test_an_annotation_goes_from_the_form_to_the_chart_the_list_and_the_table(desk):
    answer = desk.test_client().post("/annotations", data=FORM, headers=OWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/indicator/grid.ontime_rate?period=2026-09#doing")
    page = drawn(desk, "/indicator/grid.ontime_rate")
    assert "政策·新规试行（待审）" in page.select_one("#doing .marks").get_text()
    assert "政策·新规试行（待审）" in page.select_one(".twin table").get_text()
    number = page.select_one(".decisions form")["action"].split("/")[2]
    decided = desk.test_client().post(f"/annotations/{number}/approve", headers=OWN)
    assert decided.status_code == 303
    page = drawn(desk, "/indicator/grid.ontime_rate")
    assert page.select_one("#doing [data-mark]")["data-mark"] == "approved"
    assert desk.test_client().post(f"/annotations/{number}/approve", headers=OWN).status_code == 400


def test_a_form_from_elsewhere_is_refused_and_writes_nothing(desk):
    for headers in ({"Origin": "http://evil.example"}, {}, {"Origin": "null"}):
        assert desk.test_client().post("/annotations", data=FORM, headers=headers).status_code == 403
    assert "新规试行" not in drawn(desk, "/indicator/grid.ontime_rate").get_text()


def test_what_the_form_gets_wrong_is_one_sentence(desk):
    answer = desk.test_client().post("/annotations", data=FORM | {"indicator": "grid.nothing"}, headers=OWN)
    assert (answer.status_code, "grid.nothing" in answer.get_data(as_text=True)) == (400, True)
