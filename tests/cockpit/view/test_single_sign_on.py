"""Signing in through OpenID Connect, against a provider that runs as a process of its own."""

import json
import re
from base64 import urlsafe_b64decode
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import httpx
import pytest
import sqlalchemy as sa
from markupsafe import escape
from requests import RequestException

from app import create_app
from cockpit.application import EXTENSION
from cockpit.audit.record import trail
from cockpit.security.access import Access
from cockpit.security.accounts import add_account, assign, disable
from cockpit.security.gate import SESSION_COOKIE
from cockpit.security.passwords import hashed
from cockpit.security.stored import Account
from tests.cockpit.security.conftest import PORT
from tests.cockpit.security.test_matrix import UPDATE, page_body
from tests.installation import NOW, clock

KEY = "Lq2pXv0r9TzWm4HdBn7sYc1uEjKg8aFo5iRt3w"
OWN = {"Origin": "http://localhost"}


def configured(settings, issuer, **access):
    """An installation where people sign in, and may do so through the provider."""
    told = Access(secret_key=KEY, oidc_issuer=issuer, oidc_client="cockpit", oidc_secret="s", **access)
    return replace(settings, demo=False, access=told)


@pytest.fixture
def served(own_installation, oidc_provider):
    return create_app(configured(own_installation, oidc_provider), clock)


@pytest.fixture
def cockpit(served):
    return served.extensions[EXTENSION]


def sent_to_provider(client, wanted="/port"):
    """Where the sign-in page sends the browser."""
    answer = client.get("/login/sso", query_string={"next": wanted})
    assert answer.status_code == 302
    return answer.headers["Location"]


def changed(url, **facts):
    """The address with other values in its query."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | facts
    return urlunsplit(parts._replace(query=urlencode(query)))


def consented(url, **form):
    """What the provider answers when the person consents there: the way back."""
    answer = httpx.post(url, data=form or {"sub": "3309-0417"})
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def signed_in(client, **form):
    return client.get(consented(sent_to_provider(client), **form))


def account(cockpit, subject="3309-0417"):
    with cockpit.state() as session:
        return session.scalar(sa.select(Account).where(Account.subject == subject))


def page(client, path="/port"):
    return client.post(UPDATE, json=page_body(path), headers=OWN).get_data(as_text=True)


def events(cockpit):
    return [(entry.event, entry.result) for entry in reversed(trail(cockpit).entries({}))]


def test_the_browser_is_sent_with_state_nonce_and_proof_key_and_no_secret(served, oidc_provider):
    url = sent_to_provider(served.test_client())
    told = parse_qs(urlsplit(url).query)
    assert url.startswith(f"{oidc_provider}/oauth2/authorize?")
    assert told["redirect_uri"] == ["http://localhost/login/sso/back"]
    assert (told["response_type"], told["code_challenge_method"]) == (["code"], ["S256"])
    assert min(len(told[name][0]) for name in ("state", "nonce", "code_challenge")) >= 20
    assert "client_secret" not in told


def test_an_unknown_person_gets_an_account_without_any_right_until_an_officer_gives_one(served, cockpit, oidc_provider):
    client = served.test_client()
    answer = signed_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/port")
    made = account(cockpit)
    facts = (made.name, made.title, made.role, made.department, made.source, made.issuer, made.password)
    assert facts == ("sso-wang.hai", "王海", "", "", "oidc", oidc_provider, "")
    assert events(cockpit)[-2:] == [("account.add", "ok"), ("login.ok", "ok")]
    assert "您的角色不能看这一页" in page(client) or r"\u60a8\u7684\u89d2\u8272" in page(client)
    assert [client.get(path).status_code for path in ("/api/find", "/export/table.csv", "/officers/audit")] == [403] * 3

    with cockpit.state.begin() as session:
        row = session.scalar(sa.select(Account).where(Account.subject == "3309-0417"))
        assign(session, row, cockpit.policy, "clerk", PORT, "", NOW)
    assert client.get("/api/find").status_code == 401  # whoever got a role signs in anew
    assert signed_in(client).headers["Location"] == "/port"
    assert client.get("/api/find").status_code == 200
    with cockpit.state() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 1


def test_people_are_told_apart_by_subject_never_by_name_and_never_become_a_local_account(served, cockpit):
    with cockpit.state.begin() as session:
        local, _ = add_account(session, "wang.hai", "本地王海", NOW)
        assign(session, local, cockpit.policy, "leader", "", "", NOW)
    signed_in(served.test_client())
    signed_in(served.test_client(), sub="3309-0555")
    with cockpit.state() as session:
        found = session.execute(sa.select(Account.name, Account.subject, Account.role).order_by(Account.name)).all()
    assert [tuple(row) for row in found] == [
        ("sso-wang.hai", "3309-0417", ""), ("sso-wang.hai-2", "3309-0555", ""), ("wang.hai", "", "leader"),
    ]  # fmt: skip


@pytest.mark.parametrize("where", ["state", "nonce", "other browser", "code", "denied", "replayed"])
def test_a_wrong_answer_signs_nobody_in_and_is_audited(served, cockpit, where):
    client = served.test_client()
    url = sent_to_provider(client)
    back = consented(changed(url, nonce="x" * 20) if where == "nonce" else url)
    if where == "state":
        back = changed(back, state="x" * 20)
    if where == "code":
        back = changed(back, code="x" * 20)
    if where == "denied":
        back = consented(url, action="deny")
    if where == "other browser":
        client = served.test_client()
    if where == "replayed":
        assert client.get(back).status_code == 302
        client.delete_cookie(SESSION_COOKIE)
    answer = client.get(back)
    assert answer.status_code == 401
    assert "统一身份登录没有成功" in answer.get_data(as_text=True)
    assert client.get_cookie(SESSION_COOKIE) is None
    assert events(cockpit)[-1] == ("login.fail", "refused")
    assert (account(cockpit) is None) == (where != "replayed")


def test_signing_out_ends_the_session_and_a_copied_cookie_with_it(served, cockpit):
    client = served.test_client()
    signed_in(client)
    copied = client.get_cookie(SESSION_COOKIE).value
    assert client.post("/logout", headers=OWN).status_code == 200
    thief = served.test_client()
    thief.set_cookie(SESSION_COOKIE, copied)
    assert thief.get("/account").headers["Location"] == "/login?next=%2Faccount"
    assert events(cockpit)[-1] == ("logout", "ok")
    assert trail(cockpit).entries({})[0].account == "sso-wang.hai"


def test_signing_out_goes_on_to_the_provider_with_its_token_and_comes_back(served, cockpit, oidc_provider):
    client = served.test_client()
    signed_in(client)
    answer = client.post("/logout", headers=OWN)
    url = answer.headers["Refresh"].removeprefix("0; url=")
    told = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(f"{oidc_provider}/oauth2/end_session?") and escape(url) in answer.get_data(as_text=True)
    assert (told["client_id"], told["post_logout_redirect_uri"]) == ("cockpit", "http://localhost/login")
    claims = json.loads(urlsafe_b64decode(told["id_token_hint"].split(".")[1] + "=="))
    assert (claims["sub"], claims["aud"]) == ("3309-0417", ["cockpit"]) or claims["aud"] == "cockpit"
    form = httpx.get(url)
    assert (form.status_code, "not set" in form.text) == (200, False)  # the provider misses no hint
    way = re.search(r'name="redirect_uri" value="([^"]+)"', form.text)[1].replace("&amp;", "&")
    left = httpx.post(f"{oidc_provider}/oauth2/end_session/confirm", data={"redirect_uri": way})
    back = urlsplit(left.headers["Location"])
    assert parse_qs(back.query)["state"] == [told["state"]]
    assert client.get(f"{back.path}?{back.query}").status_code == 200
    assert client.post("/logout", headers=OWN).headers["Location"] == "/login"  # there is nothing left to end


def test_who_signs_in_by_password_after_somebody_of_the_provider_is_not_sent_there(served, cockpit):
    with cockpit.state.begin() as session:
        local, _ = add_account(session, "local", "本地", NOW)
        assign(session, local, cockpit.policy, "leader", "", "", NOW)
        local.password, local.password_initial = hashed("Right-Horse-77"), False
    client = served.test_client()
    signed_in(client)
    client.post("/login", data={"name": "local", "password": "Right-Horse-77"}, headers=OWN)
    assert client.post("/logout", headers=OWN).headers["Location"] == "/login"


@pytest.mark.parametrize("metadata", [{"end_session_endpoint": None}, None])
def test_a_provider_without_such_a_place_or_without_an_answer_keeps_nobody_signed_in(served, metadata, monkeypatch):
    client = served.test_client()
    signed_in(client)

    def load(self):
        if metadata is None:
            raise RequestException
        return metadata

    monkeypatch.setattr(type(served.extensions["cockpit_oidc"]), "load_server_metadata", load)
    assert client.post("/logout", headers=OWN).headers["Location"] == "/login"
    assert client.get("/account").headers["Location"].startswith("/login")


def test_a_disabled_person_is_refused_although_the_provider_knows_them(served, cockpit):
    signed_in(served.test_client())
    with cockpit.state.begin() as session:
        disable(session, session.scalar(sa.select(Account).where(Account.source == "oidc")), NOW)
    client = served.test_client()
    assert signed_in(client).status_code == 401
    assert client.get_cookie(SESSION_COOKIE) is None
    assert events(cockpit)[-1] == ("login.fail", "refused")


def test_a_person_of_the_provider_has_no_way_in_by_password(served, cockpit):
    signed_in(served.test_client())
    for guess in ("", "3309-0417"):
        answer = served.test_client().post("/login", data={"name": "sso-wang.hai", "password": guess}, headers=OWN)
        assert answer.status_code == 401


def test_an_officer_of_the_provider_still_owes_the_second_factor(served, cockpit):
    signed_in(served.test_client())
    with cockpit.state.begin() as session:
        officer = session.scalar(sa.select(Account).where(Account.source == "oidc"))
        assign(session, officer, cockpit.policy, "audit", "", "", NOW)
    client = served.test_client()
    assert signed_in(client).headers["Location"] == "/account/enrol"
    assert client.get("/officers/audit").status_code == 401


def test_a_provider_that_does_not_answer_is_said_so_and_without_one_there_is_no_such_way(own_installation):
    silent = create_app(configured(own_installation, "http://localhost:9"), clock).test_client()
    answer = silent.get("/login/sso")
    assert (answer.status_code, "统一身份平台没有应答" in answer.get_data(as_text=True)) == (502, True)
    without = create_app(configured(own_installation, ""), clock).test_client()
    assert without.get("/login/sso").status_code == 404
    assert "统一身份登录" not in without.get("/login").get_data(as_text=True)
