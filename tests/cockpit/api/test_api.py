"""The interface: keys, formats, pages on one snapshot, one shape of error; and schemathesis over all of it."""

import io
import sqlite3
from datetime import timedelta

import pandas as pd
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app import create_app
from cockpit.api.key import SCOPES, add_key, end_key
from cockpit.api.openapi import document
from cockpit.application import EXTENSION
from cockpit.security.identity import Identity
from tests.installation import NOW, clock

LEADER = Identity("市大数据局", "市大数据局", "leader", kind="key")
COUNTY = Identity("定海", "定海", "clerk", "市统计局", "330902", kind="key")


@pytest.fixture(scope="module")
def served(installation):
    return create_app(installation, clock)


def key(served, identity=LEADER, scope=SCOPES, rate=100_000, name="test"):
    state = served.extensions[EXTENSION].state
    return add_key(state, name, identity, scope, rate, NOW, NOW + timedelta(days=1))


@pytest.fixture(scope="module")
def ask(served):
    secret = key(served)

    def asked(address, **headers):
        return served.test_client().get(address, headers={"Authorization": f"Bearer {secret}"} | headers)

    return asked


def test_observations_come_in_three_formats_with_the_same_rows(ask):
    address = "/api/v1/observations{}?indicator=port.cargo_ytd,econ.fai_yoy&region=330900"
    told = ask(address.format("")).json
    by_csv = pd.read_csv(io.BytesIO(ask(address.format(".csv")).data))
    by_parquet = pd.read_parquet(io.BytesIO(ask(address.format(".parquet")).data))
    assert told["rows"] == len(told["data"]) == len(by_csv) == len(by_parquet) > 20
    assert [row["value"] for row in told["data"]] == pytest.approx(by_parquet["value"].to_list(), nan_ok=True)
    assert by_csv["indicator"].to_list() == by_parquet["indicator"].to_list()
    assert {row["indicator"] for row in told["data"]} == {"port.cargo_ytd", "econ.fai_yoy"}


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv", "text/csv"),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        ("*/*", "application/json"),
    ],
)
def test_the_format_may_be_asked_for_by_accept(ask, accept, media):
    assert ask("/api/v1/snapshots", Accept=accept).mimetype == media


def test_pages_make_the_whole_and_stay_on_their_snapshot(ask):
    whole = ask("/api/v1/observations?indicator=port.cargo_ytd&dimension=*&limit=10000").json
    rows, cursor = [], ""
    while True:
        page = ask(f"/api/v1/observations?indicator=port.cargo_ytd&dimension=*&limit=37&cursor={cursor}").json
        rows += page["data"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert rows == whole["data"]
    assert len(rows) > 37


def test_the_same_snapshot_is_not_sent_twice_and_another_question_has_another_tag(ask):
    first = ask("/api/v1/indicators")
    assert ask("/api/v1/indicators", **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert ask("/api/v1/indicators?domain=port").headers["ETag"] != first.headers["ETag"]
    assert ask("/api/v1/indicators", Accept="text/csv").headers["ETag"] != first.headers["ETag"]


def test_records_are_narrowed_by_right(served, ask):
    own = key(served, COUNTY, name="county")
    said = {"Authorization": f"Bearer {own}"}
    mine = {row["name"] for row in served.test_client().get("/api/v1/records", headers=said).json["data"]}
    all_ = {row["name"] for row in ask("/api/v1/records?limit=500").json["data"]}
    hidden = sorted(all_ - mine)
    assert mine < all_
    answers = [served.test_client().get(f"/api/v1/records/{name}", headers=said).status_code for name in hidden[:5]]
    assert answers == [404] * len(hidden[:5])
    assert ask(f"/api/v1/records/{hidden[0]}?limit=3").status_code == 200


def test_a_record_is_read_by_region_and_period(ask):
    rows = ask("/api/v1/records/grid_event?region=330921&period=2026-10&limit=5000").json["data"]
    assert len(rows) > 3
    assert {row["region_code"][:6] for row in rows} == {"330921"}
    assert {row["report_time"][:7] for row in rows} == {"2026-10"}


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/observations", 400, "bad_question"), ("/api/v1/observations?indicator=no.such", 400, "bad_question"),
        ("/api/v1/indicators/no.such", 404, "not_found"), ("/api/v1/nothing", 404, "not_found"),
        ("/api/v1/indicators?limit=0", 400, "bad_question"), ("/api/v1/indicators?limit=1e9", 400, "bad_question"),
        ("/api/v1/indicators?cursor=xx", 400, "bad_cursor"), ("/api/v1/indicators?colour=red", 400, "bad_question"),
        ("/api/v1/indicators?snapshot=99", 400, "bad_question"),
        ("/api/v1/observations?indicator=port.cargo_ytd&from=2026-02-31", 400, "bad_question"),
        ("/api/v1/observations?indicator=port.cargo_ytd&as_of=gestern", 400, "bad_question"),
    ],
)  # fmt: skip
def test_every_refusal_has_one_shape(ask, address, status, code):
    answer = ask(address)
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
    assert sorted(answer.json["error"]) == ["code", "place", "problem", "remedy"]


def test_without_a_key_out_of_scope_or_read_only_nothing_is_said(served, ask):
    client = served.test_client()
    narrow = key(served, scope=("snapshots",), name="narrow")
    said = {"Authorization": f"Bearer {narrow}"}
    assert client.get("/api/v1/indicators").status_code == 401
    assert client.get("/api/v1/indicators", headers={"Authorization": "Bearer zsk_wrong"}).status_code == 401
    assert client.get("/api/v1/indicators", headers=said).json["error"]["code"] == "out_of_scope"
    assert client.get("/api/v1/snapshots", headers=said).status_code == 200
    assert client.post("/api/v1/indicators", headers=said).status_code == 405
    assert end_key(served.extensions[EXTENSION].state, "narrow") is True
    assert client.get("/api/v1/snapshots", headers=said).status_code == 401


def test_a_key_is_never_stored_and_its_rate_is_exact(served, installation):
    secret = key(served, rate=3, name="slow")
    said = {"Authorization": f"Bearer {secret}"}
    answers = [served.test_client().get("/api/v1/snapshots", headers=said) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    with sqlite3.connect(installation.var / "state.db") as state:
        assert secret not in str(state.execute("SELECT * FROM api_key").fetchall())


schema = schemathesis.openapi.from_dict(document())
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@schema.parametrize()
@settings(
    max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_schemathesis_finds_no_server_error_and_no_undocumented_answer(case, served):
    secret = served.config.get("schemathesis") or key(served, name="schemathesis")
    served.config["schemathesis"] = secret
    answer = case.call(
        app=served,
        headers={"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"},
        base_url="http://localhost",
    )
    case.validate_response(answer, checks=CHECKS)
