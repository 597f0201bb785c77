"""CKAN's datastore against a real server: every page, the total held against the rows, and failures inside a 200."""

import pandas as pd
import pytest

from cockpit.errors import SettingsError, SourceIncomplete, SourceShapeError, SourceUnreachable
from loaders.patience import Patience
from tests.loaders.served import ROWS

PORTAL = {"url_env": "COCKPIT_DEMO_CKAN"}
RESOURCE = {"resource_id": "bunker_supply", "package": "bunker_supply", "page_size": 30}
EVERY = [f"甲{n:03d}" for n in range(1, ROWS + 1)]


def test_three_pages_are_read_in_order_and_the_package_says_when_they_were_changed(served):
    pieces = served.pieces("ckan", PORTAL, RESOURCE)
    assert [len(piece.rows) for piece in pieces] == [30, 30, 17]
    rows = pd.concat([piece.rows for piece in pieces])
    assert rows["order_id"].tolist() == EVERY
    assert (rows["supplied_t"].iloc[-1], rows["supplier"].isna().sum()) == ("77.5", 1)
    # The portal writes UTC without saying so.
    assert {piece.as_of for piece in pieces} == {pd.Timestamp("2026-11-22 08:00:00")}


def test_a_page_that_divides_the_rows_needs_no_empty_one_after_it(served):
    pieces = served.pieces("ckan", PORTAL, RESOURCE | {"page_size": 11})
    assert [len(piece.rows) for piece in pieces] == [11] * 7


def test_without_a_package_nobody_says_when_the_rows_are_from(served):
    [piece] = served.pieces("ckan", PORTAL, {"resource_id": "bunker_supply"})
    assert (len(piece.rows), piece.as_of) == (ROWS, None)


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("inner_failure", SourceUnreachable, "找不到资源"),
        ("short_page", SourceIncomplete, f"应有 {ROWS} 行，实收 74 行"),  # one lost on each of three pages
        ("half_answer", SourceIncomplete, "应答中途断开"),
        ("down", SourceUnreachable, "HTTP 503"),
        ("slow", SourceUnreachable, "超时没有应答"),
        ("expired_signature", SourceUnreachable, "HTTP 401"),
    ],
)
def test_a_portal_in_trouble_is_refused_with_its_reason(served, fault, error, words):
    served.switch("ckan", fault)
    with pytest.raises(error) as refused:
        served.pieces("ckan", PORTAL, RESOURCE | {"package": ""}, timeout=0.5)
    assert words in refused.value.problem
    assert refused.value.place.endswith("/ckan#bunker_supply")


def test_rows_that_arrive_while_pages_are_read_are_noticed_by_the_total(served):
    served.switch("ckan", "changing_total", 1, after=4)  # a total, three pages, then another total
    with pytest.raises(SourceIncomplete) as refused:
        served.pieces("ckan", PORTAL, RESOURCE | {"package": ""})
    assert refused.value.problem == f"读取期间总数由 {ROWS} 变为 {ROWS + 1}"


@pytest.mark.parametrize("fault", ["down", "half_answer", "inner_failure"])
def test_a_third_page_that_fails_twice_is_asked_for_again_and_every_row_comes_once(served, fault):
    pauses = []
    served.switch("ckan", fault, 2, after=3)
    rows = served.read("ckan", PORTAL, RESOURCE | {"package": ""}, patience=Patience(wait=pauses.append))
    assert (rows["order_id"].tolist(), len(pauses), served.shown()) == (EVERY, 2, {})


@pytest.mark.parametrize("fault", ["duplicate", "out_of_order"])
def test_rows_that_come_twice_or_in_another_order_are_the_same_rows(served, fault):
    served.switch("ckan", fault)
    rows = served.read("ckan", PORTAL, RESOURCE | {"package": ""})
    assert sorted(rows["order_id"]) == EVERY


def test_a_token_that_nobody_set_is_named(served):
    with pytest.raises(SettingsError, match="环境变量 CITY_TOKEN"):
        served.pieces("ckan", PORTAL | {"token_env": "CITY_TOKEN"}, RESOURCE)


def test_an_answer_of_another_shape_says_what_is_not_there(served):
    with pytest.raises((SourceShapeError, SourceUnreachable)) as refused:
        served.pieces("ckan", PORTAL, {"resource_id": "no_such_table"})
    assert refused.value.place.endswith("#no_such_table")
