"""Weather at the anchorages (4-2.4): the forecasts the sea weather office really issued."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.moment import day, day_and_time
from cockpit.view.chart import chart, figure
from cockpit.view.context import PageContext
from cockpit.view.panel import Panel

#: Score 4 best … 1 worst (data/README.md); words are ours.
WORDS = {4: "适宜", 3: "可作业", 2: "谨慎", 1: "不宜"}


def anchorages(context: PageContext) -> Panel | None:
    """The newest forecast: every anchorage by time, scored 4 (best) to 1."""
    forecast = context.reader.tables.record("anchorage_forecast")
    newest = sa.select(sa.func.max(forecast.c.issued_at)).scalar_subquery()
    frame = context.reader.select(
        sa.select(forecast).where(forecast.c.issued_at == newest).order_by(forecast.c.anchorage, forecast.c.valid_from)
    )
    if frame.empty:
        return None
    scores = frame.pivot_table(index="anchorage", columns="valid_from", values="score_overall", aggfunc="min")
    slots = [f"{moment.month}月{moment.day}日 {moment:%H时}" for moment in scores.columns]
    cells = [[None if pd.isna(v) else int(v) for v in row] for row in scores.to_numpy()]
    drawn = figure(
        [
            {
                "type": "heatmap", "z": cells, "x": slots, "y": scores.index.tolist(), "zmin": 1, "zmax": 4,
                "text": [[WORDS.get(v or 0, "") for v in row] for row in cells], "hovertemplate": "%{y} %{x} %{text}<extra></extra>",
                "colorscale": [[0, "token:light-red"], [0.33, "token:light-yellow"], [0.67, "token:accent"], [1, "token:accent-soft"]],
                "showscale": False, "xgap": 1, "ygap": 2,
            }
        ],
        xaxis={"type": "category", "nticks": 8},
    )  # fmt: skip
    issued = frame["issued_at"].iloc[0]
    poor = frame[frame["score_overall"] <= 2]
    words = f"{day(issued)} {issued:%H时}发布，共 {len(frame)} 个时段；谨慎或不宜作业 {len(poor)} 个"
    words += f"，最大阵风 {frame['wind_gust_ms'].max():.1f} 米/秒。"
    late = (context.now - issued.to_pydatetime()).days
    note = f"这是 {late} 天前发布的真实预报，已过期，仅供查看格式与历史。" if late > 1 else ""
    twin = frame.assign(时段=[f"{a.month}月{a.day}日 {a:%H时}" for a in frame["valid_from"]]).rename(
        columns={"anchorage": "锚地", "wind_dir": "风向", "wind_speed_avg_ms": "平均风速（米/秒）", "wind_gust_ms": "阵风（米/秒）",
                 "wave_height_m": "浪高", "score_overall": "综合评分（4最好）"}
    )[["锚地", "时段", "风向", "平均风速（米/秒）", "阵风（米/秒）", "浪高", "综合评分（4最好）"]]  # fmt: skip
    return Panel(
        "锚地能不能作业", [chart("port-weather", drawn, words, 220), _legend()], words, day_and_time(issued),
        "舟山海洋气象台锚地预报", False, twin, note=note,
    )  # fmt: skip


def _legend() -> html.P:
    kinds = (("适宜", "fit"), ("可作业", "care"), ("谨慎", "poor"), ("不宜", "unfit"))
    return html.P(
        [html.Span([html.I(className=f"swatch-{kind}"), word]) for word, kind in kinds], className="map-legend"
    )
