"""After a publication: what stands in the new snapshot becomes problems, and what it no longer shows is closed."""

from __future__ import annotations

from cockpit.application import Cockpit
from cockpit.quality.feedback import reconcile
from cockpit.quality.standing import last_batches, standing


def note_problems(cockpit: Cockpit) -> int:
    """Brings the problems in the state database up to the newest snapshot; returns how many changed.

    Args:
        cockpit: the program's own, not bound to anybody: problems must not depend on who looks.
    """
    reader = cockpit.frames.reader()
    tables = reader.whole
    faults = standing(reader, tables, cockpit.records)
    batches = last_batches(reader, tables)
    judged = batches[batches["status"] != "failed"]
    newest = dict(zip(judged["source"], judged["batch_id"].astype(int), strict=True))
    return reconcile(cockpit.state, faults, newest, cockpit.clock())
