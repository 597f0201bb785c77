"""Fills the whole demonstration platform, table by table, file by file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import sqlalchemy as sa
import yaml

from loaders.demo import (
    afloat,
    api_calls,
    appraisal,
    enterprises,
    grids,
    hotline,
    liquids,
    nodes,
    outlets,
    port,
    scores,
)
from loaders.demo.calendar import Workdays, calendar_columns
from loaders.demo.calls import all_calls, call_rows
from loaders.demo.cargo import throughput
from loaders.demo.economy import PARAMETERS, economy
from loaders.demo.events import World, event_rows
from loaders.demo.files import DropFolder
from loaders.demo.fleet import fleet
from loaders.demo.newcomers import newcomer_rows
from loaders.demo.organizations import organization_list
from loaders.demo.places import Places, read_places, region_rows
from loaders.demo.platform import Platform, Rows, whole_or_nothing
from loaders.demo.portnews import publish_river_sea, publish_throughput, publish_volume_growth
from loaders.demo.published import figure_rows, forecast_rows, read_figures
from loaders.demo.sundries import publish_sundries
from loaders.demo.targets import target_records
from loaders.demo.tasks import horizon, order_rows, tasks
from loaders.demo.text import as_text
from metrics.catalog import load_catalog

OPENING = time(8, 0)


def newest_day(now: datetime) -> date:
    """The day up to which a demonstration made now reaches: before the opening hour it is the day before, since
    nothing may be dated ahead of the clock."""
    return now.date() if now.time() >= OPENING else now.date() - timedelta(days=1)


@dataclass(frozen=True)
class Generated:
    """What was written.

    Args:
        counts: table → rows, dirt included.
        dirt: (table, kind) → how often.
    """

    counts: dict[str, int]
    dirt: Counter[tuple[str, str]]


def generate(engine: sa.Engine, drop: Path, scale: float, today: date, progress: Callable[[str], None]) -> Generated:
    """Fill the exchange database and the drop folder with the state of the world on `today` at 8:00.

    Same arguments, same data. An SQLite file appears only when it is complete; on a server tables are replaced.

    Args:
        scale: 1 = 200,000 grid events; above 1 only events, tickets and patrols grow.
        progress: is told a Chinese line per table and file group.
    """
    now = np.datetime64(datetime.combine(today, OPENING), "s")
    with whole_or_nothing(engine) as target:
        platform = Platform(target, now, progress)
        places = read_places()
        _fill_published(platform, places)
        _fill_port(platform, today, now, scale)
        _fill_grids(platform, places, now, scale)
        _fill_business(platform, today, now)
        _write_files(drop, places, today, now)
        progress("投递目录：indicator_target.xlsx、task_main.csv、dim_calendar.csv、organization.json")
    return Generated(platform.counts, platform.dirt.register)


def _one(rows: Rows) -> Iterable[Rows]:
    return (rows,)


def _fill_published(platform: Platform, places: Places) -> None:
    platform.fill("published_figure", "已发布数字", _one(figure_rows(read_figures())))
    platform.fill("anchorage_forecast", "锚地气象预报", _one(forecast_rows()))
    platform.fill("dim_region", "区划", _one(region_rows(places)))


def _fill_port(platform: Platform, today: date, now: np.datetime64, scale: float) -> None:
    """The economy is published together with the port's own totals, so both come from the same cells."""
    wealth = economy(read_figures(), today)
    cells = throughput(wealth.anchors)
    river_sea = liquids.river_sea_months(wealth.anchors)
    publish_throughput(cells, wealth.journal)
    publish_river_sea(river_sea, wealth.journal)
    bunkers = liquids.bunker_months(wealth.anchors)
    publish_volume_growth("port.bunker_supply", bunkers, wealth.journal)
    publish_sundries(load_catalog(), wealth.journal)
    platform.fill("econ_macro_obs", "宏观指标观测值", _one(wealth.observation_rows()))
    platform.fill("econ_release", "统计发布批次", _one(wealth.release_rows()))
    platform.fill("port_throughput", "港口吞吐量月报", port.throughput_rows(cells, today))
    berths, ships = port.berth_columns(), fleet()
    platform.fill("port_berth", "泊位", _one(port.berth_rows(berths)))
    platform.fill("port_anchorage", "锚地", _one(port.anchorage_rows()))
    platform.fill("vessel_base", "船舶档案", _one(ships.rows))
    calls = all_calls(berths, ships, now, scale)
    platform.fill("vessel_call", "船舶航次", _one(call_rows(calls)))
    platform.fill("vessel_position", "船位", _one(afloat.position_rows(calls, ships, now)))
    platform.fill("vessel_declaration", "船舶申报", _one(afloat.declaration_rows(calls, now)))
    platform.fill("bunker_supply", "保税燃油加注", liquids.bunker_rows(bunkers, ships, now, scale))
    platform.fill("river_sea_shipment", "江海联运运单", liquids.shipment_rows(river_sea, now, scale))


def _fill_grids(platform: Platform, places: Places, now: np.datetime64, scale: float) -> None:
    world = World(grids.grids(places), places, Workdays(), now, scale)
    platform.fill("grid_info", "网格", _one(grids.info_rows(world.grids, places)))
    platform.fill("grid_member", "网格员", _one(grids.member_rows(world.grids)))
    platform.fill("grid_patrol", "巡查走访记录", grids.patrol_rows(world.grids, now, scale))
    platform.fill("grid_event", "基层治理事件", event_rows(world))
    platform.fill("grid_event_node", "事件流转节点", nodes.node_rows(world))
    platform.fill("hotline_ticket", "12345工单", hotline.ticket_rows(world))


def _fill_business(platform: Platform, today: date, now: np.datetime64) -> None:
    companies = enterprises.firms()
    platform.fill("ent_base", "经营主体", [companies.rows, newcomer_rows(now, enterprises.COUNT)])
    platform.fill("api_call_log", "接口调用日志", _one(api_calls.call_rows(now)))
    platform.fill("pollution_source_hour", "污染源在线监测小时值", _one(outlets.hour_rows(now)))
    platform.fill("ent_mu_annual", "亩均评价", _one(enterprises.annual_rows(companies)))
    platform.fill("mu_rule", "亩均规则", _one(enterprises.rule_rows()))
    platform.fill("perf_indicator", "考评指标", _one(appraisal.indicator_rows()))
    platform.fill("perf_target", "考评目标", _one(appraisal.target_rows()))
    platform.fill("perf_score", "考评得分", scores.score_rows(today))
    platform.fill("task_node", "任务节点", _one(tasks(now).nodes))
    platform.fill("supervise_order", "督办单", _one(order_rows(now, Workdays())))


def _write_files(drop: Path, places: Places, today: date, now: np.datetime64) -> None:
    folder = DropFolder(drop, now.astype(datetime))
    seasons = yaml.safe_load(PARAMETERS.read_text(encoding="utf-8"))["seasons"]
    folder.workbook("indicator_target.xlsx", "年度目标", target_records(seasons))
    folder.table("task_main.csv", tasks(now).frame, "gbk")
    days = calendar_columns(date(2019, 1, 1), horizon(today))
    frame = pd.DataFrame({name: as_text(values) for name, values in days.items()})
    folder.table("dim_calendar.csv", frame, "utf-8-sig")
    folder.objects("organization.json", organization_list(places))
