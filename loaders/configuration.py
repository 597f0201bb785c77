"""The configuration of an installation's sources: the supplied one, the demonstration's, or a folder of its own.

A city never edits our tree: COCKPIT_SOURCES names a folder with `connections/`, `mappings/` and `mappings/codes/`. It is
then the whole configuration; `like: NAME` in a mapping takes a supplied one and changes only what differs. Supplied
connections and code tables stay known, and are replaced by those of the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cockpit.errors import MappingError, SettingsError
from loaders.connections import Connection, load_connections
from loaders.sources import CONNECTIONS, FOLDER, Codes, Source, load_codes, load_sources
from metrics.catalog import Catalog
from metrics.records import Record

#: The demonstration's own folder: some sources come over other protocols from its servers.
DEMONSTRATION = Path(__file__).resolve().parent / "demo" / "sources"


@dataclass(frozen=True)
class Configuration:
    """What an installation reads, from where, and its code tables; `demo` says whether demonstration rows may come."""

    sources: tuple[Source, ...]
    connections: Mapping[str, Connection]
    codes: Codes
    demo: bool = True


def load_configuration(
    records: Mapping[str, Record], catalog: Catalog, own: Path | None = None, demo: bool = False
) -> Configuration:
    """The configuration in force.

    Args:
        own: COCKPIT_SOURCES. demo: demonstration rows may come (COCKPIT_DEMO); without a folder of our own the
            demonstration's folder then lies over the supplied one. Outside the demonstration nothing is marked or read
            as demonstration data: the supplied mappings then read a real platform.

    Raises:
        MappingError: all faults of connections, or of mappings, each with file and line; or demonstration sources
            outside the demonstration. SettingsError: no such folder.
    """
    if own is not None:
        if not own.is_dir():
            raise SettingsError(
                "环境变量 COCKPIT_SOURCES", f"没有文件夹 {own}", "建好它，或用 python -m cockpit connect"
            )
        return _apart(_layer(records, catalog, own), demo)
    supplied = _layer(records, catalog, None)
    if not demo:
        real = tuple(source.model_copy(update={"demo": False}) for source in supplied.sources)
        return Configuration(real, supplied.connections, supplied.codes, demo=False)
    over = _layer(records, catalog, DEMONSTRATION)
    replaced = {source.source for source in over.sources}
    sources = [source for source in supplied.sources if source.source not in replaced]
    ordered = sorted([*sources, *over.sources], key=lambda source: source.source)
    return Configuration(tuple(ordered), over.connections, over.codes)


def _apart(configuration: Configuration, demo: bool) -> Configuration:
    """Demonstration data and real ones never meet in one warehouse (traps.md 18)."""
    marked = [source.source for source in configuration.sources if source.demo]
    if marked and not demo:
        words = f"正式环境里有演示来源 {'、'.join(marked)}"
        raise MappingError("映射的 demo", words, "去掉 demo: true，或在试用环境设 COCKPIT_DEMO=1")
    return Configuration(configuration.sources, configuration.connections, configuration.codes, demo)


def _layer(records: Mapping[str, Record], catalog: Catalog, own: Path | None) -> Configuration:
    folders = [CONNECTIONS, *([own / "connections"] if own else [])]
    connections = load_connections(folders)
    codes = load_codes(FOLDER / "codes", *([own / "mappings" / "codes"] if own else []))
    mappings = own / "mappings" if own else FOLDER
    return Configuration(
        load_sources(records, catalog, mappings, codes, connections, own is None or own == DEMONSTRATION),
        connections,
        codes,
    )
