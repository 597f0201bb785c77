"""The configuration of an installation's sources: the supplied one, the demonstration's, or a folder of its own.

A city never edits our tree: COCKPIT_SOURCES names a folder with `connections/`, `mappings/` and `mappings/codes/`. It is
then the whole configuration; `like: NAME` in a mapping takes a supplied one and changes only what differs. Supplied
connections and code tables stay known, and are replaced by those of the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cockpit.errors import SettingsError
from loaders.connections import Connection, load_connections
from loaders.sources import CONNECTIONS, FOLDER, Codes, Source, load_codes, load_sources
from metrics.catalog import Catalog
from metrics.records import Record

#: The demonstration's own folder: some sources come over other protocols from its servers.
DEMONSTRATION = Path(__file__).resolve().parent / "demo" / "sources"


@dataclass(frozen=True)
class Configuration:
    """What an installation reads, from where, and its code tables."""

    sources: tuple[Source, ...]
    connections: Mapping[str, Connection]
    codes: Codes


def load_configuration(
    records: Mapping[str, Record], catalog: Catalog, own: Path | None = None, demo: bool = False
) -> Configuration:
    """The configuration in force.

    Args:
        own: COCKPIT_SOURCES. demo: the platform is the demonstration, so its own folder lies over the supplied one.

    Raises:
        MappingError: all faults of connections, or of mappings, each with file and line. SettingsError: no such folder.
    """
    if own is not None:
        if not own.is_dir():
            raise SettingsError(
                "环境变量 COCKPIT_SOURCES", f"没有文件夹 {own}", "建好它,或用 python -m cockpit connect"
            )
        return _layer(records, catalog, own)
    supplied = _layer(records, catalog, None)
    if not demo:
        return supplied
    over = _layer(records, catalog, DEMONSTRATION)
    replaced = {source.source for source in over.sources}
    sources = [source for source in supplied.sources if source.source not in replaced]
    ordered = sorted([*sources, *over.sources], key=lambda source: source.source)
    return Configuration(tuple(ordered), over.connections, over.codes)


def _layer(records: Mapping[str, Record], catalog: Catalog, own: Path | None) -> Configuration:
    folders = [CONNECTIONS, *([own / "connections"] if own else [])]
    connections = load_connections(folders)
    codes = load_codes(FOLDER / "codes", *([own / "mappings" / "codes"] if own else []))
    mappings = own / "mappings" if own else FOLDER
    return Configuration(load_sources(records, catalog, mappings, codes, connections), connections, codes)
