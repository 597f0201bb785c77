"""The demonstration's servers as a process of their own over 77 bunker supplies, which can be told to misbehave."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.clock import beijing_now
from loaders.demo.servers.running import demonstration
from loaders.lineage import Lineage
from loaders.patience import ONCE, Patience
from loaders.protocols import PROTOCOLS
from loaders.reading import Piece
from tests.loaders.wishes import outside, wish

ROWS, CHANGED = 77, "2026-11-22 08:00:00"
NAMES = (
    "order_id", "imo", "apply_time", "supplied_t", "supplier", "dsc_biz_record_id", "dsc_biz_operation",
    "dsc_biz_timestamp",
)  # fmt: skip


@dataclass(frozen=True)
class Served:
    """Where they answer (COCKPIT_DEMO_…), and the installation's folder."""

    secrets: dict[str, str]
    var: Path

    def switch(self, protocol: str, fault: str, times: int = 99, after: int = 0) -> None:
        """Tells a protocol to misbehave."""
        told = {"fault": fault, "times": times, "after": after}
        httpx.post(
            f"{self.secrets['COCKPIT_DEMO_URL']}/fault/{protocol}", json=told, trust_env=False
        ).raise_for_status()

    def shown(self) -> dict[str, list[Any]]:
        """What is still switched on."""
        return dict(httpx.get(f"{self.secrets['COCKPIT_DEMO_URL']}/fault", trust_env=False).json())

    def pieces(
        self, kind: str, connection: dict[str, Any], dataset: dict[str, Any], columns: Sequence[str] = ("order_id",),
        lineage: Lineage | None = None, patience: Patience = ONCE, timeout: float = 5,
    ) -> list[Piece]:  # fmt: skip
        """Everything a protocol delivers, by the parameters that a configuration would hold."""
        protocol = PROTOCOLS[kind]
        told = protocol.connection.model_validate(connection), protocol.dataset.model_validate(dataset)
        with httpx.Client(timeout=timeout, trust_env=False) as http:
            world = dataclasses.replace(outside(self.var, self.secrets, http), patience=patience)
            return list(protocol.read(*told, wish(*columns, lineage=lineage or protocol.lineage), world))

    def read(self, *told: Any, **more: Any) -> pd.DataFrame:
        """The rows of all pieces."""
        return pd.concat([piece.rows for piece in self.pieces(*told, **more)], ignore_index=True)


def platform(url: str) -> None:
    """The table on an exchange database."""
    engine = sa.create_engine(url)
    table = sa.Table("bunker_supply", sa.MetaData(), *[sa.Column(name, sa.String(60)) for name in NAMES])
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(sa.insert(table), [
            {"order_id": f"甲{n:03d}", "imo": "9000001", "apply_time": "2026-11-20 08:00:00", "supplied_t": f"{n}.5",
             "supplier": "甲,乙" if n == 1 else None if n == 2 else "甲", "dsc_biz_record_id": f"{n:012d}",
             "dsc_biz_operation": "I", "dsc_biz_timestamp": CHANGED}
            for n in range(1, ROWS + 1)
        ])  # fmt: skip
    engine.dispose()


@pytest.fixture(scope="session")
def demonstration_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The process, one for all tests."""
    var = tmp_path_factory.mktemp("served")
    url = f"sqlite:///{var / 'platform.db'}"
    platform(url)
    with demonstration(var, url, beijing_now) as secrets:
        yield Served(secrets, var)


@pytest.fixture
def served(demonstration_servers: Served) -> Iterator[Served]:
    """The process, in good order before and after."""
    yield demonstration_servers
    for protocol in demonstration_servers.shown():
        demonstration_servers.switch(protocol, "down", 0)
