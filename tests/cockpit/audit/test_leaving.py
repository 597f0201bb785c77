"""Every way out is declared, takes its entry with it, and is shut to a file that has none."""

from dataclasses import replace

import pytest
from flask import Response

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
    }


@pytest.mark.parametrize("rule", sorted(doors().leaves))
def test_what_leaves_is_recorded_each_time(desk, addresses, rule):
    who, address = addresses[rule]
    event = doors().leaves[rule]
    assert event in EVENTS and rule in doors().routes
    before = len(desk.events(event))
    answers = [desk.get(who, address) for _ in range(2)]
    if rule == "/export/diff.<kind>":  # one snapshot has no difference to give: a refusal takes nothing away
        assert [a.status_code for a in answers] == [400, 400]
        return
    assert [a.headers["Content-Disposition"].startswith("attachment") for a in answers] == [True, True]
    assert len(desk.events(event)) == before + 2
    assert desk.events(event)[0].account == who


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
