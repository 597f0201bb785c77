"""Every line of the speed table, measured and printed beside what it should reach."""

from __future__ import annotations

import statistics
import time

from playwright.sync_api import Browser

from metrics.region import COUNTIES
from tools.bench.browser import STANDS, chromium, desk, visit, watched
from tools.bench.gate import gate_cost
from tools.bench.load import choices, readers, static_file, wrk
from tools.bench.serving import ADDRESS, DOMAINS, ask, cpu_seconds, page_body, serving
from tools.bench.static_page import static

#: Milliseconds since the click when the page stands for a county; false until then.
CHANGED = """code => new URLSearchParams(location.search).get('region') === code
  && document.querySelector(`[data-region='${code}']`)
  && [...document.querySelectorAll('[data-chart]')].every(chart => chart.dataset.ready)
  && performance.now() - window.clicked"""
PAGES = ("/", *DOMAINS, "/wall/city", "/table", "/catalog", "/indicator/port.cargo_ytd")


def main() -> None:
    """Measures; prints one line per number."""
    began = time.perf_counter()
    with serving() as server:
        line("restart to first answer", f"{time.perf_counter() - began:.2f} s", "")
        for path in PAGES:
            ask(path)
        for path in DOMAINS:
            before = cpu_seconds(server)
            for _ in range(200):
                ask(path)
            line(f"warm page, server CPU, {path}", f"{(cpu_seconds(server) - before) / 200 * 1000:.2f} ms", "≤ 15 ms")
        rates()
        with chromium() as browser:
            in_the_browser(browser)
        for choice in choices():  # each was asked for before, as by an earlier reader
            ask(*choice)
        crowd("128 readers", "p95 ≤ 300 ms")
    cost = gate_cost()
    line("policy on a warm page", f"{cost.policy * 1e6:.1f} µs, {cost.policy / cost.bare:.1%}", "≤ 5 %")
    for who, added in (("visitor", cost.visitor), ("signed in", cost.person)):
        line(f"  the whole gate, {who}", f"{added * 1e6:.0f} µs, {added / cost.bare:.0%}", "")
    with serving(cold=True):
        for path in PAGES:
            line(f"nothing cached, {path}", f"{ask(path)[0] * 1000:.0f} ms", "≤ 500 ms")
        crowd("128 readers of pages that nobody drew", "")


def crowd(who: str, reach: str) -> None:
    """How long each of 128 readers waits, and how many answers there were."""
    middle, high, answers, errors = readers()
    line(f"{who}, p50 / p95", f"{middle * 1000:.0f} / {high * 1000:.0f} ms", reach)
    line(f"{who}, answers / errors", f"{answers} / {errors}", "0 errors")


def rates() -> None:
    """The page's data against a static file of as many bytes, from the same server."""
    size = len(ask("/economy")[1])
    file = static_file(size)
    pages, files = [], []
    for _ in range(3):
        pages.append(wrk("/_dash-update-component", page_body("/economy")))
        files.append(wrk("/assets/vendor/bench.bin"))
    file.unlink()
    ratio = statistics.median(pages) / statistics.median(files)
    line("page data / static file of as many bytes", f"{ratio:.0%}", "≥ 50 %")
    line("  their rates", f"{statistics.median(pages):.0f} / {statistics.median(files):.0f} per second", "")


def in_the_browser(browser: Browser) -> None:
    """Visits, changes, the idle wall and the phone."""
    for path in DOMAINS:
        ratios, firsts, seconds = [], [], []
        with static(path) as twin:
            for _ in range(5):
                context = desk(browser)
                wire, stood = visit(context, ADDRESS + path)
                again, _ = visit(context, ADDRESS + path)
                context.close()
                context = desk(browser)
                ratios.append(stood / visit(context, twin)[1])
                context.close()
                firsts.append((wire, again))
                seconds.append(stood)
        wire, again = firsts[-1]
        line(f"first visit, {path}", f"{wire.kilobytes:.0f} kB, {wire.requests} requests", "≤ 720 kB, ≤ 20")
        line(f"  all drawn, against a static page, {path}", f"{statistics.median(seconds):.2f} s, "
             f"{statistics.median(ratios):.2f} ×", "≤ 1.3 ×")  # fmt: skip
        line(f"  repeat visit, {path}", f"{again.kilobytes:.1f} kB, {again.requests} requests", "≤ 30 kB")
    line("change of region, desk", *changed(browser))
    line("idle wall, one poll", f"{poll(browser):.0f} bytes", "≤ 300 bytes")
    line("phone, first content / all drawn", f"{phone(browser)}", "≤ 2.5 s")


def changed(browser: Browser) -> tuple[str, str]:
    """A click on a county, as the browser notes it, until every chart stands for it, and what it asked the server.

    Each county was asked for before, as by an earlier reader: what nobody drew yet is measured as such (nothing cached).
    """
    for code in COUNTIES:
        ask("/economy", f"?region={code}")
    context = desk(browser)
    page = context.new_page()
    page.goto(f"{ADDRESS}/economy")
    page.wait_for_function(STANDS)
    page.evaluate("() => addEventListener('click', event => { window.clicked = event.timeStamp }, true)")
    waits, wire = [], watched(page)
    for code in COUNTIES * 2:
        page.locator(f".filters a[href*='region={code}']").first.click()
        waits.append(page.wait_for_function(CHANGED, arg=code, polling=5).json_value())
    context.close()
    return f"{statistics.median(waits):.0f} ms, {wire.requests / len(waits):.1f} requests", "≤ 250 ms, 1 request"


def poll(browser: Browser) -> float:
    """Bytes over the wire, which are headers, of the largest poll of a wall on which nothing is new (204).

    The demonstration publishes meanwhile; a poll that brings news is no idle one.
    """
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.goto(f"{ADDRESS}/wall/city")
    page.wait_for_function(STANDS)
    sizes: list[float] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda event: sizes.append(event["response"]["encodedDataLength"])
               if event["response"]["status"] == 204 else None)  # fmt: skip
    page.wait_for_timeout(12000)
    context.close()
    return max(sizes)


def phone(browser: Browser) -> str:
    """First content on a phone: a quarter of the CPU, 20 Mbit/s, 40 ms."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    speed = 20e6 / 8
    session.send("Network.emulateNetworkConditions", {"offline": False, "latency": 40, "downloadThroughput": speed,
                                                      "uploadThroughput": speed})  # fmt: skip
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(f"{ADDRESS}/", wait_until="commit")
    stood = float(page.wait_for_function(STANDS, polling=20, timeout=60000).json_value()) / 1000
    painted = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    seen = float(page.wait_for_function(painted, polling=100).json_value()) / 1000
    context.close()
    return f"{seen:.2f} / {stood:.2f} s"


def line(name: str, value: str, reach: str) -> None:
    """Prints a measured number and what it should reach."""
    print(f"{name:<52}{value:<32}{reach}", flush=True)


if __name__ == "__main__":
    main()
