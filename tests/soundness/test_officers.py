"""What officers, names, notes and cookies must not be used for, on a running server."""

from dataclasses import replace

import pytest

from app import create_app
from cockpit.application import EXTENSION
from cockpit.errors import QueryError
from cockpit.security.access import Access
from cockpit.security.accounts import account_of, add_account, assign
from cockpit.security.gate import SESSION_COOKIE
from cockpit.security.passwords import hashed, matches
from tests.installation import NOW, clock
from tests.soundness.town import HIDDEN, KEY, PASSWORD, opened


@pytest.fixture(scope="module")
def town(installation, tmp_path_factory):
    yield from opened(installation, tmp_path_factory.mktemp("town"))


def test_a_note_beside_a_value_goes_no_further_than_the_value(town):
    """The page of the neighbour is open to a county; its hidden values are not, nor what somebody wrote about them."""
    words = "邻县内部说明7731"
    form = {
        "indicator": HIDDEN,
        "region": "330903",
        "period": "2026-08",
        "kind": "policy",
        "name": words,
        "note": words,
    }
    lena = town.browser("lena")
    assert lena.post("/annotations", data=form, headers=town.own).status_code == 303
    seen = {
        name: words in str(town.page(town.browser(name), f"/indicator/{HIDDEN}", "?region=330903").json())
        for name in ("lena", "bob", "cty", "ann")
    }
    assert seen == {"lena": True, "bob": True, "cty": False, "ann": False}


def test_the_system_officer_cannot_become_another_officer(town):
    with town.cockpit.state.begin() as session:
        account, _ = add_account(session, "sys", "系统", NOW)
        assign(session, account, town.cockpit.policy, "system", "", "", NOW)
    sys = town.browser("sys")

    def reset(name):
        return sys.post("/officers/accounts", data={"act": "reset", "name": name}, headers=town.own).status_code

    assert (reset("oda"), reset("bob")) == (400, 200)
    with town.cockpit.state() as session:
        assert matches(account_of(session, "oda").password, PASSWORD)
        assert not matches(account_of(session, "bob").password, PASSWORD)


@pytest.mark.parametrize("name", ["visitor", "machine", "wall-1", "sso-wang"])
def test_nobody_is_called_like_a_visitor_a_screen_or_the_program(town, name):
    with town.cockpit.state() as session, pytest.raises(QueryError, match="系统保留的名字"):
        add_account(session, name, "某人", NOW)


def test_under_tls_the_sessions_cookie_is_bound_to_this_host(installation, tmp_path):
    settings = replace(
        installation, host="0.0.0.0", var=tmp_path, state_url=f"sqlite:///{tmp_path / 'state.db'}",
        access=Access(secret_key=KEY, tls=True),
    )  # fmt: skip
    server = create_app(settings, clock)
    with server.extensions[EXTENSION].state.begin() as session:
        account, _ = add_account(session, "tess", "Tess", NOW)
        assign(session, account, server.extensions[EXTENSION].policy, "leader", "", "", NOW)
        account.password, account.password_initial = hashed(PASSWORD), False
    browser, own = server.test_client(), {"Origin": "https://localhost"}
    answer = browser.post(
        "/login", data={"name": "tess", "password": PASSWORD}, headers=own, base_url="https://localhost"
    )
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "cockpit_session" in c)
    assert cookie.startswith("__Host-cockpit_session=") and "Domain" not in cookie
    assert all(part in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert browser.get("/api/find", base_url="https://localhost").status_code == 200
    plain = server.test_client()
    plain.set_cookie(SESSION_COOKIE, cookie.partition("=")[2].partition(";")[0])
    assert plain.get("/api/find").status_code == 401
    browser.post("/logout", headers=own, base_url="https://localhost")
    assert browser.get("/api/find", base_url="https://localhost").status_code == 401
