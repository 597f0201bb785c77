"""A small demonstration platform, made once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from loaders.demo.generate import Generated, generate
from loaders.demo.tables import TABLES

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Small:
    """The platform at scale 0.01: its engine, drop folder, what generate returned and told."""

    engine: sa.Engine
    drop: Path
    generated: Generated
    lines: tuple[str, ...]

    def raw(self, table: str) -> pd.DataFrame:
        """All rows as they stand, all text."""
        return pd.read_sql(sa.text(f"SELECT * FROM {table}"), self.engine)

    def clean(self, table: str) -> pd.DataFrame:
        """The truth by the rule in dirt.py: stripped keys, latest version, without deleted rows."""
        rows = self.raw(table)
        key = list(TABLES[table].key)
        for column in key:
            rows[column] = rows[column].str.strip()
        rows = rows.sort_values(["dsc_biz_timestamp", "dsc_biz_record_id"]).drop_duplicates(key, keep="last")
        return rows[rows["dsc_biz_operation"] != "D"]


@pytest.fixture(scope="session")
def fill(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Small]:
    """Make a platform of a given name."""

    def _fill(name: str) -> Small:
        folder = tmp_path_factory.mktemp(name)
        engine = sa.create_engine(f"sqlite:///{folder / 'platform.db'}")
        lines: list[str] = []
        generated = generate(engine, folder / "drop", 0.01, TODAY, lines.append)
        return Small(engine, folder / "drop", generated, tuple(lines))

    return _fill


@pytest.fixture(scope="session")
def small(fill: Callable[[str], Small]) -> Small:
    return fill("small")
