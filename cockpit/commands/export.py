"""`python -m cockpit export`: makes the files that wait in the export queue; `--job` makes one, for the worker itself."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

import app
from cockpit.application import EXTENSION, Cockpit
from cockpit.clock import beijing_now
from cockpit.errors import QueryError
from cockpit.export.job import ExportJob
from cockpit.export.worker import make, watch
from cockpit.export.write import Written
from cockpit.settings import Settings
from cockpit.state.database import open_state
from cockpit.view.export_makers import make_brief, make_page, make_table
from cockpit.view.page_makers import print_page

Makers = Callable[[Cockpit, ExportJob, Path, Callable[[int, int], None]], tuple[str, Written]]


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares `export`."""
    command = commands.add_parser("export", help="生成排队的导出文件")
    command.add_argument("--once", action="store_true", help="队列空了就结束")
    command.add_argument("--job", metavar="编号", help="只生成这一个（由后台自己调用）")
    command.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)  # ends when that process has ended
    command.set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Works until stopped; with --once until the queue is empty."""
    if arguments.job:
        return _one(settings, arguments.job)
    watch(open_state(settings.state_url), settings.var, beijing_now, arguments.once, arguments.parent)
    return 0


def _one(settings: Settings, job_id: str) -> int:
    state = open_state(settings.state_url)
    with state() as session:
        job = session.get(ExportJob, job_id)
    if job is None:
        raise QueryError("export --job", f"没有导出 {job_id[:40]!r}", "编号由后台给出，不用手工填写")
    server = app.create_app(settings)
    cockpit = cast(Cockpit, server.extensions[EXTENSION])
    with server.app_context():  # who prints a page serves the application to the browser
        make(state, job, settings.var, partial(_maker(job), cockpit), beijing_now)
    return 0


#: How each kind of export is made.
MAKERS: dict[str, Makers] = {
    "table": make_table, "record": make_table, "brief": make_brief, "page": make_page, "figure": print_page,
}  # fmt: skip


def _maker(job: ExportJob) -> Makers:
    found = MAKERS.get(job.kind)
    if found is None:
        raise QueryError("导出", f"没有类型 {job.kind!r}", "从页面上的导出按钮再点一次")
    return found
