"""What is marked on a series: annotations and breaks of definition, drawn alike on every chart and told in the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cockpit.annotation.annotation import KINDS, STATES
from cockpit.annotation.desk import standing
from cockpit.view.chart import Figure
from cockpit.view.context import PageContext
from metrics.model import Indicator

_DASH = {"approved": "dot", "pending": "dashdot"}


@dataclass(frozen=True)
class Mark:
    """One mark: first day, first day after, kind and name on screen, note, state, who wrote it, and its number."""

    since: date
    until: date
    kind: str
    name: str
    note: str = ""
    state: str = "approved"
    by: str = ""
    number: int = 0

    @property
    def label(self) -> str:
        """As it stands on a chart."""
        return f"{self.kind}·{self.name}{self.waiting}"

    @property
    def waiting(self) -> str:
        """That it is not yet approved."""
        return f"（{STATES[self.state]}）" if self.state == "pending" else ""


def marks_of(context: PageContext, indicator: Indicator) -> list[Mark]:
    """The marks of an indicator at the page's region, oldest first."""
    grant, pending = context.cockpit.grant, context.cockpit.grant.may("annotate") or context.cockpit.grant.may("approve")
    there = grant.may_see(indicator, context.region.code)  # what was written beside a value goes no further than the value
    seen = standing(context.cockpit.state, indicator.code, context.region.code, pending) if there else []
    told = [
        Mark(a.since, a.until, KINDS[a.kind], a.name, a.note, a.state, a.author_title, a.id) for a in seen
    ]  # fmt: skip
    told += [Mark(b.date, b.date + timedelta(days=1), "口径调整", b.reason[:16], b.reason) for b in indicator.breaks]
    return sorted(told, key=lambda mark: (mark.since, mark.number))


def marked(figure: Figure, marks: Iterable[Mark], label: Callable[[date], str], known: Sequence[str]) -> Figure:
    """The figure with a dotted line and a name at each mark whose period the chart shows.

    Args:
        label: the chart's label of the period in which a day lies. known: the labels on the chart's axis.
    """
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for mark in marks:
        x = label(mark.since)
        if x not in known:
            continue
        style = {"color": "token:series-3", "width": 1.2, "dash": _DASH[mark.state]}
        shapes.append({"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": style})
        late = list(known).index(x) > len(known) / 2
        notes.append(
            {"x": x, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "right" if late else "left", "text": _plain(mark.label),
             "showarrow": False, "yshift": 15 * (len(notes) % 2), "font": {"size": 11, "color": "token:series-3"}}
        )  # fmt: skip
    if not shapes:
        return figure
    layout = figure["layout"]
    margin = layout.get("margin", {}) | {"t": 46}
    grown = layout | {"shapes": [*layout.get("shapes", []), *shapes], "margin": margin,
                      "annotations": [*layout.get("annotations", []), *notes]}  # fmt: skip
    return {"data": figure["data"], "layout": grown}


def _plain(text: str) -> str:
    """What somebody wrote, for a chart: Plotly takes < for the beginning of a tag, a link to elsewhere among them."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
