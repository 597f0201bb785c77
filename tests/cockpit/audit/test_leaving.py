"""Every way out is declared, takes its entry with it, and is shut to a file that has none."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Response

from cockpit.api.key import SCOPES, add_key
from cockpit.audit.events import EVENTS
from cockpit.export.mark import Mark
from cockpit.export.queue import ask, claim
from cockpit.export.worker import folder_of, make
from cockpit.export.write import written
from cockpit.quality.feedback import reconcile
from cockpit.security.doors import doors
from cockpit.security.identity import VISITOR, Identity
from tests.cockpit.audit.test_events import Desk
from tests.cockpit.quality.test_feedback import fault
from tests.cockpit.security.conftest import PORT
from tests.installation import NOW


@pytest.fixture(scope="module")
def desk(installation, tmp_path_factory):
    folder = tmp_path_factory.mktemp("leaving")
    return Desk(replace(installation, var=folder, state_url=f"sqlite:///{folder / 'state.db'}"))


@pytest.fixture(scope="module")
def job(desk):
    """A finished file of the leader's, of ten bytes."""
    cockpit = desk.cockpit
    mark = Mark(Identity("leader", "leader", "leader"), NOW, "ZS20261123-TEST")
    grant = cockpit.as_seen_by(VISITOR).grant
    ask(cockpit.state, mark, grant, "table", "csv", "表", {}, 1)
    folder_of(desk.settings.var).mkdir(parents=True, exist_ok=True)

    def maker(_job, target, _progress):
        target.write_bytes(b"0123456789")
        return "表.csv", written(target, 1)

    claimed = claim(cockpit.state, "w", NOW)
    assert make(cockpit.state, claimed, desk.settings.var, maker, lambda: NOW)
    return claimed.job_id


@pytest.fixture(scope="module")
def addresses(desk, job):
    """Where each declared way out gives a file, and to whom; a new declaration without an address fails below."""
    reconcile(desk.cockpit.state, [fault()], {"grid_event": 7}, NOW)
    return {
        "/export/table.<kind>": ("leader", "/export/table.csv?i=port.cargo_ytd"),
        "/export/diff.<kind>": ("leader", "/export/diff.csv"),
        "/export/feedback/<int:number>.xlsx": ("leader", "/export/feedback/1.xlsx"),
        "/exports/<job_id>": ("leader", f"/exports/{job}"),
        "/officers/audit/evidence": ("audit", "/officers/audit/evidence"),
    } | {rule: ("reader", interface(rule)) for rule in doors().leaves if rule.startswith("/api/v1/")}


def interface(rule):
    """An address of the interface that gives a file: by suffix, or by parameter."""
    name = "grid_event" if "records" in rule else "port.cargo_ytd"
    plain = re.sub(r"\.<any.*", ".parquet", rule).replace("<name>", name)
    query = ["indicator=port.cargo_ytd"] if "observations" in rule else []
    return f"{plain}?" + "&".join([*query, *([] if ".parquet" in plain else ["format=csv"])])


@pytest.fixture(scope="module")
def get(desk):
    """`get(who, address)`: a person's browser, or the program that holds the key `reader`."""
    reader = Identity("reader", "读者", "leader", kind="key")
    secret = add_key(desk.cockpit.state, "reader", reader, SCOPES, 1000, NOW, NOW + timedelta(days=1))

    def asked(who, address, **headers):
        if who != "reader":
            return desk.browser(who).get(address, headers=headers)
        return desk.browser().get(address, headers={"Authorization": f"Bearer {secret}"} | headers)

    return asked


@pytest.mark.parametrize("rule", sorted(doors().leaves))
def test_what_leaves_is_recorded_each_time(desk, get, addresses, rule):
    who, address = addresses[rule]
    event = doors().leaves[rule]
    assert event in EVENTS and rule in doors().routes
    before = len(desk.events(event))
    answers = [get(who, address) for _ in range(2)]
    if rule == "/export/diff.<kind>":  # one snapshot has no difference to give: a refusal takes nothing away
        assert [a.status_code for a in answers] == [400, 400]
        return
    assert [a.headers["Content-Disposition"].startswith("attachment") for a in answers] == [True, True]
    assert len(desk.events(event)) == before + 2
    assert desk.events(event)[0].account == who
    if "X-Content-SHA256" in answers[0].headers:
        told = json.loads(desk.events(event)[0].detail)
        assert told["sha256"] == answers[1].headers["X-Content-SHA256"] == hashlib.sha256(answers[1].data).hexdigest()
        assert str(told["rows"]) == answers[1].headers["X-Row-Count"] and "filters" in told


def test_a_file_of_the_interface_needs_the_right_to_export_and_what_did_not_change_is_no_file(desk, get):
    address = "/api/v1/observations.csv?indicator=port.cargo_ytd&limit=5"
    first = get("reader", address)
    before = len(desk.events("export"))
    assert get("reader", address, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert (
        get("reader", "/api/v1/observations?indicator=port.cargo_ytd&limit=5").headers.get("Content-Disposition")
        is None
    )
    assert len(desk.events("export")) == before
    policy = desk.cockpit.policy
    silent = policy.roles["clerk"].model_copy(update={"rights": ["view", "api"]})
    policy.roles["silent"] = silent
    only = add_key(
        desk.cockpit.state, "only", Identity("only", "只读", "silent", PORT, kind="key"), SCOPES, 99, NOW, None
    )
    said = {"Authorization": f"Bearer {only}"}
    told = [desk.browser().get(a, headers=said).status_code for a in (address, address.replace(".csv", ""))]
    del policy.roles["silent"]
    assert told == [403, 200]


def test_of_one_question_in_many_pages_one_use_is_recorded_and_of_another_question_another(desk, get):
    def uses():
        return len([e for e in desk.events("key.use") if e.account == "reader"])

    before = uses()
    for address in (
        "?indicator=econ.fai_yoy&limit=3",
        "?indicator=econ.fai_yoy&limit=4",
        "?limit=3&indicator=econ.fai_yoy",
    ):
        assert get("reader", f"/api/v1/observations{address}").status_code == 200
    assert uses() == before + 1
    get("reader", "/api/v1/observations?indicator=econ.gdp_ytd")
    assert uses() == before + 2


def test_the_whole_of_a_file_cannot_be_taken_in_pieces_unseen(desk, job):
    desk.now = NOW.replace(hour=14)
    before = len(desk.events("export"))
    client = desk.browser("leader")
    answers = [client.get(f"/exports/{job}", headers={"Range": r}) for r in ("bytes=0-", "bytes=4-")]
    desk.now = NOW
    assert [(a.status_code, a.data) for a in answers] == [(206, b"0123456789"), (206, b"456789")]
    assert len(desk.events("export")) == before + 1  # the rest of a broken download is the same taking away


def test_a_file_without_an_entry_is_held_back(desk):
    endpoint = next(r.endpoint for r in desk.server.url_map.iter_rules() if r.rule == "/api/find")
    usual = desk.server.view_functions[endpoint]
    desk.server.view_functions[endpoint] = lambda: Response("secret", headers={"Content-Disposition": "attachment"})
    answer = desk.get("leader", "/api/find")
    desk.server.view_functions[endpoint] = usual
    assert (answer.status_code, "secret" in answer.get_data(as_text=True)) == (500, False)
