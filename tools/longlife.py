"""A wall's long life, in a real Chromium against the real server: `make longlife`.

First 2,000 publications, each a swing of the store's pointer between snapshots that really differ, with the page's
clock run faster so that a tick takes a tenth of a second: heap, nodes and listeners after garbage collection. Then what
goes wrong in a year, at the page's own speed: a worker killed, the server restarted, the cache lost before a publication,
the platform down, the network gone for ten minutes. `--publishes 200 --offline 20` is the short variant. What the server
said stands in /tmp/longlife-server.log.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app import EVERYTHING, connected, declarations, ingest  # noqa: E402
from cockpit.clock import beijing_now  # noqa: E402
from cockpit.settings import Settings, read_settings  # noqa: E402
from cockpit.store.embedded import open_store  # noqa: E402
from loaders.demo.generate import generate  # noqa: E402
from loaders.ingest import deliveries  # noqa: E402
from loaders.service.order import Order  # noqa: E402
from tools.longlife_server import ADDRESS, PORT, SERVER_LOG, Server  # noqa: E402

ALLOWED = 0.05
#: A tick takes three seconds; here a thirtieth of it.
FASTER = """(() => {
  const speed = 30, begun = Date.now(), now = Date.now.bind(Date), every = setInterval;
  Date.now = () => begun + (now() - begun) * speed;
  window.setInterval = (work, span, ...rest) => every(work, span / speed, ...rest);
})()"""
OK = ".wall[data-link=ok]"
#: Seconds in which a wall has to be back (its tick is three), and to show news that nobody drew beforehand.
BACK, NEWS = 3.5, 10.0
SINCE = re.compile(r"与服务器失去联系，显示的是 \d\d:\d\d 的内容")


@dataclass(frozen=True)
class Sample:
    """What Chromium holds after garbage collection."""

    publishes: int
    heap: float
    nodes: int
    listeners: int


def main() -> int:
    """Runs both parts and prints every number; 1 when something grew or did not come back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publishes", type=int, default=2000)
    parser.add_argument("--offline", type=float, default=600, help="seconds without a network")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="longlife-") as folder:
        settings = installation(Path(folder))
        snapshots = [publish(settings, n) for n in range(2)]
        server = Server(settings)
        try:
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=["--headless=new", "--no-sandbox", "--disable-gpu"]
                )
                grew = through_publications(chromium.new_context(), settings, snapshots, chosen.publishes)
                failed = through_outages(chromium.new_context(), settings, server, snapshots, chosen.offline)
                chromium.close()
        finally:
            server.stop()
    return 1 if grew or failed else 0


def installation(var: Path) -> Settings:
    """A small demonstration platform, ingested once."""
    settings = replace(read_settings({"COCKPIT_VAR": str(var), "SCALE": "0.02"}), port=PORT)
    generate(
        sa.create_engine(settings.platform_url), var / "drop", settings.scale, beijing_now().date(), lambda _: None
    )
    load(settings, beijing_now())
    return settings


def load(settings: Settings, now: datetime, order: Order = EVERYTHING) -> None:
    """An ingest that publishes and draws no page beforehand."""
    records, catalog = declarations()
    store = open_store(settings.store_url, records, catalog)
    with connected(settings, records, catalog, lambda: now, order) as platform:
        told = deliveries(order.chosen(platform.configuration.sources), platform, store.watermark, now)
        if store.publish(told, now, progress=lambda _: None).snapshot is None:
            raise SystemExit("nothing was published")


def publish(settings: Settings, turn: int) -> str:
    """Delivers October's throughput again, a little larger, and its growth below the red line; the new snapshot's file."""
    engine = sa.create_engine(settings.platform_url)
    for code, value in (("port.cargo_ytd", 60200.0 + turn), ("port.cargo_yoy", (3.3, -9.0)[turn % 2])):
        chosen = sa.text(
            "SELECT * FROM econ_macro_obs WHERE indicator_code = :code AND region_code = '330900'"
            " AND basis IN ('ytd', 'current') AND dimension IS NULL ORDER BY period DESC LIMIT 1"
        )
        row = pd.read_sql(chosen, engine, params={"code": code})
        day = beijing_now() + timedelta(minutes=turn)
        row.assign(
            value=str(value), vintage=f"{day:%Y-%m-%d}", dsc_biz_operation="U",
            dsc_biz_timestamp=f"{day:%Y-%m-%d %H:%M:%S}", dsc_biz_record_id=f"9999{turn}{code[-3:]}",
        ).to_sql("econ_macro_obs", engine, if_exists="append", index=False)  # fmt: skip
    load(settings, beijing_now() + timedelta(minutes=turn), Order(("econ_macro_obs",)))
    return (settings.var / "store" / "CURRENT").read_text(encoding="ascii")


def swing(settings: Settings, name: str) -> None:
    """Makes a snapshot the current one, as a publication does."""
    pointer = settings.var / "store" / "CURRENT.new"
    pointer.write_text(name, encoding="ascii")
    os.replace(pointer, pointer.with_name("CURRENT"))


def through_publications(context: BrowserContext, settings: Settings, snapshots: list[str], count: int) -> bool:
    """Publishes `count` times under an open rotation; True when something grew by more than ALLOWED after the first 100."""
    context.add_init_script(FASTER)
    page = context.new_page()
    session = context.new_cdp_session(page)
    for name in snapshots:  # both drawn once, so that what is measured is the browser and not the first drawing
        swing(settings, name)
        with urllib.request.urlopen(f"{ADDRESS}/api/wall/parts?s=city.economy.port.society.gov", timeout=300) as answer:
            answer.read()
    page.goto(f"{ADDRESS}/wall")
    page.wait_for_selector(OK, timeout=300_000)
    samples: list[Sample] = []
    print("publishes    heap MB    nodes    listeners    seconds")
    begun = time.perf_counter()
    for n in range(1, count + 1):
        before = page.get_attribute(".wall", "data-snapshot")
        swing(settings, snapshots[(n - 1) % 2])
        page.wait_for_selector(f".wall:not([data-snapshot='{before}'])", timeout=30_000)
        if n % 100 == 0:
            samples.append(sample(page, session, n))
            own = samples[-1]
            spent = time.perf_counter() - begun
            print(f"{n:9d} {own.heap:10.2f} {own.nodes:8d} {own.listeners:12d} {spent:10.0f}", flush=True)
    context.close()
    first, last = samples[0], samples[-1]
    growth = {name: getattr(last, name) / getattr(first, name) - 1 for name in ("heap", "nodes", "listeners")}
    print("after the first 100:", ", ".join(f"{name} {change:+.1%}" for name, change in growth.items()))
    return max(growth.values()) > ALLOWED


def sample(page: Page, session: CDPSession, publishes: int) -> Sample:
    """Collects garbage, then counts."""
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    told = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    counters = session.send("Memory.getDOMCounters")
    return Sample(publishes, told["JSHeapUsedSize"] / 1e6, counters["nodes"], counters["jsEventListeners"])


@dataclass(frozen=True)
class Outage:
    """What is taken away, and how it comes back.

    Args:
        begin: takes it away and waits. end: gives it back.
        lost: whether the wall has to say since when it hears nothing; else it may not lose its link at all.
        news: whether the end is a publication, which the wall has to show.
        healed: what else has to be true after it.
    """

    name: str
    begin: Callable[[], object]
    end: Callable[[], object] = lambda: None
    lost: bool = False
    news: bool = False
    healed: Callable[[], bool] = lambda: True


def through_outages(
    context: BrowserContext, settings: Settings, server: Server, snapshots: list[str], offline: float
) -> bool:
    """Takes away one thing after the other; True when the wall lost its picture or did not come back in one tick."""
    swing(settings, snapshots[0])
    page = context.new_page()
    page.goto(f"{ADDRESS}/wall/city")
    page.wait_for_selector(OK, timeout=300_000)
    page.wait_for_selector("#wall-clock:not(:empty)")  # a function would be refused by the page's own policy
    page.evaluate("window.untouched = true")
    cache, workers = settings.var / "cache", len(server.workers())

    def after(seconds: float, *deeds: Callable[[], object]) -> Callable[[], None]:
        return lambda: ([deed() for deed in deeds], page.wait_for_timeout(seconds * 1000), None)[-1]

    ills = [
        Outage("a worker killed", after(15, server.kill_a_worker), healed=lambda: len(server.workers()) == workers),
        Outage("the server restarted", after(15, server.stop), server.start, lost=True),
        Outage(
            "the cache lost, then news", after(7, lambda: shutil.rmtree(cache)),
            lambda: swing(settings, snapshots[1]), news=True, healed=lambda: cache.is_dir() and any(cache.iterdir()),
        ),
        Outage("the platform down", after(7, lambda: without_platform(settings))),
        Outage(f"no network for {offline:.0f} s", after(offline, lambda: context.set_offline(True)),
               lambda: context.set_offline(False), lost=True),
    ]  # fmt: skip
    worse = [suffered(page, ill) for ill in ills]  # every one of them, also after a bad one
    return any(worse)


def suffered(page: Page, ill: Outage) -> bool:
    """One outage: what the wall shows meanwhile, and how long after its end it answers again; True when it is worse."""
    figures = page.locator(".wall-number .figure").all_text_contents()
    snapshot = page.get_attribute(".wall", "data-snapshot")
    ill.begin()
    kept = page.locator(".wall-number .figure").all_text_contents() == figures
    said, link = page.text_content("#wall-status") or "", page.get_attribute(".wall", "data-link")
    ill.end()
    back = time.perf_counter()
    page.wait_for_selector(f"{OK}:not([data-snapshot='{snapshot}'])" if ill.news else OK, timeout=120_000)
    seconds = time.perf_counter() - back
    same, healed = page.evaluate("window.untouched === true"), ill.healed()
    told = bool(SINCE.fullmatch(said)) if ill.lost else link == "ok"
    print(
        f"{ill.name:<28} kept its picture: {kept}; said: {said or '—'}; back after {seconds:.1f} s;"
        f" page untouched: {same}; healed: {healed}",
        flush=True,
    )
    return not (kept and told and same and healed and seconds <= (NEWS if ill.news else BACK))


def without_platform(settings: Settings) -> None:
    """An ingest while the platform is not there: it fails, the snapshot stays."""
    away = replace(settings, platform_url=f"sqlite:///{settings.var / 'gone' / 'platform.db'}")
    with SERVER_LOG.open("a") as log, redirect_stdout(log), redirect_stderr(log):
        if ingest(away) != 1:
            raise SystemExit("an ingest without its platform calls itself whole")


if __name__ == "__main__":
    sys.exit(main())
