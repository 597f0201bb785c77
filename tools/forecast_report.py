"""Backtest of every monthly series in the store, against naive and seasonal naive: `make forecast-report`."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app import declarations  # noqa: E402
from cockpit.errors import CockpitError  # noqa: E402
from cockpit.settings import read_settings  # noqa: E402
from cockpit.store.embedded import open_store  # noqa: E402
from metrics.catalog import Catalog  # noqa: E402
from metrics.forecast import LEAST, forecast, steps  # noqa: E402
from metrics.model import Indicator  # noqa: E402
from metrics.period import Period, month_of  # noqa: E402
from metrics.region import CITY  # noqa: E402


def main() -> int:
    """One line per series, then how many are shown, refused, and better than the naive methods."""
    try:
        settings = read_settings()
        records, catalog = declarations()
        store = open_store(settings.store_url, records, catalog)
        current = store.tables.current
        chosen = sa.select(current).where(current.c.region == CITY, current.c.grain == "M", current.c.dimension == "")
        frame = store.generation().read(chosen)
    except CockpitError as error:
        print(error, file=sys.stderr)
        return 2
    table = report(catalog, frame)
    with pd.option_context("display.max_rows", None, "display.width", 200, "display.unicode.east_asian_width", True):
        print(table.to_string(index=False, float_format=lambda value: f"{value:.3f}"))
    print(summary(table))
    return 0


def report(catalog: Catalog, frame: pd.DataFrame) -> pd.DataFrame:
    """Columns code, name, steps, smape, mase, naive, seasonal (sMAPE as fractions), refused."""
    rows = []
    for code, own in frame.groupby("indicator"):
        indicator = catalog.indicators[str(code)]
        history = steps(indicator, own, _last(indicator, own))
        if len(history.values):
            told = forecast(history, 1)
            found = told.errors
            errors = (found.smape, found.mase, found.naive, found.seasonal_naive) if found else (None,) * 4
            rows.append((indicator.code, indicator.name_zh, len(history.values), *errors, told.refused))
    return pd.DataFrame(rows, columns=["code", "name", "steps", "smape", "mase", "naive", "seasonal", "refused"])


def _last(indicator: Indicator, own: pd.DataFrame) -> Period:
    """The newest month whose value its source had wholly."""
    rows = own[(own["basis"] == indicator.basis) & own["value"].notna() & (own["period_end"] <= own["as_of"])]
    end = rows["period_end"].max() if len(rows) else own["period_end"].min()
    return month_of((end - pd.DateOffset(days=1)).date())


def summary(table: pd.DataFrame) -> str:
    """What became of all series."""
    tested = table.dropna(subset=["smape"])
    shown = table[table["refused"] == ""]
    short = int((table["steps"] < LEAST).sum())
    better = int((tested["smape"] < tested[["naive", "seasonal"]].min(axis=1)).sum())
    medians = "、".join(f"{name} {tested[name].median():.3f}" for name in ("smape", "naive", "seasonal", "mase"))
    return (
        f"{len(table)} 个月度序列:{short} 个不足 {LEAST} 期;回测 {len(tested)} 个,显示预测 {len(shown)} 个,"
        f"误差超限不显示 {int((tested['refused'] != '').sum())} 个;比两种朴素法都好的 {better} 个。中位:{medians}"
    )


if __name__ == "__main__":
    sys.exit(main())
