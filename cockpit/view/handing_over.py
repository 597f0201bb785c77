"""A file made at once and given away in the same answer: within the quota, remembered, audited, for one person only."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Response, send_file

from cockpit.application import current_cockpit
from cockpit.audit.record import record
from cockpit.export.mark import Mark
from cockpit.export.queue import allow, note
from cockpit.export.write import MEDIA, Written


@dataclass(frozen=True)
class AtOnce:
    """What is given: its kind and title as the list of exports has them, the file's name, how many rows leave with it,
    which choices and which snapshot they are from."""

    kind: str
    title: str
    name: str
    rows: int
    wanted: Mapping[str, str]
    snapshot: int


def hand_over(mark: Mark, file: AtOnce, write: Callable[[Path], Written]) -> Response:
    """The file as an answer.

    Raises:
        Forbidden: no right to export, or more rows than may be taken at once or today; nothing was written then.
    """
    cockpit = current_cockpit()
    allow(cockpit.state, mark.identity, cockpit.grant, file.rows, mark.now)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "file"
        told = write(target)
        opened = target.open("rb")  # the open file outlives its name
    note(cockpit.state, mark, file.kind, file.title, file.wanted, file.snapshot, file.name, told)
    filters = dict(file.wanted)
    record("export", file.name, rows=told.rows, sha256=told.sha256, watermark=mark.watermark, filters=filters)
    media = MEDIA[file.name.rsplit(".", 1)[-1]]
    answer = private(send_file(opened, media, as_attachment=True, download_name=file.name))
    answer.headers["X-Content-SHA256"], answer.headers["X-Row-Count"] = told.sha256, str(told.rows)
    return answer


def private(answer: Response) -> Response:
    """A file was made for one person: no cache between him and us may keep it."""
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers.pop("Expires", None)
    return answer
