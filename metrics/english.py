"""The catalog in English: metrics/catalog/english/<domain>.yaml, keyed by code, checked whole against the catalog.

An indicator's English title is its `name_en`; everything else that a screen shows of it stands in these files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from metrics.catalog import FOLDER, Catalog
from metrics.declaration import Declaration, documents, refuse
from metrics.model import Domain, Indicator
from metrics.named import references, source_tables

_CHINESE = re.compile(r"[\u3400-\u9fff]")
#: Texts of an indicator that a definition card shows.
TEXTS = ("definition", "formula", "numerator", "denominator", "weight", "notes")


#: Letters a title on a wall has room for.
SHORT = 28
#: What a title on a wall leaves out: the period stands beside it.
_YEAR_TO_DATE = ("（累计）", ", YTD")


class EnglishSystem(Declaration):
    """A system of the plan in English."""

    name: str = Field(min_length=1)
    analysis: str = Field(min_length=1)


class EnglishIndicator(Declaration):
    """What an indicator says of itself; a text whose Chinese has no Chinese character is not said again.

    Args:
        short: its title on a wall, where `name_en` is longer than SHORT letters.
    """

    short: str = Field(default="", max_length=SHORT)
    definition: str = ""
    formula: str = ""
    numerator: str = ""
    denominator: str = ""
    weight: str = ""
    notes: str = ""
    rule: str = ""
    breaks: list[str] = []


class EnglishDomain(Declaration):
    """A domain in English, with its systems and indicators by code."""

    code: str
    name: str = Field(min_length=1)
    question: str = Field(min_length=1)
    systems: dict[str, EnglishSystem]
    indicators: dict[str, EnglishIndicator]


@dataclass(frozen=True)
class English:
    """Chinese → English: `names` are titles, found inside of other texts too; `texts` stand by themselves.

    `short` are the indicators' titles on walls.
    """

    names: Mapping[str, str]
    texts: dict[str, str]
    short: Mapping[str, str]


def load_english(catalog: Catalog, folder: Path = FOLDER / "english") -> English:
    """The English of every domain, system and indicator of a catalog that is not narrowed to anybody.

    Raises:
        CatalogError: a code that the catalog does not know, or a text of the catalog without its English.
    """
    faults: list[str] = []
    read = [(document, document.model(EnglishDomain, faults)) for document in documents(folder, faults)]
    refuse(str(folder), faults)
    told = {english.code: english for _, english in read if english is not None}
    files = {english.code: document.file.name for document, english in read if english is not None}
    strange = sorted(told.keys() - {domain.code for domain in catalog.domains})
    faults += [f"{files[code]} 目录里没有领域 {code}" for code in strange]
    for domain in catalog.domains:
        if domain.code not in told:
            faults.append(f"没有领域 {domain.code} 的英文文件")
        else:
            faults += [f"{files[domain.code]} {fault}" for fault in _faults(domain, told[domain.code])]
    refuse(str(folder), faults)
    pairs = [pair for domain in catalog.domains for pair in _pairs(domain, told[domain.code])]
    cited = [(one.zh, one.en) for one in (*references().values(), *source_tables().values())]
    texts = {chinese: english for chinese, english in (*cited, *pairs) if chinese and english}
    inside = {chinese.rstrip("。"): english.rstrip(".") for chinese, english in texts.items()}
    return English(_names(catalog, told), inside | texts, _short(catalog, told))


def _names(catalog: Catalog, told: Mapping[str, EnglishDomain]) -> dict[str, str]:
    names = {indicator.name_zh: indicator.name_en for indicator in catalog.indicators.values()}
    for domain in catalog.domains:
        names[domain.name] = told[domain.code].name
        names |= {system.name: told[domain.code].systems[system.code].name for system in domain.systems}
    return names


def _short(catalog: Catalog, told: Mapping[str, EnglishDomain]) -> dict[str, str]:
    """Titles on walls, of what is cumulated also as walls write it in Chinese: without saying so."""
    chinese, english = _YEAR_TO_DATE
    titles: dict[str, str] = {}
    for indicator in catalog.indicators.values():
        own = told[indicator.domain].indicators.get(indicator.code, EnglishIndicator())
        titles[indicator.name_zh] = own.short or indicator.name_en
        titles[indicator.name_zh.removesuffix(chinese)] = own.short or indicator.name_en.removesuffix(english)
    return titles


def _faults(domain: Domain, english: EnglishDomain) -> Iterator[str]:
    systems = {system.code for system in domain.systems}
    indicators = {indicator.code: indicator for indicator in domain.indicators}
    yield from (f"本领域没有系统 {code}" for code in sorted(english.systems.keys() - systems))
    yield from (f"系统 {code} 没有英文" for code in sorted(systems - english.systems.keys()))
    yield from (f"本领域没有指标 {code}" for code in sorted(english.indicators.keys() - indicators.keys()))
    for code, indicator in indicators.items():
        own = english.indicators.get(code, EnglishIndicator())
        if len(own.short or indicator.name_en.removesuffix(_YEAR_TO_DATE[1])) > SHORT:
            yield f"指标 {code} 的英文名超过 {SHORT} 个字母，要有 short"
        yield from (
            f"指标 {code} 的 {name} 没有英文"
            for name, chinese, said in _texts(indicator, own) if _CHINESE.search(chinese) and not said
        )  # fmt: skip


def _pairs(domain: Domain, english: EnglishDomain) -> Iterator[tuple[str, str]]:
    yield domain.question, english.question
    for system in domain.systems:
        yield system.analysis, english.systems[system.code].analysis
    for indicator in domain.indicators:
        own = english.indicators.get(indicator.code, EnglishIndicator())
        yield from ((chinese, said) for _, chinese, said in _texts(indicator, own))


def _texts(indicator: Indicator, english: EnglishIndicator) -> Iterator[tuple[str, str, str]]:
    """Name, Chinese and English of every text of an indicator."""
    for name in TEXTS:
        yield name, getattr(indicator, name), getattr(english, name)
    yield "rule", getattr(indicator.warn, "rule", ""), english.rule
    said = [*english.breaks, *[""] * len(indicator.breaks)]
    yield from (("breaks", own.reason, text) for own, text in zip(indicator.breaks, said, strict=False))
