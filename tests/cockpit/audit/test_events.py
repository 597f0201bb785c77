"""Every event that is declared is recorded by some real act: a request of a person, a key or a screen, a command, a start."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from app import create_app, draw
from cockpit.api.key import SCOPES, add_key
from cockpit.application import EXTENSION
from cockpit.audit.events import EVENTS
from cockpit.audit.record import trail
from cockpit.audit.started import note_start
from cockpit.audit.trail import RETENTION, Actor
from cockpit.commands import line
from cockpit.security.access import Access
from cockpit.security.accounts import account_of, add_account, assign
from cockpit.security.devices import add_device
from cockpit.security.gate import SESSION_COOKIE, THROTTLE, UPDATE
from cockpit.security.identity import Identity
from cockpit.security.passwords import hashed
from cockpit.security.sessions import begin
from cockpit.security.signing_in import sealed_factor
from cockpit.security.throttle import PERSON, Throttle
from tests.cockpit.security.conftest import PORT
from tests.cockpit.security.test_matrix import page_body
from tests.installation import NOW

KEY, PASSWORD, FACTOR = "Lq2pXv0r9TzWm4HdBn7sYc1uEjKg8aFo5iRt3w", "Right-Horse-77", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OWN = {"Origin": "http://localhost"}
NOTE = {"indicator": "port.cargo_ytd", "region": "330900", "period": "2026-08", "kind": "policy", "name": "新规"}
PEOPLE = ("leader", "clerk", "system", "security", "audit")


class Desk:
    """An installation where one signs in, its people, and a clock that can be set."""

    def __init__(self, settings):
        self.now = NOW
        self.settings = replace(settings, demo=False, access=Access(secret_key=KEY))
        self.server = create_app(self.settings, lambda: self.now)
        self.cockpit = self.server.extensions[EXTENSION]
        for role in PEOPLE:
            self.person(role, role)

    def person(self, name, role):
        with self.cockpit.state.begin() as session:
            account, _ = add_account(session, name, name, NOW)
            assign(session, account, self.cockpit.policy, role, PORT if role == "clerk" else "", "", NOW)
            account.password, account.password_initial = hashed(PASSWORD), False
            account.factor = sealed_factor(FACTOR, self.cockpit.key)

    def browser(self, name=""):
        client = self.server.test_client()
        if name:
            with self.cockpit.state.begin() as session:
                secret = begin(session, account_of(session, name), "full", self.now, "127.0.0.1", "")
            client.set_cookie(SESSION_COOKIE, secret)
        return client

    def post(self, who, address, /, **form):
        return self.browser(who).post(address, data=form, headers=OWN)

    def get(self, name, address):
        return self.browser(name).get(address)

    def password(self, name, password=PASSWORD, client=None):
        return (client or self.browser()).post("/login", data={"name": name, "password": password}, headers=OWN)

    def code(self, client, code=None):
        code = code or pyotp.TOTP(FACTOR).at(self.now.astimezone(None).replace(tzinfo=None))
        return client.post("/login/factor", data={"code": code}, headers=OWN)

    def events(self, event):
        return trail(self.cockpit).entries({"event": event}, 1000)

    def command(self, *words):
        """A command as on the host, over this installation."""
        arguments = line.parser().parse_args(words)
        assert arguments.run(self.settings, arguments) == 0


@pytest.fixture(scope="module")
def desk(installation, tmp_path_factory):
    folder = tmp_path_factory.mktemp("events")
    own = replace(installation, var=folder, state_url=f"sqlite:///{folder / 'state.db'}")
    return Desk(own)


def sign_in(desk):
    client = desk.browser()
    desk.password("leader", client=client)


def lock(desk):
    for _ in range(5):
        desk.password("locked", "wrong")


def expire(desk):
    client = desk.browser("leader")
    assert client.get("/api/find").status_code == 200
    desk.now += timedelta(minutes=31)
    assert client.get("/api/find").status_code == 401
    desk.now = NOW


def enrol(desk):
    client = desk.browser("leader")
    page = client.get("/account/enrol").get_data(as_text=True)
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)[1]
    client.post("/account/enrol", data={"sealed": sealed, "code": "000000"}, headers=OWN)


def start(desk):
    note_start(trail(desk.cockpit), desk.settings, desk.cockpit.policy, NOW)


def purge(desk):
    old = NOW - RETENTION - timedelta(days=1)
    trail(desk.cockpit).append(old, Actor("(旧)"), "logout")
    desk.command("audit", "purge")


def use_key(desk):
    reader = Identity("reader", "读者", "leader", kind="key")
    secret = add_key(desk.cockpit.state, "reader", reader, SCOPES, 100, NOW, NOW + timedelta(days=1))
    said = {"Authorization": f"Bearer {secret}"}
    assert desk.browser().get("/api/v1/indicators?limit=1", headers=said).status_code == 200


def hurry(desk):
    usual = desk.server.extensions[THROTTLE]
    desk.server.extensions[THROTTLE] = Throttle(usual.storage, PERSON | {"rows": 1})
    client = desk.browser("leader")
    assert [client.get("/api/find").status_code for _ in range(3)] == [200, 429, 429]
    desk.server.extensions[THROTTLE] = usual


def pair(desk):
    with desk.cockpit.state.begin() as session:
        _, code = add_device(session, "东墙", NOW)
    assert desk.post("", "/device", code=code).status_code == 302


def sensitive(desk):
    code = next(c for c, i in desk.cockpit.catalog.indicators.items() if i.sensitivity == "sensitive")
    body = page_body(f"/indicator/{code}")
    assert desk.browser("leader").post(UPDATE, json=body, headers=OWN).status_code == 200


ACTS = {
    "login.ok": sign_in,
    "login.fail": lambda desk: desk.password("leader", "wrong"),
    "login.lock": lock,
    "logout": lambda desk: desk.post("leader", "/logout"),
    "session.end": lambda desk: desk.post("system", "/officers/sessions", act="all"),
    "session.expire": expire,
    "account.add": lambda desk: desk.post("system", "/officers/accounts", act="add", name="new", title="新"),
    "account.change": lambda desk: desk.post("system", "/officers/accounts", act="disable", name="clerk"),
    "role.change": lambda desk: desk.post("security", "/officers/grants", name="leader", role="leader"),
    "password.change": lambda desk: desk.post("leader", "/login/password", old=PASSWORD, new="Other-Horse-88"),
    "factor.change": enrol,
    "policy.change": start,
    "config.change": lambda desk: note_start(
        trail(desk.cockpit), replace(desk.settings, port=9001), desk.cockpit.policy, NOW
    ),
    "publish": lambda desk: draw(desk.server),
    "view.sensitive": sensitive,
    "view.as": lambda desk: desk.get("security", "/officers/sight?role=clerk"),
    "export": lambda desk: desk.get("leader", "/export/table.csv?i=port.cargo_ytd"),
    "note.change": lambda desk: desk.post("leader", "/annotations", **NOTE),
    "quality.step": lambda desk: desk.post("leader", "/data/quality/problem/1/send", words="请核对"),
    "key.change": lambda desk: desk.command("key", "add", "测试", "--role", "leader"),
    "key.use": use_key,
    "denied": lambda desk: desk.get("leader", "/officers/audit"),
    "tampered": lambda desk: desk.browser("leader").post(UPDATE, json={"output": "x"}, headers=OWN),
    "throttled": hurry,
    "audit.read": lambda desk: desk.get("audit", "/officers/audit"),
    "audit.export": lambda desk: desk.get("audit", "/officers/audit/evidence").get_data(),
    "audit.purge": purge,
    "device.pair": pair,
    "device.change": lambda desk: desk.post("system", "/officers/devices", act="add", title="西墙"),
}


def test_for_every_declared_event_there_is_an_act():
    assert sorted(ACTS) == sorted(EVENTS)


@pytest.mark.parametrize("event", ACTS)
def test_the_act_is_recorded_and_the_chain_holds(desk, event):
    if event == "login.lock":
        desk.person("locked", "leader")
    before = len(desk.events(event))
    ACTS[event](desk)
    entries = desk.events(event)
    assert len(entries) > before
    assert entries[0].account and entries[0].at.year in (2025, 2026)
    if event not in ("policy.change", "config.change", "publish", "key.change", "audit.purge"):
        assert entries[0].address == "127.0.0.1"
    assert trail(desk.cockpit).verify() > 0


def test_a_wrong_second_factor_and_the_lock_that_follows_are_recorded(desk):
    desk.person("forgetful", "leader")
    client = desk.browser()
    desk.password("forgetful", client=client)
    desk.now += timedelta(seconds=1)
    for _ in range(5):
        desk.code(client, "000000")
    desk.now = NOW
    told = [(e.event, e.result) for e in trail(desk.cockpit).entries({"account": "forgetful"})]
    assert told == [("login.lock", "refused"), *[("login.fail", "refused")] * 4, ("login.ok", "ok")]
    assert client.get("/login/factor").status_code == 200
    assert desk.code(client, "000000").status_code == 401


def test_a_second_start_records_only_what_changed(desk):
    start(desk)
    before = len(desk.events("policy.change")), len(desk.events("config.change"))
    start(desk)
    assert (len(desk.events("policy.change")), len(desk.events("config.change"))) == before
    changed = replace(desk.settings, port=9000, metrics_token="abcdef-geheim")
    newer = desk.cockpit.policy.model_copy(update={"version": "2027-01-01"})
    note_start(trail(desk.cockpit), changed, newer, NOW)
    config, policy = desk.events("config.change")[0], desk.events("policy.change")[0]
    assert (config.object, policy.object) == ("metrics_token_digest、port", "version")
    assert '"port": "8050"' in config.detail and '"port": "9000"' in config.detail
    assert "geheim" not in config.detail and KEY not in config.detail


def test_a_sensitive_page_that_was_kept_leaves_its_trace_too(desk):
    code = next(c for c, i in desk.cockpit.catalog.indicators.items() if i.sensitivity == "sensitive")
    for name in ("one", "two"):
        desk.person(name, "leader")
        said = OWN | {"Accept-Encoding": "br"}
        answer = desk.browser(name).post(UPDATE, json=page_body(f"/indicator/{code}"), headers=said)
        assert answer.status_code == 200
    assert [(e.account, e.object) for e in desk.events("view.sensitive")][:2] == [("two", code), ("one", code)]


def test_a_key_refused_is_recorded_and_a_busy_key_does_not_fill_the_audit(desk):
    narrow = Identity("narrow", "窄", "leader", kind="key")
    secret = add_key(desk.cockpit.state, "narrow", narrow, ("snapshots",), 100, NOW, NOW + timedelta(days=1))
    said = {"Authorization": f"Bearer {secret}"}
    for _ in range(5):
        desk.browser().get("/api/v1/indicators", headers=said)
        desk.browser().get("/api/v1/snapshots", headers=said)
    told = [(e.object, e.result) for e in trail(desk.cockpit).entries({"account": "narrow"})]
    assert told == [("/snapshots", "ok"), ("/indicators", "refused")]


def test_no_secret_stands_in_the_audit(desk):
    text = "".join(trail(desk.cockpit).evidence())
    with desk.cockpit.state() as session:
        kept = session.execute(sa.text("SELECT digest FROM web_session")).scalars().all()
    assert kept and not any(secret in text for secret in (PASSWORD, FACTOR, KEY, *kept))
