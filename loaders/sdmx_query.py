"""SDMX 2.1 REST services of statistics offices, read by the library `sdmx1`: observations with dimensions as columns."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

import pandas as pd
from pydantic import Field

from cockpit.clock import BEIJING
from cockpit.errors import SourceIncomplete, SourceShapeError, SourceUnreachable
from loaders.gateways.addressed import Addressed
from loaders.gateways.answers import SHOWN, ask
from loaders.lineage import NONE
from loaders.reading import Outside, Piece, Protocol, Wish
from loaders.text_rows import text_columns
from metrics.declaration import Declaration

ACCEPT = "application/vnd.sdmx.genericdata+xml;version=2.1"
#: Column with the observed value; dimensions and attributes keep the names that the structure gives them.
VALUE = "OBS_VALUE"


class SdmxService(Addressed):
    """The base of a REST service: what stands before /data/…"""


class SdmxFlow(Declaration):
    """A dataflow (`AGENCY,FLOW,VERSION` or its id alone), which series of it, and from when."""

    flow: str = Field(min_length=1)
    key: str = "all"
    start_period: str = ""


def _place(connection: SdmxService, dataset: SdmxFlow, outside: Outside) -> str:
    return f"{connection.opened(outside.secrets).url}/data/{dataset.flow}/{dataset.key}"


def _read(connection: SdmxService, dataset: SdmxFlow, _: Wish, outside: Outside) -> Iterator[Piece]:
    place = _place(connection, dataset, outside)
    parameters = {"startPeriod": dataset.start_period} if dataset.start_period else {}
    request = outside.http.build_request("GET", place, params=parameters, headers={"Accept": ACCEPT})
    answer = ask(outside.http, request, place)
    if answer.status_code == 404:
        raise SourceShapeError(place, f"没有这个数据流或序列：{answer.text[:SHOWN]}", "改映射的 flow 与 key")
    if answer.status_code != 200:
        raise SourceUnreachable(place, f"HTTP {answer.status_code}：{answer.text[:SHOWN]}", "稍后重试，或联系发布单位")
    yield observations(answer.content, place)


def observations(content: bytes, place: str) -> Piece:
    """The observations of a message as text columns, and when it was prepared.

    Raises:
        SourceIncomplete: no whole message. SourceShapeError: it carries no data, or declares entities.
    """
    if b"<!DOCTYPE" in content[:2000]:
        raise SourceShapeError(place, "文件声明了实体或 DTD", "请发布单位去掉 DOCTYPE")
    try:
        with redirect_stdout(io.StringIO()):  # the library prints what it had understood so far
            message = _sdmx().read_sdmx(io.BytesIO(content))
    except Exception as error:  # it raises what its parser raises, down to AssertionError
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceIncomplete(place, f"不是完整的 SDMX 报文（{words}）", "稍后重读；屏上仍是上一批") from error
    rows = [_row(observed) for dataset in getattr(message, "data", []) for observed in dataset.obs]
    if not rows:
        raise SourceShapeError(place, "报文里没有观测值", "改映射的 flow、key 与 start_period")
    prepared: datetime | None = message.header.prepared
    if prepared is not None and prepared.tzinfo is not None:
        prepared = prepared.astimezone(BEIJING).replace(tzinfo=None)
    return Piece(_frame(rows), prepared)


def _row(observed: Any) -> dict[str, str]:
    row = {name: str(value.value) for name, value in observed.key.values.items()}
    row |= {name: str(told.value) for name, told in observed.attrib.items()}
    return row if observed.value is None else row | {VALUE: str(observed.value)}


def _frame(rows: list[dict[str, str]]) -> pd.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return text_columns(names, ([row.get(name) for row in rows] for name in names))


def _sdmx() -> ModuleType:
    """Loaded with the first message: a web worker never needs it."""
    return import_module("sdmx")


PROTOCOL = Protocol(SdmxService, SdmxFlow, NONE, _place, _read)
