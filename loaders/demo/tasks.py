"""Major tasks with their nodes, and supervision orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from loaders.demo.calendar import Workdays
from loaders.demo.organizations import APPRAISED
from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array, numbered

FIELDS = ("基础设施", "产业项目", "民生实事", "生态治理", "数字化改革", "港航开放", "海岛振兴", "平安建设")
WORKS = ("建设", "提升工程", "攻坚", "试点", "改造")
STEPS = ("方案审定", "开工启动", "主体推进", "验收准备", "竣工销号")
COUNT = 180


@dataclass(frozen=True)
class Tasks:
    """frame: rows of task_main.csv (text); nodes: rows of task_node."""

    frame: pd.DataFrame
    nodes: Rows


def tasks(now: np.datetime64) -> Tasks:
    """180 tasks of the last two years and this one; some late, some suspended."""
    rng = generator("tasks")
    today = now.astype("M8[D]")
    orgs = np.array([code for code, (_, group, _) in APPRAISED.items() if group != "party"])
    start = np.datetime64("2024-06-01") + rng.integers(0, 850, COUNT).astype("m8[D]")
    length = rng.integers(150, 620, COUNT).astype("m8[D]")
    end = start + length
    delay = np.where(rng.random(COUNT) < 0.4, rng.integers(30, 320, COUNT), -rng.integers(0, 25, COUNT))
    real = end + delay.astype("m8[D]")
    closed = real <= today
    chance = rng.random(COUNT)
    status = np.where(
        closed, "closed", np.where(chance < 0.03, "suspended", np.where(chance < 0.045, "cancelled", "open"))
    )
    passed = ((today - start) / (real - start)).clip(0, 1)
    lead = rng.choice(orgs, COUNT)
    number = np.arange(1, COUNT + 1)
    titles = [f"演示{FIELDS[n % 8]}任务{n:03d}{WORKS[n % 5]}" for n in number]
    columns: dict[str, Array] = {
        "task_id": numbered("TASK", number, 5),
        "title": np.array(titles),
        "source": rng.choice(np.array(["报告分解", "会议", "批示", "专项"]), COUNT, p=[0.55, 0.2, 0.1, 0.15]),
        "level": np.array(["city" if APPRAISED[str(org)][1] == "gov" else "county" for org in lead]),
        "lead_org": lead,
        "co_orgs": np.where(rng.random(COUNT) < 0.5, rng.choice(orgs, COUNT), ""),
        "leader": np.full(COUNT, "演示分管领导"),
        "plan_start": start.astype(str),
        "plan_end": end.astype(str),
        "actual_end": np.where(closed & (status == "closed"), real.astype(str), ""),
        "progress_pct": np.where(status == "closed", 100, np.round(passed * 100 * rng.uniform(0.85, 1.0, COUNT), 1)),
        "status": status,
        "weight": rng.choice([1.0, 1.5, 2.0], COUNT),
    }
    frame = pd.DataFrame({name: values.astype(str) for name, values in columns.items()})
    return Tasks(frame, _nodes(columns, start, end, real, now, rng))


def _nodes(
    task: dict[str, Array], start: Array, end: Array, real: Array, now: np.datetime64, rng: np.random.Generator
) -> Rows:
    count = len(STEPS)
    row, step = np.repeat(np.arange(COUNT), count), np.tile(np.arange(count), COUNT)
    share = (step + 1) / count
    planned = start[row] + np.rint((end - start).astype(int)[row] * share).astype("m8[D]")
    slack = rng.integers(-18, 4, len(row)) + np.where(rng.random(len(row)) < 0.07, 25, 0)
    done = start[row] + np.rint((real - start).astype(int)[row] * share + slack * (share < 1)).astype("m8[D]")
    finished = (done <= now.astype("M8[D]")) & np.isin(task["status"][row], ["open", "closed"])
    columns: dict[str, Array] = {
        "task_id": task["task_id"][row],
        "node_no": step + 1,
        "name": np.array(STEPS)[step],
        "owner_org": task["lead_org"][row],
        "plan_end": planned,
        "actual_end": np.where(finished, done, np.datetime64("NaT")),
        "deliverable": np.full(len(row), "演示成果材料"),
        "status": np.where(finished, "closed", np.where(task["status"][row] == "suspended", "suspended", "open")),
    }
    changed = np.where(finished, done, start[row]).astype("M8[s]") + np.timedelta64(16, "h")
    return Rows(columns, np.minimum(changed, now.astype("M8[s]")))


def order_rows(now: np.datetime64, workdays: Workdays) -> Rows:
    """supervise_order: 300 orders of the last two years; overdue ones among them."""
    rng = generator("orders")
    count = 300
    orgs = np.array(list(APPRAISED))
    issue: Array = np.sort(now - rng.integers(0, 730 * 86400, count).astype("m8[s]"))
    level = rng.choice(np.array(["一般", "重点", "挂牌"]), count, p=[0.7, 0.24, 0.06])
    days = np.select([level == "挂牌", level == "重点"], [30, 10], 15)
    deadline = workdays.after(issue, days).astype("M8[s]") + np.timedelta64(17 * 3600 + 1800, "s")
    span = (deadline - issue).astype(float)
    share = np.where(rng.random(count) < 0.09, rng.uniform(1.05, 2.2, count), rng.beta(3, 2.2, count))
    reply = issue + np.rint(span * share).astype("m8[s]")
    close = reply + rng.integers(3600, 4 * 86400, count).astype("m8[s]")
    signed = issue + rng.integers(600, 20 * 3600, count).astype("m8[s]")
    nothing = np.datetime64("NaT")
    replied, closed = reply <= now, close <= now
    verdict = rng.choice(np.array(["pass", "redo"]), count, p=[0.93, 0.07])
    columns: dict[str, Array] = {
        "order_id": numbered("DB", np.arange(1, count + 1), 6),
        "trigger": rng.choice(np.array(["alert", "instruction", "meeting", "manual"]), count, p=[0.5, 0.2, 0.2, 0.1]),
        "trigger_ref": numbered("演示预警", np.arange(1, count + 1), 5),
        "to_org": rng.choice(orgs, count),
        "level": level,
        "issue_time": issue,
        "sign_time": np.where(signed <= now, signed, nothing),
        "deadline": deadline,
        "reply_time": np.where(replied, reply, nothing),
        "verify_result": np.where(closed, verdict, ""),
        "verify_org": np.where(closed, "ORG-SFB", ""),
        "close_time": np.where(closed & (verdict == "pass"), close, nothing),
        "reopen_count": (closed & (verdict == "redo")).astype(int),
    }
    changed = np.where(closed, close, np.where(replied, reply, issue))
    return Rows(columns, np.minimum(changed + np.timedelta64(300, "s"), now))


def horizon(today: date) -> date:
    """Calendar files reach to the end of the year of `today`."""
    return date(today.year, 12, 31)
