"""A real Chromium; whatever it complains about fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.every_page import Sight, see

SIZES = {"wall": (1920, 1080), "4k": (3840, 2160), "two": (3840, 1080), "three": (5760, 1080), "standing": (1080, 1920),
         "desk": (1440, 900), "phone": (390, 844), "narrow": (360, 740)}  # fmt: skip
#: Without these a first start asks the network for news.
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
DRAWN = "() => [...document.querySelectorAll('[data-chart]')].every(chart => chart.dataset.ready)"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield chromium
        chromium.close()


class Reader:
    """Opens pages at a size and keeps what the console and the network said."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else self.foreign.append(r.url)
        )

    def open(self, path: str) -> Page:
        """The page of a path, with everything on it drawn."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("[data-page]")
        self.page.wait_for_selector("[data-ready]", state="attached")
        self.page.wait_for_function(DRAWN)
        return self.page


@pytest.fixture
def reading(browser: Browser, address: str):
    """`with reading("desk") as reader:` at the end of which nothing may have been complained about."""

    @contextmanager
    def opened(size: str, url: str = address) -> Iterator[Reader]:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", bypass_csp=True)
        try:
            reader = Reader(context.new_page(), url)
            yield reader
            assert reader.complaints == []
            assert reader.foreign == []
        finally:
            context.close()

    return opened


@pytest.fixture(scope="session")
def every_page(browser: Browser, address: str) -> dict[str, Sight]:
    """Every page, visited once."""
    return see(browser, address)
