"""The checks of GB/T 22239: a fresh installation passes all but the back-up it does not have; what is spoilt is found."""

import os
import time
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app import create_app
from cockpit.application import EXTENSION
from cockpit.audit.record import trail
from cockpit.audit.trail import Actor
from cockpit.commands import line
from cockpit.security.access import Access
from cockpit.security.accounts import add_account
from cockpit.security.selfcheck import CHECKS, run_checks
from tests.installation import NOW, clock


@pytest.fixture
def fresh(installation, tmp_path):
    """`fresh(…)`: a cockpit with a state of its own, in which one entry stands, and these settings of access."""

    def made(**access):
        own = replace(
            installation, var=tmp_path, state_url=f"sqlite:///{tmp_path / 'state.db'}",
            access=Access(secret_key="Lq2pXv0r9TzWm4HdBn7sYc1uEjKg8aFo5iRt3w", **access),
        )  # fmt: skip
        server = create_app(own, clock)
        cockpit = server.extensions[EXTENSION]
        trail(cockpit).append(NOW, Actor("（试）"), "logout")
        return server, cockpit

    return made


def results(server, cockpit):
    with server.test_request_context("/"):
        return {check.clause: check.result for check in run_checks(cockpit)}


def test_a_fresh_installation_passes_all_but_the_back_up_and_that_too_after_one(fresh):
    server, cockpit = fresh()
    told = results(server, cockpit)
    assert len(told) == len(CHECKS)
    assert {clause for clause, result in told.items() if result == "fail"} == {"8.1.4.9 a"}
    assert {clause for clause, result in told.items() if result == "n/a"} == {
        "8.1.4.1 c"
    }  # the demonstration on loopback
    trail(cockpit).append(NOW, Actor("lena"), "login.ok", stage="password")  # what is owed, and no password
    assert results(server, cockpit)["8.1.4.3 b"] == "pass"
    arguments = line.parser().parse_args(["backup"])
    assert arguments.run(cockpit.settings, arguments) == 0
    assert results(server, cockpit)["8.1.4.9 a"] == "pass"
    for path in (cockpit.settings.var / "backup").iterdir():
        os.utime(path, (time.time() - 8 * 86400,) * 2)
    assert results(server, cockpit)["8.1.4.9 a"] == "fail"


@pytest.mark.parametrize(
    ("clause", "spoil"),
    [
        ("8.1.4.2 b", "admin"), ("8.1.4.3 b", "secret"), ("8.1.4.3 c", "triggers"), ("8.1.4.3 c2", "chain"), ("8.1.4.10", "exports"),
        ("8.1.4.1 b", "idle"),
    ],
)  # fmt: skip
def test_what_is_spoilt_does_not_pass(fresh, clause, spoil):
    server, cockpit = fresh(**({"idle_minutes": 600} if spoil == "idle" else {}))
    with cockpit.state.begin() as session:
        if spoil == "admin":
            add_account(session, "admin", "管理员", NOW)
        if spoil in ("triggers", "chain", "secret"):
            names = session.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                session.execute(sa.text(f"DROP TRIGGER {name}"))
        if spoil == "secret":
            session.execute(sa.text('UPDATE audit_entry SET detail = \'{"token": "x"}\''))
        if spoil == "chain":
            session.execute(sa.text("UPDATE audit_entry SET account = 'x'"))
    if spoil == "exports":
        old = cockpit.settings.var / "exports" / "x.csv"
        old.parent.mkdir()
        old.write_text("x")
        os.utime(old, (time.time() - 30 * 86400,) * 2)
    assert results(server, cockpit)[clause] == "fail"
