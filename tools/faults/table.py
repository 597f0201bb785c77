"""The table that all ways but the stream read: 77 enterprises of four counties, with the rules that their mapping has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from loaders.connections import Connection
from loaders.lineage import PLATFORM
from loaders.protocols import PROTOCOLS
from loaders.sources import Column, Source
from metrics.quality import Duplicates, Fresh, Refused, RowsDrop, SwappedRegions, Unit
from metrics.region import COUNTIES
from tools.faults.way import BEFORE, RECORDS, ROWS

NAME = "ent_mu_annual"
NAMES = (*RECORDS[NAME].columns, *PLATFORM.columns)
#: Delivered whole each time, so that one row less than before already stops the batch.
RULES = (
    Unit(check="unit", column="emission_t"), SwappedRegions(check="swapped_regions"),
    RowsDrop(check="rows_drop", share=0.001), Duplicates(check="duplicates"), Refused(check="refused"),
    Fresh(check="fresh"),
)  # fmt: skip


def rows(moment: str = BEFORE) -> list[dict[str, Any]]:
    """Every row, all of one change."""
    same = dict.fromkeys(RECORDS[NAME].columns, "1")
    return [
        same | {"uniscid": f"DEMO{n:014d}", "year": "2025", "scope": "above", "region_code": COUNTIES[n % 4],
                "emission_t": f"{n}.5", "dsc_biz_record_id": f"{n:012d}", "dsc_biz_operation": "I",
                "dsc_biz_timestamp": moment}
        for n in range(1, ROWS + 1)
    ]  # fmt: skip


def make(engine: sa.Engine, name: str = NAME) -> None:
    """The table with its rows on an exchange database."""
    table = sa.Table(name, sa.MetaData(), *[sa.Column(column, sa.String(60)) for column in NAMES])
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(sa.insert(table), rows())


def touch(engine: sa.Engine, moment: str, name: str = NAME) -> None:
    """All rows changed at a moment."""
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {name} SET dsc_biz_timestamp = :at"), {"at": moment})


def mapping(kind: str, connection: dict[str, Any], read: dict[str, Any]) -> tuple[Source, Connection]:
    """The mapping of the table over a protocol."""
    told = {"year": Column(**{"from": "TIME_PERIOD"}), "emission_t": Column(**{"from": "OBS_VALUE"})}
    source = Source(
        source=NAME, title="亩均评价", owner="市经信局", connection=kind, into=NAME, cycle="A", lineage=PLATFORM,
        columns=told if kind == "sdmx" else {}, rules=RULES, protocol=kind,
        dataset_read=PROTOCOLS[kind].dataset.model_validate(read),
    )  # fmt: skip
    return source, Connection(kind, kind, PROTOCOLS[kind].connection.model_validate(connection))


def without(faults: Sequence[str], *absent: str) -> tuple[str, ...]:
    """The misbehaviours that are left."""
    return tuple(fault for fault in faults if fault not in absent)
