"""The definition card: everything a number must be able to say of itself."""

from __future__ import annotations

from dash import html

from cockpit.view.context import PageContext
from metrics.format import status_word
from metrics.model import Indicator, NoWarning, RuleWarning
from metrics.reading import Reading

_KINDS = {
    "flow": "当期流量", "ytd": "年初累计", "stock": "期末存量", "ratio": "比率(分子分母重算)", "growth": "增速(只用发布值)",
    "index": "指数、得分", "duration": "时长(合计÷件数)", "snapshot": "时点快照",
}  # fmt: skip
_DIRECTIONS = {"up": "越高越好", "down": "越低越好", "neutral": "不评好坏", "target-band": "在区间内为好"}
_FREQUENCIES = {"realtime": "实时", "D": "每日", "W": "每周", "M": "每月", "Q": "每季", "A": "每年"}
_REGIONS = {"sum": "县区相加等于全市", "ratio": "分子分母分别相加再相除", "weighted": "加权", "none": "不可由县区合成"}


def definition_card(context: PageContext, indicator: Indicator, reading: Reading | None) -> html.Section:
    """Definition, formula, unit, scope, status, source, warnings, look-alikes of an indicator."""
    rows = [
        ("口径", indicator.definition),
        ("公式", indicator.formula or _ratio(indicator) or "由责任部门直接报送,不再加工"),
        ("计量单位", indicator.unit.symbol),
        ("指标类型", _KINDS[indicator.kind]),
        ("方向", _DIRECTIONS[indicator.direction]),
        ("区域汇总", _REGIONS[indicator.agg_region]),
        ("更新频率", f"{_FREQUENCIES[indicator.frequency]},期末后约 {indicator.freshness.release_lag_days} 天发布"),
        ("责任部门", indicator.department),
        ("判灯规则", warning_words(indicator)),
        ("口径依据", "、".join(indicator.evidence) + ("" if indicator.confirmed else "(待主管部门确认)")),
        ("口径变更", ";".join(f"{b.date:%Y-%m-%d} 起:{b.reason}" for b in indicator.breaks)),
        ("说明", indicator.notes),
    ]
    if reading is not None and reading.value is not None:
        reach = f"{reading.as_of:%Y-%m-%d %H:%M}" if reading.as_of else "未公布"
        rows[7:7] = [
            ("数据期", reading.label),
            ("数据截至", reach),
            ("本期状态", status_word(reading.status)),
            ("来源", reading.note or "见血缘"),
        ]
    parts = [html.Div([html.Dt(name), html.Dd(text)]) for name, text in rows if text]
    return html.Section(
        [
            html.Header([html.H2("口径卡"), html.Code(indicator.code)], className="section-head"),
            html.Dl([*parts, _confusable(context, indicator)], className="definition"),
        ],
        className="panel",
        id="definition",
    )


def _ratio(indicator: Indicator) -> str:
    return f"{indicator.numerator} ÷ {indicator.denominator}" if indicator.denominator else ""


def warning_words(indicator: Indicator) -> str:
    """The warning rule in words, with 待确认 where only domain knowledge stands behind it."""
    warn = indicator.warn
    if isinstance(warn, NoWarning):
        return "不判灯"
    if isinstance(warn, RuleWarning):
        words = warn.rule
    elif warn.type == "threshold":
        sign = "低于" if warn.op == "<" else "高于"
        words = ";".join(
            f"{sign} {limit:g} {indicator.unit.symbol}{colour}"
            for limit, colour in ((warn.yellow, "黄灯"), (warn.red, "红灯"))
            if limit is not None
        )
    elif warn.type == "band":
        words = f"{warn.low:g} 至 {warn.high:g} {indicator.unit.symbol}之内为正常"
    elif warn.type == "progress_vs_schedule":
        words = f"完成率落后序时进度 {abs(warn.yellow):g} 个百分点黄灯、{abs(warn.red):g} 个百分点红灯"
    else:
        sign = "低于" if warn.op == "<" else "高于"
        limits = [
            f"{sign} {limit:g}% {c}" for limit, c in ((warn.yellow, "黄灯"), (warn.red, "红灯")) if limit is not None
        ]
        words = "同比" + "、".join(limits) + (";对照年度目标" if warn.against_annual_target else "")
    return words + ("(默认规则,待确认)" if warn.basis == "D" else "")


def _confusable(context: PageContext, indicator: Indicator) -> html.Div | None:
    if not indicator.confusable:
        return None
    catalog = context.cockpit.catalog
    links = [
        html.A(catalog.indicator(code).name_zh, href=context.href(f"/indicator/{code}"))
        for code in indicator.confusable
    ]
    return html.Div([html.Dt("易混指标"), html.Dd([part for link in links for part in (link, " ")])])
