"""Files: dropped in a folder or fetched over HTTP(S), in the format that their mapping declares."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal, Self

import httpx
import pandas as pd
from pydantic import Field, model_validator

from cockpit.clock import BEIJING, beijing_time
from cockpit.errors import SourceIncomplete, SourceUnreachable
from loaders.delimited import read_delimited
from loaders.gateways.addressed import Addressed
from loaders.gateways.credentials import secret
from loaders.json_document import read_json
from loaders.lineage import NONE
from loaders.reading import Outside, Piece, Protocol, Wish
from loaders.spreadsheet import read_spreadsheet
from loaders.xml_document import read_xml
from metrics.declaration import Declaration


class Folder(Declaration):
    """A folder into which departments put files; a relative path is below the installation's folder (COCKPIT_VAR)."""

    folder: str = "drop"


class FileServer(Addressed):
    """Where files are fetched; `headers_env` names, for each HTTP header, the variable that holds its value."""

    headers_env: dict[str, str] = {}


class Document(Declaration):
    """One file.

    Args:
        path: below the connection; with * the newest that fits (月报-*.xlsx).
        title_rows, header_rows: rows above the header, and of the header (csv, xlsx).
        rows_path: where the rows are: data.rows (json), data/row (xml).
    """

    path: str = Field(min_length=1)
    format: Literal["csv", "xlsx", "json", "xml"]
    encoding: str = "utf-8"
    delimiter: str = Field(",", min_length=1, max_length=1)
    sheet: str = ""
    title_rows: int = Field(0, ge=0)
    header_rows: int = Field(1, ge=1)
    rows_path: str = ""

    @model_validator(mode="after")
    def _rows(self) -> Self:
        if self.format == "xml" and not self.rows_path:
            raise ValueError("xml 应写明 rows_path")
        return self


def read_document(path: Path, dataset: Document) -> pd.DataFrame:
    """The rows of a file as text.

    Raises:
        SourceError: missing, broken, in another encoding, or without rows.
    """
    if dataset.format == "csv":
        return read_delimited(path, dataset.encoding, dataset.delimiter, dataset.title_rows, dataset.header_rows)
    if dataset.format == "xlsx":
        return read_spreadsheet(path, dataset.sheet, dataset.title_rows, dataset.header_rows)
    return read_json(path, dataset.rows_path) if dataset.format == "json" else read_xml(
        path, dataset.rows_path, dataset.encoding
    )  # fmt: skip


def dropped(connection: Folder, path: str, outside: Outside) -> Path:
    """Where a file of a folder is; of several that fit a pattern, the newest.

    Raises:
        SourceUnreachable: none is there.
    """
    folder = outside.var / connection.folder
    found = sorted(folder.glob(path), key=lambda file: (file.stat().st_mtime, file.name)) if "*" in path else []
    file = found[-1] if found else folder / path
    if not file.is_file():
        raise SourceUnreachable(str(file), "文件没有送到", "确认报送文件夹，或向数源单位催报；屏上仍是上一批")
    return file


def fetched(connection: FileServer, path: str, outside: Outside) -> tuple[Path, datetime | None]:
    """A file of a server on our disk, whole, and when it was last changed there, if the server says so.

    Raises:
        SourceUnreachable: another status than 200, or nobody answers. SourceIncomplete: it breaks off.
    """
    opened = connection.opened(outside.secrets)
    url = f"{opened.url}/{path.lstrip('/')}"
    headers = {name: secret(outside.secrets, variable) for name, variable in opened.headers_env.items()}
    target = outside.var / "fetched" / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}-{Path(path).name}"
    target.parent.mkdir(parents=True, exist_ok=True)
    part, whole = target.with_name(f"{target.name}.{os.getpid()}.part"), False
    try:
        with outside.http.stream("GET", url, headers=headers) as answer:
            if answer.status_code != 200:
                raise SourceUnreachable(url, f"HTTP {answer.status_code}", "核对地址与授权；稍后重试")
            with part.open("wb") as file:
                file.writelines(answer.iter_bytes())
            changed, whole = answer.headers.get("Last-Modified"), True
    except httpx.TimeoutException as error:
        raise SourceUnreachable(url, "超时没有应答", "稍后重试") from error
    except (httpx.RemoteProtocolError, httpx.ReadError) as error:
        raise SourceIncomplete(url, f"应答中途断开（{error}）", "稍后重试；屏上仍是上一批") from error
    except httpx.TransportError as error:
        raise SourceUnreachable(url, f"连不上（{error}）", "核对地址与网络；稍后重试") from error
    finally:
        if whole:
            part.replace(target)
        part.unlink(missing_ok=True)
    return target, parsedate_to_datetime(changed).astimezone(BEIJING).replace(tzinfo=None) if changed else None


def _folder_place(connection: Folder, dataset: Document, outside: Outside) -> str:
    return str(outside.var / connection.folder / dataset.path)


def _folder_read(connection: Folder, dataset: Document, _: Wish, outside: Outside) -> Iterator[Piece]:
    path = dropped(connection, dataset.path, outside)
    yield Piece(read_document(path, dataset), beijing_time(path.stat().st_mtime))


def _server_place(connection: FileServer, dataset: Document, outside: Outside) -> str:
    return f"{connection.opened(outside.secrets).url}/{dataset.path.lstrip('/')}"


def _server_read(connection: FileServer, dataset: Document, _: Wish, outside: Outside) -> Iterator[Piece]:
    path, changed = fetched(connection, dataset.path, outside)
    yield Piece(read_document(path, dataset), changed)


FOLDER = Protocol(Folder, Document, NONE, _folder_place, _folder_read)
SERVER = Protocol(FileServer, Document, NONE, _server_place, _server_read)
