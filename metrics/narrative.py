"""Chinese sentences whose every numeral comes from a cell: templates hold no digit, cells hold what was computed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cockpit.errors import QueryError
from metrics.format import show_with_unit
from metrics.reading import Reading
from metrics.region import region
from metrics.rounding import show_share

_NUMERAL = re.compile(r"\d")
#: What stands beside an arrow decides its word: a rate grows, a count (with its rate in brackets) increases, a difference
#: rises.
_ARROWS = (
    (re.compile(r"(同比|环比)\s*▲\s*"), r"\1增长"), (re.compile(r"(同比|环比)\s*▼\s*"), r"\1下降"),
    (re.compile(r"\s*▲\s*(?=[^，。▲▼]*（[+-])"), "增加"), (re.compile(r"\s*▼\s*(?=[^，。▲▼]*（[+-])"), "减少"),
    (re.compile(r"\s*▲\s*"), "上升"), (re.compile(r"\s*▼\s*"), "下降"),
)  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """A sentence and the cells it was made from (name → what is shown)."""

    text: str
    cells: dict[str, str]


def say(template: str, **cells: str) -> Sentence:
    """The template with its cells filled in.

    Raises:
        QueryError: the template itself holds a numeral, or a cell it names is not given.
    """
    if _NUMERAL.search(template):
        raise QueryError("句式", f"{template!r} 里有数字", "数字只能来自单元格")
    try:
        return Sentence(template.format(**cells), cells)
    except KeyError as error:
        raise QueryError("句式", f"{template!r} 缺单元格 {error}", "补上该单元格") from error


def paragraph(sentences: Sequence[Sentence | None]) -> str:
    """The sentences that there are, one after the other."""
    return "".join(sentence.text for sentence in sentences if sentence is not None)


def spoken(text: str) -> str:
    """Words for arrows, which belong beside a figure and not into a sentence."""
    for mark, word in _ARROWS:
        text = mark.sub(word, text)
    return text


def what(reading: Reading) -> Sentence:
    """How much it is, and how it moved against last year."""
    head = {"where": region(reading.region).name, "when": reading.label, "name": reading.indicator.name_zh}
    if reading.value is None:
        return say("{where}{when}{name}没有数值（{why}）。", **head, why=reading.text or "未公布")
    head["value"] = show_with_unit(reading.value, reading.indicator.unit, reading.quality)
    if reading.growth is None or not reading.growth.text:
        return say("{where}{when}{name}为{value}。", **head)
    return say("{where}{when}{name}为{value}，{growth}。", **head, growth=spoken(reading.growth.text))


def judgement(reading: Reading) -> Sentence | None:
    """The light and why; nothing when there is no light."""
    if reading.light.color == "grey":
        return None
    return say("{word}：{why}。", word=reading.light.word, why=reading.light.reason)


def target(reading: Reading) -> Sentence | None:
    """How far the year's target is; nothing without one."""
    progress = reading.progress
    if progress is None or progress.completion is None or progress.schedule is None:
        return None
    goal = show_with_unit(progress.target, reading.indicator.unit)
    done, due = show_share(progress.completion), show_share(progress.schedule)
    return say("年度目标{goal}，已完成{done}，序时{due}。", goal=goal, done=done, due=due)


def extremes(readings: Sequence[Reading]) -> Sentence | None:
    """Which region has most and which least; nothing with fewer than two values, or when all are the same."""
    known = [reading for reading in readings if reading.value is not None]
    if len(known) < 2:
        return None
    ordered = sorted(known, key=lambda reading: reading.value or 0.0)
    low, high = ordered[0], ordered[-1]
    unit = high.indicator.unit
    if show_with_unit(low.value, unit) == show_with_unit(high.value, unit):
        return None
    return say(
        "{high}最高（{most}），{low}最低（{least}）。", high=region(high.region).name, low=region(low.region).name,
        most=show_with_unit(high.value, unit), least=show_with_unit(low.value, unit),
    )  # fmt: skip
