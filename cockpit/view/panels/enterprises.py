"""亩均论英雄 (5-1.2): classes by county, every enterprise's score explained, movement between years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.chart import bars, chart, figure, rounded
from cockpit.view.context import PageContext
from cockpit.view.panel import Panel
from cockpit.view.panels.scope import as_of, in_region
from cockpit.view.table import table
from metrics import mu, score
from metrics.region import region
from metrics.suppression import LEAST, masked, starred

SOURCE = "企业亩均评价、亩均评价规则"
CLASSES = ("A", "B", "C", "D")
HIDDEN = f"不足 {LEAST} 家的格子以 * 代替，并同时隐去能推算出它的格子。"
_COLOURS = {"A": "series-4", "B": "series-1", "C": "series-2", "D": "series-6"}


@dataclass(frozen=True)
class Assessment:
    """The enterprises above scale of the newest year at or before the page's, with their rule."""

    year: int
    enterprises: pd.DataFrame
    rule: pd.Series | None


def assessment(context: PageContext) -> Assessment | None:
    """The newest assessment known at the page's period; None without one."""
    record = context.reader.tables.record("ent_mu_annual")
    years = context.reader.select(
        sa.select(sa.func.max(record.c.year).label("year")).where(record.c.year <= str(context.period.start.year))
    )["year"]
    if years.isna().all():
        return None
    year = str(years.iloc[0])
    enterprises = context.reader.select(
        sa.select(record).where(record.c.year == year, record.c.scope == "above")
        .where(in_region(record.c.region_code, context.region.code)).order_by(record.c.uniscid)
    )  # fmt: skip
    rules = context.reader.tables.record("mu_rule")
    found = context.reader.select(
        sa.select(rules).where(rules.c.scope == "above", rules.c.year <= year)
        .order_by(rules.c.year.desc(), rules.c.region)
    )  # fmt: skip
    return Assessment(int(year), enterprises, None if found.empty else found.iloc[0]) if len(enterprises) else None


def classes(context: PageContext) -> Panel | None:
    """How many enterprises of each class each county has; region ratios are sums over sums."""
    found = assessment(context)
    if found is None:
        return None
    own = found.enterprises
    counts = (
        own.groupby(["region_code", "class"]).size().unstack(fill_value=0).reindex(columns=list(CLASSES), fill_value=0)
    )
    names = [region(str(code)[:6]).short for code in counts.index]
    shown = masked(counts)
    traces = [bars(names, shown[grade].astype("Float64"), f"{grade}类", _COLOURS[grade]) for grade in CLASSES]
    drawn = figure(traces, "家", barmode="stack")
    sums = own.groupby("region_code")[["tax_eval", "land_mu", "va"]].sum()
    few = (counts.sum(axis=1) < LEAST).to_numpy()
    twin = pd.DataFrame(
        {
            "县区": names,
            **{f"{grade}类（家）": starred(shown[grade]) for grade in CLASSES},
            "亩均税收（万元/亩）": starred((sums["tax_eval"] / sums["land_mu"]).round(2).mask(few)),
            "亩均增加值（万元/亩）": starred((sums["va"] / sums["land_mu"]).round(2).mask(few)),
        }
    )
    words = _class_words(found.year, counts, len(own))
    when, demo = as_of(context, "ent_mu_annual")
    return Panel(
        "企业分档",
        [chart("mu-classes", drawn, words)],
        words,
        when,
        SOURCE,
        demo,
        twin,
        note=f"区域亩均值=Σ分子÷Σ分母，不是企业均值。{HIDDEN}",
    )


def _class_words(year: int, counts: pd.DataFrame, assessed: int) -> str:
    """How many of the assessed enterprises each class has; counts: a column per class."""
    rated = int(counts.to_numpy().sum())
    grades = "、".join(f"{grade}类 {int(counts[grade].sum())}" for grade in CLASSES)
    more = f"四档以外（不评等）另有 {assessed - rated} 家。" if assessed > rated else ""
    return f"{year}年度规上工业参评 {rated} 家：{grades}。{more}"


def scores(context: PageContext) -> Panel | None:
    """The lowest and highest enterprises, their points term by term, and what the next class is short of."""
    found = assessment(context)
    if found is None or found.rule is None or not context.cockpit.grant.may_detail("ent_mu_annual", "enterprise"):
        return None
    own = found.enterprises.set_index("uniscid")
    rule = mu.rule(found.rule)
    values = mu.values(own)
    result = score.score(values, rule, own["bonus"], own["penalty"])
    least = score.least_points(result.total, own["class"])
    ordered = result.total.sort_values()
    chosen = [*ordered.index[:6], *ordered.index[-4:]]
    rows = [_explained(code, own, result, rule, least) for code in chosen]
    links = {"企业": [context.href(f"/enterprise/{code}") for code in chosen]}
    body = html.Div(
        table(pd.DataFrame(rows), "得分最低的六家与最高的四家", links, "explained"), className="scroll-x", tabIndex="0"
    )
    words = f"{found.year}年度 {len(own)} 家按六项指标复算：中位 {ordered.median():.1f} 分，最低 {ordered.iloc[0]:.1f}，最高 {ordered.iloc[-1]:.1f}。"
    default = str(found.rule["region"]) == "default"
    note = "每项得分=企业值÷基准值×权重，封顶后相加。" + ("所用为默认规则（黄岩2022），待确认。" if default else "")
    when, demo = as_of(context, "ent_mu_annual")
    return Panel("每家企业为什么是这个档", [body], words, when, SOURCE, demo, wide=True, note=note)


def _explained(
    code: str, own: pd.DataFrame, result: score.Scores, rule: score.Rule, least: pd.Series
) -> dict[str, str]:
    grade = str(own.loc[code, "class"])
    above = {"D": "C", "C": "B", "B": "A"}.get(grade)
    short = float(least[above] - result.total[code]) if above in least.index else None
    terms = {
        f"{mu.ITEMS[item.name][0]}（满{item.weight:g}）": f"{result.points.loc[code, item.name]:.1f}"
        for item in rule.items
    }
    return {
        "企业": f"演示企业 {code[-8:-2]}" if code.startswith("DEMO") else code,
        "县区": region(str(own.loc[code, "region_code"])[:6]).short,
        "档": grade,
        "总分": f"{result.total[code]:.1f}",
        **terms,
        "升一档还差（分）": "—" if short is None or short <= 0 else f"{short:.1f}",
    }


#: From this share of the largest value on the ground is nearer to the accent than to the panel, in both themes.
_DEEP = 0.62


def _told(shown: pd.DataFrame) -> list[dict[str, Any]]:
    """The figure of every cell in the ink that its ground asks for, and a star where one is hidden: an empty cell would
    read as none."""
    full = shown.max(axis=None)
    return [
        {
            "x": f"今年{now}", "y": f"去年{before}", "showarrow": False, "text": "*" if pd.isna(value) else f"{value:.0f}",
            "font": {"color": "token:raised" if pd.notna(value) and value > _DEEP * full else "token:ink"},
        }
        for before in shown.index for now, value in shown.loc[before].items()
    ]  # fmt: skip


def migration(context: PageContext) -> Panel | None:
    """How many enterprises moved from which class to which since the year before."""
    found = assessment(context)
    if found is None:
        return None
    moved = score.migration(found.enterprises["prev_class"], found.enterprises["class"])
    order = list(CLASSES)
    cells = moved.reindex(index=order, columns=order, fill_value=0)
    if not cells.to_numpy().sum():
        return None
    shown = masked(cells)
    drawn = figure(
        [
            {
                "type": "heatmap", "z": [rounded(row) for row in shown.to_numpy(dtype=object)], "x": [f"今年{g}" for g in order],
                "y": [f"去年{g}" for g in order], "showscale": False,
                "colorscale": [[0, "token:sunken"], [1, "token:accent"]], "xgap": 2, "ygap": 2,
            }
        ],
        "", yaxis={"autorange": "reversed", "showgrid": False}, xaxis={"showgrid": False}, annotations=_told(shown),
    )  # fmt: skip
    size = range(len(order))
    up = int(sum(cells.iat[i, j] for i in size for j in size if j < i))
    down = int(sum(cells.iat[i, j] for i in size for j in size if j > i))
    words = f"与上年相比：升档 {up} 家，降档 {down} 家。"
    when, demo = as_of(context, "ent_mu_annual")
    twin = shown.apply(starred).rename_axis("去年").reset_index().rename(columns={g: f"今年{g}（家）" for g in order})
    return Panel("档位迁移", [chart("mu-migration", drawn, words)], words, when, SOURCE, demo, twin, note=HIDDEN)
