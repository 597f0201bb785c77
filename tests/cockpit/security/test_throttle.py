"""Who asks too often waits: counted by person and by address, by all workers together, in a file or in Redis."""

import threading
import time
from dataclasses import replace

import pytest
from limits.storage import RedisStorage

from app import create_app
from cockpit.application import EXTENSION
from cockpit.audit.record import trail
from cockpit.security.access import Access
from cockpit.security.accounts import add_account, assign
from cockpit.security.doors import doors
from cockpit.security.gate import SESSION_COOKIE, THROTTLE, UPDATE
from cockpit.security.identity import Identity
from cockpit.security.sessions import begin
from cockpit.security.tally import Tally
from cockpit.security.throttle import PERSON, Refused, Throttle, kind_of
from tests.cockpit.security.test_matrix import page_body
from tests.installation import NOW, clock

ANN, BOB, NOBODY = Identity("ann", "安", "clerk"), Identity("bob", "博", "clerk"), Identity("", "", "", kind="nobody")
SMALL = PERSON | {"page": 40, "poll": 40, "rows": 40}


@pytest.fixture(params=["file", "redis"])
def storage(request, tmp_path):
    if request.param == "file":
        return lambda: Tally(f"tally://{tmp_path / 'rates.db'}")
    url = request.getfixturevalue("redis")
    RedisStorage(url).reset()
    return lambda: RedisStorage(url)


def allowed(throttle, kind, identity, address="10.0.0.1", tries=100):
    """How many of so many requests go on."""
    count = 0
    for _ in range(tries):
        try:
            throttle.take(kind, identity, address)
        except Refused:
            continue
        count += 1
    return count


def test_two_workers_together_allow_no_more_than_one_would(storage):
    one, other = Throttle(storage(), SMALL), Throttle(storage(), SMALL)
    went = 0
    for _ in range(100):
        went += allowed(one, "page", ANN, tries=1) + allowed(other, "page", ANN, tries=1)
    assert went == SMALL["page"]


def test_threads_together_allow_no_more_either(storage):
    throttle, went = Throttle(storage(), SMALL), []
    threads = [threading.Thread(target=lambda: went.append(allowed(throttle, "page", ANN))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(went) == SMALL["page"]


def test_one_person_s_haste_stops_neither_another_nor_their_own_polls(storage):
    throttle = Throttle(storage(), SMALL)
    assert allowed(throttle, "page", ANN) == 40
    assert allowed(throttle, "page", BOB, tries=10) == allowed(throttle, "poll", ANN, tries=10) == 10


def test_who_has_not_signed_in_is_counted_by_address(storage):
    throttle = Throttle(storage(), SMALL)
    assert allowed(throttle, "page", NOBODY, "10.0.0.1") == 40
    assert allowed(throttle, "page", NOBODY, "10.0.0.2", tries=10) == 10


def test_many_people_behind_one_address_have_a_limit_together_but_walls_still_poll(storage):
    throttle = Throttle(storage(), PERSON, address=100)
    people = [Identity(f"p{n}", "", "clerk") for n in range(30)]
    assert sum(allowed(throttle, "page", person, tries=10) for person in people) == 100
    assert allowed(throttle, "poll", Identity("wall-1", "", "wall", kind="device"), tries=20) == 20


def test_the_count_begins_anew_and_the_refusal_says_when(tmp_path):
    store = Tally(f"tally://{tmp_path / 'rates.db'}")
    throttle = Throttle(store, SMALL)
    allowed(throttle, "page", ANN)
    with pytest.raises(Refused) as refusal:
        throttle.take("page", ANN, "10.0.0.1")
    assert 55 <= refusal.value.retry_after <= 60
    later = Throttle(store, SMALL, now=lambda: time.time() + 61)
    with pytest.raises(Refused):
        later.take("page", ANN, "10.0.0.1")  # the store's own clock counts, not a worker's
    assert store.incr("short", 1, 5) == 5
    time.sleep(1.05)
    assert (store.get("short"), store.incr("short", 1, 2)) == (0, 2)


def test_a_store_that_does_not_answer_stops_nobody(tmp_path, caplog):
    (tmp_path / "rates.db").mkdir()
    throttle = Throttle(Tally(f"tally://{tmp_path / 'rates.db'}"), SMALL)
    assert allowed(throttle, "page", ANN) == 100
    assert "rate limits are not counted" in caplog.text


def test_every_route_is_counted_but_probes_and_files_that_browsers_keep():
    free = {rule for rule in doors().routes if kind_of(rule, "GET") is None}
    assert {"/healthz", "/readyz", "/metrics"} < free
    assert all(doors().routes[rule] == "anyone" for rule in free)
    kinds = {rule: kind_of(rule, "POST") for rule in (UPDATE, "/login", "/annotations", "/exports/new", "/api/wall")}
    assert list(kinds.values()) == ["page", "sign", "write", "file", "poll"]


@pytest.fixture
def signed_in(own_installation):
    """A browser of a leader at an installation where one signs in, and its cockpit."""
    settings = replace(own_installation, demo=False, access=Access(secret_key="Lq2pXv0r9TzWm4HdBn7sYc1uEjKg8aFo5iRt3w"))
    server = create_app(settings, clock)
    cockpit = server.extensions[EXTENSION]
    with cockpit.state.begin() as session:
        account, _ = add_account(session, "leader", "领导", NOW)
        assign(session, account, cockpit.policy, "leader", "", "", NOW)
        secret = begin(session, account, "full", NOW, "127.0.0.1", "")
    client = server.test_client()
    client.set_cookie(SESSION_COOKIE, secret)
    return server, client, cockpit


def test_too_many_pages_are_429_with_a_sentence_a_time_and_one_audit_entry(signed_in):
    server, client, cockpit = signed_in
    server.extensions[THROTTLE] = Throttle(server.extensions[THROTTLE].storage, SMALL)
    own = {"Origin": "http://localhost"}
    answers = [client.post(UPDATE, json=page_body("/catalog"), headers=own) for _ in range(45)]
    assert [answer.status_code for answer in answers] == [200] * 40 + [429] * 5
    words = answers[-1].get_data(as_text=True)
    assert words == f"请求太频繁，请 {answers[-1].headers['Retry-After']} 秒后再试\n"
    entries = trail(cockpit).entries({"event": "throttled"})
    assert [(e.account, e.result, e.object) for e in entries] == [("leader", "refused", f"POST {UPDATE}")]
    assert client.get("/api/version").status_code == 200
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200


def test_a_visitor_of_the_demonstration_is_alone_on_this_machine_and_not_counted(installation):
    server = create_app(installation, clock)
    server.extensions[THROTTLE] = Throttle(server.extensions[THROTTLE].storage, dict.fromkeys(PERSON, 1), 1)
    assert {server.test_client().get("/api/version").status_code for _ in range(5)} == {200}
    stranger = server.test_client()
    stranger.environ_base["REMOTE_ADDR"] = "10.1.2.3"
    assert [stranger.get("/api/find").status_code for _ in range(3)] == [401, 429, 429]
