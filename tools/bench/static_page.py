"""The same page as a static file: the same style sheet, chart bundle, markup and figures, and nothing of Dash."""

from __future__ import annotations

import http.server
import json
import re
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import brotli

from tools.bench.serving import ADDRESS, ask

_SCRIPTS = re.compile(r'<script src="([^"]+)"')
_SHEET = re.compile(r'<link rel="stylesheet"[^>]*>')


@contextmanager
def static(path: str) -> Iterator[str]:
    """The address of the static twin of a page, with the cockpit's own scripts and sheets as the cockpit sends them
    (beside it, since they may not be loaded from another origin)."""
    kept = {"/": ("text/html; charset=utf-8", "", _document(path).encode())}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            if self.path not in kept:
                kept[self.path] = _beside(self.path)
            kind, encoding, content = kept[self.path]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            if encoding:
                self.send_header("Content-Encoding", encoding)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def _beside(path: str) -> tuple[str, str, bytes]:
    """Type, encoding and bytes of a file of the cockpit."""
    answer = urllib.request.urlopen(urllib.request.Request(ADDRESS + path, headers={"Accept-Encoding": "br"}))
    return answer.headers["Content-Type"], answer.headers.get("Content-Encoding", ""), answer.read()


def _document(path: str) -> str:
    index = urllib.request.urlopen(f"{ADDRESS}{path}").read().decode()
    charts = next(source for source in _SCRIPTS.findall(index) if _is_chart_bundle(source))
    answer = json.loads(brotli.decompress(ask(path)[1]))
    figures: list[tuple[str, Any]] = []
    body = _html(answer["response"]["_pages_content"]["children"], figures)
    sheet = _SHEET.search(index)
    assert sheet is not None
    told = json.dumps(figures).replace("<", "\\u003c")
    return (
        f'<!DOCTYPE html><html lang="zh-CN" data-theme="paper"><head><meta charset="UTF-8">{sheet[0]}</head><body>{body}'
        f'<script src="{charts}"></script>'
        f"<script>{_DRAW.replace('FIGURES', told)}</script></body></html>"
    )


_DRAW = """
FIGURES.forEach(function (pair) {
  Plotly.newPlot(document.getElementById(pair[0]), pair[1].data, pair[1].layout, window.cockpitChartConfig);
});
"""


def _is_chart_bundle(source: str) -> bool:
    return b"window.Plotly=" in urllib.request.urlopen(ADDRESS + source).read()


def _html(node: Any, figures: list[tuple[str, Any]]) -> str:
    """The markup of a page's answer; where a chart will stand, an empty element of its class, style and id."""
    if node is None:
        return ""
    if isinstance(node, list):
        return "".join(_html(child, figures) for child in node)
    if not isinstance(node, dict) or "props" not in node:
        return str(node)
    props = node["props"]
    if node["type"] == "Markup":
        return f"<{props['tag']}{_attributes(props['attributes'])}>{props['html']}</{props['tag']}>"
    if node["type"] == "Chart":
        name = f"figure-{len(figures)}"
        figures.append((name, props["figure"]))
        return f'<div class="chart-place" style="min-height:{props["height"]}px"><div id="{name}" class="chart-inner"></div></div>'
    inside = _html(props.get("children"), figures)
    return f"<div{_attributes(props)}>{inside}</div>"


def _attributes(props: dict[str, Any]) -> str:
    told = []
    for name, value in props.items():
        if name == "style" and isinstance(value, dict):
            told.append(f' style="{";".join(f"{_kebab(k)}:{v}" for k, v in value.items())}"')
        elif name == "className":
            told.append(f' class="{value}"')
        elif name.startswith(("data-", "aria-")):
            told.append(f' {name}="{value}"')
    return "".join(told)


def _kebab(name: str) -> str:
    return re.sub("[A-Z]", lambda m: "-" + m[0].lower(), name)
