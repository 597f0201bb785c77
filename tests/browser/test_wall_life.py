"""A wall through a day: news, the turn of a month, a red light, a clicker, and a server that goes away."""

import time
from datetime import datetime, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa

from app import create_app, ingest
from tests.installation import NOW, clock, serving

SHOWING = "document.querySelector('.wall').dataset.showing"


def test_an_open_wall_shows_a_new_number_within_ten_seconds_of_its_publication(reading, own_installation):
    value = "[data-tile='port.cargo_ytd'] [data-indicator]"
    with serving(create_app(own_installation, clock)) as url, reading("wall", url) as reader:
        page = reader.open("/wall/city")
        before = page.get_attribute(value, "data-value")
        page.evaluate("window.untouched = document.querySelector('.wall-map')")
        deliver_again(own_installation.platform_url, "port.cargo_ytd", "ytd", lambda shown: shown + 100)
        assert ingest(own_installation, lambda: NOW + timedelta(hours=1)) == 0
        published = time.perf_counter()
        page.wait_for_selector(f"{value}:not([data-value='{before}'])", timeout=10_000)
        assert time.perf_counter() - published < 10
        assert float(page.get_attribute(value, "data-value")) == pytest.approx(float(before) + 100e4)
        assert page.evaluate("window.untouched.isConnected")  # what did not change was not drawn again


def test_the_screen_of_a_light_that_has_just_turned_red_comes_at_once_and_then_the_rotation_goes_on(
    reading, own_installation
):
    with serving(create_app(own_installation, clock)) as url, reading("wall", url) as reader:
        reader.page.clock.install()
        page = reader.open("/wall")
        page.wait_for_function(f"{SHOWING} === 'city'")
        page.keyboard.press("PageDown")
        assert page.evaluate(SHOWING) == "economy"
        page.evaluate("document.querySelectorAll('[data-dwell]').forEach(screen => screen.dataset.dwell = 3600)")
        deliver_again(own_installation.platform_url, "port.cargo_yoy", "ytd_yoy", lambda _: -9.0)
        deliver_again(own_installation.platform_url, "port.cargo_yoy", "current", lambda _: -9.0)
        assert ingest(own_installation, lambda: NOW + timedelta(hours=1)) == 0
        page.wait_for_function(f"{SHOWING} === 'port'", timeout=15_000)
        assert page.text_content("#wall-status") == "刚转红：港口货物吞吐量累计同比"
        page.clock.fast_forward(3_601_000)
        page.wait_for_function(f"{SHOWING} === 'economy'", timeout=15_000)
        assert page.text_content("#wall-status") == ""


def test_a_clicker_turns_the_screens_and_space_holds_them(reading):
    with reading("wall") as reader:
        reader.page.clock.install()
        page = reader.open("/wall")
        page.wait_for_function(f"{SHOWING} === 'city'")
        shown = []
        for key in ("PageDown", "ArrowRight", "ArrowDown", "PageUp", "ArrowLeft", "ArrowUp", "ArrowUp"):
            page.keyboard.press(key)
            shown.append(page.evaluate(SHOWING))
        assert shown == ["economy", "port", "society", "port", "economy", "city", "gov"]
        assert page.locator(".wall-screen:visible").count() == 1
        assert page.evaluate("getComputedStyle(document.querySelector('[data-screen=port]')).visibility") == "hidden"
        page.keyboard.press("Space")
        page.clock.fast_forward(120_000)
        assert (page.evaluate(SHOWING), page.text_content("#wall-status")) == ("gov", "已暂停")
        page.keyboard.press("Space")
        page.clock.fast_forward(31_000)
        page.wait_for_function(f"{SHOWING} === 'city'")


class Moved:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize(
    ("before", "after", "months", "day"),
    [
        (datetime(2026, 11, 29, 23, 59, 58), datetime(2026, 11, 30, 0, 0, 1), ("2026年10月", "2026年10月"), "11月30日"),
        (datetime(2026, 11, 30, 23, 59, 58), datetime(2026, 12, 1, 0, 0, 1), ("2026年10月", "2026年11月"), "12月1日"),
        (datetime(2026, 12, 31, 23, 59, 58), datetime(2027, 1, 1, 0, 0, 1), ("2026年11月", "2026年12月"), "1月1日"),
    ],
    ids=["midnight", "month", "year"],
)
def test_midnight_the_months_end_and_the_years_end_roll_over_by_themselves(
    reading, installation, before, after, months, day
):
    moved = Moved()
    moved.now = before
    with serving(create_app(installation, moved)) as url, reading("wall", url) as reader:
        page = reader.open("/wall/city")
        page.evaluate("window.same = true")
        assert page.locator(".wall-dates b").first.text_content() == months[0]
        moved.now = after
        page.wait_for_function(f"document.querySelector('.wall-dates b').textContent === '{months[1]}'", timeout=15_000)
        page.wait_for_function(f"document.getElementById('wall-clock').textContent.includes('{day} 00:00')")
        assert page.evaluate("window.same")


def test_without_a_network_the_wall_keeps_its_picture_says_since_when_and_comes_back_by_itself(reading):
    with reading("wall") as reader:
        page = reader.open("/wall/city")
        page.wait_for_function("document.querySelector('.wall').dataset.link === 'ok'")
        figures = page.locator(".wall-number .figure").all_text_contents()
        page.context.set_offline(True)
        page.wait_for_selector(".wall[data-link=lost]", timeout=15_000)
        assert page.text_content("#wall-status") == "与服务器失去联系，显示的是 12:00 的内容"
        assert page.locator(".wall-number .figure").all_text_contents() == figures
        page.context.set_offline(False)
        page.wait_for_selector(".wall[data-link=ok]", timeout=6_000)  # one tick is three seconds, and a busy machine needs some
        assert page.text_content("#wall-status") == ""
        reader.complaints = [c for c in reader.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


def test_a_wall_whose_network_goes_before_the_first_answer_does_not_make_up_a_time(reading):
    with reading("wall") as reader:
        reader.page.route("**/api/wall**", lambda route: route.abort())
        page = reader.open("/wall/city")
        assert page.get_attribute(".wall", "data-link") in (None, "")
        page.wait_for_selector(".wall[data-link=lost]", timeout=15_000)
        assert (page.text_content("#wall-status"), page.text_content("#wall-clock")) == ("与服务器失去联系，正在重连", "")
        page.unroute("**/api/wall**")
        page.wait_for_selector(".wall[data-link=ok]", timeout=7_000)
        assert page.text_content("#wall-status") == ""
        reader.complaints = [c for c in reader.complaints if "ERR_FAILED" not in c]


def test_an_idle_poll_is_small(reading):
    with reading("wall") as reader:
        session = reader.page.context.new_cdp_session(reader.page)
        session.send("Network.enable")
        sizes = []

        def received(event):
            # No body: the headers are all there is. The first question is answered with the clock.
            if "/api/wall?" in event["response"]["url"] and event["response"]["status"] == 204:
                sizes.append(event["response"]["encodedDataLength"])

        session.on("Network.responseReceived", received)
        page = reader.open("/wall")
        page.wait_for_timeout(7500)
        assert len(sizes) >= 2
        assert max(sizes) <= 300


def deliver_again(platform_url, code, basis, changed):
    """The department sends October's value again, as a later version."""
    engine = sa.create_engine(platform_url)
    chosen = sa.text(
        "SELECT * FROM econ_macro_obs WHERE indicator_code = :code AND region_code = '330900'"
        " AND period = '2026-10' AND basis = :basis AND dimension IS NULL"
    )
    row = pd.read_sql(chosen, engine, params={"code": code, "basis": basis})
    later = row.assign(
        value=[str(changed(float(shown))) for shown in row["value"]], vintage="2026-11-23", dsc_biz_operation="U",
        dsc_biz_timestamp="2026-11-23 11:00:00", dsc_biz_record_id="000000999999",
    )  # fmt: skip
    later.to_sql("econ_macro_obs", engine, if_exists="append", index=False)
    return len(row)
