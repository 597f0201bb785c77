"""Every door × everybody: what opens is what is declared, nothing is missing, and a new route without a word fails."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import create_app
from cockpit.api.key import SCOPES, add_key
from cockpit.application import EXTENSION
from cockpit.export.job import ExportJob
from cockpit.security.access import Access
from cockpit.security.accounts import account_of, add_account, assign
from cockpit.security.callback_body import shapes
from cockpit.security.devices import add_device, pair
from cockpit.security.doors import doors, opens
from cockpit.security.gate import DEVICE_COOKIE, SESSION_COOKIE, UPDATE
from cockpit.security.identity import NOBODY, Identity
from cockpit.security.rows import may_see_rows
from cockpit.security.sessions import begin
from cockpit.view.downloads import KINDS
from tests.cockpit.security.conftest import GRID, PORT
from tests.installation import NOW, clock

#: Who asks: nobody, a wall screen that was paired, and people who signed in.
EVERYBODY = {
    "anonymous": NOBODY,
    "wall": Identity("wall-1", "东墙", "wall", kind="device"),
    "clerk A": Identity("ann", "甲", "clerk", PORT),
    "clerk B": Identity("bob", "乙", "clerk", GRID),
    "county": Identity("cty", "丙", "county", "", "330902"),
    "leader": Identity("lena", "丁", "leader"),
    "system": Identity("sys", "戊", "system"),
    "security": Identity("sec", "己", "security"),
    "audit": Identity("aud", "庚", "audit"),
}
PEOPLE = [who for who, identity in EVERYBODY.items() if identity.kind == "person"]
SCREEN = "screen"
#: Of the interface: its description, and the sentence that an address does not exist.
KEYLESS = ("/api/v1/openapi.json", "/api/v1/<path:rest>")
VALUES = {"code": "econ.gdp_ytd", "kind": "csv", "name": "x.js", "filename": "20-shape.css", "path": "port",
          "package_name": "dash", "number": "1", "step": "send", "decision": "approve", "suffix": "json", "job_id": "x", "rest": "nothing", "fingerprinted_path": "x.js"}  # fmt: skip


@pytest.fixture(scope="module")
def cockpit_server(own_module_installation):
    """A cockpit that asks everybody to sign in, its people, and a paired screen."""
    server = create_app(own_module_installation, clock)
    cockpit = server.extensions[EXTENSION]
    with cockpit.state.begin() as session:
        for who in PEOPLE:
            one = EVERYBODY[who]
            account, _ = add_account(session, one.name, one.title, NOW)
            assign(session, account, cockpit.policy, one.role, one.department, one.region, NOW)
        _, code = add_device(session, "东墙", NOW)
        server.config[SCREEN] = pair(session, code, NOW, "127.0.0.1", "matrix")[1]
    return server


@pytest.fixture(scope="module")
def own_module_installation(installation, tmp_path_factory):
    folder = tmp_path_factory.mktemp("matrix")
    access = Access(secret_key="Lq2pXv0r9TzWm4HdBn7sYc1uEjKg8aFo5iRt3w")
    return replace(
        installation, host="0.0.0.0", var=folder, state_url=f"sqlite:///{folder / 'state.db'}", access=access
    )  # fmt: skip


def client(server, who):
    """A browser of somebody, just signed in."""
    asked, cockpit = server.test_client(), server.extensions[EXTENSION]
    asked.environ_base |= {"HTTP_USER_AGENT": "matrix", "HTTP_ORIGIN": "http://localhost"}
    if who == "wall":
        asked.set_cookie(DEVICE_COOKIE, server.config[SCREEN])
    if who in PEOPLE:
        with cockpit.state.begin() as session:
            secret = begin(session, account_of(session, EVERYBODY[who].name), "full", NOW, "127.0.0.1", "")
        asked.set_cookie(SESSION_COOKIE, secret)
    return asked


def declared(server, who, word):
    cockpit = server.extensions[EXTENSION]
    return opens(word, EVERYBODY[who], cockpit.as_seen_by(EVERYBODY[who]).grant)


def rules(server):
    return sorted({rule.rule for rule in server.url_map.iter_rules()})


def test_every_route_page_and_callback_is_declared_and_nothing_else(cockpit_server):
    cockpit_server.test_client().get("/")
    assert rules(cockpit_server) == sorted(doors().routes)
    with cockpit_server.app_context():
        assert sorted(shapes()) == sorted(doors().callbacks)


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_route_opens_to_exactly_those_it_is_declared_for(cockpit_server, who):
    wrong = {}
    for rule in cockpit_server.url_map.iter_rules():
        address = rule.rule
        for name in rule.arguments:
            address = re.sub(rf"<([^>]*[:)])?{name}>", VALUES[name], address)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            answer = client(cockpit_server, who).open(address, method=method, json={} if rule.rule == UPDATE else None)
            shut = (
                answer.status_code in (401, 403)
                or (answer.headers.get("Location") or "").startswith("/login")
                and not rule.rule.startswith("/log")
            )
            if doors().routes[rule.rule] == "key" and rule.rule not in KEYLESS:
                assert answer.status_code == 401, address  # nobody here shows a key
                continue
            own = answer.status_code == 401 and rule.rule.startswith(("/login", "/device"))  # their own refusal
            own |= answer.status_code == 401 and rule.rule == "/account/enrol"  # looks after half a session itself
            if (
                answer.status_code >= 500
                or not own
                and shut == declared(cockpit_server, who, doors().routes[rule.rule])
            ):
                wrong[f"{method} {address}"] = answer.status_code
    assert wrong == {}


PATHS = {"overview": "/", "domain": "/port", "indicator": "/indicator/econ.gdp_ytd", "table": "/table",
         "catalog": "/catalog", "batches": "/batches", "wall": "/wall/city", "not_found": "/nothing", "rows": "/rows/task_main",
         "warnings": "/warnings", "data_quality": "/data/quality", "data_catalog": "/data/catalog",
         "data_diff": "/data/diff", "style": "/style", "exports": "/exports", "records": "/records/task_main", "region": "/region/330902", "berth": "/berth/x",
         "enterprise": "/enterprise/x", "event": "/event/x", "task": "/task/x", "vessel": "/vessel/x"}  # fmt: skip


def page_body(path, search=""):
    inputs = [{"id": "_pages_location", "property": p, "value": v} for p, v in (("pathname", path), ("search", search))]
    outputs = [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}]
    return {"output": ".._pages_content.children..._pages_store.data..", "outputs": outputs, "inputs": inputs,
            "changedPropIds": ["_pages_location.pathname"], "state": []}  # fmt: skip


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("page", sorted(PATHS))
def test_every_page_opens_to_exactly_those_it_is_declared_for(cockpit_server, who, page):
    assert set(PATHS) == set(doors().pages)
    answer = client(cockpit_server, who).post(UPDATE, json=page_body(PATHS[page]))
    if who == "anonymous":
        assert answer.status_code == 401
    else:
        refused = "您的角色不能看这一页" in json.dumps(answer.get_json(), ensure_ascii=False)
        assert (answer.status_code, refused) == (200, not declared(cockpit_server, who, doors().pages[page]))


def test_two_people_on_a_warm_cache_never_get_a_byte_of_each_other(cockpit_server):
    """Trap 25: alternately, the same addresses; what one may not see is in no answer of theirs."""
    first = {}
    for _ in range(3):
        for who in ("clerk A", "clerk B"):
            for path in ("/society", "/port", "/catalog", "/"):
                text = client(cockpit_server, who).post(UPDATE, json=page_body(path)).get_data()
                assert first.setdefault((who, path), text) == text
    assert first["clerk A", "/society"] != first["clerk B", "/society"]
    grid = "网格事件上报数"
    seen = {key: grid in text.decode() or grid.encode("unicode_escape") in text for key, text in first.items()}
    assert seen["clerk B", "/society"] and not any(
        seen["clerk A", path] for path in ("/society", "/port", "/catalog", "/")
    )


def keyed(server, who):
    """What a program shows that reads in somebody's place: a key with every scope."""
    one = EVERYBODY[who]
    identity = Identity(f"key-{one.name}", one.title, one.role, one.department, one.region, "key")
    state = server.extensions[EXTENSION].state
    return {
        "Authorization": f"Bearer {add_key(state, identity.name, identity, SCOPES, 10**6, NOW, NOW + timedelta(days=1))}"
    }


INTERFACE = {"indicators": "", "observations": "indicator=econ.gdp_ytd", "records": "", "snapshots": "", "batches": ""}
NAMED = {"indicators": "econ.gdp_ytd", "records": "grid_event"}


def interface(server):
    """Every address of the interface that asks for a key, with every suffix: (address, format)."""
    for rule in sorted(rules(server)):
        if doors().routes[rule] == "key" and rule not in KEYLESS:
            first = re.match(r"/api/v1/(\w+)", rule)[1]
            plain = rule.replace("<name>", NAMED.get(first, ""))
            for form in ("json", "csv", "parquet"):
                if "<any(" in plain:
                    yield re.sub(r"<any.*>", form, plain) + f"?{INTERFACE[first]}", form
                else:
                    yield f"{plain}?{INTERFACE[first]}&format={form}", form


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "anonymous"])
def test_every_address_of_the_interface_opens_to_exactly_those_whose_role_may(cockpit_server, who):
    grant = cockpit_server.extensions[EXTENSION].as_seen_by(EVERYBODY[who]).grant
    said, asked = keyed(cockpit_server, who), cockpit_server.test_client()
    addresses = list(interface(cockpit_server))
    assert len(addresses) == 3 * 14
    told = {address: asked.get(address, headers=said).status_code for address, _ in addresses}
    may = {address: grant.may("api") and (form == "json" or grant.may("export")) for address, form in addresses}
    own = may_see_rows(grant, cockpit_server.extensions[EXTENSION].records["grid_event"])
    hidden = {address for address in told if "/records/grid_event" in address and not own}
    assert told == {a: 403 if not may[a] else 404 if a in hidden else 200 for a in told}


#: What each kind of file asks for; a new kind without it fails.
WANTED = {"table": {"i": "econ.gdp_ytd"}, "record": {"record": "grid_event"}, "brief": {}, "page": {"path": "/port"},
          "figure": {"path": "/port", "figure": "x"}}  # fmt: skip


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_kind_of_file_is_queued_for_exactly_those_who_may_export(cockpit_server, who):
    assert set(WANTED) == set(KINDS)
    state, browser = cockpit_server.extensions[EXTENSION].state, client(cockpit_server, who)
    grant = cockpit_server.extensions[EXTENSION].as_seen_by(EVERYBODY[who]).grant
    told = {}
    for kind, extensions in KINDS.items():
        for extension in extensions:
            job = json.dumps({"kind": kind, "extension": extension, "wanted": WANTED[kind]})
            answer = browser.post("/exports/new", data={"job": job})
            told[kind, extension] = (answer.status_code, answer.headers.get("Location"))
            with state.begin() as session:
                session.execute(sa.update(ExportJob).values(state="failed"))  # three may wait at once, no more
    shut = (401, None) if who == "anonymous" else (403, None)
    assert set(told.values()) == {(303, "/exports") if grant.may("export") else shut}


@pytest.mark.parametrize("who", EVERYBODY)
def test_rows_of_every_record_are_given_to_exactly_those_who_may_see_them(cockpit_server, who):
    cockpit, browser = cockpit_server.extensions[EXTENSION], client(cockpit_server, who)
    grant = cockpit.as_seen_by(EVERYBODY[who]).grant
    told = {name: browser.get(f"/api/rows/{name}?start=0&end=1").status_code for name in cockpit.records}
    if who == "anonymous":
        assert set(told.values()) == {401}
        return
    may = {name: grant.may("view") and may_see_rows(grant, record) for name, record in cockpit.records.items()}
    expected = {True: (200, 400), False: (400, 403)}  # 400: a table that is offered to nobody row by row
    assert {name: status for name, status in told.items() if status not in expected[may[name]]} == {}
