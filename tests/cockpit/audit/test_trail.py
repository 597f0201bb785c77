"""The audit's chain: what is changed, removed, inserted or cut off is found; the database refuses; a purge is audited."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from cockpit.audit.trail import Actor, Trail
from cockpit.clock import beijing_now
from cockpit.errors import AuditBroken
from cockpit.state.database import open_state

ANN = Actor("ann", "市统计局", "10.0.0.7", "s1")


@pytest.fixture(params=["sqlite", "postgresql"])
def trail(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'state.db'}" if request.param == "sqlite" else request.getfixturevalue("postgresql")
    return Trail(open_state(url), b"k" * 32)


def filled(trail, count=5):
    for number in range(count):
        trail.append(beijing_now(), ANN, "export", f"表 {number}", rows=number)
    return trail


def without_triggers(trail, statement):
    """What somebody with the database's own rights could do."""
    with trail.state.begin() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(sa.text("DROP TRIGGER IF EXISTS audit_no_update"))
            session.execute(sa.text("DROP TRIGGER IF EXISTS audit_no_delete"))
        else:
            session.execute(sa.text("ALTER TABLE audit_entry DISABLE TRIGGER audit_kept"))
        session.execute(sa.text(statement))


def test_a_chain_that_nobody_touched_holds(trail):
    assert filled(trail).verify() == 5


@pytest.mark.parametrize(
    "statement, place",
    [
        ("UPDATE audit_entry SET account = 'bob' WHERE id = 3", "第 3 条"),
        ("UPDATE audit_entry SET result = 'refused' WHERE id = 5", "第 5 条"),
        ("DELETE FROM audit_entry WHERE id = 2", "第 2 条"),
        ("DELETE FROM audit_entry WHERE id = 5", "第 5 条"),
        ("DELETE FROM audit_entry", "第 1 条"),
    ],
)
def test_any_tampering_is_found_where_it_was_done(trail, statement, place):
    without_triggers(filled(trail), statement)
    with pytest.raises(AuditBroken, match=place):
        trail.verify()


def test_another_key_cannot_vouch_for_the_chain(trail):
    with pytest.raises(AuditBroken, match="第 1 条"):
        Trail(filled(trail).state, b"x" * 32).verify()


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET account = 'x'", "DELETE FROM audit_entry WHERE id = 1"])
def test_the_database_refuses_to_change_or_remove(trail, statement):
    filled(trail)
    with pytest.raises(sa.exc.DBAPIError, match="audit is"), trail.state.begin() as session:
        session.execute(sa.text(statement))
    assert trail.verify() == 5


def test_what_is_older_than_180_days_goes_and_the_chain_still_holds(trail):
    old = beijing_now() - timedelta(days=181)
    for moment in (old, old, beijing_now() - timedelta(days=179), beijing_now()):
        trail.append(moment, ANN, "logout")
    assert trail.purge(beijing_now(), ANN) == 2
    assert trail.verify() == 3  # two young ones and the purge's own entry
    assert trail.entries({"event": "audit.purge"})[0].account == "ann"
    without_triggers(trail, "DELETE FROM audit_entry WHERE id = 3")
    with pytest.raises(AuditBroken, match="第 3 条"):
        trail.verify()


def test_a_line_break_in_a_name_makes_no_second_line(trail, caplog):
    with caplog.at_level("INFO", "cockpit.audit"):
        trail.append(datetime(2026, 11, 25), Actor("eve\r\n2026 admin login.ok"), "login.fail", result="refused")
    assert [("\n" in r.getMessage(), "\r" in r.getMessage()) for r in caplog.records] == [(False, False)]
    assert len(list(trail.evidence())) == 2


@pytest.mark.parametrize("name", ["password", "access_token", "cookie", "client_secret"])
def test_a_secret_is_never_written_down(trail, name):
    with pytest.raises(ValueError, match="secrets"):
        trail.append(datetime(2026, 11, 25), ANN, "export", **{name: "x"})
    assert trail.verify() == 0


def test_an_event_nobody_named_is_refused(trail):
    with pytest.raises(KeyError):
        trail.append(datetime(2026, 11, 25), ANN, "something.else")
