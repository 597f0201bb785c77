"""The spool keeps each message once in whatever order and however often it comes, and what it cannot read with why."""

import json
import sqlite3
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.errors import StoreError, StoreFull
from loaders.stream.message import DeadLetter, Message, Topic, parse
from loaders.stream.spool import Link, Spool

NOW = datetime(2026, 11, 23, 8, 0)
NUMBERED = Topic(topic="zs.iot.obs", entity=["device", "metric"], event_time="ts", sequence="seq", columns=["value"])


def test_a_message_is_read_with_its_entity_its_time_in_beijing_and_its_operation(topic, position):
    read = parse(topic, position(7, op="delete"), NOW)
    told = (read.topic, read.entity, read.event_time, read.received_at, read.op)
    assert told == ("zs.ais.position", "990000007", datetime(2020, 11, 23, 7, 50, 13), NOW, "D")


def test_digits_stay_as_they_were_written(topic):
    raw = b'{"mmsi":990000001,"event_time":"2026-11-23 07:00:00","lon":122.10,"lat":30.000000,"sog_kn":1e1,"x":[1.50,null],"y":true,"z":null}'
    cells = json.loads(parse(topic, raw, NOW).payload)
    assert cells == {
        "mmsi": "990000001", "event_time": "2026-11-23 07:00:00", "lon": "122.10", "lat": "30.000000",
        "sog_kn": "1e1", "x": '["1.50", null]', "y": "true", "z": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "消息是空的"),
        (b'{"mmsi": "1", "lon"', "第 20 个字符处不是合法的 JSON（Expecting ':' delimiter）；消息可能被截断"),
        ("船".encode("gbk"), "第 1 字节不是 UTF-8"),
        (b"[1]", "消息不是一个 JSON 对象"),
        (b'{"lon": NaN}', "NaN 不是 JSON 的数"),
        (b'{"x": "\\ud800"}', "含有不成对的代理字符"),
        (b"[" * 100_000, "JSON 嵌套太深"),
        (b'{"mmsi":"1","event_time":"x","speed":1,"lon":1,"lat":1}', "没有列 sog_kn；有：mmsi、event_time、speed、lon、lat"),
        (b'{"mmsi":" ","event_time":"x","sog_kn":1,"lon":1,"lat":1}', "mmsi 是空的"),
        (b'{"mmsi":"1","event_time":"soon","sog_kn":1,"lon":1,"lat":1}', "event_time=soon 不是时间"),
        (b'{"mmsi":"1","event_time":"2026-11-23T09:00:00","sog_kn":1,"lon":1,"lat":1}',
         "event_time=2026-11-23T09:00:00 比收到的时刻 2026-11-23 08:00:00 还晚"),
        (b'{"mmsi":"1","op":"upsert","event_time":"2026-11-23","sog_kn":1,"lon":1,"lat":1}', "op=upsert 不是 I、U、D"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_dead_letter_with_its_reason_and_its_bytes(spool, topic, raw, reason):
    spool.keep([parse(topic, raw, NOW)])
    assert spool.dead_letters(topic.topic) == [(DeadLetter(topic.topic, NOW, reason, raw), 1)]
    assert spool.newest(topic.topic) == 0


@given(st.one_of(st.binary(), st.text().map(str.encode), st.dictionaries(
    st.sampled_from(["mmsi", "event_time", "op", "lon", "lat", "sog_kn", "x"]),
    st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.lists(st.text())),
).map(lambda told: json.dumps(told).encode())))  # fmt: skip
def test_no_bytes_whatever_make_reading_fail(raw):
    assert isinstance(parse(Topic(topic="t", entity=["mmsi"]), raw, NOW), Message | DeadLetter)


def test_a_dead_letter_that_comes_again_is_counted(spool, topic):
    for minute in range(3):
        spool.keep([parse(topic, b"{", NOW + timedelta(minutes=minute))])
    [(letter, times)] = spool.dead_letters(topic.topic)
    assert (letter.received_at, times) == (NOW + timedelta(minutes=2), 3)


def test_dead_letters_are_read_again_when_the_declaration_was_put_right(spool, topic, position):
    drifted = position(1).replace(b"sog_kn", b"speed")
    spool.keep([parse(topic, drifted, NOW), parse(topic, b"{", NOW)])
    assert spool.state(topic.topic, NOW).dead == 2
    assert spool.revive(topic.model_copy(update={"columns": ["lon", "lat", "speed"]})) == 1
    state = spool.state(topic.topic, NOW)
    assert (state.messages, state.dead) == (1, 1)


def test_a_deletion_needs_no_more_than_its_key_and_its_time(topic):
    raw = b'{"mmsi":"1","event_time":"2026-11-23T07:00:00+08:00","op":"D"}'
    assert parse(topic, raw, NOW).op == "D"


def test_the_same_reading_sent_twice_by_the_gateway_is_one_message(spool, topic, position):
    spool.keep([parse(topic, position(1, ingest_time=f"2020-11-23T00:00:0{n}Z"), NOW) for n in range(3)])
    state = spool.state(topic.topic, NOW)
    assert (state.messages, state.repeated, state.newest_event) == (1, 2, datetime(2020, 11, 23, 7, 50, 13))


def test_of_two_versions_of_one_moment_the_greater_sequence_counts_even_if_it_was_handed_on_before(spool):
    def reading(sequence, value):
        told = {"device": "d1", "metric": "level", "ts": "2026-11-23T07:00:00+08:00", "seq": sequence, "value": value}
        return parse(NUMBERED, json.dumps(told).encode(), NOW)

    spool.keep([reading(10, "new")])
    spool.hand_on("zs.iot.obs", spool.newest("zs.iot.obs"), NOW)
    spool.keep([reading(9, "old")])
    assert spool.page("zs.iot.obs", spool.handed_on("zs.iot.obs"), spool.newest("zs.iot.obs"), 10) == []
    spool.keep([reading(11, "newest")])
    rows = spool.page("zs.iot.obs", spool.handed_on("zs.iot.obs"), spool.newest("zs.iot.obs"), 10)
    assert [json.loads(row.payload)["value"] for row in rows] == ["newest"]


@pytest.mark.parametrize("sequence", ["-1", "1.5", "", "x", "9" * 21])
def test_a_sequence_that_is_no_whole_number_is_refused(sequence):
    told = {"device": "d", "metric": "m", "ts": "2026-11-23", "value": 1, "seq": sequence}
    assert isinstance(parse(NUMBERED, json.dumps(told).encode(), NOW), DeadLetter)


def test_messages_are_kept_some_days_after_they_were_handed_on_and_counters_and_numbers_go_on(spool, topic, position):
    spool.keep([parse(topic, position(number), NOW) for number in range(3)])
    first = spool.newest(topic.topic)
    spool.hand_on(topic.topic, first, NOW)
    spool.keep([parse(topic, position(9), NOW), parse(topic, b"{", NOW)])
    late, never = NOW + timedelta(days=3), datetime.min
    assert spool.purge(NOW, never) == 0
    assert spool.purge(late, never) == 3
    state = spool.state(topic.topic, NOW)
    assert (state.messages, state.waiting, state.dead, spool.handed_on(topic.topic)) == (4, 1, 1, first)
    spool.hand_on(topic.topic, spool.newest(topic.topic), NOW)
    assert spool.purge(late, late) == 1
    assert (spool.newest(topic.topic), spool.state(topic.topic, NOW).dead) == (4, 0)
    spool.keep([parse(topic, position(20), NOW)])
    assert spool.newest(topic.topic) == 5


def test_a_topic_that_never_spoke_has_no_newest_event(spool):
    state = spool.state("zs.port.call", NOW)
    assert (state.messages, state.newest_event, state.lag_seconds) == (0, None, None)


def test_the_lag_is_the_age_of_the_newest_event(spool, topic, position):
    spool.keep([parse(topic, position(1, event_time="2026-11-23T07:59:30+08:00"), NOW)])
    spool.keep([parse(topic, position(2, event_time="2026-11-23T07:00:00+08:00"), NOW)])
    assert spool.state(topic.topic, NOW).lag_seconds == 30


def test_how_a_subscriber_fares_is_read_back(spool):
    assert spool.link("zhoushan") is None
    for link in (Link("zhoushan", True, NOW, NOW, NOW, "", None), Link("zhoushan", False, NOW, NOW, None, "断开", NOW)):
        spool.note(link)
        assert spool.link("zhoushan") == link


def test_a_full_disk_is_said_and_keeps_nothing_of_the_batch(tmp_path, topic, position):
    spool = Spool(tmp_path / "full.db")
    sa.event.listen(spool._engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA max_page_count=30"))
    spool._engine.dispose()
    with pytest.raises(StoreFull) as refused:
        spool.keep([parse(topic, position(n, note="x" * 2_000), NOW) for n in range(200)])
    assert (refused.value.place, refused.value.problem) == (str(spool.path), "盘满，收到的消息写不下")
    assert spool.newest(topic.topic) == 0


def test_a_file_that_is_no_spool_is_refused_with_its_path(tmp_path):
    (tmp_path / "x.db").write_text("no database at all, but quite some text" * 100)
    with pytest.raises(StoreError, match="消息暂存库不能用：file is not a database"):
        Spool(tmp_path / "x.db")


def test_a_commit_is_on_the_disk_and_does_not_hold_up_readers(spool):
    with spool._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
    with sqlite3.connect(spool.path) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)


READINGS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 3), st.sampled_from("IUD"), st.integers(0, 3)), min_size=1, max_size=12
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(readings=READINGS, data=st.data())
def test_any_order_and_any_repetition_give_the_same_latest_state(tmp_path_factory, readings, data):
    def entry(reading):
        entity, minute, op, value = reading
        told = {"mmsi": entity, "event_time": f"2026-11-23T07:0{minute}:00+08:00", "op": op, "value": value}
        return parse(Topic(topic="t", entity=["mmsi"]), json.dumps(told).encode(), NOW)

    entries = [entry(reading) for reading in readings]
    mixed = data.draw(st.permutations([*entries, *data.draw(st.lists(st.sampled_from(entries), max_size=8))]))
    once, twice = fresh(tmp_path_factory), fresh(tmp_path_factory)
    once.keep(entries)
    for first in range(0, len(mixed), 3):  # batches of three, each handed on before the next comes
        twice.keep(mixed[first : first + 3])
        twice.rows += twice.page("t", twice.handed_on("t"), twice.newest("t"), 100)
        twice.hand_on("t", twice.newest("t"), NOW)
    once.rows = once.page("t", 0, once.newest("t"), 100)
    assert latest(once.rows) == latest(twice.rows)
    state = twice.state("t", NOW)
    assert (state.messages, state.messages + state.repeated) == (len(set(entries)), len(mixed))
    once.close()
    twice.close()


def fresh(factory):
    spool = Spool(factory.mktemp("spool") / "s.db")
    spool.rows = []
    return spool


def latest(rows):
    """As the store merges: last by event time and number, then without deletions."""
    newest = {}
    for row in sorted(rows, key=lambda row: (row.event_time, row.number)):
        newest[json.loads(row.payload)["mmsi"]] = row
    return {entity: json.loads(row.payload) for entity, row in newest.items() if row.op != "D"}
