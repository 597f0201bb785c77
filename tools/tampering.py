"""Requests as a browser sent them, changed the way an attacker would: one or more changes, from one seed."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).resolve().parent / "recorded_requests.json"
UPDATE = "/_dash-update-component"


@dataclass(frozen=True)
class Asked:
    """A request: method, path, query, and its body: JSON as a value, a form, or raw bytes that are neither."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    form: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    def told(self) -> str:
        """The request as one line, for a report."""
        body = self.raw if self.raw is not None else self.body if self.body is not None else self.form
        return f"{self.method} {self.path} {self.query} {str(body)[:300]}"


@dataclass(frozen=True)
class Foreign:
    """What the attacker knows of others: regions, addresses and names that are not theirs."""

    regions: tuple[str, ...]
    pages: tuple[str, ...]
    records: tuple[str, ...]
    indicators: tuple[str, ...]
    keys: tuple[str, ...]


def recorded() -> list[Asked]:
    """What a browser sent while it looked at every kind of page (tools/recorded_requests.json)."""
    return [
        Asked(one["method"], one["path"], one.get("query", {}), one.get("body"), one.get("form", {}))
        for one in json.loads(RECORDED.read_text(encoding="utf-8"))
    ]


def tampered(seed: int, count: int, foreign: Foreign) -> Iterator[Asked]:
    """So many requests, each from a recorded one by one to three changes; the same for the same seed."""
    chance, known = random.Random(seed), recorded()
    pages = [asked for asked in known if asked.path == UPDATE]
    for _ in range(count):
        asked = copy.deepcopy(chance.choice(pages if chance.random() < 0.5 else known))
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            asked = chance.choice(CHANGES)(asked, chance, foreign)
        yield asked


STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 1e308, -0.0, 10**30, float("nan"), float("inf"), "", " ", "\x00", "\ud800", "\u202egnp.exe", "＇ OR 1=1",
    "'; DROP TABLE grid_event--", "${7*7}", "{{7*7}}", "../../etc/passwd", "javascript:alert(1)", "<script>1</script>",
    "\r\nSet-Cookie: a=b", "%00", "%ff%fe", "👩‍👩‍👧", "ﷺ" * 40, "9999-99", "2026-13", "330999", "-", ",,,", "[]", "{}", "null",
    [], {}, [[]], [None] * 50, {"__proto__": {"admin": True}}, {"value": {"value": {"value": 1}}},
)  # fmt: skip
KEYS = (
    "__proto__",
    "constructor",
    "prototype",
    "__class__",
    "toString",
    "id",
    "value",
    "property",
    "role",
    "grant",
    "asof",
    "",
)


def wrong_type(asked: Asked, chance: random.Random, _: Foreign) -> Asked:
    """Another kind of value somewhere in the body."""
    return _somewhere(asked, chance, lambda _value: copy.deepcopy(chance.choice(STRANGE)))


def huge(asked: Asked, chance: random.Random, _: Foreign) -> Asked:
    """A very long text."""
    size = chance.choice((300, 5000, 100_000, 3_000_000 if chance.random() < 0.05 else 9000))
    return _somewhere(asked, chance, lambda _value: chance.choice(("a", "舟", "'", "%")) * size)


def deep(asked: Asked, chance: random.Random, _: Foreign) -> Asked:
    """Something within something within something, as bytes, because no writer of JSON would go so deep."""
    depth = chance.choice((50, 2000, 100_000))
    opened, closed = chance.choice((("[", "]"), ('{"a":', "}")))
    text = json.dumps(asked.body if asked.body is not None else {}, default=str)
    return replace(asked, raw=text.replace("null", opened * depth + "1" + closed * depth, 1).encode())


def missing(asked: Asked, chance: random.Random, _: Foreign) -> Asked:
    """A part that is not there."""
    return _holder(asked, chance, lambda holder, name: holder.pop(name))


def injected(asked: Asked, chance: random.Random, _: Foreign) -> Asked:
    """A part that does not belong there."""

    def put(holder: Any, _name: Any) -> None:
        if isinstance(holder, dict):
            holder[chance.choice(KEYS)] = copy.deepcopy(chance.choice(STRANGE))
        else:
            holder.append(copy.deepcopy(chance.choice([*holder, *STRANGE])))

    return _holder(asked, chance, put)


def broken(asked: Asked, chance: random.Random, _: Foreign) -> Asked:
    """Bytes that are no JSON."""
    text = json.dumps(asked.body if asked.body is not None else {}, default=str).encode()
    cut = chance.randrange(len(text))
    return replace(
        asked, raw=chance.choice((text[:cut], text[:cut] + b"\xff\xfe" + text[cut:], b"", b"null", text + text))
    )


def elsewhere(asked: Asked, chance: random.Random, foreign: Foreign) -> Asked:
    """A region that is not one's own."""
    return _parameter(asked, "region", chance.choice(foreign.regions), chance)


def other_record(asked: Asked, chance: random.Random, foreign: Foreign) -> Asked:
    """A page, a record or an indicator of another department."""
    if asked.path == UPDATE:
        return _pathname(asked, chance.choice(foreign.pages))
    if asked.path.startswith("/api/rows/"):
        return replace(asked, path=f"/api/rows/{chance.choice(foreign.records)}")
    if asked.path.startswith("/api/card/"):
        return replace(asked, path=f"/api/card/{chance.choice(foreign.indicators)}")
    if "job" in asked.form:
        wanted = {"kind": "record", "extension": "csv", "wanted": {"record": chance.choice(foreign.records)}}
        return replace(asked, form={"job": json.dumps(wanted)})
    return _parameter(asked, "i", ",".join(chance.sample(foreign.indicators, min(3, len(foreign.indicators)))), chance)


def filters(asked: Asked, chance: random.Random, foreign: Foreign) -> Asked:
    """Rows asked for through conditions and orders that the page does not offer."""
    column = chance.choice(
        ("title", "event_id", "reporter_id", "batch", "_batch", "note", "1", "count(*)", "title; --")
    )
    condition = {"filterType": chance.choice(("text", "number", "set", 3)), "type": chance.choice(("contains", "like", None)),
                 "filter": chance.choice((*foreign.keys, *STRANGE))}  # fmt: skip
    told = {
        "start": str(chance.choice((0, -1, 10**9, "x"))), "end": str(chance.choice((50, 10**9, "", -5))),
        "order": json.dumps([{"colId": column, "sort": chance.choice(("asc", "desc", "asc; --"))}]),
        "where": json.dumps({column: condition}, default=str),
    }  # fmt: skip
    path = asked.path if asked.path.startswith("/api/rows/") else f"/api/rows/{chance.choice(foreign.records)}"
    kept = dict(chance.sample(sorted(told.items()), chance.randint(1, 4)))
    return Asked("GET", path, asked.query | kept)


def swapped(asked: Asked, chance: random.Random, _: Foreign) -> Asked:
    """Another callback's output, or another method."""
    if isinstance(asked.body, dict) and chance.random() < 0.7:
        output = chance.choice(
            ("address.search", "a.b", "..a.b...c.d..", "_pages_content.children", "x" * 500, "__proto__.y")
        )
        return replace(asked, body=asked.body | {"output": output})
    return replace(asked, method=chance.choice(("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")))


CHANGES: tuple[Callable[[Asked, random.Random, Foreign], Asked], ...] = (
    wrong_type, huge, deep, missing, injected, broken, elsewhere, other_record, filters, swapped, elsewhere, other_record
)  # fmt: skip


def _holders(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a value: what holds it, and under which name or number."""
    names = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for name in list(names):
        yield value, name
        yield from _holders(value[name])


def _holder(asked: Asked, chance: random.Random, change: Callable[[Any, Any], object]) -> Asked:
    target = next((part for part in (asked.body, asked.form, asked.query) if part), None)
    places = list(_holders(target))
    if places:
        change(*chance.choice(places))
    return asked


def _somewhere(asked: Asked, chance: random.Random, made: Callable[[Any], Any]) -> Asked:
    target = next((part for part in (asked.body, asked.form, asked.query) if part), None)
    places = list(_holders(target))
    if places:
        holder, name = chance.choice(places)
        holder[name] = made(holder[name])
    return asked


def _inputs(asked: Asked) -> list[dict[str, Any]]:
    """What is left of the body's inputs after earlier changes."""
    inputs = asked.body.get("inputs") if isinstance(asked.body, dict) else None
    return [part for part in inputs if isinstance(part, dict)] if isinstance(inputs, list) else []


def _pathname(asked: Asked, path: str) -> Asked:
    for part in _inputs(asked):
        if part.get("property") == "pathname":
            part["value"] = path
    return asked


def _parameter(asked: Asked, name: str, value: str, chance: random.Random) -> Asked:
    """A parameter of the address that the request is about."""
    if asked.path != UPDATE:
        return replace(asked, query=asked.query | {name: value})
    for part in _inputs(asked):
        if part.get("property") == "search":
            told = str(part.get("value") or "?")
            more = f"{told}&{name}={value}"
            part["value"] = chance.choice((f"?{name}={value}", more, f"{more}&{name}=x"))
    return asked
