"""From the demonstration's positions through broker and spool to the rows that the ingest merges."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import partial

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.clock import beijing_now, beijing_time
from loaders.demo.servers.position_faults import NAMES, Fault, Faults, control, misbehaved
from loaders.demo.servers.positions import COLUMNS, Target, fleet, publish, report
from loaders.lineage import from_platform
from loaders.recorded import recorded
from loaders.sources import load_sources
from loaders.stream import latest
from loaders.stream.latest import read_stream
from loaders.stream.message import Topic, parse
from metrics.catalog import load_catalog
from metrics.records import load_records
from tests.loaders.stream.brokers import PASSWORD, USER, Demonstration

NAME = "zs.ais.position"
POSITIONS = Topic(topic=NAME, entity=["mmsi"], columns=list(COLUMNS))
SEEN = "2026-11-22T23:50:00Z"
START = datetime.fromisoformat(SEEN)
ROWS = [
    # mmsi, lon, lat, sog_kn, cog_deg, nav_status: under way at sea, at anchor, course on the land of Zhoushan island
    (" 990000002 ", "122.75", "29.40", "12.0", "90.0", "0"),
    ("990000001", "122.36", "29.70", "0.2", "10.0", "1"),
    ("990000003", "122.22", "29.92", "10.0", "350.0", "0"),
    ("990000004", "—", "29.92", "10.0", "350.0", "0"),
]


@pytest.fixture
def vessels(tmp_path):
    """Of a small platform."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'platform.db'}")
    rest = {"ts": SEEN, "heading_deg": "511.0", "rot": "0.0", "draught_m": "5.0", "source": "ais", "quality": "2"}
    names = ["mmsi", "lon", "lat", "sog_kn", "cog_deg", "nav_status"]
    rows = [dict(zip(names, row, strict=True)) | rest | {"dsc_biz_timestamp": "2026-11-23 07:50:00"} for row in ROWS]
    pd.DataFrame(rows).to_sql("vessel_position", engine, index=False)
    return fleet(engine)


def frames(spool):
    return list(read_stream(spool, NAME, 0))


def states(frame):
    """As the store merges: latest by event time and number, then without deletions."""
    ready = from_platform(frame, 1, beijing_now()).sort_values(["_changed_at", "_sequence"])
    last = ready.drop_duplicates("mmsi", keep="last")
    return last[last["_operation"] != "D"].sort_values("mmsi").set_index("mmsi")


def test_frames_are_text_with_the_columns_as_delivered_and_the_lineage_of_the_message(spool, position):
    topic = Topic(topic=NAME, entity=["mmsi"])
    now = beijing_now()
    messages = [position(1), position(2, op="delete", note=None), position(3, note="锚泊")]
    spool.keep([parse(topic, raw, now) for raw in messages])
    [frame] = frames(spool)
    assert set(map(str, frame.dtypes)) == {"str"}
    assert list(frame.columns) == [
        "mmsi", "lon", "lat", "sog_kn", "op", "event_time", "ingest_time", "note",
        "dsc_biz_timestamp", "dsc_biz_record_id", "dsc_biz_operation",
    ]  # fmt: skip
    assert frame["note"].isna().tolist() == [True, True, False]
    assert frame["sog_kn"].tolist() == ["10.5"] * 3
    ready = from_platform(frame, 1, now)
    assert ready["_changed_at"].tolist() == [pd.Timestamp("2020-11-23 07:50:13")] * 3
    assert (ready["_sequence"].tolist(), ready["_operation"].tolist()) == ([1, 2, 3], ["U", "D", "U"])


def test_moments_less_than_a_second_apart_keep_their_order(spool, position):
    topic, now = Topic(topic=NAME, entity=["mmsi"]), beijing_now()
    for second in ("13.500", "13.499999", "13"):
        told = position(1, event_time=f"2020-11-22T23:50:{second}Z", sog_kn=second)
        spool.keep([parse(topic, told, now)])
    assert states(frames(spool)[0])["sog_kn"].tolist() == ["13.500"]


def test_a_stream_is_read_page_by_page_up_to_where_it_stood_and_from_where_it_was_handed_on(
    spool, position, monkeypatch
):
    monkeypatch.setattr(latest, "ROWS", 3)
    topic, now = Topic(topic=NAME, entity=["mmsi"]), beijing_now()
    spool.keep([parse(topic, position(number), now) for number in range(8)])
    until = spool.newest(NAME)
    pages = read_stream(spool, NAME, 0, until)
    first = next(pages)
    spool.keep([parse(topic, position(9), now)])
    assert [len(first), *(len(page) for page in pages)] == [3, 3, 2]
    spool.hand_on(NAME, until, now)
    [rest] = read_stream(spool, NAME, spool.handed_on(NAME))
    assert rest["mmsi"].tolist() == ["990000009"]
    spool.hand_on(NAME, spool.newest(NAME), now)
    assert list(read_stream(spool, NAME, spool.handed_on(NAME))) == []


def test_a_vessel_goes_along_its_course_turns_and_is_where_the_moment_says(vessels):
    assert [vessel.columns["mmsi"] for vessel in vessels] == ["990000001", "990000002", "990000003"]
    anchored, moving, aground = vessels
    assert (anchored.reach, moving.reach, aground.reach < 5) == (0, 5, True)
    after = report(moving, START + timedelta(minutes=15))  # 3 miles at 12 knots due east
    assert (after["lat"], after["lon"], after["cog_deg"]) == (29.4, round(122.75 + 3 / 60 / 0.871214, 6), 90.0)
    assert after == report(moving, START + timedelta(minutes=15))
    assert (after["demo"], after["ts"], after["mmsi"]) == (True, "2026-11-23T00:05:00.000Z", "990000002")
    back = report(moving, START + timedelta(minutes=35))  # 5 out, 2 back
    assert (back["lon"], back["cog_deg"]) == (after["lon"], 270.0)
    still = report(anchored, START + timedelta(days=1))
    assert (still["lon"], still["lat"]) == (122.36, 29.7)


@pytest.mark.parametrize(
    ("fault", "messages", "kept", "repeated", "dead", "reasons"),
    [
        ("duplicate", 2, 1, 1, 0, []),
        ("out_of_order", 2, 2, 0, 0, []),
        ("schema_drift", 1, 0, 0, 1, ["没有列 sog_kn"]),
        ("unit_jump", 1, 1, 0, 0, []),
        ("half_message", 1, 0, 0, 1, ["消息可能被截断"]),
        ("silence", 0, 0, 0, 0, []),
    ],
)
def test_each_fault_what_is_kept_what_is_refused_and_what_is_shown(
    spool, vessels, fault, messages, kept, repeated, dead, reasons
):
    now = START + timedelta(minutes=5)
    arrived = beijing_time(now.timestamp())
    sent = list(misbehaved(partial(report, vessels[1]), now, Fault(fault, 1)))
    assert len(sent) == messages
    for raw in sent:
        spool.keep([parse(POSITIONS, raw, arrived)])
    state = spool.state(NAME, arrived)
    assert (state.messages, state.repeated, state.dead) == (kept, repeated, dead)
    letters = [letter.reason for letter, _ in spool.dead_letters(NAME)]
    assert [part in reason for part, reason in zip(reasons, letters, strict=True)] == [True] * len(reasons)
    assert state.lag_seconds == (0 if kept else None)
    if kept:  # the newest, though an older one came after it; a jump of the unit is not for the spool to judge
        right = report(vessels[1], now)
        [row] = states(frames(spool)[0]).to_dict("records")
        factor = 10_000 if fault == "unit_jump" else 1
        assert (row["lon"], float(row["sog_kn"])) == (str(right["lon"]), right["sog_kn"] * factor)


def test_positions_arrive_as_rows_of_the_record_and_the_latest_of_each_vessel_is_its_state(
    demonstration, connect, spool, vessels, following, wait
):
    connection = connect(demonstration, topics=[POSITIONS])
    target = Target("127.0.0.1", demonstration.port, USER, PASSWORD)
    faults = Faults()
    faults.switch(Fault("duplicate", 3))
    ticks = iter(START + timedelta(seconds=number) for number in range(1, 31))
    with following(connection, spool):
        wait(lambda: spool.link("zhoushan-cockpit") is not None and spool.link("zhoushan-cockpit").connected)
        publish(vessels, target, 500, faults, threading.Event(), lambda: next(ticks), 30)
        wait(lambda: spool.state(NAME, beijing_now()).messages == 30)
    [frame] = frames(spool)
    record = load_records()["vessel_position"]
    [source] = [told for told in load_sources(load_records(), load_catalog()) if told.source == "vessel_position"]
    chunk = recorded(from_platform(frame, 1, beijing_now()), source, record, {})
    assert (len(chunk.rows), len(chunk.rejects)) == (30, 0)
    newest = chunk.rows.sort_values(["_changed_at", "_sequence"]).drop_duplicates("mmsi", keep="last")
    for place, vessel in enumerate(vessels):
        last = report(vessel, START + timedelta(seconds=28 + place))
        [row] = newest[newest["mmsi"] == vessel.columns["mmsi"]].to_dict("records")
        assert (row["lon"], row["lat"], row["sog_kn"]) == (last["lon"], last["lat"], last["sog_kn"])
        assert row["ts"] == beijing_time((START + timedelta(seconds=28 + place)).timestamp())


def test_reports_given_out_before_the_broker_is_up_arrive_once_it_is(tmp_path, vessels):
    broker = Demonstration(tmp_path / "late")
    target, faults, stop = Target("127.0.0.1", broker.port, USER, PASSWORD), Faults(), threading.Event()
    sender = threading.Thread(target=publish, args=(vessels, target, 500, faults, stop, lambda: START, 5))
    sender.start()
    time.sleep(0.5)  # all five are queued, none has a link
    broker.start()
    sender.join(20)
    assert not sender.is_alive()
    broker.stop()


def test_faults_are_switched_by_http_and_used_up():
    faults = Faults()
    client = control(faults).test_client()
    assert client.get("/fault/positions").json is None
    assert client.post("/fault/positions", json={"fault": "silence", "times": 2}).json["times"] == 2
    assert [fault and fault.fault for fault in (faults.next(), faults.next(), faults.next())] == ["silence"] * 2 + [
        None
    ]
    client.post("/fault/positions", json={"fault": "duplicate", "times": 9})
    assert client.delete("/fault/positions").json is None
    assert faults.next() is None
    refused = client.post("/fault/positions", json={"fault": "earthquake"})
    assert (refused.status_code, refused.json["problem"]) == (400, f"没有故障 earthquake；有：{'、'.join(NAMES)}")


def test_every_message_of_the_demonstration_says_that_it_is_one(vessels):
    [raw] = misbehaved(partial(report, vessels[0]), datetime.now(UTC), None)
    assert json.loads(raw)["demo"] is True
