"""A real Chromium at a size, over the wire: how many bytes and requests a visit costs, and when all is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--disable-quic"]  # fmt: skip
STANDS = """() => document.querySelector('[data-ready]') &&
  [...document.querySelectorAll('[data-chart]')].every(chart => chart.dataset.ready) ? performance.now() : 0"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Wire:
    """What went over the wire of one page: bytes with headers, requests that reached the server."""

    sizes: list[int] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """Requests answered over the wire; what the browser's cache answered costs none."""
        return sum(1 for size in self.sizes if size)

    @property
    def kilobytes(self) -> float:
        """Bytes over the wire, in kB."""
        return sum(self.sizes) / 1000


def watched(page: Page) -> Wire:
    """Counts what a page loads from now on."""
    wire = Wire()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: wire.sizes.append(int(event["encodedDataLength"])))
    return wire


def visit(context: BrowserContext, url: str) -> tuple[Wire, float]:
    """One visit in a new tab: its wire, and seconds from navigation until every chart stands."""
    page = context.new_page()
    wire = watched(page)
    page.goto(url, wait_until="commit")
    stood = float(page.wait_for_function(STANDS, polling=10).json_value()) / 1000
    page.wait_for_timeout(500)
    page.close()
    return wire, stood


def desk(browser: Browser, **more: Any) -> BrowserContext:
    """A fresh profile at desk size."""
    return browser.new_context(viewport={"width": 1440, "height": 900}, **more)
