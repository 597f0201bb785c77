"""Writing, deciding and reading annotations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from cockpit.annotation.annotation import KINDS, NAME_LENGTH, NOTE_LENGTH, Annotation
from cockpit.errors import QueryError
from cockpit.security.identity import Identity
from cockpit.state.database import Sessions
from metrics.period import Period, parse_period
from metrics.region import CITY, region


@dataclass(frozen=True)
class Draft:
    """What somebody wants to note, checked."""

    indicator: str
    region: str
    period: Period
    kind: str
    name: str
    note: str


def draft(indicator: str, where: str, period: str, kind: str, name: str, note: str) -> Draft:
    """A draft from what a form gave; the city stands for everywhere.

    Raises:
        QueryError: a part is missing, too long or unknown.
    """
    name, note = " ".join(name.split()), " ".join(note.split())
    if kind not in KINDS:
        raise QueryError("标注", f"没有种类 {kind[:20]!r}", "请从列表中选择")
    if not name or len(name) > NAME_LENGTH or len(note) > NOTE_LENGTH:
        raise QueryError("标注", "名称为空或过长", f"名称 1 至 {NAME_LENGTH} 字，说明不超过 {NOTE_LENGTH} 字")
    place = region(where).code if where else CITY
    return Draft(indicator, "" if place == CITY else place, parse_period(period), kind, name, note)


def write(sessions: Sessions, wanted: Draft, author: Identity, now: datetime) -> int:
    """Keeps a draft as an annotation that waits for approval; returns its number."""
    with sessions.begin() as session:
        kept = Annotation(
            indicator=wanted.indicator, region=wanted.region, since=wanted.period.start, until=wanted.period.end,
            kind=wanted.kind, name=wanted.name, note=wanted.note, state="pending", author=author.name,
            author_title=author.title, written_at=now,
        )  # fmt: skip
        session.add(kept)
        session.flush()
        return kept.id


def decide(sessions: Sessions, number: int, approved: bool, by: Identity, now: datetime) -> Annotation:
    """Lets an annotation stand, or turns it down; a decision can be made once.

    Raises:
        QueryError: there is none, or it was decided already.
    """
    with sessions.begin() as session:
        found = session.get(Annotation, number)
        if found is None or found.state != "pending":
            raise QueryError("标注", f"标注 {number} 不在待审", "刷新页面看它现在的状态")
        found.state, found.decided_by, found.decided_at = "approved" if approved else "rejected", by.name, now
        return found


def standing(sessions: Sessions, indicator: str, where: str, pending: bool) -> list[Annotation]:
    """Annotations of an indicator that concern a region, oldest first: those of everywhere, of it and of what it lies in.

    Args:
        pending: whether those that wait are told too.
    """
    states = ("approved", "pending") if pending else ("approved",)
    chosen = sa.select(Annotation).where(Annotation.indicator == indicator, Annotation.state.in_(states))
    with sessions() as session:
        found = session.scalars(chosen.order_by(Annotation.since, Annotation.id)).all()
    return [one for one in found if where.startswith(one.region)]


def edition(sessions: Sessions, indicator: str) -> str:
    """Changes with every annotation written or decided on an indicator; part of the key of what shows them."""
    chosen = sa.select(sa.func.count(), sa.func.max(Annotation.written_at), sa.func.max(Annotation.decided_at))
    with sessions() as session:
        return str(tuple(session.execute(chosen.where(Annotation.indicator == indicator)).one()))
