"""Panels by the name under which the catalog asks for them."""

from __future__ import annotations

from collections.abc import Callable

from dash import html

from cockpit.view.context import PageContext
from cockpit.view.panel import Panel, missing_panel, panel_card
from cockpit.view.panels import grid

PANELS: dict[str, tuple[str, Callable[[PageContext], Panel | None]]] = {
    "grid_lifecycle": ("事件卡在哪一步", grid.lifecycle),
    "grid_towns": ("乡镇街道按期办结", grid.towns),
    "grid_backlog": ("超期未办结", grid.backlog),
    "grid_types": ("哪类事在变多", grid.types),
}


def draw(context: PageContext, name: str) -> html.Section:
    """The panel's card, or why there is nothing to draw."""
    if name not in PANELS:
        return missing_panel(name, name, "未完成")
    title, make = PANELS[name]
    panel = make(context)
    if panel is None:
        return missing_panel(name, title, f"{context.region.name} {context.period.label}没有这项数据。")
    return panel_card(name, panel)
