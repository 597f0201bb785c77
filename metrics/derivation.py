"""What a derived indicator may be made of: parts that exist, that stand by themselves, and whose units fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from metrics.formula import Derivation
from metrics.formula_unit import COUNTED
from metrics.model import Indicator

#: How many parts each way takes: at least, at most.
_PARTS = {"sum": (2, 99), "difference": (2, 99), "ratio": (2, 2), "two_years": (1, 1)}


def derivation_faults(indicator: Indicator, derivation: Derivation, known: Mapping[str, Indicator]) -> Iterator[str]:
    """Why an indicator cannot be derived as declared; nothing when it can."""
    if indicator.measure is not None or indicator.computation is not None:
        yield "既由记录计量又由其他指标推算，只能写一种"
    least, most = _PARTS[derivation.way]
    if not least <= len(derivation.of) <= most:
        yield f"{derivation.way} 要 {least} 个{'以上' if most > least else ''}指标，写了 {len(derivation.of)} 个"
    missing = [code for code in derivation.of if code not in known]
    yield from (f"没有指标 {code}" for code in missing)
    if missing:
        return
    parts = [known[code] for code in derivation.of]
    yield from (f"{part.code} 本身也是推算的" for part in parts if part.derivation is not None)
    yield from _meaning_faults(indicator, derivation, parts)


def _meaning_faults(indicator: Indicator, derivation: Derivation, parts: list[Indicator]) -> Iterator[str]:
    """Units, and what may be added up or divided at all (S01, S16)."""
    kinds = {part.kind for part in parts}
    if derivation.way == "two_years":
        if kinds != {"growth"} or indicator.kind != "growth":
            yield "两年平均只用于增速"
        return
    wrong = kinds & {"ratio", "growth", "index", "duration"}
    if wrong:
        yield f"比率、增速、指数和时长不能相加、相减或再相除：{'、'.join(p.code for p in parts if p.kind in wrong)}"
    if len({part.basis for part in parts}) > 1:
        yield "累计与当期不能放在一起算"
    bases = {part.unit.base for part in parts}
    if derivation.way == "ratio":
        if not _divides(parts, indicator.unit.base):
            yield f"{parts[0].unit.base} 除以 {parts[-1].unit.base} 得不出 {indicator.unit.base}"
    elif bases != {indicator.unit.base}:
        yield f"{'、'.join(sorted(bases))} 相{'加' if derivation.way == 'sum' else '减'}得不出 {indicator.unit.base}"
    elif any(part.basis != indicator.basis for part in parts):
        yield "累计与当期不能放在一起算"


def _divides(parts: list[Indicator], base: str) -> bool:
    top, bottom = parts[0].unit.base, parts[-1].unit.base
    if top == bottom or {top, bottom} <= COUNTED:
        return base == "1"
    return base == f"{top}/{bottom}"
