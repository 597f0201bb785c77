"""Every answer to a reader who chose English, put into English on its way out; Chinese answers pass untouched.

Files and the machine interface stay Chinese: files are forwarded inside the city, and names in the interface are a
contract.
"""

from __future__ import annotations

import re
from typing import Any, cast

import orjson
from flask import Flask, Response, current_app, request

from cockpit.application import EXTENSION, Cockpit
from cockpit.english import browser
from cockpit.english.document import COLUMNS, SPOKEN, Page, columns
from cockpit.english.language import ENGLISH, language
from cockpit.english.sentence import FOREIGN, Translator, capital
from cockpit.english.words import wall_words, words

#: Answers that stay Chinese, by the beginning of their path.
_CHINESE = ("/export/", "/api/v1", "/api/me", "/assets", "/joined", "/_dash-component-suites", "/theme")
#: Kept by browsers, each language by itself.
_KEPT = ("/api/card/", "/api/find")
_KINDS = ("text/html", "text/plain", "application/json")
FINDER = "/api/find"
TRANSLATOR = "cockpit_english"
#: What stands between the words of a chart's text.
_BETWEEN = re.compile(r"(</?[a-z][^>]*>|%\{[^}]*\})")
#: Properties of components that nobody reads.
_UNSAID = frozenset({"className", "id", "href", "value", "style", "data-value"})


def register(server: Flask) -> None:
    """Puts answers into English; call it after whatever keeps answers, so that it keeps English ones."""
    server.after_request(in_english)
    server.add_url_rule("/english.js", "english_js", browser.script)


def in_english(answer: Response) -> Response:
    """The answer, in English where that was chosen."""
    if request.path.startswith(_KEPT):
        answer.vary.add("Cookie")
    if language() != ENGLISH or answer.is_streamed or answer.direct_passthrough or answer.mimetype not in _KINDS:
        return answer
    if request.path.startswith(_CHINESE) or answer.content_encoding or answer.status_code == 304:
        return answer
    said = put(translator(), answer.get_data(), str(answer.mimetype))
    answer.set_data(said)
    answer.headers["Content-Language"] = "en"
    return answer


def translator() -> Translator:
    """The application's translator, made when somebody first reads English."""
    held: dict[str, Any] = current_app.extensions
    if TRANSLATOR not in held:
        cockpit = cast(Cockpit, held[EXTENSION])
        held[TRANSLATOR] = Translator(words(cockpit.catalog), Translator(wall_words(cockpit.catalog)))
    return cast(Translator, held[TRANSLATOR])


def put(own: Translator, content: bytes, kind: str) -> bytes:
    """The body of an answer in English."""
    if kind == "application/json":
        told = orjson.loads(content)
        return orjson.dumps(_found(own, told) if request.path == FINDER else spoken(own, told))
    text = content.decode()
    if kind == "text/html":
        return Page(own).english(browser.with_words(text)).encode()
    return "".join(own.text(line) for line in text.splitlines(keepends=True)).encode()


def _found(own: Translator, told: dict[str, Any]) -> dict[str, Any]:
    """What the search box knows, by English names; the Chinese name and its initials still find it."""
    rows = []
    for kind, name, initials, more, address in told["rows"]:
        shown, _, rest = more.partition(" ")
        rows.append([kind, own.text(name), initials, f"{own.text(shown)} · {rest} {name}", address])
    return {"kinds": spoken(own, told["kinds"]), "rows": rows}


def spoken(own: Translator, node: Any) -> Any:
    """A JSON value in English: component trees, pieces of markup, figures and plain lists."""
    if isinstance(node, list):
        return [spoken(own, item) for item in node]
    if isinstance(node, dict):
        if node.get("namespace") == "cockpit_markup" and node.get("type") == "Markup":
            return node | {"props": _markup(own, node["props"])}
        return {key: _value(own, key, value) for key, value in node.items()}
    return _text(own, node) if isinstance(node, str) else node


def _value(own: Translator, key: str, value: Any) -> Any:
    if key == "html" and isinstance(value, str):
        return Page(own).english(value) if FOREIGN.search(value) else value
    return value if key in _UNSAID and isinstance(value, str) else spoken(own, value)


def _text(own: Translator, text: str) -> str:
    """A text that is no markup and no address; in charts tags and values (%{y}) stand between its parts."""
    if not FOREIGN.search(text) or text.startswith("/"):
        return text
    parts = _BETWEEN.split(text)
    return "".join(
        part if at % 2 or not part else "".join(piece.text for piece in capital(own.pieces(part)))
        for at, part in enumerate(parts)
    ).strip()


def _attribute(own: Translator, name: str, value: Any) -> Any:
    if name == COLUMNS:
        return columns(own, value)
    return _text(own, value) if name in SPOKEN and isinstance(value, str) else value


def _markup(own: Translator, props: dict[str, Any]) -> dict[str, Any]:
    """One element whose inside is markup; what the element is counts for what stands in it."""
    told, inside = props.get("attributes") or {}, props.get("html") or ""
    said = {name: _attribute(own, name, value) for name, value in told.items()}
    return props | {
        "attributes": said, "html": Page(own).within(props["tag"], told, inside) if FOREIGN.search(inside) else inside,
    }  # fmt: skip
