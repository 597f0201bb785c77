"""Every answer carries the strict headers; none tells how the inside looks; none is larger than it may be asked for."""

import logging
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app import create_app
from cockpit.security.doors import doors
from cockpit.security.redirects import stays_here
from tests.cockpit.security.test_matrix import UPDATE, page_body
from tests.installation import clock

STRICT = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "SAMEORIGIN", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip
ADDRESSES = ("/", "/port", "/nothing", "/login", "/account", "/officers/audit", "/api/find", "/api/rows/grid_event", "/api/v1/indicators",
             "/api/v1/openapi.json", "/export/table.csv?i=port.cargo_ytd", "/exports/x", "/theme.css", "/static/x", "/healthz", "/api/wall")  # fmt: skip


@pytest.fixture(scope="module")
def hard(installation, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hard")
    return create_app(replace(installation, var=folder, state_url=f"sqlite:///{folder / 'state.db'}"), clock)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_every_answer_is_strict_and_no_cache_between_keeps_what_is_somebodys(hard, address, method):
    answer = hard.test_client().open(address, method=method, headers={"Origin": "http://localhost"})
    assert answer.status_code < 500
    assert {name: answer.headers.get(name) for name in STRICT} == STRICT
    scripts = next(p for p in answer.headers["Content-Security-Policy"].split("; ") if p.startswith("script-src"))
    assert "unsafe" not in scripts and "*" not in scripts
    told = answer.headers["Cache-Control"]
    assert "no-store" in told or "no-cache" in told or address.startswith("/theme.css")


@pytest.mark.parametrize("address", ["/api/find", "/nothing"])
def test_an_error_nobody_foresaw_tells_a_number_and_nothing_of_the_inside(hard, monkeypatch, caplog, address):
    def broken(**_words):
        raise sa.exc.OperationalError("SELECT secret FROM account", {}, Exception("/work/inside.py"))

    rule = "/api/find" if address == "/api/find" else "/<path:path>"
    endpoint = next(r.endpoint for r in hard.url_map.iter_rules() if r.rule == rule)
    monkeypatch.setitem(hard.view_functions, endpoint, broken)
    with caplog.at_level(logging.ERROR):
        answer = hard.test_client().get(address)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500 and "服务器出错，编号" in text
    assert not any(word in text for word in ("SELECT", "account", "Traceback", "inside.py", "sqlalchemy"))
    assert "SELECT secret" in caplog.text  # for who reads the log
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_request_larger_than_two_megabytes_is_not_read(hard):
    body = page_body("/port", "?x=" + "a" * (2 * 1024 * 1024))
    own = {"Origin": "http://localhost"}
    assert hard.test_client().post(UPDATE, json=body, headers=own).status_code == 413
    assert hard.test_client().post("/login", data={"name": "a" * (3 * 1024 * 1024)}, headers=own).status_code == 413


@pytest.mark.parametrize(
    ("place", "stays"),
    [
        ("/port", True), ("/port?next=//evil", True), ("?x", True), ("http://here/port", True), ("//evil", False),
        ("/\t/evil", False), ("\\\\evil", False), ("/\\evil", False), ("https://evil", False), ("javascript:x", False),
        (" //evil", False), ("http://here@evil/", False), ("http://here.evil/", False), ("data:text/html,x", False),
    ],
)  # fmt: skip
def test_where_an_address_leads_is_read_as_browsers_read_it(place, stays):
    assert stays_here(place, "here") == stays


def test_the_debugger_and_the_reloader_are_no_doors():
    assert doors().routes["/_reload-hash"] == "none"
