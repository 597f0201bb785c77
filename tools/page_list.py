"""Every page a reader can reach, once, for pictures, axe-core and the reading of texts (tests/browser)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

WALL_SIZES = ("1920x1080", "3840x2160", "5760x1080", "3840x1080", "1080x1920")
DESK_SIZES = ("1440x900", "390x844")
#: What everything on a page has been drawn means.
DRAWN = "() => [...document.querySelectorAll('[data-chart]')].every(chart => chart.dataset.ready)"


@dataclass(frozen=True)
class Stop:
    """One page: the name of its picture, its address, or the page and the link that lead to it; as whom one looks.

    Args:
        name: file name of the picture, without size.
        path: address; with `link`, the page on which the link stands.
        link: CSS selector of the link to the page, for pages of one thing whose identity changes with the data.
        seat: label of a seat of the demonstration (cockpit.view.visitor), for the officers' pages.
        plain: made without Dash (signing in, accounts).
    """

    name: str
    path: str
    link: str = ""
    seat: str = ""
    plain: bool = False

    @property
    def wall(self) -> bool:
        """Made for a wall screen."""
        return self.path.startswith("/wall")


WALLS = tuple(Stop(f"wall-{name}", f"/wall/{name}") for name in ("city", "economy", "port", "society", "gov"))
DOMAINS = tuple(
    Stop(name, f"/{name}")
    for name in ("economy", "society", "port", "gov", "service", "business", "people", "ecology", "emergency",
                 "supervision", "infra", "data")
)  # fmt: skip
INDICATORS = tuple(
    Stop(f"indicator-{name}", f"/indicator/{code}")
    for name, code in (
        ("cumulative", "port.cargo_ytd"), ("ratio", "grid.ontime_rate"), ("official", "econ.gdp_ytd"),
        ("share", "gov.perf_green_ratio"), ("unconnected", "hydro.reservoir"),
    )
)  # fmt: skip
THINGS = (
    Stop("region-county", "/region/330902"), Stop("region-town", "/region/330902002"),
    Stop("enterprise", "/economy", 'a[href^="/enterprise/"]'), Stop("vessel", "/port", 'a[href^="/vessel/"]'),
    Stop("berth", "/port", 'a[href^="/berth/"]'), Stop("event", "/society", 'a[href^="/event/"]'),
    Stop("task", "/gov", 'a[href^="/task/"]'),
)  # fmt: skip
TOOLS = (
    Stop("warnings", "/warnings"), Stop("table", "/table"), Stop("records", "/records/vessel_call"),
    Stop("catalog", "/catalog"), Stop("batches", "/batches"), Stop("data-quality", "/data/quality"),
    Stop("data-catalog", "/data/catalog"), Stop("data-diff", "/data/diff"), Stop("exports", "/exports"),
    Stop("missing", "/nowhere"), Stop("failed", "/indicator/port.nothing"), Stop("style", "/style"),
)  # fmt: skip
PEOPLE = (
    Stop("sign-in", "/login", plain=True), Stop("device", "/device", plain=True),
    Stop("account", "/account", plain=True),
    Stop("officer-accounts", "/officers/accounts", seat="系统管理员", plain=True),
    Stop("officer-sessions", "/officers/sessions", seat="系统管理员", plain=True),
    Stop("officer-devices", "/officers/devices", seat="系统管理员", plain=True),
    Stop("officer-grants", "/officers/grants", seat="安全管理员", plain=True),
    Stop("officer-sight", "/officers/sight", seat="安全管理员", plain=True),
    Stop("officer-audit", "/officers/audit", seat="审计管理员", plain=True),
    Stop("officer-selfcheck", "/officers/selfcheck", seat="审计管理员", plain=True),
)  # fmt: skip
STOPS = (*WALLS, Stop("wall-rotation", "/wall"), Stop("overview", "/"), *DOMAINS, *INDICATORS, *THINGS, *TOOLS, *PEOPLE)


def visit(page: Page, base: str, stop: Stop) -> None:
    """Leads a browser to a page and waits until everything on it is drawn."""
    if stop.seat:
        page.request.post(f"{base}/visitor", form={"seat": stop.seat}, max_redirects=0)
    page.goto(base + stop.path)
    if stop.plain:
        return
    _drawn(page)
    if stop.link:
        page.goto(base + str(page.get_attribute(stop.link, "href")))
        _drawn(page)


def sizes(stop: Stop) -> Iterator[tuple[int, int]]:
    """The sizes at which a page makes sense, width and height in pixels."""
    for size in WALL_SIZES if stop.wall else DESK_SIZES:
        width, height = size.split("x")
        yield int(width), int(height)


def _drawn(page: Page) -> None:
    page.wait_for_selector("#react-entry-point [data-ready]", state="attached")
    page.wait_for_function("() => !document.getElementById('first-sight')")
    page.wait_for_function(DRAWN)
