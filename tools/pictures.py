"""Photographs every page into docs/pictures/ as small PNG: `make pictures`; also `--only NAME…`, `--at ADDRESS`, `--to FOLDER`."""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tools.page_list import STOPS, Stop, sizes, visit

ROOT = Path(__file__).resolve().parents[1]
PORT = 8079
#: Without these a first start asks the network for news.
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
#: Wider pictures are halved, and colours given up, so that a folder of them stays small (bytes each). A wall's dark map
#: fades and needs all colours of a palette; on paper few do, chosen over all hues, or the lights would turn grey.
WIDEST, COLOURS, LARGEST = 2200, (64, 40), 150_000
FITTED = 3  # rounds in which the palette moves to the colours there are


def main() -> int:
    """Serves the installation when no address is given, and photographs it."""
    words = argparse.ArgumentParser(description="Pictures of every page")
    words.add_argument("--only", nargs="*", default=[], help="names of pages")
    words.add_argument("--at", default="", help="address of a running cockpit")
    words.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures")
    words.add_argument("--theme", default="paper", choices=("paper", "dark"))
    words.add_argument("--full", action="store_true", help="the whole length of desk pages, uncompressed")
    told = words.parse_args()
    wanted = [stop for stop in STOPS if not told.only or stop.name in told.only]
    told.to.mkdir(parents=True, exist_ok=True)
    with cockpit(told.at) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for stop in wanted:
            photograph(browser, base, stop, told)
        browser.close()
    total = sum(file.stat().st_size for file in told.to.glob("*.png"))
    print(f"{len(list(told.to.glob('*.png')))} pictures, {total / 1e6:.1f} MB in {told.to}")
    return 0


def photograph(browser: Browser, base: str, stop: Stop, told: argparse.Namespace) -> None:
    """A page at every size that makes sense for it."""
    for width, height in sizes(stop):
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai",
            color_scheme="dark" if told.theme == "dark" else "light",
        )  # fmt: skip
        context.set_default_timeout(120_000)  # the first reader after a start waits for the warehouse
        page = context.new_page()
        visit(page, base, stop)
        page.wait_for_timeout(700)  # the last transition
        file = told.to / f"{stop.name}-{width}x{height}.png"
        file.write_bytes(small(page.screenshot(full_page=told.full and not stop.wall), told.full, stop.wall))
        context.close()


def small(picture: bytes, whole: bool = False, wall: bool = False) -> bytes:
    """The same picture with a palette (of few colours, but for a wall), halved where it is wider than a screen."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    if whole:
        return picture
    if image.width > WIDEST:
        image = image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)
    way = Image.Quantize.MEDIANCUT if wall else Image.Quantize.MAXCOVERAGE
    for colours in (256,) if wall else COLOURS:
        written = io.BytesIO()
        image.quantize(colours, way, FITTED, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
        if written.tell() <= LARGEST:
            break
    return written.getvalue()


@contextmanager
def cockpit(address: str) -> Iterator[str]:
    """The address of a running cockpit; serves this installation for as long as the pictures take."""
    if address:
        yield address
        return
    server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=os.environ | {"COCKPIT_PORT": str(PORT)})
    try:
        base = f"http://127.0.0.1:{PORT}"
        _wait(f"{base}/readyz")
        yield base
    finally:
        server.terminate()
        server.wait()


def _wait(address: str, patience: float = 180) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
