"""What comes next: the rest of the year against its target, or the next months; or why no forecast is given."""

from __future__ import annotations

import pandas as pd

from cockpit.view.chart import Figure, Trace, figure, line
from cockpit.view.context import PageContext
from metrics.forecast import Forecast, Outlook, Steps, forecast, outlook, steps
from metrics.format import show_with_unit
from metrics.model import Indicator
from metrics.reading import Reading

#: Months told ahead where there is no year to finish.
AHEAD = 3
#: A forecast is never drawn like a figure: its band is hatched.
HATCH = {"shape": "/", "fgcolor": "token:accent", "fgopacity": 0.55, "size": 7, "solidity": 0.16}
NOTE = "预测由统计模型按历史规律给出，不是统计数字。"


def coming(
    context: PageContext, indicator: Indicator, own: pd.DataFrame, reading: Reading
) -> tuple[Figure | None, str]:
    """The figure (None when refused) and the sentence.

    Args:
        own: metrics.observation.COLUMNS of the indicator at the page's region, totals.
    """
    history = steps(indicator, own, context.period)
    key = f"outlook|{indicator.code}|{history.values.to_json(date_format='iso')}|{history.season}"
    if indicator.kind == "ytd" and reading.value is not None and reading.period == context.period:
        ahead = 12 - context.period.last_day.month
        if ahead == 0:
            return None, "本年已经结束，不再预测。"
        key += f"|{ahead}|{reading.value!r}|{reading.progress!r}"
        told = context.reader.lasting(key, lambda: _year_end(history, ahead, reading))
        return _year(context, indicator, history, reading, told)
    most = 1.0 if indicator.kind == "ratio" and indicator.unit.symbol == "%" else None
    return _months(
        context, indicator, history, context.reader.lasting(f"{key}|{most}", lambda: forecast(history, AHEAD, most))
    )


def _year_end(history: Steps, ahead: int, reading: Reading) -> Outlook:
    progress, so_far = reading.progress, reading.value or 0.0
    if progress is None:
        return outlook(history, ahead, so_far)
    return outlook(history, ahead, so_far, progress.target, falling=progress.op == "<=")


def _year(
    context: PageContext, indicator: Indicator, history: Steps, reading: Reading, told: Outlook
) -> tuple[Figure | None, str]:
    if told.refused:
        return None, f"{told.refused}。"
    unit, last = indicator.unit, told.frame.iloc[-1]
    words = (
        f"按近 {len(history.values)} 期规律，全年预计 {show_with_unit(last['mean'], unit)}"
        f"（八成把握在 {show_with_unit(last['low'], unit)} 至 {show_with_unit(last['high'], unit)}）"
    )
    if told.chance is not None and reading.progress is not None:
        words += f"，达到年度目标 {show_with_unit(reading.progress.target, unit)} 的可能性约 {told.chance * 100:.0f}%"
    month = context.period.last_day.month
    labels = [f"{number}月" for number in range(month, 13)]
    start = pd.DataFrame({"mean": [reading.value], "low": [reading.value], "high": [reading.value]})
    traces = _band(labels, pd.concat([start, told.frame]) / unit.scale, f"{context.period.start.year}年预测")
    if reading.progress is not None:
        traces.append(
            line(labels, [reading.progress.target / unit.scale] * len(labels), "年度目标", "plan") | {"mode": "lines"}
        )
    return figure(traces, unit.symbol), f"{words}。{_error(told)}{NOTE}"


def _months(context: PageContext, indicator: Indicator, history: Steps, told: Forecast) -> tuple[Figure | None, str]:
    if told.refused:
        return None, f"{told.refused}。"
    unit, first = indicator.unit, told.frame.iloc[0]
    recent = history.values.iloc[-12:] / unit.scale
    begun = [f"{start.year}年{start.month}月" for start in recent.index]
    after = pd.date_range(history.values.index[-1], periods=AHEAD + 1, freq="MS")[1:]
    labels = [f"{start.year}年{start.month}月" for start in after]
    now = pd.DataFrame({name: [history.values.iloc[-1]] for name in ("mean", "low", "high")})
    band = _band([begun[-1], *labels], pd.concat([now, told.frame]) / unit.scale, "预测")
    words = (
        f"{labels[0]}预计 {show_with_unit(first['mean'], unit)}"
        f"（八成把握在 {show_with_unit(first['low'], unit)} 至 {show_with_unit(first['high'], unit)}）。"
    )
    drawn = figure(
        [line(begun, recent, "已有"), *band], unit.symbol, xaxis={"type": "category", "nticks": 6, "tickangle": 0}
    )
    return drawn, f"{words}{_error(told)}{NOTE}"


def _error(told: Forecast | Outlook) -> str:
    return f"回测误差 {told.errors.smape * 100:.1f}%。" if told.errors is not None else ""


def _band(labels: list[str], frame: pd.DataFrame, name: str) -> list[Trace]:
    """The interval as a hatched band and the mean as a dotted line."""
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    low = line(labels, frame["low"], "下限") | edge
    high = (
        line(labels, frame["high"], "八成把握")
        | edge
        | {"fill": "tonexty", "fillcolor": "token:accent@1f", "fillpattern": HATCH, "showlegend": True}
    )
    mean = line(labels, frame["mean"], name)
    return [low, high, mean | {"line": mean["line"] | {"dash": "dot"}}]
