"""Panels by the name under which the catalog asks for them."""

from __future__ import annotations

import logging
from collections.abc import Callable

import sqlalchemy as sa
from dash import html
from flask import g

from cockpit.errors import CockpitError, Forbidden
from cockpit.view.asof import LATEST_ONLY
from cockpit.view.context import PageContext
from cockpit.view.panel import Panel, failed_panel, missing_panel, panel_card
from cockpit.view.panels import (
    appraisal,
    berths,
    bunkering,
    economy,
    enterprises,
    grid,
    grid_surges,
    outlets,
    tasks,
    throughput,
    vessels,
    weather,
)
from metrics.catalog import Catalog
from metrics.declaration import refuse

log = logging.getLogger(__name__)

PANELS: dict[str, tuple[str, Callable[[PageContext], Panel | None]]] = {
    "economy_targets": ("年度目标进度", economy.targets),
    "economy_progress": ("今年、去年与序时", economy.progress),
    "economy_counties": ("谁在拉动工业", economy.counties),
    "mu_classes": ("企业分档", enterprises.classes),
    "mu_enterprises": ("每家企业为什么是这个档", enterprises.scores),
    "mu_migration": ("档位迁移", enterprises.migration),
    "grid_lifecycle": ("事件卡在哪一步", grid.lifecycle),
    "grid_towns": ("乡镇街道按期办结", grid.towns),
    "grid_backlog": ("超期未办结", grid.backlog),
    "grid_types": ("哪类事件在增多", grid.types),
    "grid_surges": ("突增事件", grid_surges.surging),
    "port_vessels": ("现在港里有什么船", vessels.positions),
    "port_timeline": ("一艘船的时间花在哪", vessels.timeline),
    "port_berths": ("泊位占用", berths.occupancy_panel),
    "port_bunkering": ("保税燃油：供应与结算分列", bunkering.bunkering),
    "port_weather": ("锚地能不能作业", weather.anchorages),
    "port_throughput": ("货类进度", throughput.cargoes),
    "port_flows": ("货从哪来到哪去", throughput.flows),
    "port_modes": ("江海直达与换装", throughput.modes),
    "appraisal_matrix": ("哪些单位的哪项指标落后", appraisal.matrix),
    "appraisal_tree": ("指标体系与得分", appraisal.tree),
    "appraisal_ranking": ("组内排名", appraisal.ranking),
    "outlet_verdicts": ("哪些排口达标", outlets.verdicts),
    "outlet_days": ("日均离限值多远", outlets.days),
    "task_progress": ("重大任务节点", tasks.progress),
}


def check(catalog: Catalog) -> None:
    """Every panel the catalog asks for exists.

    Raises:
        CatalogError: those that do not, all at once.
    """
    asked = [(system.code, name) for system in catalog.systems.values() for name in system.panels]
    refuse("metrics/catalog", [f"系统 {code} 的 panels：没有 {name}" for code, name in asked if name not in PANELS])


def draw(context: PageContext, name: str) -> html.Section:
    """The panel's card, or why there is nothing to draw."""
    title, make = PANELS[name]
    if not context.reader.records_stand:
        return missing_panel(name, title, LATEST_ONLY)
    try:
        panel = make(context)
    except Forbidden as refusal:
        return missing_panel(name, title, f"{refusal.problem}。{refusal.remedy}。")
    except CockpitError as error:  # one card that cannot be drawn never takes the page with it (traps.md 35)
        log.warning("panel %s refused: %s", name, error)
        return _failed(name, title, f"{error.problem}。{error.remedy}。")
    except sa.exc.DBAPIError:
        log.exception("panel %s could not be read", name)
        return _failed(name, title, "这一项读取失败，其余不受影响；已记入日志。")
    if panel is None:
        return missing_panel(name, title, f"{context.region.name} {context.period.label}没有这项数据。")
    return panel_card(name, panel)


def _failed(name: str, title: str, reason: str) -> html.Section:
    """The card in the page, and the page not kept: the next reader asks anew (cockpit.view.page)."""
    g.part_failed = True
    return failed_panel(name, title, reason)
