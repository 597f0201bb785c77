"""The monthly brief (月度专报): every sentence and cell from the readings of one snapshot, as the one who asks sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cockpit.export.brief import (
    ATTENTION_COLUMNS,
    READING_COLUMNS,
    SOURCE_COLUMNS,
    Brief,
    BriefSection,
    BriefTable,
    Row,
)
from cockpit.export.document import Cover
from cockpit.export.mark import Mark
from cockpit.export.prose import prose
from cockpit.moment import day
from cockpit.view.attention import DomainState, domain_states, red_list
from cockpit.view.context import PageContext
from metrics.format import MISSING, show, show_with_unit, status_word
from metrics.narrative import judgement, paragraph, say, target, what
from metrics.reading import Reading

#: Wide enough that a day of two-digit month and day (2026年11月23日) stands on one line.
_READING_SHARES = (0.23, 0.19, 0.11, 0.08, 0.17, 0.12, 0.10)
_ATTENTION_SHARES = (0.08, 0.22, 0.19, 0.12, 0.22, 0.17)
_SOURCE_SHARES = (0.18, 0.38, 0.19, 0.25)
#: What the column's head says already.
_COMPARED = re.compile(r"^(同比|比上年同期)")
_NUMERALS = "一二三四五六七八九"


def brief(context: PageContext, mark: Mark) -> Brief:
    """The brief of the context's region and period."""
    states = domain_states(context)
    told = [state for state in states if state.readings]
    chapters = [_overview(context, states), _attention(context)]
    chapters += [_domain(state) for state in told]
    listed = _listed(context, told)
    chapters.append(_sources(listed))
    named = [_numbered(chapter, place) for place, chapter in enumerate(chapters, start=1)]
    title = f"{context.region.name}数字驾驶舱月度专报"
    subtitle = f"{context.period.label}（{day(mark.now.date())}编）"
    return Brief(_cover(context, mark, listed), title, subtitle, tuple(named))


def _numbered(chapter: BriefSection, place: int) -> BriefSection:
    tens, ones = divmod(place, 10)
    word = ("" if tens < 2 else _NUMERALS[tens - 1]) + ("十" if tens else "") + (_NUMERALS[ones - 1] if ones else "")
    return BriefSection(f"{word}、{chapter.heading}", chapter.sentences, chapter.table)


def _overview(context: PageContext, states: list[DomainState]) -> BriefSection:
    counts = {color: sum(state.counts[color] for state in states) for color in ("red", "yellow", "green", "grey")}
    cells = {color: str(count) for color, count in counts.items()}
    total = say(
        "{where}{when}共有{all}项指标有数，其中严重{red}项、预警{yellow}项、正常{green}项、不判灯{grey}项。",
        where=context.region.name, when=context.period.label, all=str(sum(counts.values())), **cells,
    )  # fmt: skip
    spoken = [prose(what(state.headline).text) for state in states if state.headline is not None]
    silent = "、".join(state.domain.name for state in states if not state.readings)
    gap = [f"{silent}尚无可用数据，本报不作分析。"] if silent else []
    return BriefSection("总体情况", (total.text, *spoken, *gap))


def _attention(context: PageContext) -> BriefSection:
    readings = red_list(context)
    if not readings:
        return BriefSection("需要关注", ("本期没有判为严重或预警的指标。",))
    rows = tuple(
        (r.light.word, prose(r.indicator.name_zh), r.label, _value(r), prose(r.light.reason), r.indicator.department)
        for r in readings
    )  # fmt: skip
    told = say("判为严重或预警的指标共{count}项，严重在前，依据如下。", count=str(len(rows)))
    return BriefSection(
        "需要关注", (told.text,), BriefTable("需要关注的指标", ATTENTION_COLUMNS, rows, _ATTENTION_SHARES)
    )


def _domain(state: DomainState) -> BriefSection:
    counted = say(
        "{name}有数指标{all}项，严重{red}项、预警{yellow}项。", name=state.domain.name, all=str(len(state.readings)),
        red=str(state.counts["red"]), yellow=str(state.counts["yellow"]),
    )  # fmt: skip
    spoken = _headlines(state)
    sentences = [prose(paragraph([what(r), judgement(r), target(r)])) for r in spoken]
    rows = tuple(_row(reading) for reading in _chosen(state))
    table = BriefTable(f"{state.domain.name}主要指标", READING_COLUMNS, rows, _READING_SHARES)
    return BriefSection(state.domain.name, (counted.text, *sentences), table)


def _headlines(state: DomainState) -> list[Reading]:
    """The readings that speak for the domain, in its own order."""
    own = {reading.indicator.code: reading for reading in state.readings}
    return [own[code] for code in state.domain.headlines if code in own]


def _chosen(state: DomainState) -> list[Reading]:
    """Headlines, then what is red or yellow; a domain with neither shows what it has."""
    headlines = _headlines(state)
    grave = [r for r in state.readings if r.light.color in ("red", "yellow") and r not in headlines]
    return [*headlines, *grave] or list(state.readings)


def _row(reading: Reading) -> Row:
    unit, progress = reading.indicator.unit, reading.progress
    goal = show_with_unit(progress.target, unit) if progress is not None else MISSING
    change = _COMPARED.sub("", prose(reading.growth.text)) if reading.growth and reading.growth.text else MISSING
    return (
        prose(reading.indicator.name_zh), reading.label, show(reading.value, unit, reading.quality), unit.symbol, change, goal,
        reading.light.word,
    )  # fmt: skip


def _value(reading: Reading) -> str:
    return show_with_unit(reading.value, reading.indicator.unit, reading.quality)


def _listed(context: PageContext, states: Iterable[DomainState]) -> list[Reading]:
    """Every reading that stands in the brief, once, in page order."""
    standing = [reading for state in states for reading in _chosen(state)] + red_list(context)
    return list({reading.indicator.code: reading for reading in standing}.values())


def _sources(listed: list[Reading]) -> BriefSection:
    rows = tuple(
        (prose(r.indicator.name_zh), prose(r.indicator.definition), day(r.as_of.date()) if r.as_of else "未公布", prose(_source(r)))
        for r in listed
    )  # fmt: skip
    words = "所列各数的口径、数据截至日和来源如下；标“口径待确认”的尚待责任部门确认。"
    return BriefSection("口径与来源", (words,), BriefTable("口径与来源", SOURCE_COLUMNS, rows, _SOURCE_SHARES))


def _source(reading: Reading) -> str:
    confirmed = "" if reading.indicator.confirmed else "（口径待确认）"
    told = [reading.indicator.department, reading.note or "见系统血缘"]
    if (word := status_word(reading.status)) and word not in reading.note:
        told.append(word)
    return "，".join(told) + confirmed


def _cover(context: PageContext, mark: Mark, listed: list[Reading]) -> Cover:
    reached = [reading.as_of for reading in listed if reading.as_of is not None]
    facts = (
        ("数据期", context.period.label), ("区域", context.region.name),
        ("数据截至", f"{day(min(reached).date())}至{day(max(reached).date())}，逐项见口径与来源" if reached else "未公布"),
        ("入舱时间", f"{context.reader.snapshot.published_at:%Y年%-m月%-d日 %H:%M}"), ("编制", mark.who),
    )  # fmt: skip
    demo = any(reading.status == "mock" for reading in listed)
    subject = "月度专报" if context.region.code == "330900" else f"{context.region.name}月度专报"
    indicators = tuple(reading.indicator for reading in listed)
    return Cover(
        subject, context.period.label, facts, indicators, context.reader.snapshot.id, demo, mark.watermark, mark.now
    )
