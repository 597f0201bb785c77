"""What is printed: a page of the cockpit or a document of our own, as A4 with selectable text, or as one picture."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from cockpit.errors import ExportError
from cockpit.export.chromium import Chromium

#: A4 in inches, and the width a page is laid out in: a desk's, shrunk to the paper.
_A4 = {"paperWidth": 8.27, "paperHeight": 11.69}
_MARGINS = {"marginTop": 0.6, "marginBottom": 0.6, "marginLeft": 0.4, "marginRight": 0.4}
_DESK, _SCALE = 1440, 0.727
_SECONDS = 60.0
#: A page is drawn when it says so, all its charts say so, and fonts are there.
_DRAWN = (
    "document.fonts.status === 'loaded' && !!document.querySelector('.page-foot, [data-state=failed] .state-failed p')"
    " && !!document.querySelector('[data-ready]')"
    " && [...document.querySelectorAll('[data-chart]')].every(chart => chart.dataset.ready)"
)
_REFUSED = "document.querySelector('[data-state=failed] .state-failed p')?.textContent ?? ''"
#: A page of one thing (an indicator, a vessel) is called by its own name, others by that of the tab.
_SHOWN = """(() => {
  const root = document.querySelector('[data-snapshot]')?.dataset ?? {}, head = document.querySelector('.headline h1');
  const own = /^\\/[^/]+\\/./.test(root.page ?? '') && [...(head?.childNodes ?? [])].find(node => node.nodeType === 3);
  const demo = [...document.querySelectorAll('.demo-mark')].some(mark => mark.textContent === '演示数据');
  return {snapshot: root.snapshot ?? '', title: own ? own.textContent : document.title, demo};
})()"""
#: Leaves one figure of the page, with everything a reader must know who never saw the page.
_ALONE = Path(__file__).with_name("templates").joinpath("figure_alone.js").read_text()
_SIGN = (
    "(text => { const line = document.createElement('p'); line.textContent = text; line.className = 'print-line';"
    " document.body.append(line); })"
)


@dataclass(frozen=True)
class Edge:
    """What stands on the edge of every sheet: a line on top, a line below before the page number."""

    head: str
    foot: str


@dataclass(frozen=True)
class Shown:
    """What a page says of itself: the snapshot it reads (0: none), its title, whether demonstration data are on it."""

    snapshot: int
    title: str
    demo: bool


class Tab:
    """One tab of the browser."""

    def __init__(self, browser: Chromium, medium: str) -> None:
        self._browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._do("Emulation.setDeviceMetricsOverride", width=_DESK, height=1000, deviceScaleFactor=2, mobile=False)
        self._do("Emulation.setEmulatedMedia", media=medium)

    def _do(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.call(method, self._session, **parameters)

    def _ask(self, expression: str) -> Any:
        return self._do("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)["result"].get(
            "value"
        )

    def open(self, url: str, cookie: tuple[str, str]) -> Shown:
        """Opens a page as the holder of a cookie and waits until all is drawn.

        Raises:
            ExportError: the page refuses, or is not drawn in time.
        """
        self._do("Network.setCookie", name=cookie[0], value=cookie[1], url=url, httpOnly=True)
        self._do("Page.navigate", url=url)
        self._wait()
        if refused := self._ask(_REFUSED):
            raise ExportError("打印", str(refused).rstrip("。"), "换一页，或请安全管理员授权")
        told = self._ask(_SHOWN)
        number = str(told["snapshot"])
        return Shown(int(number) if number.isdecimal() else 0, str(told["title"]).split(" · ")[0], bool(told["demo"]))

    def alone(self, name: str, shown: Shown, choices: tuple[str, str]) -> Shown:
        """Leaves the figure called `name` (`data-chart` or `data-map`), on a sheet with its title, unit and source.

        Raises:
            ExportError: the page shows no such figure.
        """
        told = self._ask(f"({_ALONE})({json.dumps(name)}, {json.dumps(shown.title)}, {json.dumps(choices)})")
        if not isinstance(told, dict):
            raise ExportError("导出图", f"这一页没有图 {name[:40]!r}", "从页面上的图再点一次")
        return replace(shown, title=f"{shown.title} {told['title']}", demo=bool(told["demo"]))

    def _wait(self) -> None:
        """Until the page says that it is drawn, and stands still."""
        end, before = time.monotonic() + _SECONDS, -1
        while True:
            size = self._ask(f"({_DRAWN}) ? document.body.innerHTML.length : -1")
            if size == before and isinstance(size, int) and size > 0:
                return
            if time.monotonic() > end:
                raise ExportError("打印", f"页面 {_SECONDS:.0f} 秒内没有画完", "稍后重新导出")
            before = size if isinstance(size, int) else -1
            time.sleep(0.5)

    def write(self, markup: str) -> None:
        """Shows a document of our own, which asks for nothing else."""
        frame = self._do("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self._do("Page.setDocumentContent", frameId=frame, html=markup)

    def sign(self, text: str) -> None:
        """Writes a line below the page, as text and nothing else."""
        self._ask(f"{_SIGN}({json.dumps(text)})")

    def pdf(self, target: Path, edge: Edge, portrait: bool = False) -> None:
        """Prints what is shown on A4: vectors and selectable text, edges and page numbers."""
        scale = 1.0 if portrait else _SCALE
        told = self._do(
            "Page.printToPDF", landscape=not portrait, printBackground=True, displayHeaderFooter=True, scale=scale,
            headerTemplate=_edge(escape(edge.head)), footerTemplate=_edge(_paged(edge.foot)), **_A4, **_MARGINS,
        )  # fmt: skip
        target.write_bytes(base64.b64decode(told["data"]))

    def png(self, target: Path) -> None:
        """Photographs the whole page, however long, in double resolution."""
        size = self._do("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        told = self._do("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        target.write_bytes(base64.b64decode(told["data"]))


def _paged(text: str) -> str:
    return f'{escape(text)}　第 <span class="pageNumber"></span> 页 共 <span class="totalPages"></span> 页'


def _edge(markup: str) -> str:
    return (
        '<div style="font-size:8px;width:100%;padding:0 0.4in;text-align:center;color:#556;'
        f"font-family:'Noto Sans CJK SC','Microsoft YaHei',SimSun,sans-serif\">{markup}</div>"
    )
