"""The daemon of `ingest --watch`: every minute it asks the sources whose time has come, publishes, and draws pages.

In demonstration mode it also makes the demonstration platform anew once a day, so that a demonstration stays fresh.
"""

from __future__ import annotations

import json
import logging
import os
import signal
from collections.abc import Callable, Mapping
from contextvars import copy_context
from datetime import datetime
from pathlib import Path
from types import FrameType

import sqlalchemy as sa
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask

import app
from cockpit.clock import beijing_time
from cockpit.errors import CockpitError, StoreBusy
from cockpit.settings import Settings
from cockpit.store.embedded import EmbeddedStore, Publication
from loaders.demo.generate import generate
from loaders.ingest import Platform
from loaders.service.gathering import Gathering, connection
from loaders.service.order import Order
from loaders.service.rounds import Rounds
from loaders.sources import Source
from metrics.release_calendar import calendar

log = logging.getLogger("cockpit.watch")
#: Seconds between two looks at the calendars.
TICK = 60


class Watch:
    """Keeps an installation fresh until it is told to stop; after a crash the next one goes on from the watermarks."""

    def __init__(
        self,
        settings: Settings,
        platform: Platform,
        store: EmbeddedStore,
        clock: Callable[[], datetime],
        order: Order,
        parent: int = 0,
    ) -> None:
        self._settings, self._platform, self._store, self._clock, self._parent = (
            settings,
            platform,
            store,
            clock,
            parent,
        )
        chosen = order.chosen(platform.configuration.sources)
        calendars = {s.source: calendar(platform.catalog, s.into, s.cycle) for s in chosen}
        lines = {s.source: connection(s, platform) for s in chosen}
        self._rounds = Rounds({s.source: s for s in chosen}, calendars, lines)
        self._gathering = Gathering(platform, store.watermark, breakers=self._rounds.breakers, heard=self._heard)
        self._seconds = 0.0
        self._server: Flask | None = None

    def run(self) -> None:
        """Blocks until SIGTERM or SIGINT."""
        scheduler = BlockingScheduler(timezone="Asia/Shanghai", job_defaults={"coalesce": True, "max_instances": 1})

        told = copy_context()  # Dash keeps what it needs for pages in the context of the main thread

        def stop(_signal: int, _frame: FrameType | None) -> None:
            scheduler.shutdown(wait=False)

        def look() -> None:
            if self._parent and os.getppid() != self._parent:
                scheduler.shutdown(wait=False)  # the server that started us is gone
            else:
                told.copy().run(self.look)

        scheduler.add_job(look, "interval", seconds=TICK, next_run_time=datetime.now().astimezone())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        log.info("开始值守", extra={"facts": {"sources": len(self._rounds.sources)}})
        scheduler.start()

    def look(self) -> Publication | None:
        """One look at the calendars: what is ready is read and published; errors are logged and the next look goes on."""
        try:
            self._refresh_demonstration()
            return self._round()
        except StoreBusy as error:
            log.info("%s", error)
        except CockpitError as error:
            log.error("%s", error)
        finally:
            self._tell()
        return None

    def _round(self) -> Publication | None:
        now, before = self._clock(), self._store.reached()
        ready = self._rounds.ready(before, now)
        if not ready:
            return None
        began = self._clock()
        publication = self._store.publish(self._gathering.deliveries(ready, now), now, log.info)
        self._report(publication, ready, (self._clock() - began).total_seconds())
        if any(report.status != "unchanged" for report in publication.reports):
            self._server = self._server or app.create_app(self._settings, self._clock)
            seconds = app.draw(self._server)
            log.info("各页已备好", extra={"facts": {"seconds": round(seconds, 2)}})
        return publication

    def _report(self, publication: Publication, ready: list[Source], seconds: float) -> None:
        snapshot = publication.snapshot.id if publication.snapshot else None
        for report in publication.reports:
            facts = {
                "source": report.source, "status": report.status, "rows_read": report.rows_read,
                "rows_rejected": report.rows_rejected, "rows_changed": report.rows_changed, "snapshot": snapshot,
            }  # fmt: skip
            level = logging.WARNING if report.status in ("failed", "blocked") else logging.INFO
            log.log(level, "%s", report.message or report.status, extra={"facts": facts})
        self._seconds = seconds
        log.info(
            "一轮完成", extra={"facts": {"sources": len(ready), "seconds": round(seconds, 2), "snapshot": snapshot}}
        )

    def _heard(self, source: str, _error: Exception | None) -> None:
        self._rounds.heard(source, self._clock())

    def _tell(self) -> None:
        """What /metrics says of the daemon, replaced whole."""
        now = self._clock()
        told: Mapping[str, object] = {
            "at": now.isoformat(), "batch_seconds": self._seconds,
            "breakers": {
                name: self._rounds.breakers.state(line, now) for name, line in self._rounds.connections.items()
            },
        }  # fmt: skip
        path = self._settings.var / "watch.json"
        part = path.with_suffix(".part")
        part.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        os.replace(part, path)

    def _refresh_demonstration(self) -> None:
        """The demonstration platform of today; SQLite only, because another database may be somebody's own."""
        url, now = sa.make_url(self._settings.platform_url), self._clock()
        if not self._settings.demo or url.get_backend_name() != "sqlite" or not url.database:
            return
        made = Path(url.database)
        if made.is_file() and beijing_time(made.stat().st_mtime).date() < now.date():
            log.info("生成今天的演示平台")
            generate(sa.create_engine(url), self._settings.var / "drop", self._settings.scale, now.date(), log.info)
