"""An installation that reads files of its own and nothing else: what a test writes is what arrives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
import yaml

from app import connected, declarations
from cockpit.settings import Settings
from cockpit.store.embedded import EmbeddedStore, Publication, open_store
from loaders.ingest import deliveries
from metrics.records import load_records
from tests.installation import NOW, clock

VESSELS = list(load_records()["vessel_position"].columns)
YTD = {"basis": "ytd"}
GROWN = {"basis": "ytd_yoy"}


def own_settings(folder: Path, installation: Settings) -> Settings:
    """Settings of an installation in a folder, with the demonstration's platform but no source yet."""
    for name in ("connections", "mappings"):
        (folder / "sources" / name).mkdir(parents=True)
    (folder / "sources" / "connections" / "files.yaml").write_text(
        yaml.safe_dump({"connection": "files", "kind": "folder", "folder": str(folder)}), encoding="utf-8"
    )
    return replace(
        installation, var=folder / "var", store_url=f"duckdb:///{folder / 'store'}", sources=folder / "sources",
        cache_url=f"file://{folder / 'cache'}", state_url=f"sqlite:///{folder / 'state.db'}",
    )  # fmt: skip


def source(own: Settings, name: str, table: pd.DataFrame, **facts: Any) -> None:
    """Declares a file as a source and writes its rows."""
    told = {"source": name, "title": name, "owner": "市港航和口岸局", "connection": "files", "cycle": "D",
            "read": {"path": f"{name}.csv", "format": "csv"}, "lineage": {}}  # fmt: skip
    (own.sources / "mappings" / f"{name}.yaml").write_text(yaml.safe_dump(told | facts), encoding="utf-8")
    table.to_csv(own.sources.parent / f"{name}.csv", index=False)


def beside(own: Settings, name: str) -> None:
    """Reads a dataset of the demonstration platform too."""
    (own.sources / "mappings" / f"{name}.yaml").write_text(f"source: {name}\nlike: {name}\n", encoding="utf-8")


def taken_in(own: Settings) -> tuple[Publication, EmbeddedStore]:
    """One ingest; returns the publication and the store."""
    own.var.mkdir(exist_ok=True)
    store = open_store(own.store_url, *declarations())
    with connected(own, *declarations(), clock) as platform:
        told = deliveries(platform.configuration.sources, platform, store.watermark, NOW)
        return store.publish(told, NOW), store


def positions(**columns: Any) -> pd.DataFrame:
    """Rows of vessel_position, one per value; what is not told is empty."""
    rows = pd.DataFrame(columns)
    plain = {"mmsi": [f"4130000{n:02d}" for n in range(len(rows))], "ts": f"{NOW:%Y-%m-%d %H:%M:%S}"}
    return rows.assign(**{name: value for name, value in plain.items() if name not in rows}).reindex(columns=VESSELS)


def standing(store: EmbeddedStore, record: str) -> pd.DataFrame:
    """The readable rows of a record."""
    view = store.tables.record(record)
    return store.generation().read(sa.select(view))


def observations(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Rows of a statistics table, as departments deliver them: code, period, value, unit, and what else differs."""
    plain = {"region_code": "330900", "basis": "current", "dimension": "", "member": "", "numerator": "",
             "denominator": "", "value_text": "", "status": "final", "quality": "", "vintage": "2026-11-20", "note": "市统计局"}  # fmt: skip
    names = ("indicator_code", "period", "value", "unit")
    return pd.DataFrame([plain | dict(zip(names, row[:4], strict=True)) | (row[4] if row[4:] else {}) for row in rows])


def figures_source(own: Settings, *rows: tuple[Any, ...]) -> tuple[Publication, EmbeddedStore]:
    """One ingest of these observations."""
    source(own, "month", observations(*rows), into="observation", cycle="M")
    return taken_in(own)
