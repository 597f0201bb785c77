"""The definition card: everything a number must be able to say of itself."""

from __future__ import annotations

from dash import html

from cockpit.moment import day, day_and_time
from cockpit.view.context import PageContext
from cockpit.view.freshness import FRESH, NOTE, STALE
from metrics.air_standard import in_force
from metrics.format import status_word
from metrics.model import Indicator, NoWarning, RuleWarning
from metrics.named import references, table_name
from metrics.reading import Reading

_KINDS = {
    "flow": "当期流量", "ytd": "年初累计", "stock": "期末存量", "ratio": "比率（分子分母重算）", "growth": "增速（只用发布值）",
    "index": "指数、得分", "duration": "时长（合计÷件数）", "snapshot": "时点快照",
}  # fmt: skip
_DIRECTIONS = {"up": "越高越好", "down": "越低越好", "neutral": "不评好坏", "target-band": "在区间内为好"}
_FREQUENCIES = {"realtime": "实时", "D": "每日", "W": "每周", "M": "每月", "Q": "每季", "A": "每年"}
_REGIONS = {"sum": "县区相加等于全市", "ratio": "分子分母分别相加再相除", "weighted": "加权", "none": "不可由县区合成"}


def definition_card(context: PageContext, indicator: Indicator, reading: Reading | None) -> html.Section:
    """Definition, formula, unit, scope, status, source, warnings, look-alikes of an indicator."""
    rows = [
        ("口径", indicator.definition),
        ("公式", indicator.formula or _ratio(indicator) or _made(context, indicator)),
        ("计量单位", indicator.unit.symbol),
        ("指标类型", _KINDS[indicator.kind]),
        ("方向", _DIRECTIONS[indicator.direction]),
        ("区域汇总", _REGIONS[indicator.agg_region]),
        ("更新频率", f"{_FREQUENCIES[indicator.frequency]}，期末后约 {indicator.freshness.release_lag_days} 天发布"),
        ("责任部门", indicator.department),
        ("判灯规则", warning_words(indicator)),
        ("本底", _baseline(indicator)),
        ("口径依据", _evidence(indicator)),
        ("口径版本", _version(context, indicator)),
        ("执行标准", _standard(context) if indicator.standard == "air" else ""),
        ("口径变更", "；".join(f"{day(b.date)}起：{b.reason}" for b in indicator.breaks)),
        ("说明", indicator.notes),
    ]
    rows[7:7] = _now(context, indicator, reading)
    parts = [html.Div([html.Dt(name), html.Dd(text)]) for name, text in rows if text]
    return html.Section(
        [
            html.Header([html.H2("口径卡"), html.Code(indicator.code)], className="section-head"),
            html.Dl([*parts, _confusable(context, indicator)], className="definition"),
        ],
        className="panel",
        id="definition",
    )


def _now(context: PageContext, indicator: Indicator, reading: Reading | None) -> list[tuple[str, str]]:
    """Period, reach, loading, status and source of what is shown; what is not there is said, never left out."""
    if reading is None:
        waited = context.cockpit.catalog.systems[indicator.system].tables
        tables = "、".join(table_name(code, context.cockpit.records) for code in waited)
        none = f"{context.region.name}没有{context.period.label}及以前的值"
        return [("数据期", none), ("数据截至", "没有值"), ("来源", f"{indicator.department}（源表 {tables}）")]
    return [
        ("数据期", reading.label),
        ("数据截至", day_and_time(reading.as_of) if reading.as_of else "未公布"),
        ("入舱时间", day_and_time(context.reader.snapshot.published_at)),
        ("本期状态", status_word(reading.status) or "—"),
        ("来源", reading.note or "见血缘"),
    ]


def _version(context: PageContext, indicator: Indicator) -> str:
    """Which definition the page's period is told by."""
    past = [b for b in indicator.breaks if b.date < context.period.end]
    if not past:
        return "首版（指标目录）"
    newest = max(past, key=lambda b: b.date)
    return f"{day(newest.date)}起施行的版本"


def _standard(context: PageContext) -> str:
    """The limits in force at the end of the page's period."""
    told = in_force(context.period.last_day)
    if told is None:
        return ""
    return f"{told.name}：日均二级 {told.pm25_day:g}、年均 {told.pm25_year:g} μg/m³，{day(told.since)}起"


def _made(context: PageContext, indicator: Indicator) -> str:
    """How an indicator without a formula of its own comes about."""
    if indicator.measure is not None:
        return f"由{context.cockpit.records[indicator.measure.record].title}逐行计量"
    if indicator.computation is not None:
        return "由明细记录合并计算（同一时段不重复计）"
    if indicator.derivation is not None:
        names = [context.cockpit.catalog.indicator(code).name_zh for code in indicator.derivation.of]
        return f"由{'、'.join(dict.fromkeys(names))}推算"
    return NOTE if indicator.code in (STALE, FRESH) else "由责任部门直接报送，不再加工"


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
        words = "；".join(
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
        words = "同比" + "、".join(limits) + ("；对照年度目标" if warn.against_annual_target else "")
    return words + ("（默认规则，待确认）" if warn.basis == "D" else "")


def _evidence(indicator: Indicator) -> str:
    """The papers the definition rests on, by name."""
    names = "；".join(references()[mark].zh for mark in indicator.evidence)
    return names + ("" if indicator.confirmed else "（待主管部门确认）")


def _baseline(indicator: Indicator) -> str:
    """Where the indicator stood when the plan was made, as its source says it."""
    told = indicator.baseline
    return (
        f"{told.value:g} {indicator.unit.symbol}（{told.as_of}；来源：{references()[told.source].zh}）" if told else ""
    )


def _confusable(context: PageContext, indicator: Indicator) -> html.Div | None:
    if not indicator.confusable:
        return None
    catalog = context.cockpit.catalog
    links = [
        html.A(catalog.indicator(code).name_zh, href=context.href(f"/indicator/{code}"))
        for code in indicator.confusable
    ]
    return html.Div([html.Dt("易混指标"), html.Dd([part for link in links for part in (link, " ")])])
