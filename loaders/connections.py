"""Connections: where an installation's sources are, declared in files, checked whole before anything is read.

Secrets are never in them: they name variables of the environment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cockpit.errors import MappingError
from loaders.protocols import PROTOCOLS
from loaders.reading import Protocol
from metrics.declaration import Declaration, Document, documents


@dataclass(frozen=True)
class Connection:
    """A declared connection: its name, its protocol, and the protocol's parameters."""

    name: str
    kind: str
    parameters: Declaration

    @property
    def protocol(self) -> Protocol:
        """How it is read."""
        return PROTOCOLS[self.kind]


def load_connections(folders: Sequence[Path]) -> dict[str, Connection]:
    """Every connection of the folders by name; one of a later folder replaces one of an earlier.

    Raises:
        MappingError: all faults, each with file and line.
    """
    faults: list[str] = []
    found: dict[str, Connection] = {}
    for folder in folders:
        for document in documents(folder, faults):
            found |= {connection.name: connection for connection in _connection(document, faults)}
    if faults:
        raise MappingError("、".join(map(str, folders)), "\n".join(faults), f"改正以上 {len(faults)} 处连接")
    return found


def _connection(document: Document, faults: list[str]) -> Iterator[Connection]:
    content = document.content if isinstance(document.content, dict) else {}
    name, kind = str(content.get("connection")), str(content.get("kind"))
    if name != document.file.stem:
        faults.append(f"{document.place(('connection',))} 连接 {name} 应与文件名一致")
    if kind not in PROTOCOLS:
        faults.append(f"{document.place(('kind',))} 没有协议 {kind}；有：{'、'.join(PROTOCOLS)}")
        return
    rest = {key: value for key, value in content.items() if key not in ("connection", "kind")}
    parameters: Declaration | None = document.model(PROTOCOLS[kind].connection, faults, content=rest)
    if parameters is not None:
        yield Connection(name, kind, parameters)
