"""The list of all indicators for readers without the cockpit: `python -m metrics.indicator_list` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from metrics.catalog import Catalog, load_catalog
from metrics.model import Indicator

TARGET = Path(__file__).resolve().parents[1] / "docs" / "indicators.md"
_DIRECTIONS = {"up": "越高越好", "down": "越低越好", "target-band": "在区间内", "neutral": "—"}
_FREQUENCIES = {"realtime": "实时", "D": "日", "W": "周", "M": "月", "Q": "季", "A": "年"}


def markdown(catalog: Catalog) -> str:
    """A heading per domain and system, a table row per indicator."""
    return "\n".join(_lines(catalog)) + "\n"


def _lines(catalog: Catalog) -> Iterator[str]:
    yield "# 指标清单"
    yield ""
    yield f"由 `python -m metrics.indicator_list` 从指标目录生成：{len(catalog.domains)} 个领域、{len(catalog.systems)} 个系统、{len(catalog.indicators)} 项指标。"
    for domain in catalog.domains:
        yield from ("", f"## {domain.name}")
        for system in domain.systems:
            yield from ("", f"### {system.code} {system.name}{'（核心）' if system.core else ''}", "")
            yield f"牵头：{system.lead}。源表：{'、'.join(f'`{name}`' for name in system.tables) or '—'}。"
            own = catalog.of_system(system.code)
            if own:
                yield from (
                    "",
                    "| 代码 | 指标 | 单位 | 频率 | 方向 | 责任部门 | 来历 | 口径 |",
                    "|---|---|---|---|---|---|---|---|",
                )
                yield from (_row(indicator) for indicator in own)


def _row(indicator: Indicator) -> str:
    made = "计量" if indicator.measure else "引擎" if indicator.computation else "报送"
    cells = (
        f"`{indicator.code}`", indicator.name_zh, indicator.unit.symbol,
        _FREQUENCIES.get(indicator.frequency, indicator.frequency), _DIRECTIONS.get(indicator.direction, "—"),
        indicator.department, made, indicator.definition,
    )  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


if __name__ == "__main__":
    TARGET.write_text(markdown(load_catalog()), encoding="utf-8")
