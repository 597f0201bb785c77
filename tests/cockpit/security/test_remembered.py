"""A session remembered for two seconds is never remembered past what ends it."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import create_app
from cockpit.application import EXTENSION
from cockpit.audit.record import trail
from cockpit.security import remembered as memory
from cockpit.security.access import Access
from cockpit.security.accounts import account_of, add_account, assign, disable
from cockpit.security.gate import SESSION_COOKIE
from cockpit.security.sessions import begin
from cockpit.security.stored import WebSession
from tests.installation import NOW

KEY = "Lq2pXv0r9TzWm4HdBn7sYc1uEjKg8aFo5iRt3w"


@pytest.fixture
def desk(own_installation):
    """A signed-in clerk's browser, the cockpit, and a clock that can be set."""
    now = [NOW]
    server = create_app(replace(own_installation, demo=False, access=Access(secret_key=KEY)), lambda: now[0])
    cockpit = server.extensions[EXTENSION]
    with cockpit.state.begin() as session:
        account, _ = add_account(session, "clerk", "文员", NOW)
        assign(session, account, cockpit.policy, "leader", "", "", NOW)
        secret = begin(session, account, "full", NOW, "", "")
    client = server.test_client()
    client.set_cookie(SESSION_COOKIE, secret)
    return client, cockpit, now


def status(client):
    return client.get("/api/find").status_code


def selects(cockpit, act):
    """How many statements reach the state database while something is done."""
    told = []
    engine = cockpit.state.kw["bind"]
    sa.event.listen(engine, "before_cursor_execute", listener := lambda *args: told.append(args[2]))
    act()
    sa.event.remove(engine, "before_cursor_execute", listener)
    return len(told)


def test_the_second_request_asks_the_database_nothing(desk):
    client, cockpit, _ = desk
    assert status(client) == 200
    assert selects(cockpit, lambda: status(client)) == 0


@pytest.mark.parametrize("what", ["disabled", "another role", "signed out", "ended by an officer"])
def test_what_this_worker_writes_holds_at_once(desk, what):
    client, cockpit, now = desk
    assert status(client) == 200
    if what == "signed out":
        copied = client.get_cookie(SESSION_COOKIE).value
        assert client.post("/logout", headers={"Origin": "http://localhost"}).status_code == 302
        client.set_cookie(SESSION_COOKIE, copied)
    else:
        with cockpit.state.begin() as session:
            account = account_of(session, "clerk")
            if what == "disabled":
                disable(session, account, NOW)
            elif what == "another role":
                assign(session, account, cockpit.policy, "clerk", "", "", NOW)
            else:
                session.execute(sa.update(WebSession).values(ended_at=NOW))
    assert status(client) == 401


def test_what_another_worker_writes_holds_two_seconds_later(desk, monkeypatch):
    client, cockpit, _ = desk
    assert status(client) == 200
    with sa.create_engine(cockpit.settings.state_url).begin() as connection:  # past this worker's own sessions
        connection.execute(sa.update(WebSession).values(ended_at=NOW))
    moment = memory.time.monotonic()
    monkeypatch.setattr(memory.time, "monotonic", lambda: moment + memory.HOLDS)
    assert status(client) == 401


def test_what_a_command_of_another_process_ends_is_over_within_two_seconds_however_busy(desk):
    """Timed against the real clock: the command writes, and the browser asks without a pause."""
    client, cockpit, _ = desk
    with cockpit.state() as session:
        digest = session.scalar(sa.select(WebSession.digest))
    told = {
        "COCKPIT_VAR": str(cockpit.settings.var),
        "COCKPIT_STATE_URL": cockpit.settings.state_url,
        "COCKPIT_SECRET_KEY": KEY,
    }
    command = subprocess.Popen([sys.executable, "-m", "cockpit", "user", "disable", "clerk"], env=os.environ | told)
    written = sa.create_engine(cockpit.settings.state_url).connect().execution_options(isolation_level="AUTOCOMMIT")
    ended, limit = None, time.monotonic() + 120
    while (answered := status(client)) == 200 and time.monotonic() < limit:
        time.sleep(0.12)  # some five hundred a minute: more are refused
        row = written.execute(sa.select(WebSession.ended_at).where(WebSession.digest == digest)).scalar()
        ended = time.monotonic() if row is not None and ended is None else ended
    refused = time.monotonic()  # before the command's own end is waited for
    assert (answered, command.wait()) == (401, 0)
    assert ended is None or refused - ended <= memory.HOLDS + 0.5  # half a second for a busy machine


def test_an_idle_and_an_old_session_end_though_remembered_and_are_audited(desk):
    client, cockpit, now = desk
    assert status(client) == 200
    now[0] = NOW + timedelta(minutes=29)
    assert status(client) == 200
    now[0] += timedelta(minutes=31)
    assert status(client) == 401
    entry = trail(cockpit).entries({"event": "session.expire"})[0]
    assert (entry.account, entry.result) == ("clerk", "ok")


def test_a_session_in_constant_use_ends_after_eight_hours(desk):
    client, _, now = desk
    for minutes in range(0, 481, 20):
        now[0] = NOW + timedelta(minutes=minutes)
        assert status(client) == 200
    now[0] = NOW + timedelta(minutes=481)
    assert status(client) == 401
