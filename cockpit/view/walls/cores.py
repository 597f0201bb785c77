"""The core analyses of the wall, by the name under which screens.yaml asks for them."""

from __future__ import annotations

from collections.abc import Callable

from cockpit.view.context import PageContext
from cockpit.view.walls import core_economy, core_gov, core_port, core_society
from cockpit.view.walls.core import Core

CORES: dict[str, tuple[str, Callable[[PageContext], Core | None]]] = {
    "economy_targets": ("年度目标能否完成", core_economy.targets),
    "economy_pull": ("谁在拉、谁在拖规上工业", core_economy.pull),
    "port_stuck": ("船堵在哪一步", core_port.stuck),
    "port_cargo": ("货从哪来到哪去", core_port.cargo),
    "society_towns": ("哪个乡镇街道按期办结低", core_society.towns),
    "society_types": ("哪类事件积压超期", core_society.types),
    "gov_units": ("哪个单位落后于序时", core_gov.units),
    "gov_tasks": ("哪项任务超期，谁牵头", core_gov.tasks),
}
