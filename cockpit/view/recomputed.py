"""Across a change of standard: the series that was recomputed by the old one, shown only where the reader asks (按旧标回算).

A source delivers it as a breakdown of the indicator: dimension `standard`, member = the standard's name. Without the
reader's choice growth across the break stays 不可比 (traps.md 23).
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from cockpit.errors import QueryError
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from metrics.model import Indicator

DIMENSION = "standard"


def by_standard(
    context: PageContext, indicator: Indicator, frame: pd.DataFrame
) -> tuple[Indicator, pd.DataFrame, html.Div | None]:
    """The indicator and its observations by the standard of the address, and the choice as links (None without one).

    Args:
        frame: metrics.observation.COLUMNS of the indicator with its breakdowns.

    Raises:
        QueryError: no series was recomputed by that standard.
    """
    own = frame["dimension"] == DIMENSION
    names = sorted(frame[own]["member"].unique())
    chosen = context.query.get(DIMENSION, "")
    if chosen and chosen not in names:
        raise QueryError("参数 standard", f"没有按 {chosen[:40]} 回算的序列", "去掉该参数，查看现行口径")
    bar = _bar(context, indicator, [str(name) for name in names], chosen) if names else None
    if not chosen:
        return indicator, frame[~own], bar
    series = frame[own & (frame["member"] == chosen)].assign(dimension="", member="")
    return indicator.model_copy(update={"breaks": []}), series, bar


def _bar(context: PageContext, indicator: Indicator, names: list[str], chosen: str) -> html.Div:
    here = f"/indicator/{indicator.code}"
    links: list[Any] = [html.A("现行口径", href=context.href(here), className=_style(not chosen))]
    links += [html.A(f"按旧标回算（{name}）", href=context.href(here, standard=name), className=_style(name == chosen))
              for name in names]  # fmt: skip
    words = f"以下各期都按 {chosen} 回算，可以同比，但不是现行口径。" if chosen else "标准变更前后不可比；"
    return html.Div([words, html.Nav(links, className="segments")], className="notice",
                    **attributes({"data-standard": chosen or "current"}))  # fmt: skip


def _style(on: bool) -> str:
    return "segment chosen" if on else "segment"
