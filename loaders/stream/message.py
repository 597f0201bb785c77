"""What a stream sends: bytes become a message with entity, event time, operation and version, or a dead letter."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn

from pydantic import Field

from cockpit.clock import BEIJING
from cockpit.errors import SourceEncodingError, SourceError, SourceIncomplete, SourceShapeError
from metrics.model import Declaration

#: A message from further in the future would stay the latest of its entity until then.
AHEAD = timedelta(minutes=10)
#: Written by the gateway on the way, so different each time one reading is sent (domain/source_tables.md B9).
TRANSPORT = ("ingest_time",)
_OPERATIONS = {"i": "I", "insert": "I", "u": "U", "update": "U", "d": "D", "delete": "D"}


class Topic(Declaration):
    """One topic and how its messages are read; no wildcards, because the rules differ by topic.

    Args:
        entity: columns that together name the thing spoken of (mmsi; device_id and metric).
        event_time: column of the source's own time, with Z or offset, else Beijing time.
        operation: column of I, U or D; a message without it is an update.
        sequence: column of the source's version number, or empty: the content's hash is the version.
        columns: columns a message must have (but for deletions); one without goes to the dead letters.
    """

    topic: str = Field(pattern=r"^[^+#\x00]+$")
    entity: list[str] = Field(min_length=1)
    event_time: str = "event_time"
    operation: str = "op"
    sequence: str = ""
    columns: list[str] = []


@dataclass(frozen=True)
class Message:
    """A readable message.

    Args:
        event_time, received_at: Beijing time without zone. op: I, U or D.
        version: tells two messages of one entity and event time apart; the greater one is the later one.
        payload: JSON object, every value text or null.
    """

    topic: str
    entity: str
    event_time: datetime
    received_at: datetime
    op: str
    version: str
    payload: str


@dataclass(frozen=True)
class DeadLetter:
    """A message that cannot be read: why, and what came."""

    topic: str
    received_at: datetime
    reason: str
    raw: bytes


def parse(topic: Topic, raw: bytes, received_at: datetime) -> Message | DeadLetter:
    """The message in the bytes; whatever is wrong with them is the reason of a dead letter, never an exception."""
    try:
        cells = _cells(topic.topic, raw)
        operation = _operation(topic, cells)
        _complete(topic, cells, operation)
        event_time = _event_time(topic, cells, received_at)
        entity = "\x1f".join((cells[name] or "").strip() for name in topic.entity)
        payload = json.dumps(cells, ensure_ascii=False)
        version = _version(topic, cells, operation)
        return Message(topic.topic, entity, event_time, received_at, operation, version, payload)
    except SourceError as error:
        return DeadLetter(topic.topic, received_at, error.problem, raw)


def _cells(place: str, raw: bytes) -> dict[str, str | None]:
    """Values as written: numbers keep their digits, objects and lists stay JSON."""
    try:
        text = raw.decode("utf-8-sig")
        if not text.strip():
            raise SourceIncomplete(place, "消息是空的", "请数源单位核对发送程序")
        content = json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_number)
        if not isinstance(content, dict):
            raise SourceShapeError(place, "消息不是一个 JSON 对象", "应为 {…}")
        cells = {name: _cell(value) for name, value in content.items()}
        # \ud800 is valid JSON but no text: neither the spool nor the store could write it.
        json.dumps(cells, ensure_ascii=False).encode()
        return cells
    except json.JSONDecodeError as error:
        words = f"第 {error.pos + 1} 个字符处不是合法的 JSON（{error.msg}）；消息可能被截断"
        raise SourceIncomplete(place, words, "请数源单位核对发送程序") from error
    except RecursionError as error:
        raise SourceShapeError(place, "JSON 嵌套太深", "请数源单位核对发送程序") from error
    except UnicodeDecodeError as error:
        raise SourceEncodingError(place, f"第 {error.start + 1} 字节不是 UTF-8", "请数源单位改用 UTF-8") from error
    except UnicodeEncodeError as error:
        raise SourceEncodingError(place, "含有不成对的代理字符", "请数源单位核对发送程序") from error


def _no_number(symbol: str) -> NoReturn:
    raise SourceShapeError("JSON", f"{symbol} 不是 JSON 的数", "没有值时请写 null")


def _cell(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _operation(topic: Topic, cells: dict[str, str | None]) -> str:
    written = (cells.get(topic.operation) or "").strip()
    if written and written.lower() not in _OPERATIONS:
        raise SourceShapeError(topic.topic, f"{topic.operation}={written} 不是 I、U、D", "请数源单位核对")
    return _OPERATIONS.get(written.lower(), "U")


def _complete(topic: Topic, cells: dict[str, str | None], operation: str) -> None:
    wanted = [*topic.entity, topic.event_time, *([topic.sequence] if topic.sequence else [])]
    missing = [name for name in [*wanted, *(topic.columns if operation != "D" else [])] if name not in cells]
    if missing:
        problem = f"没有列 {'、'.join(dict.fromkeys(missing))}；有：{'、'.join(cells)}"
        raise SourceShapeError(topic.topic, problem, "与数源单位核对，或改主题的 columns")
    empty = [name for name in wanted if not (cells[name] or "").strip()]
    if empty:
        raise SourceShapeError(topic.topic, f"{'、'.join(empty)} 是空的", "请数源单位核对")


def _event_time(topic: Topic, cells: dict[str, str | None], received_at: datetime) -> datetime:
    written = (cells[topic.event_time] or "").strip()
    try:
        moment = datetime.fromisoformat(written)
        moment = moment.astimezone(BEIJING).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError) as error:
        raise SourceShapeError(topic.topic, f"{topic.event_time}={written} 不是时间", "应为 ISO 8601") from error
    if moment - received_at > AHEAD:
        problem = f"{topic.event_time}={written} 比收到的时刻 {received_at:%Y-%m-%d %H:%M:%S} 还晚"
        raise SourceShapeError(topic.topic, problem, "请数源单位校时")
    return moment


def _version(topic: Topic, cells: dict[str, str | None], operation: str) -> str:
    """As text in the order of the versions; without a sequence a deletion is later than anything of its moment."""
    if topic.sequence:
        number = (cells[topic.sequence] or "").strip()
        if not (number.isascii() and number.isdigit() and len(number) <= 20):
            raise SourceShapeError(topic.topic, f"{topic.sequence}={number} 不是序号", "请数源单位核对")
        return number.zfill(20)
    told = {name: value for name, value in cells.items() if name not in TRANSPORT}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return ("1" if operation == "D" else "0") + digest
