"""This year against its plan where both lines lie on one another: what is between them, month by month."""

from __future__ import annotations

from cockpit.view.chart import Figure, bars, figure

#: The lines cannot be told apart when they differ by at most this share of the plan.
ALIKE = 0.06
PLAN = "序时目标"


def plan_gap(drawn: Figure, year: int, unit: str) -> Figure | None:
    """Bars from zero, above it where ahead of the plan; None when there is no plan or the lines speak for themselves.

    Args:
        drawn: the figure of indicator_charts.progress_lines, its values in the unit.
    """
    lines = {trace["name"]: dict(zip(trace["x"], trace["y"], strict=True)) for trace in drawn["data"]}
    plan, this = lines.get(PLAN, {}), lines.get(f"{year}年", {})
    pairs = [(label, value, plan.get(label)) for label, value in this.items()]
    gaps = {label: value - aim for label, value, aim in pairs if value is not None and aim is not None}
    most = max((aim for aim in plan.values() if aim), default=0.0)
    if not most or len(gaps) < 2 or max(map(abs, gaps.values())) > ALIKE * most:
        return None
    values = [gaps.get(label) for label in this]
    return figure([bars(list(this), values, f"比{PLAN}", "this")], unit, xaxis={"type": "category", "tickangle": 0})
