"""A real PostgreSQL whose view of the table misbehaves: by what it shows, and by what it does while it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

import sqlalchemy as sa

from loaders import sql
from loaders.demo.servers.faults import FAULTS
from tests.services.postgresql import running
from tests.services.process import free_port
from tools.faults.table import NAME, NAMES, make, mapping, touch, without
from tools.faults.way import AFTER, BEFORE, Way

_URL = "FAULT_RUN_SQL"
#: Rows of a piece here, so that an answer can break off between two.
PIECE = 40
#: One statement sees one state of the table: there is no total that could change meanwhile.
_FAULTS = without(FAULTS, "changing_total")
#: Misbehaviour → expressions instead of columns, and what follows FROM.
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "inner_failure": {"emission_t": "CASE dsc_biz_record_id WHEN '000000000060' THEN (1 / (length(year) - 4))::text ELSE emission_t END"},
    "half_answer": {"emission_t": "CASE dsc_biz_record_id WHEN '000000000060' THEN pg_terminate_backend(pg_backend_pid())::text ELSE emission_t END"},
    "slow": {"emission_t": "emission_t || pg_sleep(3)::text"},
    "unit_jump": {"emission_t": "(emission_t::numeric * 10000)::text"},
    "swapped_region": {"region_code": "CASE region_code WHEN '330902' THEN '330903' WHEN '330903' THEN '330902' ELSE region_code END"},
    "schema_drift": {"dsc_biz_timestamp": "dsc_biz_timestamp AS dsc_biz_timestamp_new"},
}  # fmt: skip
_FROM: Mapping[str, str] = {
    "short_page": "kept WHERE dsc_biz_record_id <> '000000000077'",
    "duplicate": "(SELECT * FROM kept UNION ALL SELECT * FROM kept WHERE dsc_biz_record_id = '000000000001') AS twice",
    "out_of_order": "(SELECT * FROM kept ORDER BY dsc_biz_record_id DESC) AS back",
}


@contextmanager
def ways(var: Path) -> Iterator[list[Way]]:
    """The way, while the server runs."""
    with running() as url:
        owner = sa.create_engine(url)
        make(owner, "kept")
        with owner.begin() as connection:
            connection.execute(sa.text("CREATE ROLE reader LOGIN"))
        _show(owner, "")
        reads = partial(mapping, "sql", {"url_env": _URL}, {"table": NAME})
        address = url.replace("tester@", "reader@")
        yield [
            Way("sql postgresql", _FAULTS, reads, partial(_good, owner), partial(_trouble, owner),
                lambda fault: {_URL: _closed(address) if fault == "down" else address}, var)
        ]  # fmt: skip
        owner.dispose()


def _closed(address: str) -> str:
    """The same server at a port where nobody listens."""
    return sa.make_url(address).set(port=free_port()).render_as_string(hide_password=False)


def _good(owner: sa.Engine) -> None:
    touch(owner, BEFORE, "kept")


@contextmanager
def _trouble(owner: sa.Engine, fault: str) -> Iterator[None]:
    touch(owner, AFTER, "kept")
    _show(owner, fault)
    _login(owner, fault != "expired_signature")
    patience = {"postgresql": {"connect_timeout": 2, "options": "-cstatement_timeout=1000"}}
    with mock.patch.object(sql, "ROWS", PIECE), mock.patch.dict(sql._PATIENCE, patience):
        yield
    _login(owner, True)
    _show(owner, "")


def _login(owner: sa.Engine, allowed: bool) -> None:
    with owner.begin() as connection:
        connection.execute(sa.text(f"ALTER ROLE reader {'LOGIN' if allowed else 'NOLOGIN'}"))


def _show(owner: sa.Engine, fault: str) -> None:
    """The view that is read, as the misbehaviour of the moment has it."""
    other = _COLUMNS.get(fault, {})
    told = [other[name] if " AS " in other.get(name, "") else f"{other.get(name, name)} AS {name}" for name in NAMES]
    with owner.begin() as connection:
        connection.execute(sa.text(f"DROP VIEW IF EXISTS {NAME}"))
        connection.execute(sa.text(f"CREATE VIEW {NAME} AS SELECT {', '.join(told)} FROM {_FROM.get(fault, 'kept')}"))
        connection.execute(sa.text(f"GRANT SELECT ON {NAME} TO reader"))
