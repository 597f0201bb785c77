"""Two people ask alternately on one warm cache, what and in which order Hypothesis chooses: nobody's rows reach the other."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import create_app
from cockpit.api.key import SCOPES, add_key
from cockpit.application import EXTENSION
from cockpit.security.identity import Identity
from tests.cockpit.security.test_matrix import UPDATE, page_body
from tests.installation import NOW, clock
from tools.fuzz_callbacks import GRID, PORT, plant, seat, tells

PEOPLE = {"grid": (GRID, PORT), "port": (PORT, GRID)}
OWN = {"Origin": "http://localhost", "Accept-Encoding": "identity"}
QUERIES = st.sampled_from(
    ["", "?region=330902", "?period=2026-10", "?period=2026-10&region=330921", "?asof=2026-11-20"]
)
RECORDS = st.sampled_from(["grid_event", "vessel_base", "vessel_call", "grid_event_node", "task_main"])
INDICATORS = st.sampled_from(
    ["grid.events", "grid.ontime_rate", "port.wait_hours", "port.cargo_ytd", "opinion.sensitive"]
)
PAGES = st.sampled_from(
    ["/", "/port", "/society", "/catalog", "/table", "/warnings", "/data/quality", "/exports", "/batches"]
)


def page(path):
    return lambda client, _: client.post(UPDATE, json=page_body(*path), headers=OWN)


def asked(address):
    return lambda client, _: client.get(address, headers={"Accept-Encoding": "identity"})


def by_key(address):
    return lambda client, key: client.get(
        address, headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}
    )


def queued(record):
    told = json.dumps({"kind": "record", "extension": "csv", "wanted": {"record": record}})
    return lambda client, _: client.post("/exports/new", data={"job": told}, headers=OWN)


REQUESTS = st.one_of(
    st.tuples(PAGES, QUERIES).map(page),
    st.tuples(INDICATORS.map("/indicator/{}".format), QUERIES).map(page),
    st.tuples(RECORDS.map("/rows/{}".format), QUERIES).map(page),
    st.tuples(RECORDS.map("/records/{}".format), QUERIES).map(page),
    st.tuples(RECORDS, st.sampled_from([0, 100, 500])).map(lambda t: asked(f"/api/rows/{t[0]}?start={t[1]}&end={t[1] + 500}")),
    st.lists(INDICATORS, min_size=1, max_size=3).map(lambda i: asked(f"/api/rows/observation?i={','.join(i)}&start=0&end=500")),
    st.tuples(st.sampled_from(["csv", "xlsx", "parquet"]), INDICATORS).map(lambda t: asked(f"/export/table.{t[0]}?i={t[1]}")),
    INDICATORS.map(lambda i: asked(f"/api/card/{i}")),
    st.sampled_from(["/api/find", "/api/me", "/exports/progress", "/export/diff.csv"]).map(asked),
    st.tuples(RECORDS, st.sampled_from(["json", "csv", "parquet"])).map(lambda t: by_key(f"/api/v1/records/{t[0]}.{t[1]}")),
    st.tuples(INDICATORS, st.sampled_from(["json", "csv", "parquet"])).map(
        lambda t: by_key(f"/api/v1/observations.{t[1]}?indicator={t[0]}&dimension=*")
    ),
    RECORDS.map(queued),
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(installation_copy):
    """One application, both canaries, each person's browser and key."""
    plant(installation_copy, GRID, PORT.owner)
    plant(installation_copy, PORT, GRID.owner)
    server = create_app(installation_copy, clock)
    state = server.extensions[EXTENSION].state
    told = {}
    for name, (own, _) in PEOPLE.items():
        reader = Identity(name, name, *own.owner, kind="key")
        key = add_key(state, name, reader, SCOPES, 10**6, NOW, NOW + timedelta(days=1))
        told[name] = (seat(server, own.owner), key)
    return told


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(st.tuples(REQUESTS, st.permutations(["grid", "port"])), min_size=1, max_size=6))
def test_no_byte_of_one_s_rows_reaches_the_other(shared, asked_for):
    first = {}
    for turn in (1, 2):
        for number, (request, order) in enumerate(asked_for):
            for name in order:
                own, other = PEOPLE[name]
                answer = request(*shared[name])
                assert answer.status_code < 500
                assert not tells(answer, other.word)
                first.setdefault((number, name), tells(answer, own.word))
                if turn == 2 and answer.status_code == 200:
                    assert first[number, name] == tells(answer, own.word)  # a warm answer tells what the cold one told


def test_each_sees_their_own_canary_by_screen_file_and_interface(shared):
    for name, record, code in (("grid", "grid_event", "grid.events"), ("port", "vessel_base", "port.wait_hours")):
        client, key = shared[name]
        own = PEOPLE[name][0]
        files = [
            by_key(f"/api/v1/records/{record}.{kind}?limit=10000")(client, key) for kind in ("csv", "parquet", "json")
        ]  # fmt: skip
        assert [tells(answer, own.word) for answer in files] == [True] * 3
        assert tells(by_key(f"/api/v1/observations.json?indicator={code}")(client, key), own.word)
        tables = [asked(f"/export/table.{kind}?i={code}")(client, key) for kind in ("csv", "xlsx", "parquet")]
        assert [tells(answer, own.word) for answer in tables] == [True] * 3
