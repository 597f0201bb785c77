"""The place where the browser puts its grid (assets/g-rows.js); until then, or without it, a plain table stands there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from dash import html

from cockpit.rows.row_table import RowTable
from cockpit.view.attributes import attributes

#: Built by tools/bundle.py; loaded only by pages that hold a grid.
BUNDLE = Path(__file__).resolve().parents[2] / "assets" / "vendor" / "rows.lazy.js"
#: Rows of the plain table where the grid will stand, and where there is none.
WITH_GRID, WITHOUT_GRID = 60, 300


def grid_is_built() -> bool:
    """Whether this installation has the grid's bundle."""
    return BUNDLE.is_file()


def row_grid(address: str, columns: list[dict[str, Any]], plain: Any) -> html.Div:
    """The grid of an /api/rows address over its plain table."""
    if not grid_is_built():
        return html.Div(plain)
    told = {
        "data-rows": address,
        "data-columns": orjson.dumps(columns).decode(),
        "data-rows-script": f"/assets/vendor/{BUNDLE.name}?m={BUNDLE.stat().st_mtime:.0f}",
    }
    return html.Div(html.Div(plain, className="rows-plain"), className="rows", **attributes(told))


def grid_columns(table: RowTable) -> list[dict[str, Any]]:
    """The columns of a record table for the grid."""
    return [
        {"field": c.name, "title": c.title, "kind": c.kind, "width": c.width,
         "link": f"/{c.link}/" if c.link else "", "code": f"@{c.name}" if c.link and c.book else c.name}
        for c in table.columns
    ]  # fmt: skip
