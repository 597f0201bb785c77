"""`python -m cockpit ingest`: loads the sources once, or stays and keeps them fresh (--watch)."""

from __future__ import annotations

import argparse
from datetime import datetime

import app
from cockpit.clock import beijing_now
from cockpit.commands.watching import Watch
from cockpit.settings import Settings
from cockpit.store.embedded import open_store
from loaders.service.order import Order
from loaders.service.span import Span


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares `ingest`."""
    line = commands.add_parser("ingest", help="入库一次；--watch 常驻，按各来源的日历入库")
    line.add_argument("--watch", action="store_true", help="常驻运行")
    line.add_argument("--source", action="append", default=[], metavar="来源", help="只入这个来源，可重复")
    line.add_argument("--since", type=_moment, metavar="时间", help="补录：这个时间（含）以后变更的行，如 2026-08-01")
    line.add_argument("--until", type=_moment, metavar="时间", help="补录：这个时间以前变更的行")
    line.add_argument("--dry-run", action="store_true", help="试运行：读取、校验、计量、报告，不发布")
    line.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)  # ends when that process has ended
    line.set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """1 when a source failed, else 0; a watch ends with 0 when it is told to stop."""
    order = Order(tuple(arguments.source), Span(arguments.since, arguments.until), arguments.dry_run)
    if not arguments.watch:
        return app.ingest(settings, order=order)
    records, catalog = app.declarations()
    store = open_store(settings.store_url, records, catalog)
    with app.connected(settings, records, catalog, order=order) as platform:
        Watch(settings, platform, store, beijing_now, order, arguments.parent).run()
    return 0


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} 不是时间，写成 2026-08-01 或 2026-08-01T08:00") from error
