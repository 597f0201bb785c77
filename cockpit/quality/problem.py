"""Problems sent back to their source department, and every step they took: the feedback the plan asks for."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cockpit.state.schema import Stored

#: State → its word; a problem goes from left to right, and back to open when a new batch shows it again.
STATES = {"open": "待退回", "sent": "已退回", "answered": "已答复", "gone": "已消除"}


class QualityProblem(Stored):
    """One fault of one source, from the batch that showed it to the batch that proved it gone.

    state: a key of STATES. cells: flagged cells that still stand. due: day by which an answer is asked for.
    """

    __tablename__ = "quality_problem"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(sa.String(64), index=True)
    title: Mapped[str] = mapped_column(sa.String(128))
    owner: Mapped[str] = mapped_column(sa.String(64), index=True)
    rule: Mapped[str] = mapped_column(sa.String(256))
    dimension: Mapped[str] = mapped_column(sa.String(16))
    action: Mapped[str] = mapped_column(sa.String(8))
    words: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(8), index=True, default="open")
    cells: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(sa.DateTime)
    opened_batch: Mapped[int] = mapped_column(sa.BigInteger)
    seen_batch: Mapped[int] = mapped_column(sa.BigInteger)
    due: Mapped[datetime | None] = mapped_column(sa.DateTime)
    gone_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    gone_batch: Mapped[int | None] = mapped_column(sa.BigInteger)
    steps: Mapped[list[ProblemStep]] = relationship(
        back_populates="problem", order_by="ProblemStep.id", cascade="all, delete-orphan"
    )


class ProblemStep(Stored):
    """One step: who did what when."""

    __tablename__ = "quality_problem_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(sa.ForeignKey("quality_problem.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(sa.DateTime)
    who: Mapped[str] = mapped_column(sa.String(64))
    step: Mapped[str] = mapped_column(sa.String(8))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    problem: Mapped[QualityProblem] = relationship(back_populates="steps")
