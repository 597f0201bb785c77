"""The worker of the export queue: each file in a process of its own, so that memory goes back and a crash stays small."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cockpit.errors import CockpitError
from cockpit.export.job import ExportJob
from cockpit.export.queue import KEPT, beat, claim, fail, finish, take_back
from cockpit.export.write import Written
from cockpit.state.database import Sessions

log = logging.getLogger(__name__)
#: Makes a job's file at a path; tells progress as (rows done, rows stated); returns its name and what it is.
Maker = Callable[[ExportJob, Path, Callable[[int, int], None]], tuple[str, Written]]
_PAUSE = 1.0


def folder_of(var: Path) -> Path:
    """Where finished files lie."""
    return var / "exports"


def file_of(var: Path, job: ExportJob) -> Path:
    """Where a job's finished file lies."""
    return folder_of(var) / f"{job.job_id}.{job.extension}"


def watch(
    state: Sessions, var: Path, clock: Callable[[], datetime], once: bool = False, parent: int = 0
) -> None:  # fmt: skip
    """Takes jobs until stopped, until none waits, or until the process that started it is gone.

    A job that an earlier worker left is begun again.
    """
    worker = f"{socket.gethostname()}:{os.getpid()}"
    folder_of(var).mkdir(parents=True, exist_ok=True)
    while not orphaned(parent):
        take_back(state, clock())
        tidy(var, time.time())
        job = claim(state, worker, clock())
        if job is not None:
            _in_own_process(state, job, clock, parent)
        elif once:
            return
        else:
            time.sleep(_PAUSE)


def orphaned(parent: int) -> bool:
    """Whether the process that started this one is gone; one that nobody named is never missed."""
    return parent != 0 and os.getppid() != parent


def _in_own_process(state: Sessions, job: ExportJob, clock: Callable[[], datetime], parent: int) -> None:
    child = subprocess.Popen([sys.executable, "-m", "cockpit", "export", "--job", job.job_id])
    try:
        while True:
            try:
                child.wait(_PAUSE)
                break
            except subprocess.TimeoutExpired:
                if orphaned(parent):
                    raise SystemExit(0) from None
                beat(state, job, clock())
    except BaseException:
        child.kill()  # the job stays running; its silence gives it to the next worker
        raise
    if child.returncode:
        fail(state, job, f"生成时出错（代码 {child.returncode}） → 重新导出；再次出现请报告管理员", clock())


def make(state: Sessions, job: ExportJob, var: Path, maker: Maker, clock: Callable[[], datetime]) -> bool:
    """Makes one claimed job's file; True when it is there. What cannot be made is failed with its reason."""
    part = file_of(var, job).with_suffix(f".{job.attempt}.part")
    last = time.monotonic()

    def progress(done: int, stated: int) -> None:
        nonlocal last
        if time.monotonic() - last > 0.5:
            last = time.monotonic()
            beat(state, job, clock(), done, stated)

    try:
        name, file = maker(job, part, progress)
    except CockpitError as error:
        part.unlink(missing_ok=True)
        fail(state, job, str(error), clock())
        return False
    os.replace(part, file_of(var, job))
    return finish(state, job, name, file, clock())


def tidy(var: Path, now: float) -> None:
    """Removes files that were kept long enough, and parts that nobody finished."""
    for path in folder_of(var).iterdir():
        age = now - path.stat().st_mtime
        if age > KEPT.total_seconds() or (path.suffix in (".part", ".spool") and age > 3600):
            path.unlink(missing_ok=True)
