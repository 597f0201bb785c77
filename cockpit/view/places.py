"""Where a place lies: its name at every level down to the grid, and the trail that leads to it."""

from __future__ import annotations

import sqlalchemy as sa

from cockpit.errors import QueryError
from cockpit.view.context import PageContext
from cockpit.view.shell import Crumb
from metrics.region import CITY, region

LEVELS = {"city": "市", "county": "县区", "zone": "功能区", "town": "乡镇街道", "village": "村社", "grid": "网格"}


def is_grid(code: str) -> bool:
    """Grids have 15 digits, grids at sea S, town and number."""
    return len(code) == 15 or code.startswith("S")


def within(code: str) -> str:
    """The region one level above; a grid lies in its village, a grid at sea in its town."""
    if code.startswith("S"):
        return code[1:10]
    return code[:12] if is_grid(code) else region(code).parent


def place_crumbs(code: str) -> list[Crumb]:
    """The trail from the county down to a place, each with its own address; nothing for a code nobody knows."""
    trail: list[Crumb] = []
    try:
        here = within(code) if is_grid(code) else code
        while here and here != CITY:
            trail.insert(0, (f"/region/{here}", region(here).name))
            here = region(here).parent
    except QueryError:
        return trail
    return trail


def grid_name(context: PageContext, code: str) -> str:
    """What the platform calls a grid.

    Raises:
        QueryError: no such grid.
    """
    table = context.reader.tables.record("grid_info")
    frame = context.reader.select(
        sa.select(table.c.grid_name).where(table.c.grid_code == code).order_by(table.c.valid_from.desc()).limit(1)
    )
    if frame.empty:
        raise QueryError("区域", f"没有网格 {code[:40]!r}", "请从村社页面进入")
    return str(frame["grid_name"].iloc[0])
