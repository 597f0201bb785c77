"""Attacks over HTTP on a running server: somebody else's files, tricks with addresses, cookies, methods and caches."""

import re
from datetime import timedelta

import httpx
import pytest

from cockpit.api.key import SCOPES, add_key
from cockpit.errors import QueryError
from cockpit.security.accounts import account_of, assign
from cockpit.security.devices import add_device
from cockpit.security.gate import DEVICE_COOKIE, SESSION_COOKIE, VISITOR_COOKIE, visitor_signer
from cockpit.security.identity import Identity
from cockpit.view.page_makers import page_path
from tests.cockpit.security.conftest import GRID, PORT
from tests.installation import NOW
from tests.soundness.town import HIDDEN, PASSWORD, PEOPLE, opened


@pytest.fixture(scope="module")
def town(installation, tmp_path_factory):
    yield from opened(installation, tmp_path_factory.mktemp("town"))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "trick",
    [{}, {"Range": "bytes=0-3"}, {"If-None-Match": "*"}, {"If-Modified-Since": "Mon, 23 Nov 2099 00:00:00 GMT"}],
)
def test_a_file_of_somebody_else_is_as_absent_as_one_that_never_was(town, method, trick):
    job = town.file("ann")
    bob = town.browser("bob")
    theirs, nobodys = (bob.request(method, f"/exports/{name}", headers=trick) for name in (job, "0" * 32))
    assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content)
    assert theirs.status_code == 404 and "etag" not in theirs.headers
    assert job not in bob.get("/exports/progress").text
    assert town.browser("ann").get(f"/exports/{job}").content == b"0123456789"


def test_a_file_made_under_another_role_or_department_is_not_given_any_more(town):
    job = town.file("ann")
    assert town.browser("ann").get(f"/exports/{job}").status_code == 200
    for who in (("clerk", GRID, ""), ("county", "", "330902"), ("clerk", PORT, "")):
        with town.cockpit.state.begin() as session:
            assign(session, account_of(session, "ann"), town.cockpit.policy, *who, NOW)
        ann = town.browser("ann")
        same = who == PEOPLE["ann"]
        assert ann.get(f"/exports/{job}").status_code == (200 if same else 404)
        assert (f"/exports/{job}" in str(town.page(ann, "/exports").json())) == same


def test_the_unchanged_file_and_its_head_are_audited_like_the_file(town):
    job = town.file("ann")
    ann = town.browser("ann")
    tag = ann.get(f"/exports/{job}").headers["ETag"]
    before = len(town.events("export"))
    told = [
        ann.get(f"/exports/{job}", headers={"If-None-Match": tag}).status_code, ann.head(f"/exports/{job}").status_code,
        ann.head("/export/table.csv?i=port.cargo_ytd").status_code,
    ]  # fmt: skip
    assert told == [304, 200, 200]
    assert len(town.events("export")) == before + 3


@pytest.mark.parametrize(
    "path",
    [
        "//officers/audit", "/./officers/audit", "/x/../officers/audit", "/%2e%2e/officers/audit", "/officers%2faudit",
        "/officers//audit", "/officers/audit/", "/officers/audit;x", "/OFFICERS/AUDIT", "/officers/audit%00", "/officers%5caudit",
    ],
)  # fmt: skip
def test_no_way_of_writing_an_address_opens_another_door(town, path):
    audit = town.browser("oda").get("/officers/audit")
    assert audit.status_code == 200 and "denied" in audit.text
    for name in ("ann", ""):
        answer = _raw(town, path, name)
        assert answer.status_code in (200, 302, 308, 401, 403, 404)
        assert "denied" not in answer.text and (name or answer.status_code != 200)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/?lang=en", "/%5cevil.example?lang=en", "/%09/evil.example?lang=en", "/%0a/evil.example?lang=en",
        "/%0d%0a/evil.example?lang=en", "/%09%5cevil.example?lang=en", "/.//evil.example?lang=en",
        "/login?next=/%09/evil.example", "/login?next=//evil.example", "///evil.example", "/x?lang=en&next=//evil.example",
    ],
)  # fmt: skip
def test_no_redirect_leads_to_another_site(town, path):
    for name in ("ann", ""):
        place = _raw(town, path, name).headers.get("Location", "")
        assert _host(town, place) == "127.0.0.1", place


def _host(town, place):
    """Where a browser goes: it leaves tabs and line ends out and takes a backslash for a slash."""
    read = re.sub(r"[\t\r\n]", "", place).replace("\\", "/")
    return httpx.URL(town.address).join(read).host if place else "127.0.0.1"


def _raw(town, path, name):
    """The answer to an address exactly as it is written."""
    url = httpx.URL(town.address).copy_with(raw_path=path.encode())
    with town.browser(name) as browser:
        return browser.send(browser.build_request("GET", url, extensions={"target": path.encode()}))


@pytest.mark.parametrize(
    "referer",
    ["http://evil.example/x", "{}//evil.example", "{}/\\evil.example", "{}/%09/evil.example", "javascript:alert(1)"],
)
def test_the_switch_of_language_leads_nowhere_else(town, referer):
    told = {"Referer": referer.format(town.address)} | town.own
    place = town.browser("ann").post("/language", headers=told).headers["Location"]
    assert _host(town, place) == "127.0.0.1"


def test_a_session_is_never_the_one_that_was_there_before(town):
    planted = town.browser(**{SESSION_COOKIE: "x" * 43})
    answer = planted.post("/login", data={"name": "lena", "password": PASSWORD}, headers=town.own)
    made = re.search(f"{SESSION_COOKIE}=([^;]+)", answer.headers["Set-Cookie"])[1]
    assert made != "x" * 43
    assert town.browser(**{SESSION_COOKIE: "x" * 43}).get("/api/find").status_code == 401
    again = town.browser(**{SESSION_COOKIE: made})
    assert again.get("/api/find").status_code == 200
    again.post("/login", data={"name": "lena", "password": PASSWORD}, headers=town.own)
    assert town.browser(**{SESSION_COOKIE: made}).get("/api/find").status_code == 401  # the seat was taken anew


@pytest.mark.parametrize("stage", ["factor", "password", "enrol"])
def test_half_a_session_opens_nothing(town, stage):
    half = town.browser(**{SESSION_COOKIE: town.session("lena", stage)})
    told = {half.get(a).status_code for a in ("/api/find", "/export/table.csv", "/api/wall", "/account", "/exports/x")}
    assert told <= {401, 302}
    assert half.get("/account").headers["Location"].startswith("/login")
    assert town.page(half, "/port").status_code == 401


def test_a_walls_token_opens_walls_and_nothing_else(town):
    with town.cockpit.state.begin() as session:
        _, code = add_device(session, "东墙", NOW)
    paired = town.browser()
    paired.post("/device", data={"code": code}, headers=town.own)
    wall = town.browser(**{DEVICE_COOKIE: paired.cookies[DEVICE_COOKIE]})
    refused = "您的角色不能看这一页"
    pages = {
        p: refused in town.page(wall, p).json().__str__() for p in ("/", "/port", "/table", "/exports", "/warnings")
    }
    assert pages == dict.fromkeys(pages, True)
    assert refused not in str(town.page(wall, "/wall/city").json())
    shut = ("/api/find", "/api/card/port.cargo_ytd", "/api/rows/observation?i=port.cargo_ytd", "/export/table.csv",
            "/export/diff.csv", "/exports/progress", "/account", "/officers/selfcheck")  # fmt: skip
    assert {wall.get(address).status_code for address in shut} == {403}
    assert wall.post("/annotations", data={}, headers=town.own).status_code == 403
    assert wall.get("/api/v1/indicators").status_code == 401


@pytest.mark.parametrize(
    "search", ["?region=330903", "?region=330903&asof=2026-11-20", "?asof=2026-11-20", "?region=330900"]
)
def test_neither_region_nor_an_earlier_day_shows_a_county_its_neighbour(town, search):
    neighbour, lena, cty = "330903", town.browser("lena"), town.browser("cty")
    address = f"/export/table.csv{search}&i={HIDDEN}&regions={neighbour}&from=2026-01&to=2026-10"
    assert len(lena.get(address).text.splitlines()) > 1
    assert len(cty.get(address).text.splitlines()) == 1
    rows = f"/api/rows/observation{search}&i={HIDDEN}&regions={neighbour}&from=2026-01&to=2026-10&start=0&end=100"
    assert (lena.get(rows).json()["total"] > 0, cty.get(rows).json()) == (True, {"rows": [], "total": 0})
    events = f"/api/rows/grid_event{search}&start=0&end=500"
    codes = {row.get("@region_code", row.get("region_code")) for row in cty.get(events).json()["rows"]}
    assert all(str(code).startswith(("330902", "定海")) for code in codes)


def test_what_is_kept_for_one_is_not_answered_to_another_in_any_language_or_encoding(town):
    """The page is kept compressed, once per sight and language; cookies and headers must not mix them up."""
    seen = {}
    for _ in range(2):
        for encoding in ("br", "gzip", "identity"):
            for spoken in ("zh", "en"):
                for name in ("bob", "ann"):
                    browser = town.browser(name, cockpit_language=spoken)
                    text = str(town.page(browser, "/society", **{"Accept-Encoding": encoding}).json())
                    seen.setdefault((name, spoken), set()).add(f"/indicator/{HIDDEN}" in text)
    assert seen == {("bob", "zh"): {True}, ("bob", "en"): {True}, ("ann", "zh"): {False}, ("ann", "en"): {False}}


def test_neither_a_key_nor_a_visitors_cookie_opens_a_desk(town):
    reader = Identity("reader", "读者", "leader", kind="key")
    secret = add_key(town.cockpit.state, "reader", reader, SCOPES, 1000, NOW, NOW + timedelta(days=1))
    said = {"Authorization": f"Bearer {secret}"}
    keyed, visitor = (
        town.browser(),
        town.browser(**{VISITOR_COOKIE: visitor_signer(town.cockpit).dumps(("leader", "", ""))}),
    )
    assert keyed.get("/api/v1/snapshots", headers=said).status_code == 200
    for address in ("/export/table.csv", "/api/find", "/api/rows/grid_event", "/exports/progress"):
        assert (keyed.get(address, headers=said).status_code, visitor.get(address).status_code) == (401, 401)
    for place in (f"?key={secret}", f"?access_token={secret}"):
        assert keyed.get(f"/api/v1/snapshots{place}").status_code == 401


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://127.0.0.1.evil.example", "http://127.0.0.1"])
def test_a_form_of_another_site_changes_nothing(town, origin):
    ann = town.browser("ann")
    told = [
        ann.post(address, data={"words": "x"}, headers={"Origin": origin}).status_code
        for address in ("/logout", "/annotations", "/exports/new", "/data/quality/problem/1/send", "/language")
    ]
    assert told == [403] * 5
    assert ann.get("/api/find").status_code == 200


def test_a_name_that_is_a_formula_or_a_script_stays_a_text(town):
    evil = "=1+1<img src=x>"
    lena = town.browser("lena")
    form = {
        "indicator": "port.cargo_ytd",
        "region": "330900",
        "period": "2026-08",
        "kind": "policy",
        "name": evil,
        "note": evil,
    }
    assert lena.post("/annotations", data=form, headers=town.own).status_code == 303
    page = town.page(lena, "/indicator/port.cargo_ytd").text
    assert "=1+1" in page and "<img src=x" not in page.replace("\\u003c", "<")
    files = [lena.get(f"/export/table.csv?i=port.cargo_ytd&find={word}") for word in ("=1+1", "＝cmd")]
    assert [file.status_code for file in files] == [200, 200]
    assert not any(re.search(r'(^|,)"?[=＝@]', line) for file in files for line in file.text.splitlines())


def test_an_address_to_print_is_a_page_and_cannot_climb_out_of_it(town):
    for path in ("/x/../officers/audit", "/x/%2e%2e/officers/audit", "/x/..%2fofficers/audit", "/x\\..\\officers/audit", "//evil.example/",
                 "/port/./../exports/progress", "/%09/evil.example", "/x/../wall/city"):  # fmt: skip
        with pytest.raises(QueryError, match="不是驾驶舱的页面"):
            page_path(town.server, path)
    assert page_path(town.server, "/port?region=330902") == "/port?region=330902"
