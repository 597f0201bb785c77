"""The stored noun of the export queue: one file that somebody asked for."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cockpit.state.schema import Stored

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
STATES = {WAITING: "排队中", RUNNING: "生成中", DONE: "已完成", FAILED: "未成功"}


class ExportJob(Stored):
    """One export: who asked for what, how far it is, and what the file is. Times are Beijing time.

    Args:
        owner: account name; identity: the asking identity as JSON, under whose grant the file is made.
        kind: what is made (table, record); wanted: its choices as JSON.
        snapshot: all rows come from it, also after an interruption.
        attempt: grows with every start; who holds an older one may no longer finish.
        rows, size, sha256: of the finished file.
    """

    __tablename__ = "export_job"

    job_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(sa.String(120), index=True)
    identity: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.String(20))
    extension: Mapped[str] = mapped_column(sa.String(10))
    title: Mapped[str] = mapped_column(sa.String(200))
    wanted: Mapped[str] = mapped_column(sa.Text)
    snapshot: Mapped[int] = mapped_column(sa.BigInteger)
    watermark: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[str] = mapped_column(sa.String(10), index=True)
    attempt: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(sa.String(120), default="")
    done_rows: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    stated_rows: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    rows: Mapped[int | None] = mapped_column(sa.BigInteger)
    size: Mapped[int | None] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    file_name: Mapped[str] = mapped_column(sa.String(300), default="")
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    asked_at: Mapped[datetime]
    beat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
