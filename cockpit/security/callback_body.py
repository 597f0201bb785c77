"""The body of a Dash callback, checked against what was declared before Dash sees it: no surprise, no 500.

Dash trusts its own renderer; a body made by hand raises KeyError, TypeError or IndexError deep inside and ends as 500.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Request, current_app
from werkzeug.exceptions import BadRequest

#: The Dash application of the server: what it declares is what a callback may be told.
SHAPES = "cockpit_callbacks"
_READ = "cockpit_callbacks_read"
Parts = tuple[tuple[str, str], ...]
LONGEST = 4000
_IN_ORDER, _SHORT, _MOST = "cockpit_callbacks_in_order", 2000, 2000
_KEYS = frozenset({"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"})


def shapes() -> dict[str, tuple[Parts, Parts]]:
    """Output → ids and properties of inputs and of states, in order, of every callback that runs on the server.

    Read anew when there are more of them: Dash adds the callback of its pages with the first request.
    """
    declared = current_app.extensions[SHAPES]._callback_list
    count, known = current_app.extensions.get(_READ, (0, {}))
    if count != len(declared):
        known = {
            entry["output"]: (_parts(entry["inputs"]), _parts(entry["state"]))
            for entry in declared
            if entry.get("clientside_function") is None
        }
        current_app.extensions[_READ] = (len(declared), known)
    return cast(dict[str, tuple[Parts, Parts]], known)


def output_of(asked: Request, held: dict[str, Any]) -> str:
    """The output that a request asks for, its body checked; a body that was in order before need not be read again.

    Args:
        held: the extensions of the application.

    Raises:
        BadRequest (400): the body is not one that the browser's part of Dash would send.
    """
    raw = asked.get_data()
    known: dict[bytes, str] = held.setdefault(_IN_ORDER, {})
    output = known.get(raw)
    if output is None:
        output = check_body(_read(asked))
        if len(raw) <= _SHORT:
            if len(known) >= _MOST:
                known.clear()
            known[raw] = output
    return output


def _read(asked: Request) -> Any:
    try:
        return asked.get_json(silent=True)
    except RecursionError as error:
        raise BadRequest("请求内容有误") from error


def check_body(body: Any) -> str:
    """The output that a body asks for.

    Raises:
        BadRequest (400): the body is not one that the browser's part of Dash would send.
    """
    if not isinstance(body, dict) or not _KEYS.issuperset(body) or not isinstance(body.get("output"), str):
        raise BadRequest("请求内容有误")
    shape = shapes().get(body["output"])
    if shape is None:
        raise BadRequest("请求内容有误")
    wanted_inputs, wanted_state = shape
    if _told(body.get("inputs")) != wanted_inputs or _told(body.get("state", [])) != wanted_state:
        raise BadRequest("请求内容有误")
    if not all(_place(part["property"], part.get("value")) for part in body["inputs"]):
        raise BadRequest("请求内容有误")
    _check_changed(body.get("changedPropIds", []), wanted_inputs)
    _check_outputs(body.get("outputs"), body["output"])
    return cast(str, body["output"])


def _parts(declared: list[dict[str, Any]]) -> Parts:
    return tuple((str(part["id"]), str(part["property"])) for part in declared)


def _told(parts: Any) -> Parts | None:
    """Ids and properties of a list of values; None when it is no such list or a value is no plain, short one."""
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return None
    if not all(_plain(part.get("value")) for part in parts):
        return None
    return tuple((str(part.get("id")), str(part.get("property"))) for part in parts)


def _plain(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST and "\x00" not in value and _encodable(value)
    return value is None or isinstance(value, (bool, int, float))


def _place(name: str, value: Any) -> bool:
    """Whether a value can be that part of an address; Dash takes any and fails on what is none."""
    if name == "pathname":
        return isinstance(value, str) and value.startswith("/")
    return value is None or isinstance(value, str) if name in ("search", "hash", "href") else True


def _encodable(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _check_changed(changed: Any, inputs: Parts) -> None:
    names = {f"{name}.{prop}" for name, prop in inputs}
    if not isinstance(changed, list) or not all(isinstance(c, str) and c in names for c in changed):
        raise BadRequest("请求内容有误")


def _check_outputs(outputs: Any, output: str) -> None:
    """The outputs told are the ones of the output's own name."""
    told = outputs if isinstance(outputs, list) else [outputs]
    if not all(
        isinstance(o, dict) and isinstance(o.get("id"), str) and isinstance(o.get("property"), str) for o in told
    ):
        raise BadRequest("请求内容有误")
    names = [f"{o['id']}.{o['property']}" for o in told]
    wanted = output.removeprefix("..").removesuffix("..").split("...") if output.startswith("..") else [output]
    if names != [name.split("@")[0] for name in wanted]:
        raise BadRequest("请求内容有误")
