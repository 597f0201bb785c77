"""Everything that speaks HTTP, in front of the demonstration's servers, which are told to misbehave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from loaders.demo.servers.faults import FAULTS
from tools.faults.table import NAME, make, mapping, touch, without
from tools.faults.way import AFTER, BEFORE, Way

_URL, _APP, _SECRET = "COCKPIT_DEMO_URL", "COCKPIT_DEMO_APP", "COCKPIT_DEMO_SECRET"
#: Name → connection's parameters, and what is read; all serve the same table.
SOURCES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "open_portal": (
        {"url_env": _URL, "app_id_env": _APP, "secret_env": _SECRET},
        {"total_interface": f"{NAME}gettotal", "data_interface": f"{NAME}getdata", "page_size": 40},
    ),
    "share_gateway": (
        {"url_env": _URL, "app_key_env": _APP, "app_secret_env": _SECRET},
        {"path": f"/gateway/api/{NAME}/dataSharing/demo.htm", "rows_path": "datas.rows", "total_path": "datas.total",
         "page_size": 40},
    ),
    "irs_gateway": (
        {"url_env": _URL, "access_key_env": _APP, "secret_key_env": _SECRET},
        {"path": f"/restapi/prod/IC33DEMO/{NAME}", "response_path": "content.list", "total_path": "content.total",
         "page_size": 40},
    ),
    "ckan": ({"url_env": "COCKPIT_DEMO_CKAN"}, {"resource_id": NAME, "page_size": 40}),
    "sdmx": ({"url_env": "COCKPIT_DEMO_SDMX"}, {"flow": f"ZSTJ,{NAME},1.0"}),
    "data_package": ({"url_env": _URL}, {"package": f"packages/{NAME}/datapackage.json"}),
    "http csv": ({"url_env": _URL}, {"path": f"files/{NAME}.csv", "format": "csv"}),
    "http xlsx": ({"url_env": _URL}, {"path": f"files/{NAME}.xlsx", "format": "xlsx"}),
    "http json": ({"url_env": _URL}, {"path": f"files/{NAME}.json", "format": "json"}),
    "http xml": ({"url_env": _URL}, {"path": f"files/{NAME}.xml", "format": "xml", "rows_path": "row"}),
}  # fmt: skip
#: Only these tell a total.
PAGED = ("open_portal", "share_gateway", "irs_gateway", "ckan")


def platform(var: Path) -> str:
    """A platform with the table, for the servers to be started over."""
    url = f"sqlite:///{var / 'platform.db'}"
    engine = sa.create_engine(url)
    make(engine)
    engine.dispose()
    return url


def ways(var: Path, url: str, secrets: Mapping[str, str]) -> Iterator[Way]:
    """Every way, while the servers run."""
    engine = sa.create_engine(url)
    for name, (connection, read) in SOURCES.items():
        faults = FAULTS if name in PAGED else without(FAULTS, "changing_total")
        yield Way(
            name, faults, partial(mapping, name.split()[0], connection, read), partial(touch, engine, BEFORE),
            partial(_trouble, engine, secrets[_URL], name.split()[0]), lambda _: secrets, var,
        )  # fmt: skip


@contextmanager
def _trouble(engine: sa.Engine, address: str, protocol: str, fault: str) -> Iterator[None]:
    touch(engine, AFTER)
    _switch(address, protocol, fault, 1_000)
    try:
        yield
    finally:
        _switch(address, protocol, fault, 0)


def _switch(address: str, protocol: str, fault: str, times: int) -> None:
    told = {"fault": fault, "times": times}
    httpx.post(f"{address}/fault/{protocol}", json=told, trust_env=False).raise_for_status()
