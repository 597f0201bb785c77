"""Frictionless data packages: datapackage.json says which CSV, how it is written, how long it is, and its checksum.

The `frictionless` library brings 23 packages and guesses types; here every cell stays text until the mapping says what
it is, so the descriptor is read by declarations and its table by loaders.delimited.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cockpit.clock import BEIJING
from cockpit.errors import SourceIncomplete, SourceShapeError
from loaders.delimited import read_delimited
from loaders.files import FileServer, Folder, dropped, fetched
from loaders.gateways.addressed import Addressed
from loaders.lineage import NONE
from loaders.reading import Outside, Piece, Protocol, Wish
from metrics.declaration import Declaration
from metrics.fault_words import faults_in_words


class _Told(BaseModel):
    """Part of a descriptor; properties we do not know are the publisher's own."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Dialect(_Told):
    """How the table is written."""

    delimiter: str = ","
    header: bool = True


class FieldTold(_Told):
    """A column."""

    name: str


class Schema(_Told):
    """The columns, and what stands for a missing value."""

    fields: list[FieldTold] = []
    missing_values: list[str] = Field([""], alias="missingValues")


class Resource(_Told):
    """One table: relative path, encoding, length in bytes, checksum (md5, or `sha256:…`)."""

    name: str
    path: str
    encoding: str = "utf-8"
    dialect: Dialect = Dialect()
    columns: Schema = Field(Schema(), alias="schema")
    length: int | None = Field(None, alias="bytes")
    hash: str = ""


class Package(_Told):
    """The descriptor."""

    created: datetime | None = None
    resources: list[Resource] = Field(min_length=1)


class PackageServer(Addressed):
    """Where packages are published; or, with `url: file:drop`, a folder below the installation's."""


class PackageTable(Declaration):
    """A resource of a package; the first when none is named."""

    package: str = "datapackage.json"
    resource: str = ""


def read_descriptor(path: Path) -> Package:
    """The descriptor in a file.

    Raises:
        SourceShapeError: it is none.
    """
    try:
        return Package.model_validate_json(path.read_bytes())
    except ValidationError as error:
        words = faults_in_words(error.errors(), 3)
        raise SourceShapeError(str(path), f"不是数据包描述：{words}", "请数源单位核对 datapackage.json") from error


def read_resource(path: Path, resource: Resource) -> pd.DataFrame:
    """The table of a resource as text, held against the length and checksum that the descriptor tells.

    Raises:
        SourceIncomplete: it is shorter, longer or other than described. SourceShapeError: other columns.
    """
    content = path.read_bytes()
    if resource.length is not None and len(content) != resource.length:
        words = f"应有 {resource.length} 字节，实收 {len(content)} 字节"
        raise SourceIncomplete(str(path), words, "稍后重读；屏上仍是上一批")
    method, _, wanted = resource.hash.rpartition(":")
    if wanted and hashlib.new(method or "md5", content, usedforsecurity=False).hexdigest() != wanted:
        raise SourceIncomplete(str(path), f"校验和与描述的 {resource.hash} 不符", "稍后重读；屏上仍是上一批")
    frame = read_delimited(path, resource.encoding, resource.dialect.delimiter)
    told = [field.name for field in resource.columns.fields]
    if told and told != list(frame.columns):
        words = f"描述的列是 {'、'.join(told)}，文件的列是 {'、'.join(frame.columns)}"
        raise SourceShapeError(str(path), words, "请数源单位核对数据包")
    return frame.mask(frame.isin(resource.columns.missing_values))


def chosen(package: Package, dataset: PackageTable, place: str) -> Resource:
    """The resource that is meant.

    Raises:
        SourceShapeError: there is none of that name, it has no header, or its path leaves the package.
    """
    there = {resource.name: resource for resource in package.resources}
    resource = there.get(dataset.resource) if dataset.resource else package.resources[0]
    if resource is None:
        raise SourceShapeError(place, f"没有资源 {dataset.resource}；有：{'、'.join(there)}", "改映射的 resource")
    path = PurePosixPath(resource.path)
    if path.is_absolute() or ".." in path.parts or "://" in resource.path or not resource.dialect.header:
        raise SourceShapeError(
            place, f"资源 {resource.name} 的路径 {resource.path} 不能用", "应为包内的相对路径，首行是列名"
        )
    return resource


def _file(connection: PackageServer, path: str, outside: Outside) -> tuple[Path, datetime | None]:
    opened = connection.opened(outside.secrets)
    if opened.url.startswith("file:"):
        return dropped(Folder(folder=opened.url.removeprefix("file:")), path, outside), None
    return fetched(FileServer(url=opened.url), path, outside)


def _place(connection: PackageServer, dataset: PackageTable, outside: Outside) -> str:
    return f"{connection.opened(outside.secrets).url}/{dataset.package}#{dataset.resource}"


def _read(connection: PackageServer, dataset: PackageTable, _: Wish, outside: Outside) -> Iterator[Piece]:
    descriptor, changed = _file(connection, dataset.package, outside)
    package = read_descriptor(descriptor)
    resource = chosen(package, dataset, _place(connection, dataset, outside))
    path = str(PurePosixPath(dataset.package).parent / resource.path)
    table, moved = _file(connection, path, outside)
    created = package.created and package.created.astimezone(BEIJING).replace(tzinfo=None)
    yield Piece(read_resource(table, resource), created or moved or changed)


PROTOCOL = Protocol(PackageServer, PackageTable, NONE, _place, _read)
