"""People at the door, over the real application: signing in, locks, second factor, timeouts, screens, refusals."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa

from app import create_app
from cockpit.application import EXTENSION
from cockpit.audit.record import trail
from cockpit.clock import BEIJING
from cockpit.errors import SettingsError
from cockpit.security.access import Access
from cockpit.security.accounts import account_of, add_account, assign, change_password, disable
from cockpit.security.keys import secret_key, weakness
from cockpit.security.stored import Account, WebSession

KEY = "Zq8-vT2_mLw5xRj9KcYd3HbNf7PgUs4E"
OWN, HERE = "Blue-Harbour-41x", {"Origin": "http://localhost"}


class Clock:
    """A clock that a test turns."""

    now = datetime(2026, 11, 23, 12, 0)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def server(installation, tmp_path, clock):
    """A cockpit that others can reach: no visitors, everybody signs in."""
    state = f"sqlite:///{tmp_path / 'state.db'}"
    settings = replace(installation, host="0.0.0.0", var=tmp_path, state_url=state, access=Access(secret_key=KEY))
    return create_app(settings, clock)


@pytest.fixture
def person(server, clock):
    """`person("ann", "clerk", …)` → an account that has chosen its own password."""

    def make(name, role, department="", region=""):
        cockpit = server.extensions[EXTENSION]
        with cockpit.state.begin() as session:
            account, _ = add_account(session, name, name.title(), clock())
            assign(session, account, cockpit.policy, role, department, region, clock())
            change_password(session, account, OWN, "dengbao", clock())

    return make


def entered(server, name, password=OWN):
    browser = server.test_client()
    return browser, browser.post("/login", data={"name": name, "password": password}, headers=HERE)


def events(server):
    return [(e.event, e.account, e.result) for e in reversed(trail(server.extensions[EXTENSION]).entries({}))]


def test_after_installation_nobody_can_enter_and_nothing_sets_up_an_account(server):
    with server.extensions[EXTENSION].state() as session:
        assert session.scalars(sa.select(Account)).all() == []
    nobody = server.test_client()
    assert nobody.get("/").headers["Location"] == "/login"
    assert nobody.get("/port?region=330902").headers["Location"] == "/login?next=%2Fport%3Fregion%3D330902"
    told = [
        nobody.get(a).status_code for a in ("/_dash-layout", "/api/version", "/export/table.csv", "/officers/accounts")
    ]
    assert told == [401, 401, 401, 401]


def test_a_demonstration_that_others_can_reach_asks_for_a_password(server, installation):
    assert server.extensions[EXTENSION].settings.demo
    assert server.test_client().get("/").status_code == 302
    visited = create_app(installation).test_client()
    assert visited.get("/").status_code == 200
    assert visited.get("/", headers={"X-Forwarded-For": "8.8.8.8"}).status_code == 302
    assert visited.get("/", headers={"Host": "evil.example"}).status_code == 302
    assert visited.get("/", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 302


@pytest.mark.parametrize(
    "key", ["", "short", "a" * 40, "changeme-changeme-changeme-changeme", "Zhoushan-2026-secret-key-of-the-city!"]
)
def test_without_a_strong_key_it_does_not_start_outside_the_demonstration(installation, key):
    with pytest.raises(SettingsError) as refused:
        secret_key(replace(installation, demo=False, access=Access(secret_key=key)))
    assert weakness(key) and weakness(KEY) == ""
    assert not key or key not in str(refused.value)


def test_a_right_password_opens_and_a_copied_cookie_is_dead_after_leaving(server, person):
    person("ann", "leader")
    browser, answer = entered(server, "ann")
    cookie = answer.headers["Set-Cookie"]
    assert answer.status_code == 302 and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert browser.get("/").status_code == 200
    thief = server.test_client()
    thief.set_cookie("cockpit_session", re.search("cockpit_session=([^;]+)", cookie)[1])
    assert thief.get("/").status_code == 200
    browser.post("/logout", headers=HERE)
    assert (thief.get("/").status_code, browser.get("/").status_code) == (302, 302)
    assert events(server) == [("login.ok", "ann", "ok"), ("logout", "ann", "ok")]


def test_five_failures_lock_the_account_whatever_comes_next_and_the_lock_ends(server, person, clock):
    person("ann", "leader")
    words = {entered(server, "ann", "wrong")[1].get_data(as_text=True) for _ in range(5)}
    words.add(entered(server, "ann")[1].get_data(as_text=True))
    words.add(entered(server, "nobody-at-all", "wrong")[1].get_data(as_text=True))
    assert len(words) == 1  # right, wrong, locked and unknown look the same
    assert ("login.lock", "ann", "refused") in events(server)
    clock.now += timedelta(minutes=16)
    assert entered(server, "ann")[1].status_code == 302


def test_twenty_failures_throttle_an_address(server, person):
    person("ann", "leader")
    told = [entered(server, f"guess{number}", "wrong")[1].status_code for number in range(21)]
    assert told == [401] * 20 + [429]
    assert entered(server, "ann")[1].status_code == 429


def test_a_session_ends_when_idle_when_old_and_when_the_account_is_switched_off(server, person, clock):
    person("ann", "leader")
    browser, _ = entered(server, "ann")
    clock.now += timedelta(minutes=29)
    assert browser.get("/").status_code == 200
    clock.now += timedelta(minutes=31)
    assert browser.get("/").status_code == 302
    browser, _ = entered(server, "ann")
    for _ in range(23):
        clock.now += timedelta(minutes=20)
        assert browser.get("/").status_code == 200
    clock.now += timedelta(minutes=21)  # eight hours are over, however busy
    assert browser.get("/").status_code == 302
    browser, _ = entered(server, "ann")
    with server.extensions[EXTENSION].state.begin() as session:
        disable(session, account_of(session, "ann"), clock())
    assert browser.get("/").status_code == 302
    assert entered(server, "ann")[1].status_code == 401


def test_a_first_password_has_to_be_changed_at_once_and_dies_in_three_days(server, clock):
    cockpit = server.extensions[EXTENSION]
    with cockpit.state.begin() as session:
        first = {name: add_account(session, name, name, clock())[1] for name in ("ann", "bob")}
    browser, answer = entered(server, "ann", first["ann"])
    assert answer.headers["Location"] == "/login/password" and browser.get("/").status_code == 302
    weak = browser.post("/login/password", data={"old": first["ann"], "new": "password"}, headers=HERE)
    assert weak.status_code == 400 and "口令至少 10 个字符" in weak.get_data(as_text=True)
    assert browser.post("/login/password", data={"old": first["ann"], "new": OWN}, headers=HERE).status_code == 302
    assert browser.get("/").status_code == 200
    clock.now += timedelta(hours=73)
    assert entered(server, "bob", first["bob"])[1].status_code == 401


def test_an_officer_must_set_up_a_second_factor_and_no_code_works_twice(server, person, clock):
    person("oda", "audit")
    browser, answer = entered(server, "oda")
    assert answer.headers["Location"] == "/account/enrol"
    assert browser.get("/officers/audit").status_code == 401
    page = browser.get("/account/enrol").get_data(as_text=True)
    sealed, secret = re.search('name="sealed" value="([^"]+)"', page)[1], re.search("<code>([A-Z2-7 ]+)<", page)[1]
    totp = pyotp.TOTP(secret.replace(" ", ""))

    def code():
        return totp.at(clock().replace(tzinfo=BEIJING))

    assert browser.post("/account/enrol", data={"sealed": sealed, "code": "000000"}, headers=HERE).status_code == 400
    assert browser.post("/account/enrol", data={"sealed": sealed, "code": code()}, headers=HERE).status_code == 302
    assert browser.get("/officers/audit").status_code == 200
    clock.now += timedelta(minutes=2)
    told = []
    for _ in range(2):
        browser, answer = entered(server, "oda")
        assert answer.headers["Location"] == "/login/factor" and browser.get("/officers/audit").status_code == 401
        told.append(browser.post("/login/factor", data={"code": code()}, headers=HERE).status_code)
    assert told == [302, 401]


def test_only_our_own_pages_may_change_anything(server, person):
    person("ann", "leader")
    browser, _ = entered(server, "ann")
    evil = {"Origin": "http://evil.example"}
    assert [browser.post("/logout", headers=h).status_code for h in (evil, {}, {"Sec-Fetch-Site": "cross-site"}, HERE)] == [
        403, 403, 403, 302,
    ]  # fmt: skip


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(server, person, wanted):
    person("ann", "leader")
    answer = server.test_client().post("/login", data={"name": "ann", "password": OWN, "next": wanted}, headers=HERE)
    assert answer.headers["Location"] == "/"


def test_a_screen_is_paired_once_sees_walls_only_is_bound_and_can_be_revoked(server, clock):
    from cockpit.security.devices import add_device, revoke

    state = server.extensions[EXTENSION].state
    with state.begin() as session:
        row, code = add_device(session, "指挥中心", clock())
        number = row.id
    screen = server.test_client()
    answer = screen.post("/device", data={"code": code}, headers=HERE)
    assert answer.headers["Location"] == "/wall/city"
    assert server.test_client().post("/device", data={"code": code}, headers=HERE).status_code == 401
    told = [
        screen.get(a).status_code
        for a in ("/wall/city", "/api/wall", "/export/table.csv", "/account", "/officers/audit")
    ]
    assert told[0] == 200 and told[1] != 403 and told[2:] == [403, 403, 403]
    assert screen.get("/wall/city", environ_base={"REMOTE_ADDR": "10.9.9.9"}).status_code == 302
    assert screen.get("/wall/city", headers={"User-Agent": "another"}).status_code == 302
    with state.begin() as session:
        revoke(session, number, clock())
    assert screen.get("/wall/city").status_code == 302


def test_a_refusal_is_audited_and_tells_nothing_of_what_is_inside(server, person):
    person("ann", "clerk", "市港航和口岸局")
    browser, _ = entered(server, "ann")
    answer = browser.get("/officers/audit")
    assert answer.status_code == 403 and "审计" not in answer.get_data(as_text=True)
    assert events(server)[-1] == ("denied", "ann", "refused")


def test_secrets_are_kept_as_digests_only(server, person):
    person("ann", "leader")
    _, answer = entered(server, "ann")
    cookie = re.search("cockpit_session=([^;]+)", answer.headers["Set-Cookie"])[1]
    with server.extensions[EXTENSION].state() as session:
        row, account = session.scalars(sa.select(WebSession)).one(), session.scalars(sa.select(Account)).one()
    assert (
        cookie not in (row.digest, row.agent)
        and account.password.startswith("$argon2id$")
        and OWN not in account.password
    )
