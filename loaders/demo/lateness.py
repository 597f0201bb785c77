"""From acceptance to closing: deadlines in working days, the share that is late, what is still open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loaders.demo.calendar import Workdays

END_OF_DAY = np.timedelta64(17 * 3600 + 1800, "s")
NEVER = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Course:
    """Arrays of one length, datetime64[s]: deadline, extended deadline (NaT without), finish (NaT while open)."""

    deadline: np.ndarray
    extended: np.ndarray
    finish: np.ndarray
    late: np.ndarray


def course(
    accepted: np.ndarray,
    days: np.ndarray,
    late_share: np.ndarray,
    extended: np.ndarray,
    longer: int,
    workdays: Workdays,
    now: np.datetime64,
    rng: np.random.Generator,
) -> Course:
    """Deadlines end at 17:30 of the n-th working day after acceptance; an extension adds `longer` working days.

    Those in time close within the span as a beta share of it, late ones after it (a few of them very late);
    nobody closes before 8:00; closings after `now` are open.
    """
    deadline = workdays.after(accepted, days).astype("M8[s]") + END_OF_DAY
    until = np.where(extended, workdays.after(deadline, longer).astype("M8[s]") + END_OF_DAY, NEVER)
    due = np.where(extended, until, deadline)
    span = (due - accepted).astype(float)
    late = rng.random(len(accepted)) < late_share
    share = np.where(late, 1 + rng.exponential(0.55, len(accepted)) + 0.01, rng.beta(1.5, 2.4, len(accepted)) * 0.99)
    share = np.where(late & (rng.random(len(accepted)) < 0.08), share * 9, share)
    finish = accepted + np.rint(span * share).astype("m8[s]")
    early = (finish - finish.astype("M8[D]")) < np.timedelta64(8, "h")
    finish = np.where(early, finish + np.timedelta64(8, "h"), finish)
    return Course(deadline, until, np.where(finish > now, NEVER, finish), late)
