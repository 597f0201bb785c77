"""Following real brokers: nothing is acknowledged before it is on the disk, so whoever dies, nothing is lost or twice."""

import socket
import threading
import time
from contextlib import suppress
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from cockpit.clock import beijing_now
from cockpit.errors import SourceUnreachable, StoreFull
from loaders.stream.message import DeadLetter, Topic
from loaders.stream.mqtt import MqttConnection
from loaders.stream.spool import Spool
from tests.loaders.stream.brokers import PASSWORD, SECRETS, USER

NAME = "zs.ais.position"


def kept(spool):
    return spool.state(NAME, beijing_now()).messages


def connected(spool):
    link = spool.link("zhoushan-cockpit")
    return link is not None and link.connected


def problem(spool):
    link = spool.link("zhoushan-cockpit")
    return link.problem if link else ""


def entities(spool):
    with spool._engine.connect() as connection:
        return connection.execute(sa.text("SELECT entity FROM message ORDER BY number")).scalars().all()


def numbered(*numbers):
    return [f"9900{number:05d}" for number in numbers]


def test_what_is_sent_is_kept_and_what_was_sent_while_we_were_away_comes_later(
    broker, connect, spool, following, wait, position
):
    with following(connect(broker), spool):
        wait(lambda: connected(spool))
        broker.send(position(1), position(2))
        wait(lambda: kept(spool) == 2)
    link = spool.link("zhoushan-cockpit")
    assert (link.connected, link.problem, link.gap_from) == (False, "已停止", None)
    broker.send(position(3), b'{"mmsi": "9900', position(4))
    assert kept(spool) == 2
    with following(connect(broker), spool):
        wait(lambda: kept(spool) == 4)
    assert entities(spool) == numbered(1, 2, 3, 4)
    [(letter, times)] = spool.dead_letters(NAME)
    assert (letter.raw, times) == (b'{"mmsi": "9900', 1)
    assert spool.link("zhoushan-cockpit").gap_from is None


def test_a_subscriber_killed_three_times_in_the_middle_of_2000_messages_loses_nothing_and_keeps_nothing_twice(
    broker, connect, spool, subscriber, wait, position
):
    process = subscriber(connect(broker), spool)
    wait(lambda: connected(spool))
    sender = threading.Thread(target=broker.send, args=[position(number) for number in range(2_000)])
    sender.start()
    for enough in (200, 600, 1_000):
        wait(lambda enough=enough: kept(spool) >= enough)
        process.kill()
        process.wait()
        assert kept(spool) < 2_000
        process = subscriber(connect(broker), spool)
    sender.join()
    wait(lambda: kept(spool) == 2_000)
    assert sorted(entities(spool)) == numbered(*range(2_000))
    process.terminate()
    assert process.wait(10) == 0


def test_a_broker_that_goes_down_is_waited_for_and_what_it_had_taken_comes_when_it_is_back(
    broker, connect, spool, following, wait, position
):
    with following(connect(broker), spool) as raised:
        broker.send(position(0))
        wait(lambda: connected(spool))
        broker.send(position(1))
        wait(lambda: kept(spool) >= 1)
        broker.stop()
        wait(lambda: not connected(spool))
        wait(lambda: problem(spool).startswith(("连接断开", "连不上")))
        broker.start()
        broker.send(position(2))
        wait(lambda: connected(spool) and numbered(2)[0] in entities(spool))
    assert raised == []
    assert spool.link("zhoushan-cockpit").gap_from is None


def test_a_killed_broker_of_the_demonstration_still_has_what_it_took(
    demonstration, connect, spool, following, wait, position
):
    with following(connect(demonstration), spool):
        wait(lambda: connected(spool))
    demonstration.send(*(position(number) for number in range(300)))
    demonstration.stop(kill=True)
    demonstration.start()
    with following(connect(demonstration), spool):
        wait(lambda: kept(spool) == 300)
    assert entities(spool) == numbered(*range(300))


def test_a_broker_that_forgot_our_session_is_told_with_the_moment_from_which_messages_may_be_missing(
    demonstration, connect, spool, following, wait
):
    with following(connect(demonstration), spool):
        wait(lambda: connected(spool))
    before = spool.link("zhoushan-cockpit")
    demonstration.stop()
    for file in demonstration.folder.iterdir():
        file.unlink()
    demonstration.start()
    with following(connect(demonstration), spool):
        wait(lambda: connected(spool))
        assert spool.link("zhoushan-cockpit").gap_from == before.heard_at
    assert spool.link("zhoushan-cockpit").gap_from == before.heard_at


def test_a_spool_that_cannot_be_written_acknowledges_nothing(
    broker, connect, spool, following, wait, position, tmp_path
):
    with following(connect(broker), spool):
        wait(lambda: connected(spool))
    full = Spool(tmp_path / "full.db")
    sa.event.listen(full._engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA max_page_count=30"))
    full._engine.dispose()
    broker.send(*(position(number, note="x" * 9_000) for number in range(20)))
    with following(connect(broker), full) as raised:
        wait(lambda: raised)
    assert [type(error) for error in raised] == [StoreFull]
    assert kept(full) < 20
    # An acknowledgement may be lost with the connection: then a message stands in both.
    with following(connect(broker), spool):
        wait(lambda: sorted({*entities(full), *entities(spool)}) == numbered(*range(20)))


def test_a_wrong_password_ends_the_subscriber_and_is_not_in_its_words(broker, connect, spool, following, wait):
    wrong = SECRETS | {"TEST_MQTT_PASSWORD": "falsch-口令"}
    with following(connect(broker), spool, wrong) as raised:
        wait(lambda: raised)
    assert type(raised[0]) is SourceUnreachable
    assert raised[0].place == f"mqtt://127.0.0.1:{broker.port}#zhoushan-cockpit"
    assert raised[0].problem.startswith("代理拒绝连接：")
    assert "falsch" not in str(raised[0])


def test_a_missing_environment_variable_is_named(demonstration, connect, spool, following, wait):
    with following(connect(demonstration), spool, {"TEST_MQTT_USER": USER}) as raised:
        wait(lambda: raised)
    assert raised[0].problem == "没有环境变量 TEST_MQTT_PASSWORD"


@pytest.mark.parametrize("answers", [b"\x01\x80", b"\x01\x00"], ids=["refused", "without acknowledgement"])
def test_a_subscription_that_is_refused_or_degraded_ends_the_subscriber(connect, spool, following, wait, answers):
    """By a script, since Mosquitto grants every subscription and sends nothing where its list forbids."""
    topics = [Topic(topic=name, entity=["mmsi"]) for name in ("zs.iot.obs", NAME)]
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            other, _ = server.accept()
            other.recv(1000)
            other.sendall(b"\x20\x02\x00\x00")
            other.sendall(b"\x90\x04" + other.recv(1000)[2:4] + answers)
            other.recv(1000)

        threading.Thread(target=answer, daemon=True).start()
        broker = SimpleNamespace(port=server.getsockname()[1])
        with following(connect(broker, topics=topics), spool) as raised:
            wait(lambda: raised)
    assert raised[0].problem.startswith(f"代理不给订阅 {NAME}（QoS 1）：")


def test_what_came_over_a_broken_connection_is_not_acknowledged_over_the_next_where_its_number_means_another(
    connect, spool, following, wait, position, monkeypatch
):
    again, keep = threading.Event(), spool.keep
    monkeypatch.setattr(spool, "keep", lambda batch: again.wait(10) and keep(batch))
    answers: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept():
            other, _ = server.accept()
            other.recv(1000)
            other.sendall(b"\x20\x02\x00\x00")
            other.sendall(b"\x90\x03" + other.recv(1000)[2:4] + b"\x01")
            return other

        def answer():
            raw = position(1)
            body = len(NAME).to_bytes(2, "big") + NAME.encode() + b"\x00\x07" + raw
            with accept() as first:
                first.sendall(bytes([0x32, len(body) % 128 | 128, len(body) // 128]) + body)
                time.sleep(0.1)
            with accept() as second, suppress(TimeoutError):
                again.set()
                second.settimeout(1)
                answers.append(second.recv(1000))

        script = threading.Thread(target=answer)
        script.start()
        with following(connect(SimpleNamespace(port=server.getsockname()[1])), spool):
            script.join()
    assert (kept(spool), answers) == (1, [])


def test_tls_is_spoken_with_the_declared_authority_and_with_no_other(
    make_broker, connect, spool, following, wait, position
):
    broker = make_broker(tls=True)
    certificate = str(broker.folder / "server.crt")
    with following(connect(broker, tls=True, ca_file=certificate), spool):
        wait(lambda: connected(spool))
    with following(connect(broker, tls=True), spool) as raised:
        wait(lambda: "CERTIFICATE_VERIFY_FAILED" in problem(spool))
    assert raised == []
    with following(connect(broker, tls=True, ca_file="/no/such.crt"), spool) as raised:
        wait(lambda: raised)
    assert raised[0].problem.startswith("证书 /no/such.crt 不能用：")


def test_whoever_answers_but_speaks_no_mqtt_is_no_broker(connect, spool, following, wait):
    with socket.create_server(("127.0.0.1", 0)) as server:
        broker = SimpleNamespace(port=server.getsockname()[1])

        def answer():
            with suppress(OSError):
                while True:
                    other, _ = server.accept()
                    other.recv(100)
                    other.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    other.close()

        threading.Thread(target=answer, daemon=True).start()
        with following(connect(broker), spool):
            wait(lambda: "连接断开" in problem(spool))
        assert not connected(spool)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_topic_that_is_no_text_ends_the_subscriber_instead_of_leaving_it_deaf(connect, spool, following, wait):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            other, _ = server.accept()
            other.recv(1000)
            other.sendall(b"\x20\x02\x00\x00" + b"\x32\x05\x00\x01\xff\x00\x07")
            other.recv(1000)

        threading.Thread(target=answer, daemon=True).start()
        with following(connect(SimpleNamespace(port=server.getsockname()[1])), spool) as raised:
            wait(lambda: raised)
    assert (type(raised[0]), raised[0].problem) == (SourceUnreachable, "代理送来的不是 MQTT 报文")


def test_messages_of_a_topic_no_longer_declared_are_dead_letters_until_the_session_forgets_it(
    broker, connect, spool, following, wait, position
):
    other = Topic(topic="zs.iot.obs", entity=["device"])
    with following(connect(broker, topics=[other, Topic(topic=NAME, entity=["mmsi"])]), spool):
        wait(lambda: connected(spool))
        broker.send(position(1))
        wait(lambda: kept(spool) == 1)
    broker.send(b"{}", topic="zs.iot.obs")
    with following(connect(broker), spool):
        wait(lambda: spool.dead_letters("zs.iot.obs"))
        [(letter, _)] = spool.dead_letters("zs.iot.obs")
        assert letter == DeadLetter("zs.iot.obs", letter.received_at, "没有声明这个主题", b"{}")
        broker.send(position(2))
        wait(lambda: kept(spool) == 2)
    broker.send(b"[]", topic="zs.iot.obs")
    with following(connect(broker), spool):
        broker.send(position(3))
        wait(lambda: kept(spool) == 3)
    assert [letter.raw for letter, _ in spool.dead_letters("zs.iot.obs")] == [b"{}"]


@pytest.mark.parametrize("wrong", [{"topics": []}, {"port": 0}, {"qos": 0}, {"password": PASSWORD}, {"client_id": ""}])
def test_a_connection_that_could_lose_messages_or_holds_a_secret_is_refused(topic, wrong):
    with pytest.raises(ValidationError):
        MqttConnection(**({"host": "h", "client_id": "c", "topics": [topic]} | wrong))


@pytest.mark.parametrize("wildcard", ["zs/#", "zs/+/position", ""])
def test_a_topic_is_one_topic(wildcard):
    with pytest.raises(ValidationError):
        Topic(topic=wildcard, entity=["mmsi"])
