"""Appraisal (3-1.3): who is behind on what, the tree of indicators, ranks inside each group, the year's outlook."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.attributes import attributes
from cockpit.view.chart import Figure, chart, figure, rounded
from cockpit.view.context import PageContext
from cockpit.view.panel import Panel
from cockpit.view.panels.scope import as_of
from cockpit.view.table import table
from metrics.codebook import named
from metrics.light import light
from metrics.score import Item, Rule, round_half_up, score, weights_that_count

SOURCE = "考评指标、考评目标、考评得分"
_LIGHTS = {"G": "green", "Y": "yellow", "R": "red", "N": "grey"}
#: By how much a light moves its unit up the list.
_WEIGHTS = {"R": 10, "Y": 1, "G": 0, "N": 0}
#: Points by which a published composite may differ from its leaves, which were rounded to three decimals.
TOLERANCE = 0.02
_GROUPS = ("county", "zone", "party", "gov")
#: Units of a group in the matrix.
SHOWN = 4


def scores(context: PageContext) -> pd.DataFrame:
    """One row per unit and indicator of the page's month: org_name, org_group, name, level, weight, score, light, …"""
    tables = context.reader.tables
    score, indicator, org = (tables.record(name) for name in ("perf_score", "perf_indicator", "organization"))
    joined = score.join(
        indicator,
        sa.and_(score.c.indicator_id == indicator.c.indicator_id, indicator.c.year == str(context.period.start.year)),
    ).join(org, score.c.org == org.c.org_code)
    columns = [
        score.c.indicator_id, score.c.org, score.c.completion, score.c.gap_pp, score.c.score, score.c.light,
        score.c.rank_in_group, indicator.c.name, indicator.c.level, indicator.c.parent_id, indicator.c.score_full,
        indicator.c.weight, org.c.org_name, org.c.org_group, org.c.region_code,
    ]  # fmt: skip
    return context.reader.select(
        sa.select(*columns).select_from(joined).where(score.c.period == f"{context.period.start:%Y-%m}")
    )


def matrix(context: PageContext) -> Panel | None:
    """Units by indicator, a light each (shape and colour), gap in points; most red first, each group by itself."""
    frame = scores(context)
    leaves = frame[frame["light"].isin(list(_LIGHTS))]
    if leaves.empty:
        return None
    rows = [part for group in _GROUPS for part in _group(group, leaves[leaves["org_group"] == group])]
    counts = leaves["light"].value_counts()
    words = (
        f"{context.period.label} {leaves['org_name'].nunique()} 个单位、{len(leaves)} 项："
        f"红 {counts.get('R', 0)}、黄 {counts.get('Y', 0)}、绿 {counts.get('G', 0)}、未到期或缺报 {counts.get('N', 0)}。"
    )
    twin = leaves[["org_group", "org_name", "name", "completion", "gap_pp", "light"]].sort_values(
        ["org_group", "gap_pp"]
    )
    twin = twin.assign(
        org_group=[named("org_group", group) for group in twin["org_group"]],
        completion=(twin["completion"] * 100).round(1), gap_pp=twin["gap_pp"].round(1),
        light=[light(_LIGHTS[code], "").word for code in twin["light"]],
    ).rename(columns={"org_group": "组别", "org_name": "单位", "name": "指标", "completion": "完成率（%）", "gap_pp": "进度差（百分点）", "light": "灯"})  # fmt: skip
    when, demo = as_of(context, "perf_score")
    body = html.Div(rows, className="light-matrix")
    note = f"只在同组内按红灯、黄灯多少排序，每组列前 {SHOWN} 个单位；每格一项指标，悬停看名称与进度差。"
    return Panel("哪些单位的哪项指标落后", [body], words, when, SOURCE, demo, twin.head(60), wide=True, note=note)


def _group(group: str, leaves: pd.DataFrame) -> list[Any]:
    """A group's heading and its units, most red first; unlike units are never ranked together (traps.md 15)."""
    if leaves.empty:
        return []
    red = leaves.assign(bad=leaves["light"].map(_WEIGHTS)).groupby("org_name")["bad"].sum()
    units = red.sort_values(ascending=False, kind="stable").index[:SHOWN]
    heading = html.H4(named("org_group", group), **attributes({"data-group": group}))
    return [heading, *(_unit(str(unit), leaves[leaves["org_name"] == unit]) for unit in units)]


def _unit(name: str, own: pd.DataFrame) -> html.Div:
    cells = []
    for _, row in own.sort_values("indicator_id").iterrows():
        shown = light(_LIGHTS[row["light"]], "")
        gap = "缺报" if pd.isna(row["gap_pp"]) else f"进度差 {row['gap_pp']:+.1f} 个百分点"
        cells.append(
            html.Span(shown.shape, className=f"cell ink-{shown.color}", title=f"{row['name']}：{shown.word}，{gap}")
        )
    worst = own.sort_values("gap_pp").iloc[0]
    why = f"{worst['name']} {worst['gap_pp']:+.1f} 个百分点" if pd.notna(worst["gap_pp"]) else ""
    return html.Div([html.B(name), html.Span(cells, className="cells"), html.Span(why, className="muted")])


def tree(context: PageContext) -> Panel | None:
    """The tree of indicators with their full marks: groups, modules, indicators; colour is the share won."""
    frame = scores(context)
    if frame.empty:
        return None
    chosen = context.query.get("group", "gov")
    nodes = _nodes(context, frame[frame["org_group"] == chosen] if (frame["org_group"] == chosen).any() else frame)
    leaves = nodes[nodes["leaf"]]
    lowest = leaves.dropna(subset=["share"]).sort_values("share").head(2)
    words = f"{named('org_group', chosen)}指标 {len(leaves)} 项；得分率最低：" + "、".join(
        f"{row['name']} {row['share'] * 100:.0f}%" for _, row in lowest.iterrows()
    )
    twin = pd.DataFrame(
        {"指标": leaves["name"], "满分": leaves["full"], "得分率（%）": (leaves["share"] * 100).round(1)}
    )
    when, demo = as_of(context, "perf_score")
    links = html.P(
        [html.A(named("org_group", g), href=context.href("/gov", group=g) + "#panel-appraisal_tree") for g in _GROUPS],
        className="link-row",
    )
    body = [links, chart("appraisal-tree", _treemap(nodes), words, 360)]
    note = "面积为满分，颜色越深得分率越低。"
    return Panel("指标体系与得分", body, words + "。", when, SOURCE, demo, twin, note=note)


def _nodes(context: PageContext, frame: pd.DataFrame) -> pd.DataFrame:
    """By indicator_id: name, above (parent), full (marks of a leaf, 0 of a group), leaf, share (won over possible)."""
    own = frame.groupby("indicator_id").agg(name=("name", "first"), won=("score", "sum"), most=("score_full", "sum"))
    indicator = context.reader.tables.record("perf_indicator")
    year = str(context.period.start.year)
    known = context.reader.select(sa.select(indicator).where(indicator.c.year == year)).set_index("indicator_id")
    ids = [
        code
        for code in known.index
        if code in _ancestors(known["parent_id"].to_dict(), set(own.index)) | set(own.index)
    ]
    nodes = pd.DataFrame({"name": known.loc[ids, "name"], "above": known.loc[ids, "parent_id"].fillna("")})
    nodes["leaf"] = ~nodes.index.isin(set(nodes["above"]))
    nodes["full"] = known.loc[ids, "score_full"].where(nodes["leaf"], 0.0)
    nodes["share"] = _share_won(own, nodes["above"])
    return nodes


def _ancestors(above: dict[str, str], ids: set[str]) -> set[str]:
    found: set[str] = set()
    for code in ids:
        while isinstance(above.get(code), str) and above[code]:
            code = above[code]
            found.add(code)
    return found


def _treemap(nodes: pd.DataFrame) -> Figure:
    trace = {
        "type": "treemap", "ids": nodes.index.tolist(), "labels": nodes["name"].tolist(),
        "parents": nodes["above"].tolist(), "values": rounded(nodes["full"]),
        "marker": {
            "colors": rounded(nodes["share"], 3), "cmin": 0.6, "cmax": 1,
            "colorscale": [[0, "token:accent"], [1, "token:accent-soft"]],
        },
        "textinfo": "label", "hovertemplate": "%{label}<br>满分 %{value}<extra></extra>", "pathbar": {"visible": False},
    }  # fmt: skip
    return figure([trace], margin={"l": 0, "r": 0, "t": 0, "b": 0})


def _share_won(own: pd.DataFrame, above: pd.Series) -> pd.Series:
    """Points won over points possible, of every node: a group's share is the sum of its leaves', never a mean."""
    won, most = (pd.Series(0.0, index=above.index) for _ in range(2))
    for code, row in own.iterrows():
        place = code
        while place in won.index:
            won[place] += row["won"]
            most[place] += row["most"]
            place = above[place]
    return won / most.where(most > 0)


def ranking(context: PageContext) -> Panel | None:
    """The composite score inside each group, the rank, what the cockpit makes of the same leaves, and what cost most."""
    frame = scores(context)
    total = frame[frame["level"] == 0].dropna(subset=["score"])
    if total.empty:
        return None
    total = total.sort_values(["org_group", "score"], ascending=[True, False])
    total["place"] = total.groupby("org_group")["score"].rank(method="min", ascending=False).astype(int)
    leaves = frame[frame["light"].isin(list(_LIGHTS))]  # branches carry no light
    again = pd.concat([recomputed(own) for _, own in leaves.groupby("org_group")])
    total = total.join(again, on="org")
    shown = pd.DataFrame(
        {
            "组别": [named("org_group", group) for group in total["org_group"]],
            "名次": total["place"],
            "单位": total["org_name"],
            "综合得分": total["score"].round(2),
            "按各项复算": total["again"],
            "失分最多": total["lost"].fillna("—"),
        }
    )
    first = [f"{named('org_group', g)}第一 {rows['org_name'].iloc[0]}（{rows['score'].iloc[0]:.1f}）"
             for g, rows in total.groupby("org_group", sort=False)]  # fmt: skip
    when, demo = as_of(context, "perf_score")
    words = f"{context.period.label}：" + "；".join(first) + f"。{_apart(total)}"
    body = html.Div(table(shown, "只在同组内比较"), className="scroll-box", tabIndex="0")
    note = "复算：已起考各项得分之和 ÷ 已起考满分之和 × 100；未起考与缺报的项不计入。"
    return Panel("组内排名", [body], words, when, SOURCE, demo, note=note)


def recomputed(own: pd.DataFrame) -> pd.DataFrame:
    """The composite that follows from the leaves of one group, by unit code.

    Args:
        own: rows of `scores` below the roots: org, indicator_id, name, score, score_full.

    Returns: again float64 (0–100, two decimals; NaN without any leaf that counts), lost str (the two items that cost
        most points).
    """
    won = own.pivot_table(index="org", columns="indicator_id", values="score", aggfunc="first")
    full = own.groupby("indicator_id")["score_full"].first()
    shares = won / full[won.columns]
    rule = Rule(tuple(Item(str(code), float(full[code]), 1.0) for code in won.columns), None, None, "exclude")
    made = score(shares, rule)
    names = own.groupby("indicator_id")["name"].first()
    lost = (weights_that_count(made, rule) - made.points).rename(columns=names)
    told = {org: _lost(row[row > 0.005].nlargest(2)) for org, row in lost.iterrows()}
    return pd.DataFrame({"again": round_half_up(made.total / rule.full * 100, 2), "lost": pd.Series(told)})


def _lost(points: pd.Series) -> str:
    return "、".join(f"{name} −{amount:.1f}" for name, amount in points.items())


def _apart(total: pd.DataFrame) -> str:
    """Which published composites do not follow from their leaves."""
    apart = total[(total["score"] - total["again"]).abs() > TOLERANCE]
    if apart.empty:
        return "各单位公布分与按各项复算一致。"
    return f"公布分与复算不一致的有 {len(apart)} 个单位：{'、'.join(apart['org_name'].head(3))}，请考评办核对。"
