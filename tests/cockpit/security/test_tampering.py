"""A clerk's tampered requests: none ends as a 5xx, and no byte of another department's rows is in any answer."""

import pytest

from app import create_app
from tests.cockpit.security.test_matrix import page_body
from tests.installation import clock
from tools.fuzz_callbacks import GRID, PORT, foreign, fuzz, plant, seat, seen_by_its_owner, sent, tells
from tools.tampering import UPDATE, recorded, tampered


@pytest.fixture(scope="module")
def planted(installation_copy):
    """The application over a store of its own in which the canary stands, and keys of the rows that hold it."""
    keys = plant(installation_copy, GRID, PORT.owner)
    return create_app(installation_copy, clock), keys


def test_three_hundred_tampered_requests_find_nothing(planted):
    server, keys = planted
    assert seen_by_its_owner(server, GRID)
    found = fuzz(server, keys, 7, 300)
    assert found.wrong == []
    assert sum(found.statuses.values()) == 300
    assert min(found.statuses[200], found.statuses[400]) > 30  # it gets in, and it is refused


def test_what_is_nested_too_deep_or_a_number_too_long_is_refused_wherever_it_stands(planted):
    client, own = seat(planted[0], GRID.owner), {"Origin": "http://localhost"}
    for text in ("[" * 100_000 + "]" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000):
        assert client.post(UPDATE, data=text, content_type="application/json", headers=own).status_code == 400
        job = client.post("/exports/new", data={"job": text}, headers=own)
        assert (job.status_code, "refused" in job.headers["Location"]) == (303, True)
        for name in ("where", "order"):
            assert client.get("/api/rows/grid_event", query_string={name: text[:3000]}).status_code == 400
    assert client.get("/api/rows/grid_event", query_string={"start": "9" * 5000}).status_code == 400


def test_what_was_recorded_is_what_the_cockpit_answers(planted):
    server, _ = planted
    client = seat(server, ("leader", "", ""))
    wrong = {
        asked.told(): sent(client, asked).status_code
        for asked in recorded()
        if asked.path == UPDATE
        or asked.method == "GET"
        and asked.path != "/export/diff.csv"  # of one snapshot there is none
    }
    assert len(wrong) > 30
    assert {told: status for told, status in wrong.items() if status >= 400} == {}


@pytest.mark.parametrize(
    ("part", "value", "status"),
    [
        ("pathname", None, 400), ("pathname", 5, 400), ("pathname", "", 400), ("pathname", "port", 400), ("pathname", True, 400),
        ("search", 5, 400), ("search", True, 400), ("search", None, 200), ("search", "x", 200), ("pathname", "/port", 200),
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_before_dash_fails_on_it(planted, part, value, status):
    body = page_body("/port")
    next(told for told in body["inputs"] if told["property"] == part)["value"] = value
    client = seat(planted[0], PORT.owner)
    assert client.post(UPDATE, json=body, headers={"Origin": "http://localhost"}).status_code == status


def test_the_same_seed_tampers_the_same_way(planted):
    server, keys = planted
    others = foreign(server.extensions["cockpit"], keys)
    told = [[asked.told() for asked in tampered(seed, 50, others)] for seed in (1, 1, 2)]
    assert told[0] == told[1] != told[2]


def test_a_canary_is_found_in_every_kind_of_file_and_not_by_the_other(planted):
    server, _ = planted
    for kind in ("csv", "xlsx", "parquet"):
        address = f"/export/table.{kind}?i=grid.events&from=2026-01&to=2026-10"
        assert tells(seat(server, GRID.owner).get(address), GRID.word), kind
        assert not tells(seat(server, PORT.owner).get(address), GRID.word)
