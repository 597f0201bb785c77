"""The layers of the wall's map, by the name under which screens.yaml asks for them. Rates colour areas, totals size circles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from dash import html

from cockpit.view.attention import whole_boards
from cockpit.view.context import PageContext
from cockpit.view.county_lights import county_counts, county_shares, step
from cockpit.view.geometry import counties, towns
from cockpit.view.light import light_counts
from cockpit.view.panels.appraisal import scores
from cockpit.view.panels.scope import in_region
from cockpit.view.tile import number
from cockpit.view.walls import harbour
from cockpit.view.walls.atlas import Layer, circle
from metrics.format import show_with_unit
from metrics.reading import Reading
from metrics.region import COUNTIES

_RED_LEGEND = (
    ("red-step-0", "无"),
    ("red-step-1", "≤10%"),
    ("red-step-2", "≤20%"),
    ("red-step-3", "≤30%"),
    ("red-step-4", ">30%"),
)
_LIGHT_CODES = {"R": "red", "Y": "yellow", "G": "green"}


def lights(context: PageContext) -> Layer:
    """Every county's lights, shaded by the share of red among the judged."""
    captions = {code: [light_counts(counts)] for code, counts in county_counts(context).items()}
    return Layer("红灯占判灯指标", "red", county_shares(context), captions, legend=_RED_LEGEND)


def appraisal(context: PageContext) -> Layer:
    """The counties' appraisal: indicators by light, shaded by the share of red among the judged."""
    frame = scores(context)
    judged = frame[frame["light"].isin(list(_LIGHT_CODES)) & (frame["org_group"] == "county")]
    captions, steps = {}, {}
    for code, own in judged.groupby("region_code"):
        counts = {name: int((own["light"] == letter).sum()) for letter, name in _LIGHT_CODES.items()}
        captions[str(code)] = [light_counts(counts)]
        steps[str(code)] = step(counts["red"] / len(own))
    return Layer("县区考评红灯占比", "red", steps, captions, legend=_RED_LEGEND)


def growth(context: PageContext) -> Layer:
    """Industrial output: growth colours the county, the output sizes its circle."""
    own = _by_county(context, "econ.output_ytd")
    rates = {code: r.growth.rate for code, r in own.items() if r.growth and r.growth.rate is not None}
    limits = (0.0, 0.03, 0.06, 0.09)
    largest = max((r.value or 0.0 for r in own.values()), default=0.0)
    places = {shape.code: shape.label for shape in counties()}
    marks = [circle(*places[code], r.value or 0.0, largest, "wall-total", 52) for code, r in own.items()]
    captions: dict[str, list[Any]] = {
        code: [number(r), html.I(r.growth.text.removeprefix("同比 ") if r.growth else "")] for code, r in own.items()
    }
    words = ("下降", "≤3%", "≤6%", "≤9%", ">9%")
    size = max(own.values(), key=lambda r: r.value or 0.0, default=None)
    key = f"产值，最大 {show_with_unit(size.value, size.indicator.unit)}" if size else "产值"
    legend = [*((f"rate-step-{n}", text) for n, text in enumerate(words)), ("wall-total-key", key)]
    steps = {code: sum(rate > limit for limit in limits) for code, rate in rates.items()}
    return Layer("总产值同比", "rate", steps, captions, marks, legend=legend)


def events(context: PageContext) -> Layer:
    """Grid events: the on-time rate colours the county, events overdue and open size the circles of the towns."""
    own = _by_county(context, "grid.ontime_rate")
    limits = (0.90, 0.93, 0.95, 0.97)
    steps = {
        code: 4 - sum((r.value or 0.0) >= limit for limit in limits) for code, r in own.items() if r.value is not None
    }
    open_late = _overdue_by_town(context)
    largest = max(open_late.values(), default=0)
    places = towns()
    marks = [circle(*places[code], n, largest, "wall-total late") for code, n in open_late.items() if code in places]
    per = {code: sum(n for town, n in open_late.items() if town.startswith(code)) for code in COUNTIES}
    captions: dict[str, list[Any]] = {code: [number(r), html.I(f"超期 {per[code]} 件")] for code, r in own.items()}
    words = ("≥97%", "≥95%", "≥93%", "≥90%", "<90%")
    legend = [*((f"red-step-{n}", text) for n, text in enumerate(words)), ("wall-total-key late", "超期未办结")]
    unplaced = sum(n for code, n in open_late.items() if code not in places)
    note = f"{unplaced} 件所在乡镇未定位" if unplaced else ""
    return Layer("按期办结率", "red", steps, captions, marks, legend=legend, note=note)


def _by_county(context: PageContext, code: str) -> dict[str, Reading]:
    boards = {county: board.readings for county, board in whole_boards(context, COUNTIES).items()}
    return {county: readings[code] for county, readings in boards.items() if code in readings}


def _overdue_by_town(context: PageContext) -> dict[str, int]:
    event = context.reader.tables.record("grid_event")
    town = sa.func.substr(event.c.region_code, 1, 9).label("town")
    frame = context.reader.select(
        sa.select(town, sa.func.count().label("n")).where(in_region(event.c.region_code, context.region.code))
        .where(event.c.finish_time.is_(None), event.c.due < _now_to_the_minute(context))
        .where(sa.func.coalesce(event.c.is_duplicate, 0) == 0).group_by(sa.text("1"))
    )  # fmt: skip
    return {str(code): int(n) for code, n in zip(frame["town"], frame["n"], strict=True)}


def _now_to_the_minute(context: PageContext) -> Any:
    return context.now.replace(second=0, microsecond=0)


LAYERS: dict[str, Callable[[PageContext], Layer]] = {
    "lights": lights, "growth": growth, "harbour": harbour.layer, "events": events, "appraisal": appraisal,
}  # fmt: skip
