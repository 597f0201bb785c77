"""The three signed gateways against servers that check what the real ones check (source_tables.md B1–B4, traps.md 21)."""

import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pandas as pd
import pytest

from cockpit.errors import SettingsError, SourceIncomplete, SourceShapeError, SourceUnreachable
from loaders.gateways import irs_gateway, open_portal, share_tokens
from loaders.gateways.irs_gateway import IrsDataset, IrsGateway, read_irs_gateway
from loaders.gateways.open_portal import OpenDataset, OpenPortal, read_open_portal
from loaders.gateways.share_gateway import ShareDataset, read_share_gateway
from loaders.gateways.share_tokens import ShareGateway
from loaders.patience import ONCE, Patience
from tests.loaders.gateways.conftest import ROWS, SECRETS

PROTOCOLS = ("open_portal", "share_gateway", "irs_gateway")
IRS = IrsDataset(
    path="/restapi/prod/IC33DEMO/bunker_supply", parameters={"area": "舟山 市"}, response_path="content.list",
    total_path="content.total", page_size=30,
)  # fmt: skip


@pytest.fixture
def read(url, http, clock, tmp_path):
    """Reads all rows by a protocol."""

    def portal(at, patience):
        connection = OpenPortal(url=at, app_id_env="APP", secret_env="KEY")
        dataset = OpenDataset(
            total_interface="bunker_supplygettotal", data_interface="bunker_supplygetdata", page_size=30
        )
        caller = open_portal.Caller(http, SECRETS, clock.millis, lambda _: None, patience)
        return read_open_portal(connection, dataset, caller)

    def share(at, patience):
        connection = ShareGateway(url=at, app_key_env="APP", app_secret_env="KEY")
        dataset = ShareDataset(
            path="/gateway/api/bunker_supply/dataSharing/demo.htm",
            rows_path="datas.rows",
            total_path="datas.total",
            page_size=30,
        )
        caller = share_tokens.Caller(http, SECRETS, clock.millis, tmp_path, patience)
        return read_share_gateway(connection, dataset, caller)

    def irs(at, patience):
        connection = IrsGateway(url=at, access_key_env="APP", secret_key_env="KEY")
        return read_irs_gateway(connection, IRS, irs_gateway.Caller(http, SECRETS, clock, patience))

    ways = {"open_portal": portal, "share_gateway": share, "irs_gateway": irs}
    return lambda protocol, at=url, patience=ONCE: pd.concat(ways[protocol](at, patience), ignore_index=True)


@pytest.mark.parametrize(
    ("key", "wanted"),
    [("demoAppSecret", "a9551ea0e7c9bc92b5744b1042db0b57"), ("demoRequestSecret", "d8bf502cce84be94b1798c72a9a0c8a3")],
)
def test_the_share_gateways_signature_is_that_of_the_vectors(key, wanted):
    assert share_tokens.signature("demoAppKey", key, "1700000000000") == wanted


@pytest.mark.parametrize(
    ("method", "parameters", "wanted"),
    [
        ("GET", {"b": "舟山", "a": "1"}, "WnKYRUkGhVUMBqdIeSvwhYTsD4tAnAJw319Ak6hzXYM="),
        ("POST", {}, "08Uc2LEJ0chvBY8synsS2i8vi8Xs9F0tq1L/k6coiIw="),
    ],
)
def test_the_irs_gateways_signature_is_that_of_the_vectors(method, parameters, wanted):
    path, date = "/restapi/prod/IC33000000000000000001/demo", "Tue, 09 Nov 2021 08:49:20 GMT"
    query = irs_gateway.canonical_query(parameters)
    assert irs_gateway.signature(method, path, query, "demoAK", "demoSK", date) == wanted


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_row_arrives_once_as_text_over_all_pages(read, protocol):
    rows = read(protocol)
    assert rows["order_id"].tolist() == [f"甲{n:03d}" for n in range(1, ROWS + 1)]
    assert rows["supplied_t"].iloc[-1] == "77.5"


#: What becomes of a reading under each trouble: how many rows are kept, or with what it is refused.
OUTCOMES = {
    "inner_failure": (SourceUnreachable, "96"), "half_answer": (SourceIncomplete, "不是完整的 JSON"),
    "slow": (SourceUnreachable, "超时"), "down": (SourceUnreachable, "HTTP 503"),
    "short_page": (SourceIncomplete, f"应有 {ROWS} 行，实收"), "changing_total": (SourceIncomplete, f"总数由 {ROWS + 1} 变为 {ROWS}"),
    "duplicate": ROWS, "out_of_order": ROWS, "schema_drift": ROWS, "unit_jump": ROWS, "swapped_region": ROWS,
}  # fmt: skip


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("fault", OUTCOMES)
def test_under_trouble_all_rows_are_kept_or_the_reading_is_refused_with_its_reason(server, read, protocol, fault):
    server.faults.set(protocol, fault, 1 if fault == "changing_total" else 99)
    wanted = OUTCOMES[fault]
    if fault == "inner_failure" and protocol == "irs_gateway":
        wanted = (SourceShapeError, "content.total")  # it wraps nothing: its failures have no code, only no rows
    if isinstance(wanted, int):
        assert len(read(protocol)) == wanted  # what is odd in them is the quality rules' to say
        return
    with pytest.raises(wanted[0]) as refused:
        read(protocol)
    assert wanted[1] in refused.value.problem


#: Answers before the third page: a total, and two pages.
THIRD_PAGE = 3


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("fault", ["down", "slow", "half_answer", "inner_failure"])
def test_a_third_page_that_fails_twice_is_asked_for_again_and_every_row_comes_once(server, read, protocol, fault):
    if (protocol, fault) == ("irs_gateway", "inner_failure"):
        pytest.skip("it wraps nothing: a failure has no code, only another shape, and that does not heal")
    pauses = []
    server.faults.set(protocol, fault, 2, THIRD_PAGE)
    rows = read(protocol, patience=Patience(wait=pauses.append))
    assert rows["order_id"].tolist() == [f"甲{n:03d}" for n in range(1, ROWS + 1)]
    assert [1 <= pauses[0] <= 2, 2 <= pauses[1] <= 3, len(pauses)] == [True, True, 2]
    assert server.faults.shown() == {}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_third_page_that_stays_away_ends_the_reading_with_its_reason(server, read, protocol):
    server.faults.set(protocol, "down", 99, THIRD_PAGE)
    with pytest.raises(SourceUnreachable, match="HTTP 503"):
        read(protocol, patience=Patience(attempts=3, wait=lambda _: None))
    assert server.faults.shown()[protocol] == ("down", 96)


def test_of_77_announced_rows_76_are_not_enough(server, read):
    server.faults.set("open_portal", "short_page", 99)
    with pytest.raises(SourceIncomplete) as refused:
        read("open_portal")
    assert refused.value.problem == "应有 77 行，实收 74 行"  # one lost on each of three pages


def test_a_clock_two_minutes_off_is_corrected_by_the_gateways_and_asked_once_more(server, read):
    server.utc = lambda: datetime(2026, 11, 23, 4, 2, tzinfo=UTC)
    assert len(read("irs_gateway")) == ROWS


def test_a_gateway_that_still_sees_another_time_is_asked_no_third_time(server, read):
    server.faults.set("irs_gateway", "expired_signature", 99)
    with pytest.raises(SourceUnreachable) as refused:
        read("irs_gateway")
    assert refused.value.problem == "本机时间与网关相差超过 90 秒，校时后仍被拒绝"
    assert server.faults.shown()["irs_gateway"] == ("expired_signature", 97)


@pytest.mark.parametrize(("name", "words"), [("APP", "访问码不对"), ("KEY", "签名不对")])
def test_a_refused_key_says_which_and_never_what_it_is(read, monkeypatch, name, words):
    monkeypatch.setitem(SECRETS, name, "geheim-7788")
    with pytest.raises(SourceUnreachable) as refused:
        read("irs_gateway")
    assert refused.value.problem == words
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_secret_that_nobody_set_is_named(read, monkeypatch, protocol):
    monkeypatch.delitem(SECRETS, "KEY")
    with pytest.raises(SettingsError, match="环境变量 KEY"):
        read(protocol)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_nobody_at_home_is_a_refusal_without_secrets(read, protocol):
    with pytest.raises(SourceUnreachable, match="连不上") as refused:
        read(protocol, at="http://127.0.0.1:9")
    assert "demoSK" not in str(refused.value)


def test_the_secret_of_the_hour_is_kept_renewed_and_asked_for_again(server, read, clock, tmp_path):
    def secrets():
        return set(server.live)

    assert len(read("share_gateway")) == ROWS
    first = secrets()
    clock.pass_(minutes=10)
    read("share_gateway")
    assert secrets() == first
    clock.pass_(minutes=10)  # the request secret has ended, the refresh secret has not
    read("share_gateway")
    second = secrets()
    assert not second & first
    clock.pass_(days=2)
    read("share_gateway")
    assert not secrets() & second
    assert (tmp_path / "share_gateway.json").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_was_ended_elsewhere_is_renewed_once(server, read):
    read("share_gateway")
    server.live.clear()
    assert len(read("share_gateway")) == ROWS
    server.faults.set("share_gateway", "expired_signature", 99)
    with pytest.raises(SourceUnreachable, match="代码 99"):
        read("share_gateway")
    assert server.faults.shown()["share_gateway"][1] == 97


def _many(url: str, folder: Path) -> list[str]:
    connection = ShareGateway(url=url, app_key_env="APP", app_secret_env="KEY")
    moment = datetime(2026, 11, 23, 4, tzinfo=UTC)
    with httpx.Client(timeout=5) as http:
        caller = share_tokens.Caller(http, SECRETS, lambda: int(moment.timestamp() * 1000), folder)
        return [share_tokens.request_secret(connection, caller) for _ in range(5)]


def test_four_processes_share_one_secret_and_throw_nobody_out(url, server, tmp_path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        told = pool.starmap(_many, [(url, tmp_path)] * 4)
    assert len({secret for own in told for secret in own}) == 1
    assert len(server.live) == 2


def test_a_damaged_store_of_secrets_is_asked_for_anew(read, tmp_path):
    (tmp_path / "share_gateway.json").write_text('{"request_secret": ')
    assert len(read("share_gateway")) == ROWS
