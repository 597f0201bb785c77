"""Measures what an issue asks for, on this machine, through the real server and a real browser: `make bench`."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PORT = 8099
ADDRESS = f"http://127.0.0.1:{PORT}"
DOMAINS = ("/economy", "/society", "/port", "/gov")
STANDS = """() => document.querySelector('[data-page]') &&
  [...document.querySelectorAll('[data-chart]')].every(chart => chart.dataset.ready) ? performance.now() : 0"""


def main() -> None:
    """Starts the server, measures, prints one line per number."""
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=os.environ | {"COCKPIT_PORT": str(PORT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        answering()
        line("restart to first page", f"{time.perf_counter() - began:.2f} s")
        for path in ("/", *DOMAINS, "/wall/city", "/table"):
            page_data(path)  # the first answer may be cold
            line(f"server, warm, {path}", f"{median(lambda path=path: page_data(path)) * 1000:.1f} ms")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--headless=new", "--no-sandbox", "--disable-gpu"]
            )
            for path in DOMAINS:
                line(f"charts stand in Chromium, {path}", f"{median(lambda path=path: drawn(chromium, path)):.2f} s")
            chromium.close()
    finally:
        server.terminate()
        server.wait()


def line(name: str, value: str) -> None:
    """Prints a measured number."""
    print(f"{name:<48}{value}", flush=True)


def median(measure: Callable[[], float], times: int = 5) -> float:
    """The middle of several measurements."""
    return statistics.median(measure() for _ in range(times))


def answering() -> None:
    """Returns when the overview's page answers."""
    while True:
        try:
            page_data("/")
            return
        except OSError:
            time.sleep(0.02)


def page_data(path: str) -> float:
    """Seconds until the data of a page are here."""
    outputs = [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}]
    inputs = [("pathname", path), ("search", "")]
    body = {
        "output": ".._pages_content.children..._pages_store.data..", "outputs": outputs, "state": [],
        "inputs": [{"id": "_pages_location", "property": name, "value": value} for name, value in inputs],
        "changedPropIds": ["_pages_location.pathname"],
    }  # fmt: skip
    request = urllib.request.Request(
        f"{ADDRESS}/_dash-update-component", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    began = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        answer.read()
    return time.perf_counter() - began


def drawn(chromium: Browser, path: str) -> float:
    """Seconds from navigation until every chart stands, in a fresh profile."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(ADDRESS + path, wait_until="commit")
    stood = page.wait_for_function(STANDS, polling=20).json_value()
    context.close()
    return float(stood) / 1000


if __name__ == "__main__":
    main()
