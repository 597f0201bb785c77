"""Where a batch passes or is stopped: its rules, judged inside the transaction that would publish it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import cast

import pandas as pd
import sqlalchemy as sa
from pydantic import BaseModel

from cockpit.delivery import Delivery
from cockpit.quality.inspection import Inspection, inspect
from cockpit.quality.subject import make_subject
from cockpit.store.frame_insert import insert_frame
from cockpit.store.tables import DATASET, FINDING, FLAG, Tables
from metrics.catalog import Catalog
from metrics.field_name import field_name
from metrics.observation import KEY
from metrics.quality import Rule, dimension_of, rule_key
from metrics.records import Record
from metrics.region import ROLLUP_SETS
from metrics.release_calendar import calendar


def check(
    connection: sa.Connection, tables: Tables, records: Mapping[str, Record], catalog: Catalog, delivery: Delivery,
    now: datetime, read: int, refused: int,
) -> Inspection:  # fmt: skip
    """The inspection of the rows staged from a delivery; without rules nothing is looked at."""
    rules = cast(tuple[Rule, ...], delivery.dataset.rules)
    if not rules:
        return Inspection()
    record = records.get(delivery.target)
    target = tables.observation if record is None else tables.rows[record.name]
    key, region = (KEY, "region") if record is None else (record.key, record.region or "")
    due = calendar(catalog, delivery.target, delivery.dataset.cycle)
    subject = make_subject(connection, target, key, region, delivery.dataset.whole, due, now, read, refused)
    titles = {column.name: field_name(column.name) for column in target.columns}
    return inspect(connection, subject, rules, titles, _additive(catalog), _amounts(catalog))


def _additive(catalog: Catalog) -> list[str]:
    """Indicators whose four counties add up to the city."""
    return [c for c, i in catalog.indicators.items() if i.agg_region == "sum" and c not in ROLLUP_SETS]


def _amounts(catalog: Catalog) -> list[str]:
    """Indicators that are amounts, not rates."""
    return [code for code, indicator in catalog.indicators.items() if indicator.unit.base != "1"]


def write(connection: sa.Connection, delivery: Delivery, batch: int, inspection: Inspection) -> None:
    """Keeps what was found: every finding, and the failing cells that are not kept yet."""
    rows = [
        (batch, delivery.source, rule_key(f.rule), f.rule.check, dimension_of(f.rule), f.tally.checked, f.tally.failed,
         f.action, f.words)
        for f in inspection.findings
    ]  # fmt: skip
    if rows:
        insert_frame(connection, "finding", pd.DataFrame(rows, columns=list(FINDING)))
    if len(inspection.cells):
        cells = inspection.cells.assign(batch_id=batch, source=delivery.source, target=delivery.target)
        insert_frame(connection, "flag", cells[list(FLAG)].astype({"value": "str", "row_key": "str"}))


def describe(connection: sa.Connection, tables: Tables, delivery: Delivery) -> None:
    """Keeps what the source says of itself, in place of what it said before."""
    told = delivery.dataset
    rules = [rule.model_dump(mode="json") for rule in told.rules if isinstance(rule, BaseModel)]
    values = {
        "source": delivery.source, "title": delivery.title, "owner": delivery.owner, "origin": delivery.origin,
        "target": delivery.target, "demo": delivery.demo, "cycle": told.cycle, "share": told.share,
        "share_condition": told.share_condition, "open": told.open_, "summary": told.summary,
        "protocol": told.protocol, "rules": json.dumps(rules, ensure_ascii=False),
    }  # fmt: skip
    assert set(values) == set(DATASET)
    dataset = tables.dataset
    connection.execute(sa.delete(dataset).where(dataset.c.source == delivery.source))
    connection.execute(sa.insert(dataset).values(values))
