"""A page as PDF or picture: printed by the machine's Chromium, signed in as the one who asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

from flask import Flask, current_app
from werkzeug.exceptions import HTTPException

from cockpit.application import Cockpit
from cockpit.errors import QueryError
from cockpit.export.brief import Brief, running_head
from cockpit.export.brief_page import brief_page
from cockpit.export.chromium import Chromium, find_chromium
from cockpit.export.document import Cover
from cockpit.export.job import ExportJob
from cockpit.export.mark import Mark
from cockpit.export.pdf_text import finish
from cockpit.export.printing import Edge, Shown, Tab
from cockpit.export.queue import repeat
from cockpit.export.write import Written, written
from cockpit.view.private_server import private_server
from metrics.period import latest_complete_month, parse_period
from metrics.region import CITY, region

#: Rules under which pages answer; nothing else is printed.
_PAGES = ("/", "/<path:path>")


def print_page(
    cockpit: Cockpit, job: ExportJob, target: Path, _progress: Callable[[int, int], None]
) -> tuple[str, Written]:
    """The page of an address, or one figure of it, as PDF or PNG; what the person may not see is not on it.

    Raises:
        ExportError: no browser on this machine, the page refuses, or it has no such figure. QueryError: the address is no page.
    """
    mark, wanted = repeat(job, cockpit.clock()), json.loads(job.wanted)
    server = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]
    path = page_path(server, wanted.get("path", ""))
    program = find_chromium(cockpit.settings.chromium)
    with private_server(server, mark.identity) as (address, cookie), Chromium(program) as browser:
        tab = Tab(browser, "print" if job.extension == "pdf" else "screen")
        shown = tab.open(address + path, cookie)
        if job.kind == "figure":
            shown = tab.alone(str(wanted.get("figure", "")), shown, _choices(path, mark))
        cover = _cover(shown, path, mark)
        edge = _edge(cover, mark)
        if job.extension == "pdf":
            tab.pdf(target, edge)
            finish(target, f"{cover.subject} {cover.span}", mark.watermark)
        else:
            tab.sign(f"{edge.head}　{edge.foot}")
            tab.png(target)
    return cover.name(job.extension), written(target, 0)


def print_brief(cockpit: Cockpit, content: Brief, target: Path) -> None:
    """The monthly brief as PDF.

    Raises:
        ExportError: no browser on this machine.
    """
    with Chromium(find_chromium(cockpit.settings.chromium)) as browser:
        tab = Tab(browser, "print")
        tab.write(brief_page(content))
        tab.pdf(target, Edge(running_head(content), ""), portrait=True)
    finish(target, content.title, content.cover.watermark)


def page_path(server: Flask, path: str) -> str:
    """An address of one of our pages, with its choices.

    Raises:
        QueryError: it is none.
    """
    parts = urlsplit(path)
    try:
        rule, _ = server.url_map.bind("127.0.0.1").match(parts.path, return_rule=True)
        known = rule.rule in _PAGES and not parts.scheme and not parts.netloc and _straight(unquote(parts.path))
    except (HTTPException, ValueError):
        known = False
    if not known:
        raise QueryError("导出本页", f"{path[:60]!r} 不是驾驶舱的页面", "从页面上的导出按钮再点一次")
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _straight(path: str) -> bool:
    """Whether a browser asks for the very path that was checked: it goes up at .. and takes \\ for /. No wall."""
    parts = path.split("/")[1:]
    climbs = bool({".", ".."} & set(parts)) or "" in parts[:-1] or "\\" in path
    return path.isprintable() and not climbs and parts[0] != "wall"


def _choices(path: str, mark: Mark) -> tuple[str, str]:
    """Region and period of an address, as a figure names them."""
    query = dict(parse_qsl(urlsplit(path).query))
    period = query.get("period")
    span = parse_period(period) if period else latest_complete_month(mark.now.date())
    return region(query.get("region") or CITY).name, span.label


def _cover(shown: Shown, path: str, mark: Mark) -> Cover:
    where, span = _choices(path, mark)
    facts = (("区域", where),)
    return Cover(shown.title, span, facts, (), shown.snapshot, shown.demo, mark.watermark, mark.now)


def _edge(cover: Cover, mark: Mark) -> Edge:
    demo = "　含演示数据" if cover.demo else ""
    head = f"舟山数字驾驶舱　{cover.subject}　{dict(cover.facts)['区域']}　{cover.span}{demo}"
    return Edge(
        head, f"{mark.who}　{mark.now:%Y年%-m月%-d日 %H:%M}　快照 {cover.snapshot}　水印编号 {cover.watermark}　"
    )
