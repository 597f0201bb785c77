"""Units: what each shown symbol is in its base unit; a catalog that says otherwise is refused."""

from __future__ import annotations

from metrics.model import Unit

_LARGE = {"万": 1e4, "亿": 1e8}
_EXACT: dict[str, tuple[str, float]] = {
    "%": ("1", 0.01), "‰": ("1", 0.001), "个百分点": ("1", 0.01), "倍": ("1", 1), "指数": ("1", 1),
    "小时": ("秒", 3600), "分钟": ("秒", 60), "秒": ("秒", 1), "毫秒": ("秒", 0.001),
    "TB": ("B", 1e12), "PB": ("B", 1e15), "万标箱": ("TEU", 1e4), "万TEU": ("TEU", 1e4), "亿美元": ("美元", 1e8),
    "万立方米（罐容）": ("立方米", 1e4),
    # As AIS interfaces write them (F54): 150 = 15 knots, 3590 = 359 degrees, 11400 = 11.4 metres of draught.
    "0.1节": ("节", 0.1), "毫米/秒": ("节", 3.6 / 1852), "0.1度": ("度", 0.1), "0.01度": ("度", 0.01),
    "0.001米": ("米", 0.001), "0.1米": ("米", 0.1),
}  # fmt: skip


def conversion(symbol: str) -> tuple[str, float]:
    """Base unit and factor of a symbol: shown × factor = base. 万 and 亿 are prefixes; a plain unit is its own base."""
    if symbol in _EXACT:
        return _EXACT[symbol]
    for prefix, factor in _LARGE.items():
        if symbol.startswith(prefix) and len(symbol) > 1:
            base, rest = conversion(symbol[1:])
            return base, factor * rest
    return symbol, 1.0


def fault(unit: Unit) -> str:
    """Why a declared unit does not convert; empty when it does."""
    base, factor = conversion(unit.symbol)
    if base != unit.base:
        return f"单位 {unit.symbol} 的基本单位是 {base}，不是 {unit.base}"
    if abs(factor - unit.scale) > 1e-12 * factor:
        return f"1{unit.symbol} = {factor:g}{base}，不是 {unit.scale:g}"
    return ""
