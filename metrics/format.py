"""Numbers as a clerk writes them: the indicator's unit, tabular, missing is — and never 0, NaN or None."""

from __future__ import annotations

import math

from metrics.growth import Growth
from metrics.model import Unit
from metrics.rounding import show_number

MISSING = "—"
#: Status of an observation on screen, by the code of metrics.observation.
STATUS = {
    "preliminary": "初步", "revised": "修订", "final": "最终", "estimated": "估算", "forecast": "预测", "mock": "演示",
}  # fmt: skip
_MARKS = {"lower_bound": ">", "expected": "预计 ", "rounded": "约 ", "year_inferred": "年份待核 ", "suspect": "存疑 "}


def status_word(status: str) -> str:
    """The status on screen; empty when unknown."""
    return STATUS.get(status, "")


def doubt(quality: str) -> str:
    """The mark of a doubtful quality (预计, 约, >); empty for a value published as it is."""
    return _MARKS.get(quality, "")


def show(value: float | None, unit: Unit, quality: str = "") -> str:
    """A stored value in its shown unit, with thousands separators and the mark of a doubtful quality."""
    if value is None or not math.isfinite(value):
        return MISSING
    return doubt(quality) + show_number(value / unit.scale, unit.decimals)


def show_with_unit(value: float | None, unit: Unit, quality: str = "") -> str:
    """`show` with the unit's symbol; missing stays —."""
    shown = show(value, unit, quality)
    return shown if shown == MISSING else f"{shown}{unit.symbol}"


def show_growth(growth: Growth) -> str:
    """Growth in words: its own text (同比 ▲ 5.2%, 扭亏, 口径调整,不可比)."""
    return growth.text
