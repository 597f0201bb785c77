"""How each kind of export is made: as the one who asked may see it, from the snapshot he asked on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from cockpit.application import Cockpit
from cockpit.errors import Forbidden, QueryError
from cockpit.export.brief_word import write_brief
from cockpit.export.document import Document
from cockpit.export.indicator_table import large_table_document
from cockpit.export.job import ExportJob
from cockpit.export.mark import Mark
from cockpit.export.queue import repeat
from cockpit.export.record_table import RecordSelection, record_document
from cockpit.export.write import Written, write_document, written
from cockpit.frames import Reader
from cockpit.security.rows import may_see_rows
from cockpit.selection import parse_selection
from cockpit.view.brief import brief
from cockpit.view.context import PageContext
from cockpit.view.entities.workbook import SHEETS, entity_document
from cockpit.view.indicator_workbook import indicator_document
from cockpit.view.page_makers import print_brief, print_page
from cockpit.view.page_workbook import page_document
from metrics.period import latest_complete_month, parse_period
from metrics.region import CITY, region

Progress = Callable[[int, int], None]


def make_table(cockpit: Cockpit, job: ExportJob, target: Path, progress: Progress) -> tuple[str, Written]:
    """The workbench's table, or the rows of a record."""
    own = cockpit.as_seen_by(repeat(job, cockpit.clock()).identity)
    mark, wanted = repeat(job, cockpit.clock()), json.loads(job.wanted)
    reader, spool = own.frames.reader(job.snapshot), target.with_suffix(".spool")
    try:
        document = (_record if job.kind == "record" else _table)(own, reader, wanted, mark, spool)
        may_take(own, document.rows)
        told = write_document(
            document, job.extension, target, wanted.get("bom") != "0", lambda done: progress(done, document.rows)
        )
    finally:
        spool.unlink(missing_ok=True)
    return document.cover.name(job.extension), told


def make_brief(cockpit: Cockpit, job: ExportJob, target: Path, progress: Progress) -> tuple[str, Written]:
    """The monthly brief as a Word file or, printed, as PDF."""
    mark, wanted = repeat(job, cockpit.clock()), json.loads(job.wanted)
    own = cockpit.as_seen_by(mark.identity)
    content = brief(job_context(own, own.frames.reader(job.snapshot), wanted, mark), mark)
    may_take(own, content.rows)
    progress(0, content.rows)
    if job.extension == "pdf":
        print_brief(own, content, target)
    else:
        write_brief(content, target, cockpit.settings.brief_template)
    return content.cover.name(job.extension), written(target, content.rows)


def make_page(cockpit: Cockpit, job: ExportJob, target: Path, progress: Progress) -> tuple[str, Written]:
    """A page as PDF or picture; a domain's, an indicator's or one thing's page as a workbook too."""
    if job.extension != "xlsx":
        return print_page(cockpit, job, target, progress)
    mark, parts = repeat(job, cockpit.clock()), urlsplit(json.loads(job.wanted).get("path", ""))
    own = cockpit.as_seen_by(mark.identity)
    context = job_context(own, own.frames.reader(job.snapshot), dict(parse_qsl(parts.query)), mark)
    document = _workbook(context, parts.path, mark)
    may_take(own, document.rows)
    told = write_document(document, "xlsx", target, progress=lambda done: progress(done, document.rows))
    return document.cover.name("xlsx"), told


def _workbook(context: PageContext, path: str, mark: Mark) -> Document:
    kind, _, name = path.strip("/").partition("/")
    if kind == "indicator":
        return indicator_document(context, name, mark)
    return entity_document(context, path, mark) if kind in SHEETS else page_document(context, path, mark)


def job_context(cockpit: Cockpit, reader: Reader, wanted: dict[str, str], mark: Mark) -> PageContext:
    """What a page of the address would see, at the job's snapshot.

    Raises:
        QueryError: no such region or period; a file does not guess.
    """
    period = parse_period(wanted["period"]) if wanted.get("period") else latest_complete_month(mark.now.date())
    return PageContext(cockpit, reader, mark.now, region(wanted.get("region") or CITY), period, wanted)


def may_take(cockpit: Cockpit, rows: int) -> None:
    """Goes on only if the identity's role may take so many rows away at once.

    Raises:
        Forbidden: it may not.
    """
    if rows > cockpit.grant.export_rows and not cockpit.grant.all_seeing:
        raise Forbidden("导出", f"{rows:,} 行，超过可导出的 {cockpit.grant.export_rows:,} 行", "缩小范围")


def _table(cockpit: Cockpit, reader: Reader, wanted: dict[str, str], mark: Mark, spool: Path) -> Document:
    latest = latest_complete_month(mark.now.date())
    selection = parse_selection(wanted, cockpit.catalog, latest, cockpit.catalog.headlines)
    return large_table_document(reader, selection, mark, spool)


def _record(cockpit: Cockpit, reader: Reader, wanted: dict[str, str], mark: Mark, _spool: Path) -> Document:
    return record_document(reader, record_selection(cockpit, wanted), mark)


def record_selection(cockpit: Cockpit, wanted: dict[str, str]) -> RecordSelection:
    """The rows of a record that an address asks for.

    Raises:
        QueryError: no such record, region or period that the asking identity may see.
    """
    name = wanted.get("record", "")
    record = cockpit.records.get(name)
    if record is None or not may_see_rows(cockpit.grant, record):
        raise QueryError("明细", f"没有明细 {name[:40]!r}", "从“我的导出”页选择")
    period = parse_period(wanted["period"]) if wanted.get("period") else None
    return RecordSelection(record, region(wanted.get("region") or CITY).code, period)
