"""The catalog: every domain, system and indicator, read once, checked whole, refused with all faults at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from cockpit.errors import QueryError
from metrics import unit
from metrics.declaration import Document, documents, refuse
from metrics.derivation import derivation_faults
from metrics.engines import ENGINES
from metrics.formula import MOMENTS, Condition, Measure
from metrics.formula_unit import unit_faults
from metrics.model import Domain, DomainCode, Indicator, System
from metrics.named import references, source_tables
from metrics.records import Record

FOLDER = Path(__file__).resolve().parent / "catalog"


@dataclass(frozen=True)
class Catalog:
    """Domains in page order, and everything in them by code."""

    domains: tuple[Domain, ...]
    indicators: Mapping[str, Indicator]
    systems: Mapping[str, System]

    def domain(self, code: str) -> Domain:
        """The domain of a code.

        Raises:
            QueryError: no such domain.
        """
        for domain in self.domains:
            if domain.code == code:
                return domain
        raise QueryError("领域", f"没有领域 {code[:40]!r}", "从左侧目录进入")

    def indicator(self, code: str) -> Indicator:
        """The indicator of a code.

        Raises:
            QueryError: no such indicator.
        """
        if code not in self.indicators:
            raise QueryError("指标", f"没有指标 {code[:60]!r}", "到指标目录按名称或拼音首字母查找")
        return self.indicators[code]

    @property
    def headlines(self) -> tuple[str, ...]:
        """The codes that speak for the city: every domain's own headlines, in page order."""
        return tuple(code for domain in self.domains for code in domain.headlines)

    def of_system(self, code: str) -> tuple[Indicator, ...]:
        """The indicators of a system, wherever they are declared."""
        return tuple(indicator for indicator in self.indicators.values() if indicator.system == code)


def load_catalog(folder: Path = FOLDER, records: Mapping[str, Record] | None = None) -> Catalog:
    """Every declaration of a folder.

    Raises:
        CatalogError: all faults, each with file and line.
    """
    faults: list[str] = []
    read = [(document, document.model(Domain, faults)) for document in documents(folder, faults)]
    refuse(str(folder), faults)
    domains = [(document, domain) for document, domain in read if domain is not None]
    systems = {system.code: system for _, domain in domains for system in domain.systems}
    indicators = {indicator.code: indicator for _, domain in domains for indicator in domain.indicators}
    for document, domain in domains:
        faults += _domain_faults(document, domain, systems, indicators, records)
    faults += _twice(domains)
    refuse(str(folder), faults)
    order = list(get_args(DomainCode))
    return Catalog(tuple(sorted((d for _, d in domains), key=lambda d: order.index(d.code))), indicators, systems)


def _twice(domains: list[tuple[Document, Domain]]) -> Iterator[str]:
    """Codes declared more than once."""
    seen: set[str] = set()
    for document, domain in domains:
        codes = [("systems", position, system.code) for position, system in enumerate(domain.systems)]
        codes += [("indicators", position, indicator.code) for position, indicator in enumerate(domain.indicators)]
        for kind, position, code in codes:
            if code in seen:
                yield f"{document.place((kind, position, 'code'))} 代码 {code} 重复"
            seen.add(code)


def _domain_faults(
    document: Document,
    domain: Domain,
    systems: Mapping[str, System],
    indicators: Mapping[str, Indicator],
    records: Mapping[str, Record] | None,
) -> Iterator[str]:
    own = {indicator.code for indicator in domain.indicators}
    for position, code in enumerate(domain.headlines):
        if code not in own:
            yield f"{document.place(('headlines', position))} 本领域没有指标 {code}"
    for position, system in enumerate(domain.systems):
        for table in () if records is None else sorted({*system.tables} - {*records} - {*source_tables()}):
            yield f"{document.place(('systems', position, 'tables'))} source_tables.yaml 里没有 {table}"
    for position, indicator in enumerate(domain.indicators):
        here = ("indicators", position)
        for key, words in _indicator_faults(domain, indicator, systems, indicators):
            yield f"{document.place((*here, key))} {indicator.code}：{words}"
        if indicator.measure is not None and records is not None:
            for words in measure_faults(indicator, indicator.measure, records):
                yield f"{document.place((*here, 'measure'))} {indicator.code}：{words}"


def _indicator_faults(
    domain: Domain, indicator: Indicator, systems: Mapping[str, System], indicators: Mapping[str, Indicator]
) -> Iterator[tuple[str, str]]:
    if indicator.domain != domain.code:
        yield "domain", f"领域 {indicator.domain} 写在 {domain.code} 的文件里"
    if indicator.system not in systems:
        yield "system", f"没有系统 {indicator.system}"
    wrong = unit.fault(indicator.unit)
    if wrong:
        yield "unit", wrong
    divided = indicator.kind == "ratio" or indicator.agg_time == "sum_over_sum"
    if divided and not (indicator.numerator and indicator.denominator):
        yield "kind", "比率或时长没有写明分子和分母"
    if indicator.agg_region == "weighted" and not indicator.weight:
        yield "agg_region", "加权汇总没有写明权重"
    if indicator.jan_feb_combined and indicator.frequency != "M":
        yield "jan_feb_combined", "只有月度指标才有 1–2 月合并"
    if indicator.computation is not None:
        yield from (("computation", words) for words in _computation_faults(indicator))
    if indicator.derivation is not None:
        yield from (("derivation", words) for words in derivation_faults(indicator, indicator.derivation, indicators))
    for mark in (*indicator.evidence, *([indicator.baseline.source] if indicator.baseline else [])):
        if mark not in references():
            yield "evidence", f"references.yaml 里没有 {mark}"
    for code in indicator.confusable:
        if code not in indicators:
            yield "confusable", f"没有指标 {code}"
    for code in indicator.beside:
        if code not in indicators:
            yield "beside", f"没有指标 {code}"
    if indicator.growth_of and (indicator.kind != "growth" or indicator.growth_of not in indicators):
        yield "growth_of", f"只有增速才有总量指标，且要在目录里：{indicator.growth_of}"


def _computation_faults(indicator: Indicator) -> Iterator[str]:
    """What in a computation its engine does not give."""
    assert indicator.computation is not None
    engine = ENGINES.get(indicator.computation.engine)
    if indicator.measure is not None:
        yield "既有 measure 又有 computation，只能写一个"
    if engine is None:
        yield f"没有引擎 {indicator.computation.engine}"
        return
    for name in (indicator.computation.numerator, indicator.computation.denominator):
        if name is not None and name not in engine.columns:
            yield f"引擎 {indicator.computation.engine} 没有列 {name}"


def measure_faults(indicator: Indicator, measure: Measure, records: Mapping[str, Record]) -> Iterator[str]:
    """What in a measure does not exist in its record, cannot be computed or comes out in another unit."""
    record = records.get(measure.record)
    if record is None:
        yield f"没有记录 {measure.record}"
        return
    unknown = [name for name in _columns(measure) if not record.has(name)]
    yield from (f"记录 {record.name} 没有列 {name}" for name in unknown)
    yield from (
        f"{term.aggregate} 没有写明列" for term in measure.terms if term.aggregate != "count" and not term.column
    )
    if measure.at != "now" and measure.period_by is None:
        yield "没有写明按哪个时间归期（period_by）"
    yield from _combination_faults(measure)
    if not unknown and all(term.column for term in measure.terms if term.aggregate != "count"):
        yield from unit_faults(indicator, measure, record)


def _combination_faults(measure: Measure) -> Iterator[str]:
    """Aggregates that cannot be divided, taken away or added up."""
    kinds = {term.aggregate for term in measure.terms}
    if "quantile" in kinds and (len(measure.terms) > 1 or measure.accumulate != "none"):
        yield "分位数不能再相除、相减或累计"
    if measure.numerator.aggregate == "quantile" and measure.numerator.q is None:
        yield "quantile 没有写明 q"
    if measure.minus is not None and (measure.denominator is not None or measure.at == "open"):
        yield "相减（minus）不能与分母或期末存量并用"
    if any(term.aggregate in ("workdays", "seconds") and not term.end for term in measure.terms):
        yield "时长没有写明终点（end）"
    if measure.minus is not None and "count_distinct" in kinds:
        yield "去重计数不能相减"
    if measure.opened is not None and measure.closed is None:
        yield "写了 opened，分子却没有“不晚于期限”的条件"
    if measure.minus_by is not None and measure.minus is None:
        yield "写了 minus_by 却没有 minus"


def _columns(measure: Measure) -> Iterator[str]:
    conditions: list[Condition] = [*measure.where, *(c for term in measure.terms for c in term.where)]
    yield from (
        name for name in (measure.period_by, measure.until, measure.minus_by, measure.opened, *measure.by) if name
    )
    yield from (n for term in measure.terms for n in (term.column, term.end) if n and n not in MOMENTS)
    for condition in conditions:
        yield condition.column
        if condition.other and condition.other not in MOMENTS:
            yield condition.other
