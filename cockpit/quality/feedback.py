"""The feedback loop: faults become problems, a person sends them back, an answer is noted, a later batch closes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from cockpit.errors import QueryError
from cockpit.quality.problem import ProblemStep, QualityProblem
from cockpit.quality.standing import Standing
from cockpit.state.database import Sessions

#: Days a department has to answer. Default, 待主管部门确认.
ANSWER_DAYS = 5
MACHINE = "质量引擎"


def reconcile(sessions: Sessions, faults: Sequence[Standing], newest: Mapping[str, int], now: datetime) -> int:
    """Opens what is new, closes what a later batch proved gone; returns how many problems changed.

    Args:
        faults: what stands in the snapshot. newest: number of the last batch of each source in it that was judged
            (a batch that failed to arrive proves nothing).
    """
    changed = 0
    with sessions.begin() as session:
        known = {(p.source, p.rule): p for p in session.scalars(sa.select(QualityProblem)) if p.state != "gone"}
        for fault in faults:
            problem = known.pop((fault.source, fault.rule), None)
            changed += _open(session, fault, now) if problem is None else _seen(problem, fault)
        for problem in known.values():
            proof = newest.get(problem.source, 0)
            if proof > problem.seen_batch:
                problem.state, problem.gone_at, problem.gone_batch, problem.cells = "gone", now, proof, 0
                problem.steps.append(_step(now, MACHINE, "gone", f"批次 {proof} 已无此问题"))
                changed += 1
    return changed


def _open(session: Session, fault: Standing, now: datetime) -> int:
    problem = QualityProblem(
        source=fault.source, title=fault.title, owner=fault.owner, rule=fault.rule, dimension=fault.dimension,
        action=fault.action, words=fault.words, state="open", cells=fault.cells, opened_at=now,
        opened_batch=fault.batch, seen_batch=fault.batch,
    )  # fmt: skip
    problem.steps.append(_step(now, MACHINE, "open", fault.words))
    session.add(problem)
    return 1


def _seen(problem: QualityProblem, fault: Standing) -> int:
    """A problem that still stands; an answered one that a newer batch shows again is sent back anew."""
    again = problem.state == "answered" and fault.batch > problem.seen_batch
    if again:
        problem.state = "sent"
        problem.steps.append(_step(fault.at, MACHINE, "sent", f"批次 {fault.batch} 仍有此问题"))
    told = (problem.words, problem.cells, problem.action, problem.seen_batch)
    problem.words, problem.cells, problem.action = fault.words, fault.cells, fault.action
    problem.seen_batch = max(problem.seen_batch, fault.batch)
    return int(again or told != (problem.words, problem.cells, problem.action, problem.seen_batch))


def send_back(sessions: Sessions, number: int, who: str, words: str, now: datetime) -> None:
    """Notes that a problem was sent back to its department; the form itself goes out by the city's own channels.

    Raises:
        QueryError: there is no such problem, or it is proved gone already.
    """
    with sessions.begin() as session:
        problem = _problem(session, number)
        problem.state, problem.due = "sent", now + timedelta(days=ANSWER_DAYS)
        problem.steps.append(_step(now, who, "sent", words))


def answer(sessions: Sessions, number: int, who: str, words: str, now: datetime) -> None:
    """Notes the department's answer; only a later batch closes the problem.

    Raises:
        QueryError: there is no such problem, it is gone, or the answer is empty.
    """
    if not words.strip():
        raise QueryError("答复", "没有写内容", "写明原因与改正时间")
    with sessions.begin() as session:
        problem = _problem(session, number)
        if problem.state == "open":
            raise QueryError(f"问题 {number}", "还没有退回", "先退回数源部门")
        problem.state = "answered"
        problem.steps.append(_step(now, who, "answered", words.strip()[:2000]))


def problem_of(sessions: Sessions, number: int) -> QualityProblem:
    """One problem with its steps.

    Raises:
        QueryError: there is no such problem.
    """
    with sessions() as session:
        found = session.get(QualityProblem, number, options=[selectinload(QualityProblem.steps)])
        if found is None:
            raise QueryError(f"问题 {number}", "没有这个问题", "从数据质量页打开")
        return found


def problems(sessions: Sessions) -> list[QualityProblem]:
    """All problems, those that stand first, blocked batches before flagged cells, oldest first."""
    with sessions() as session:
        found = list(session.scalars(sa.select(QualityProblem)))
    severity = {"block": 0, "flag": 1, "note": 2}
    return sorted(found, key=lambda p: (p.state == "gone", severity.get(p.action, 3), p.opened_at, p.id))


def _problem(session: Session, number: int) -> QualityProblem:
    problem = session.get(QualityProblem, number)
    if problem is None or problem.state == "gone":
        raise QueryError(f"问题 {number}", "没有这个问题，或已消除", "刷新数据质量页")
    return problem


def _step(at: datetime, who: str, step: str, words: str) -> ProblemStep:
    return ProblemStep(at=at, who=who, step=step, words=words)
