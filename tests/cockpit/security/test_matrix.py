"""Every door × everybody: what opens is what is declared, nothing is missing, and a new route without a word fails."""

import json
import re
from dataclasses import replace

import pytest

from app import create_app
from cockpit.application import EXTENSION
from cockpit.security.callback_body import shapes
from cockpit.security.doors import doors, opens
from cockpit.security.gate import UPDATE, visitor_signer
from cockpit.security.identity import NOBODY, Identity
from tests.cockpit.security.conftest import GRID, PORT
from tests.installation import clock

#: Who asks: a seat of the demonstration, "anonymous" from outside, or the wall.
EVERYBODY = {
    "anonymous": NOBODY,
    "wall": Identity("visitor", "演示访客", "wall", kind="visitor"),
    "clerk A": Identity("visitor", "演示访客", "clerk", PORT, kind="visitor"),
    "clerk B": Identity("visitor", "演示访客", "clerk", GRID, kind="visitor"),
    "county": Identity("visitor", "演示访客", "county", "", "330902", kind="visitor"),
    "leader": Identity("visitor", "演示访客", "leader", kind="visitor"),
    "system": Identity("visitor", "演示访客", "system", kind="visitor"),
    "security": Identity("visitor", "演示访客", "security", kind="visitor"),
    "audit": Identity("visitor", "演示访客", "audit", kind="visitor"),
}
#: Of the interface: its description, and the sentence that an address does not exist.
KEYLESS = ("/api/v1/openapi.json", "/api/v1/<path:rest>")
VALUES = {"code": "econ.gdp_ytd", "kind": "csv", "name": "x.js", "filename": "20-shape.css", "path": "port",
          "package_name": "dash", "number": "1", "step": "send", "decision": "approve", "suffix": "json", "job_id": "x", "rest": "nothing", "fingerprinted_path": "x.js"}  # fmt: skip


@pytest.fixture(scope="module")
def cockpit_server(own_module_installation):
    return create_app(own_module_installation, clock)


@pytest.fixture(scope="module")
def own_module_installation(installation, tmp_path_factory):
    folder = tmp_path_factory.mktemp("matrix")
    return replace(installation, var=folder, state_url=f"sqlite:///{folder / 'state.db'}")


def client(server, who):
    """A browser of somebody; whoever is anonymous comes from another address."""
    asked = server.test_client()
    identity = EVERYBODY[who]
    if identity is NOBODY:
        asked.environ_base["REMOTE_ADDR"] = "10.1.2.3"
    else:
        seat = (identity.role, identity.department, identity.region)
        asked.set_cookie("cockpit_visitor", visitor_signer(server.extensions[EXTENSION]).dumps(seat))
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
            answer = client(cockpit_server, who).open(
                address, method=method, json={} if rule.rule == UPDATE else None, headers={"Origin": "http://localhost"}
            )
            shut = (
                answer.status_code in (401, 403)
                or (answer.headers.get("Location") or "").startswith("/login")
                and not rule.rule.startswith("/log")
            )
            if doors().routes[rule.rule] == "key" and rule.rule not in KEYLESS:
                assert answer.status_code == 401, address  # nobody here shows a key
                continue
            own = answer.status_code == 401 and rule.rule.startswith(("/login", "/device"))  # their own refusal
            own |= answer.status_code == 401 and rule.rule.startswith("/account")  # needs a session, not a visit
            if rule.rule == "/metrics" and who == "anonymous":
                assert answer.status_code == 403  # its own refusal: from elsewhere only with its token
                continue
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
