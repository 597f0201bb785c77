"""The protocols there are, by the `kind` that a connection declares; each lives in its own file."""

from __future__ import annotations

from collections.abc import Mapping

from loaders import ckan, data_package, files, sdmx_query, sql
from loaders.gateways import irs_gateway, open_portal, share_gateway
from loaders.reading import Protocol
from loaders.stream import source as mqtt

PROTOCOLS: Mapping[str, Protocol] = {
    "sql": sql.PROTOCOL,
    "folder": files.FOLDER,
    "http": files.SERVER,
    "open_portal": open_portal.PROTOCOL,
    "share_gateway": share_gateway.PROTOCOL,
    "irs_gateway": irs_gateway.PROTOCOL,
    "ckan": ckan.PROTOCOL,
    "data_package": data_package.PROTOCOL,
    "sdmx": sdmx_query.PROTOCOL,
    "mqtt": mqtt.PROTOCOL,
}
