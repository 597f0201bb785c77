"""The export queue in the state database: ask, claim, beat, finish; survives the death of any process at any moment."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

import sqlalchemy as sa

from cockpit.errors import Forbidden
from cockpit.export.job import DONE, FAILED, RUNNING, WAITING, ExportJob
from cockpit.export.mark import Mark
from cockpit.export.write import Written
from cockpit.security.grant import Grant
from cockpit.security.identity import Identity
from cockpit.state.database import Sessions

#: A job whose worker has not beaten for so long is taken over; after so many starts it has failed.
SILENCE, STARTS = timedelta(seconds=30), 3
#: Per person: files that wait or run at once, and how many times the rows of one file may leave in a day.
AT_ONCE, FILES_OF_ROWS_A_DAY = 3, 5
#: Finished files stay so long.
KEPT = timedelta(days=7)


def ask(
    state: Sessions,
    mark: Mark,
    grant: Grant,
    kind: str,
    extension: str,
    title: str,
    wanted: Mapping[str, str],
    snapshot: int,
    rows: int = 0,
) -> str:
    """Puts a file into the queue; returns the job's id, which nobody can guess.

    Raises:
        Forbidden: no right to export, more rows than the role may take, or the day's share is used up.
    """  # fmt: skip
    allow(state, mark.identity, grant, rows, mark.now)
    with state.begin() as session:
        busy = sa.select(sa.func.count()).where(
            ExportJob.owner == mark.identity.name, ExportJob.state.in_((WAITING, RUNNING))
        )
        if session.scalar(busy) >= AT_ONCE:  # type: ignore[operator]
            raise Forbidden("导出", f"您已有 {AT_ONCE} 个文件在生成", "请等其中一个完成后再导出")
        job = _job(mark, kind, extension, title, wanted, snapshot, rows)
        session.add(job)
        return job.job_id


def allow(state: Sessions, identity: Identity, grant: Grant, rows: int, now: datetime) -> None:
    """Goes on only if the identity may take so many rows away today.

    Raises:
        Forbidden: why not.
    """
    grant.need("export")
    if grant.all_seeing:
        return
    if rows > grant.export_rows:
        problem = f"{rows:,} 行，超过您一次可导出的 {grant.export_rows:,} 行"
        raise Forbidden("导出", problem, "缩小范围，或请安全管理员授权")
    share = grant.export_rows * FILES_OF_ROWS_A_DAY
    taken = sa.func.coalesce(sa.func.sum(sa.func.coalesce(ExportJob.rows, ExportJob.stated_rows)), 0)
    today = datetime.combine(now.date(), datetime.min.time())
    with state() as session:
        used = session.scalar(
            sa.select(taken).where(
                ExportJob.owner == identity.name, ExportJob.asked_at >= today, ExportJob.state != FAILED
            )
        )
    if int(used or 0) + rows > share:
        raise Forbidden(
            "导出", f"今天已导出 {int(used or 0):,} 行，每天最多 {share:,} 行", "明天再导出，或请安全管理员授权"
        )


def note(
    state: Sessions,
    mark: Mark,
    kind: str,
    title: str,
    wanted: Mapping[str, str],
    snapshot: int,
    name: str,
    file: Written,
) -> None:
    """Remembers a file that was made at once: it counts against the day's share and is found by its watermark."""
    job = _job(mark, kind, name.rsplit(".", 1)[-1], title, wanted, snapshot, file.rows)
    job.state, job.rows, job.size, job.sha256 = DONE, file.rows, file.size, file.sha256
    job.file_name, job.finished_at = name, mark.now
    with state.begin() as session:
        session.add(job)


def _job(
    mark: Mark, kind: str, extension: str, title: str, wanted: Mapping[str, str], snapshot: int, rows: int
) -> ExportJob:
    return ExportJob(
        job_id=secrets.token_hex(16), owner=mark.identity.name, identity=json.dumps(asdict(mark.identity)), kind=kind,
        extension=extension, title=title[:200], wanted=json.dumps(dict(wanted), ensure_ascii=False), snapshot=snapshot,
        watermark=mark.watermark, state=WAITING, stated_rows=rows, asked_at=mark.now,
    )  # fmt: skip


def claim(state: Sessions, worker: str, now: datetime) -> ExportJob | None:
    """The oldest waiting job, now held by a worker; None when there is none."""
    oldest = sa.select(ExportJob.job_id).where(ExportJob.state == WAITING).order_by(ExportJob.asked_at).limit(1)
    with state.begin() as session:
        name = session.scalar(oldest)
        if name is None:
            return None
        won = session.execute(
            sa.update(ExportJob)
            .where(ExportJob.job_id == name, ExportJob.state == WAITING)
            .values(state=RUNNING, worker=worker, attempt=ExportJob.attempt + 1, beat_at=now, done_rows=0)
        )
        return session.get(ExportJob, name) if won.rowcount else None  # type: ignore[attr-defined]


def beat(state: Sessions, job: ExportJob, now: datetime, done: int | None = None, stated: int | None = None) -> None:
    """The job's worker lives; and how far it is, when it knows."""
    told = {"beat_at": now} | ({} if done is None else {"done_rows": done})
    _change(state, job, told | ({} if stated is None else {"stated_rows": stated}))


def finish(state: Sessions, job: ExportJob, name: str, file: Written, now: datetime) -> bool:
    """The file is there; False when somebody else has taken the job over meanwhile."""
    return _change(
        state, job,
        {"state": DONE, "rows": file.rows, "size": file.size, "sha256": file.sha256, "file_name": name, "finished_at": now},
    )  # fmt: skip


def fail(state: Sessions, job: ExportJob, problem: str, now: datetime) -> None:
    """The file cannot be made, and why."""
    _change(state, job, {"state": FAILED, "problem": problem, "finished_at": now})


def _change(state: Sessions, job: ExportJob, values: Mapping[str, object]) -> bool:
    mine = (ExportJob.job_id == job.job_id, ExportJob.attempt == job.attempt, ExportJob.state == RUNNING)
    with state.begin() as session:
        return bool(session.execute(sa.update(ExportJob).where(*mine).values(**values)).rowcount)  # type: ignore[attr-defined]


def take_back(state: Sessions, now: datetime) -> int:
    """Jobs whose worker fell silent wait again, from their first row, on the same snapshot; returns how many."""
    silent = (ExportJob.state == RUNNING, ExportJob.beat_at < now - SILENCE)
    gone = {"state": FAILED, "problem": f"生成中断了 {STARTS} 次 → 重新导出；再次出现请报告管理员", "finished_at": now}
    with state.begin() as session:
        session.execute(sa.update(ExportJob).where(*silent, ExportJob.attempt >= STARTS).values(**gone))
        return int(session.execute(sa.update(ExportJob).where(*silent).values(state=WAITING)).rowcount)  # type: ignore[attr-defined]


def jobs_of(state: Sessions, owner: str, limit: int = 50) -> list[ExportJob]:
    """What somebody asked for, newest first."""
    with state() as session:
        own = sa.select(ExportJob).where(ExportJob.owner == owner).order_by(ExportJob.asked_at.desc()).limit(limit)
        return list(session.scalars(own))


def job_of(state: Sessions, owner: str, job_id: str) -> ExportJob | None:
    """One job of its owner; somebody else's is not there."""
    with state() as session:
        return session.scalar(sa.select(ExportJob).where(ExportJob.owner == owner, ExportJob.job_id == job_id))


def stands(job: ExportJob, identity: Identity) -> bool:
    """Whether its owner is still who he was when he asked: role, department or region changed since, and he may see
    other things now than what the file holds."""
    asked = Identity(**json.loads(job.identity))
    return all(getattr(asked, name) == getattr(identity, name) for name in ("role", "department", "region"))


def repeat(job: ExportJob, now: datetime) -> Mark:
    """The mark under which a job's file is made: its own watermark and identity."""
    return Mark(Identity(**json.loads(job.identity)), now, job.watermark)
