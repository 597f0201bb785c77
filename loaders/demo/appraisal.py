"""Appraisal of counties, zones and departments: tree of indicators, targets, monthly scores and ranks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from loaders.demo.organizations import APPRAISED, GROUPS
from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array

YEARS = (2025, 2026)
LAG = 8


@dataclass(frozen=True)
class Leaf:
    """An indicator that is scored: weight in points of 100, how it counts, yearly target, where progress stands.

    Args:
        profile: linear, seasonal or milestone; start: month from which it is scored.
        pace: usual completion relative to schedule.
    """

    branch: tuple[int, int]
    name: str
    weight: float
    calc: str
    source: str
    target: float
    profile: str = "linear"
    start: int = 1
    pace: float = 1.0


BRANCHES = {
    1: ("经济发展", {1: "稳增长", 2: "港航开放"}),
    2: ("治理服务", {1: "基层治理", 2: "政务服务"}),
    3: ("党建与改革", {1: "数字化改革", 2: "重点任务"}),
}

LEAVES: dict[str, tuple[Leaf, ...]] = {
    "county": (
        Leaf((1, 1), "地区生产总值增速", 12, "up", "市统计局 econ_macro_obs", 6.5),
        Leaf((1, 1), "固定资产投资增速", 8, "up", "市统计局 econ_macro_obs", 5.0, pace=0.9),
        Leaf((1, 1), "一般公共预算收入", 8, "up", "市财政局 econ_macro_obs", 45, "seasonal"),
        Leaf((1, 2), "港口货物吞吐量", 8, "up", "市港航和口岸局 port_throughput", 17000),
        Leaf((1, 2), "实际利用外资", 6, "up", "市商务局 econ_macro_obs", 7, "seasonal", pace=0.88),
        Leaf((2, 1), "事件按期办结率", 10, "qualified", "市委政法委 grid_event", 95),
        Leaf((2, 1), "安全生产事故起数", 6, "down", "市应急局", 12),
        Leaf((2, 2), "12345按期办结率", 8, "qualified", "市政务服务办 hotline_ticket", 96),
        Leaf((2, 2), "网办率", 6, "up", "市政务服务办", 92),
        Leaf((3, 1), "数据归集完成率", 8, "up", "市大数据局", 100),
        Leaf((3, 2), "重大任务节点按期率", 12, "up", "市府办 task_node", 95, "milestone"),
        Leaf((3, 2), "督办单办结率", 8, "qualified", "市府办 supervise_order", 95, start=3),
    ),
    "zone": (
        Leaf((1, 1), "规上工业总产值", 16, "up", "市统计局 econ_macro_obs", 150),
        Leaf((1, 1), "制造业投资", 14, "up", "市统计局", 40, "seasonal", pace=0.93),
        Leaf((1, 2), "招商引资到位资金", 12, "up", "市商务局", 30, "seasonal"),
        Leaf((2, 1), "事件按期办结率", 12, "qualified", "市委政法委 grid_event", 95),
        Leaf((2, 1), "安全生产事故起数", 10, "down", "市应急局", 6),
        Leaf((2, 2), "低效用地整治亩数", 10, "up", "市资源规划局", 300, "milestone", pace=0.9),
        Leaf((3, 1), "数据归集完成率", 10, "up", "市大数据局", 100),
        Leaf((3, 2), "重大任务节点按期率", 16, "up", "市府办 task_node", 95, "milestone"),
    ),
    "party": (
        Leaf((2, 2), "机关内部事项按期办结率", 18, "qualified", "市委改革办", 97),
        Leaf((2, 2), "掌上办公比例", 14, "up", "市委办", 85),
        Leaf((3, 1), "改革任务完成数", 18, "up", "市委改革办", 12, "milestone"),
        Leaf((3, 1), "公文超期件数", 10, "down", "市委办", 4),
        Leaf((3, 2), "重大任务节点按期率", 24, "up", "市府办 task_node", 95, "milestone"),
        Leaf((3, 2), "督办单办结率", 16, "qualified", "市府办 supervise_order", 95, start=3),
    ),
    "gov": (
        Leaf((1, 1), "主管指标年度目标完成", 16, "up", "主管部门", 100, "seasonal"),
        Leaf((2, 1), "交办事件按期办结率", 12, "qualified", "市委政法委 grid_event", 95),
        Leaf((2, 2), "12345按期办结率", 12, "qualified", "市政务服务办 hotline_ticket", 96),
        Leaf((2, 2), "办件按期办结率", 10, "qualified", "市政务服务办", 98),
        Leaf((3, 1), "数据归集完成率", 12, "up", "市大数据局", 100),
        Leaf((3, 1), "数据质量工单整改率", 8, "up", "市大数据局", 95, start=4),
        Leaf((3, 2), "重大任务节点按期率", 18, "up", "市府办 task_node", 95, "milestone", pace=0.96),
        Leaf((3, 2), "督办单办结率", 12, "qualified", "市府办 supervise_order", 95, start=3),
    ),
}

SEASON = np.array([0.04, 0.09, 0.19, 0.27, 0.36, 0.49, 0.57, 0.64, 0.74, 0.82, 0.90, 1.0])
MILESTONES = {"3": 0.2, "6": 0.45, "9": 0.7, "12": 1.0}


def leaf_ids(group: str) -> list[str]:
    """`COUNTY-1-1-2` …: group, branch, twig, number within the twig."""
    seen: dict[tuple[int, int], int] = {}
    ids = []
    for leaf in LEAVES[group]:
        seen[leaf.branch] = seen.get(leaf.branch, 0) + 1
        ids.append(f"{group.upper()}-{leaf.branch[0]}-{leaf.branch[1]}-{seen[leaf.branch]}")
    return ids


def _rows(records: list[dict[str, object]], changed: np.ndarray) -> Rows:
    frame = pd.DataFrame.from_records(records).astype(object).fillna("")
    columns: dict[str, Array] = {str(name): frame[name].astype(str).to_numpy(dtype=str) for name in frame.columns}
    return Rows(columns, changed)


def indicator_rows() -> Rows:
    """perf_indicator: per group and year a root (level 0), branches, twigs and leaves."""
    records = [record for year in YEARS for group in LEAVES for record in _tree(year, group)]
    changed = np.array([f"{record['year']}-02-20T09:00:00" for record in records], dtype="M8[s]")
    return _rows(records, changed)


def _tree(year: int, group: str) -> Iterator[dict[str, object]]:
    root = group.upper()
    leaves, ids = LEAVES[group], leaf_ids(group)
    yield _node(year, root, "", 0, GROUPS[group], group, 100.0)
    for branch, (name, twigs) in BRANCHES.items():
        inside = [leaf for leaf in leaves if leaf.branch[0] == branch]
        if inside:
            yield _node(year, f"{root}-{branch}", root, 1, name, group, sum(leaf.weight for leaf in inside))
        for twig, label in twigs.items():
            own = [leaf for leaf in inside if leaf.branch[1] == twig]
            if own:
                weight = sum(leaf.weight for leaf in own)
                yield _node(year, f"{root}-{branch}-{twig}", f"{root}-{branch}", 2, label, group, weight)
    for leaf, code in zip(leaves, ids, strict=True):
        node = _node(year, code, code.rsplit("-", 1)[0], 3, leaf.name, group, leaf.weight)
        formula = {"up": "得分=权重×（完成率÷序时进度，最高1.1）", "down": "得分=权重×（目标÷实际，最高1）"}
        yield {
            **node,
            "calc_type": leaf.calc,
            "formula": formula.get(leaf.calc, "达标得满分，不达标按差距扣分"),
            "data_source": leaf.source,
            "lead_org": "ORG-SWB",
            "start_month": str(leaf.start),
        }


def _node(year: int, code: str, parent: str, level: int, name: str, group: str, weight: float) -> dict[str, object]:
    return {
        "indicator_id": code, "year": str(year), "parent_id": parent, "level": level, "name": name,
        "org_group": group, "weight": weight, "score_full": weight, "calc_type": "", "formula": "",
        "data_source": "", "period": "M", "lead_org": "", "start_month": "1",
    }  # fmt: skip


def _members(group: str) -> list[str]:
    return [code for code, (_, own, _) in APPRAISED.items() if own == group]


def target_rows() -> Rows:
    """perf_target: every leaf × organization × year."""
    records: list[dict[str, object]] = []
    for year in YEARS:
        for group, leaves in LEAVES.items():
            for org in _members(group):
                rng = generator(f"targets.{org}", year)
                for leaf, code in zip(leaves, leaf_ids(group), strict=True):
                    target = round(leaf.target * (1 if leaf.calc == "qualified" else rng.uniform(0.85, 1.15)), 2)
                    milestones = json.dumps(MILESTONES) if leaf.profile == "milestone" else ""
                    records.append(
                        {
                            "indicator_id": code, "org": org, "year": str(year), "target_value": target,
                            "base_value": round(target * rng.uniform(0.9, 1.0), 2), "profile": leaf.profile,
                            "milestones_json": milestones, "version": "1",
                        }
                    )  # fmt: skip
    changed = np.array([f"{record['year']}-02-25T09:00:00" for record in records], dtype="M8[s]")
    return _rows(records, changed)


def schedule(profile: str, month: int) -> float:
    """Share of the year's target that should be done by the end of the month."""
    if profile == "seasonal":
        return float(SEASON[month - 1])
    if profile == "milestone":
        return float(np.interp(month, [0, 3, 6, 9, 12], [0, *MILESTONES.values()]))
    return month / 12
