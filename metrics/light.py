"""The light of an indicator: judged in one place from value, target, schedule, growth and freshness (S11, S12).

Grey means: no light can be given, and the reason says why. The light never comes from a colour or an arrow.
"""

from __future__ import annotations

from dataclasses import dataclass

from metrics.format import show_with_unit
from metrics.growth import Growth
from metrics.model import (
    BandWarning,
    GrowthWarning,
    Indicator,
    NoWarning,
    RuleWarning,
    ScheduleWarning,
    ThresholdWarning,
)
from metrics.observation import DOUBTFUL
from metrics.rounding import show_number
from metrics.target import REACHED, Progress, meets


@dataclass(frozen=True)
class Light:
    """Colour with shape and word (never colour alone), and the reason as a sentence."""

    color: str
    shape: str
    word: str
    reason: str


_LOOK = {"green": ("●", "正常"), "yellow": ("▲", "预警"), "red": ("■", "严重"), "grey": ("○", "不判灯")}

COLORS = tuple(_LOOK)


def light(color: str, reason: str) -> Light:
    """A light of a colour for a reason."""
    shape, word = _LOOK[color]
    return Light(color, shape, word, reason)


@dataclass(frozen=True)
class Evidence:
    """What a light is judged from: value in base unit, and what was derived from it.

    Args:
        days_late: whole days since the value went stale.
        annual_target: this year's target of the indicator (base unit), for growth indicators judged against it.
    """

    value: float | None
    quality: str
    stale: bool
    growth: Growth | None
    progress: Progress | None
    annual_target: float | None = None
    days_late: int = 0


def judge(indicator: Indicator, evidence: Evidence) -> Light:
    """The light of one reading."""
    if evidence.value is None:
        return light("grey", "缺数")
    if evidence.stale:
        return light("grey", f"数据延迟，超过更新时限 {evidence.days_late} 天")
    if evidence.quality in DOUBTFUL:
        return light("grey", "公布的是概数或预计数")
    warn = indicator.warn
    if isinstance(warn, ThresholdWarning):
        return _threshold(indicator, warn, evidence.value)
    if isinstance(warn, BandWarning):
        return _band(indicator, warn, evidence.value)
    if isinstance(warn, ScheduleWarning):
        return _schedule(indicator, warn, evidence)
    if isinstance(warn, GrowthWarning):
        return _growth(indicator, warn, evidence)
    if isinstance(warn, RuleWarning):
        return light("grey", f"规则未自动判定：{warn.rule}")
    assert isinstance(warn, NoWarning)
    return light("grey", "此指标不设预警")


def _threshold(indicator: Indicator, warn: ThresholdWarning, value: float) -> Light:
    unit = indicator.unit
    side = "低于" if warn.op == "<" else "高于"
    for color, limit in (("red", warn.red), ("yellow", warn.yellow)):
        if limit is not None and _beyond(value / unit.scale, warn.op, limit):
            return light(color, f"{show_with_unit(value, unit)}，{side} {limit:g}{unit.symbol}")
    limit = warn.yellow if warn.yellow is not None else warn.red
    return light("green", f"{show_with_unit(value, unit)}，没有{side} {limit:g}{unit.symbol}")


def _beyond(value: float, op: str, limit: float) -> bool:
    noise = 1e-9 * max(1.0, abs(limit))
    return value < limit - noise if op == "<" else value > limit + noise


def _band(indicator: Indicator, warn: BandWarning, value: float) -> Light:
    shown = value / indicator.unit.scale
    limits = f"{warn.low:g} 至 {warn.high:g}{indicator.unit.symbol}"
    words = f"{show_with_unit(value, indicator.unit)}，在 {limits}"
    outside = max(warn.low - shown, shown - warn.high)
    if outside <= 1e-9:
        return light("green", f"{words} 之内")
    return light("red" if outside > (warn.high - warn.low) / 10 else "yellow", f"{words} 之外")


def _schedule(indicator: Indicator, warn: ScheduleWarning, evidence: Evidence) -> Light:
    progress = evidence.progress
    if progress is not None and progress.verdict:
        return light(
            "green" if progress.verdict == REACHED else "red", progress.verdict + _against(indicator, evidence)
        )
    if progress is not None and progress.op == "<=" and evidence.value is not None:
        kept = meets("<=", evidence.value, progress.target)
        words = "没有超过" if kept else "超过"
        return light("green" if kept else "red", f"{words}约束性目标{_against(indicator, evidence)}")
    gap = _gap(indicator, evidence)
    if gap is None:
        return light("grey", "没有年度目标")
    words = f"比序时进度{'快' if gap >= 0 else '慢'} {show_number(abs(gap), 1)} 个百分点"
    return light("red" if gap < warn.red else "yellow" if gap < warn.yellow else "green", words)


def _against(indicator: Indicator, evidence: Evidence) -> str:
    assert evidence.progress is not None
    unit = indicator.unit
    return f"（实际 {show_with_unit(evidence.value, unit)}，目标 {show_with_unit(evidence.progress.target, unit)}）"


def _gap(indicator: Indicator, evidence: Evidence) -> float | None:
    """Gap in percentage points; an indicator in 个百分点 under this warning is the gap itself."""
    if indicator.unit.symbol == "个百分点":
        return None if evidence.value is None else evidence.value * 100
    return evidence.progress.gap_pp if evidence.progress else None


def _growth(indicator: Indicator, warn: GrowthWarning, evidence: Evidence) -> Light:
    rate = evidence.value if indicator.kind == "growth" else evidence.growth.rate if evidence.growth else None
    if rate is None:
        return light("grey", "没有可比的上年同期")
    if evidence.growth is not None and evidence.growth.small:
        return light("grey", "基数太小，不按增幅判灯")
    percent, side = rate * 100, "低于" if warn.op == "<" else "高于"
    words = f"同比 {show_number(percent, 1)}%"
    if warn.red is not None and _beyond(percent, warn.op, warn.red):
        return light("red", f"{words}，{side} {warn.red:g}%")
    yellow = warn.yellow
    if warn.against_annual_target:
        if evidence.annual_target is None:
            return light("grey", "没有年度目标")
        yellow = evidence.annual_target * 100
        depth = warn.red_below_target_by
        if depth is not None and _beyond(percent, warn.op, yellow - depth):
            return light("red", f"{words}，低于年度目标 {yellow:g}% 超过 {depth:g} 个百分点")
    if yellow is not None and _beyond(percent, warn.op, yellow):
        return light("yellow", f"{words}，{side}{'年度目标 ' if warn.against_annual_target else ' '}{yellow:g}%")
    return light("green", words)
