"""What gateways answer: JSON inside strings inside JSON, business codes under an HTTP 200, rows at some path.

HTTP 200 is no success (traps.md 21): only the innermost business code says whether there are data.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pandas as pd

from cockpit.errors import SourceIncomplete, SourceShapeError, SourceUnreachable
from loaders.text_rows import text_columns

#: Letters of an answer that an error repeats.
SHOWN = 120


def ask(http: httpx.Client, request: httpx.Request, place: str) -> httpx.Response:
    """The whole answer to a request, whatever its status.

    Raises:
        SourceUnreachable: nobody answers in time. SourceIncomplete: the answer breaks off.
    """
    try:
        return http.send(request)
    except httpx.TimeoutException as error:
        raise SourceUnreachable(place, "超时没有应答", "稍后重试；仍超时请联系网关运维") from error
    except (httpx.RemoteProtocolError, httpx.ReadError) as error:
        raise SourceIncomplete(place, f"应答中途断开（{error}）", "稍后重试；屏上仍是上一批") from error
    except httpx.TransportError as error:
        raise SourceUnreachable(place, f"连不上（{error}）", "核对地址与网络；稍后重试") from error


def content(answer: httpx.Response, place: str) -> Any:
    """The JSON of an answer that the gateway itself accepted.

    Raises:
        SourceUnreachable: another status than 200. SourceIncomplete: no JSON, or cut off.
    """
    if answer.status_code != 200:
        raise SourceUnreachable(place, f"HTTP {answer.status_code}：{answer.text[:SHOWN]}", "稍后重试，或联系网关运维")
    try:
        return answer.json()
    except ValueError as error:
        raise SourceIncomplete(place, f"应答不是完整的 JSON：{answer.text[:SHOWN]!r}", "稍后重试") from error


def opened(value: Any) -> Any:
    """A value that may be JSON written as a string, as often as it was wrapped."""
    while isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            value = json.loads(value)
        except ValueError:
            return value
    return value


def at(body: Any, path: str, place: str) -> Any:
    """What stands at a dotted path, strings of JSON opened on the way; the empty path is the body itself.

    Raises:
        SourceShapeError: a name of the path is not there.
    """
    found = opened(body)
    for name in filter(None, path.split(".")):
        if not isinstance(found, dict) or name not in found:
            there = "、".join(map(str, found)) if isinstance(found, dict) else type(found).__name__
            raise SourceShapeError(place, f"应答里没有 {path}（到 {name} 为止，有：{there}）", "改映射的 response_path")
        found = opened(found[name])
    return found


def rows_at(body: Any, path: str, place: str) -> list[dict[str, Any]]:
    """The rows at a path.

    Raises:
        SourceShapeError: what stands there is no list of objects.
    """
    found = at(body, path, place)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise SourceShapeError(place, f"{path or '应答'} 不是对象的列表：{str(found)[:SHOWN]}", "改映射的 response_path")
    return found


def whole(value: Any, place: str) -> int:
    """A count, as a number or as text.

    Raises:
        SourceShapeError: it is none.
    """
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise SourceShapeError(place, f"总数不是整数：{str(value)[:SHOWN]!r}", "核对映射的 total_path") from error


def text_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as text columns (str; missing stays missing); nested values stay JSON."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return text_columns(names, ([row.get(name) for row in rows] for name in names))
