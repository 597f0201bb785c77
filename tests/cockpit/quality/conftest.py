"""A batch staged by hand in a real DuckDB, judged by one rule."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.quality.inspection import Inspection, inspect
from cockpit.quality.subject import make_subject
from cockpit.store.frame_insert import insert_frame
from cockpit.store.merge import STAGED, stage
from metrics.quality import RULE
from metrics.release_calendar import Calendar

NOW = datetime(2026, 11, 23, 12)
KINDS = {"int": sa.BigInteger, "float": sa.Float, "datetime": sa.DateTime, "str": sa.String}


@pytest.fixture
def judge():
    """judge(rule, rows, standing=[]) → Inspection; the key is `id`, types are guessed from the first row."""

    def run(rule: dict, rows: list[dict], standing: list[dict] | tuple = (), key=("id",), **how) -> Inspection:
        engine = sa.create_engine("duckdb:///:memory:", poolclass=sa.pool.StaticPool)
        sample = (list(rows) + list(standing))[0]
        names = {name: value for name, value in sample.items() if not name.startswith("_")}
        columns = [sa.Column(name, KINDS[_kind(name, [*rows, *standing])]) for name in names]
        columns += [sa.Column("_changed_at", sa.DateTime), sa.Column("_sequence", sa.BigInteger)]
        columns += [sa.Column("_operation", sa.String), sa.Column("_batch", sa.BigInteger)]
        target = sa.Table("held", sa.MetaData(), *columns)
        with engine.begin() as connection:
            target.metadata.create_all(connection)
            stage(connection, target)
            for name, given in ((STAGED, rows), ("held", standing)):
                if given:
                    insert_frame(connection, name, _frame(given))
            how = {
                "region": "",
                "whole": False,
                "calendar": Calendar("D", 1),
                "now": NOW,
                "read": len(rows),
                "refused": 0,
            } | how
            subject = make_subject(connection, target, key, **how)
            found = inspect(connection, subject, [RULE.validate_python(rule)], {}, ["econ.gdp"], ["econ.gdp"])
            run.staged = pd.DataFrame(connection.execute(sa.select(subject.staged)).mappings().all())
        return found

    return run


def _kind(name: str, rows: list[dict]) -> str:
    value = next((row[name] for row in rows if row.get(name) is not None), "")
    return type(value).__name__ if type(value).__name__ in KINDS else "str"


def _frame(rows: list[dict]) -> pd.DataFrame:
    lineage = {"_changed_at": NOW, "_operation": "I", "_batch": 1}
    return pd.DataFrame([lineage | {"_sequence": number} | row for number, row in enumerate(rows)])
