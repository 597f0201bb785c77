"""What the browser's own scripts say (assets/*.js: cockpitSay), sent with an English page only."""

from __future__ import annotations

import hashlib
from functools import cache

import orjson
from flask import Response

from cockpit.english.messages import PO, messages

WORDS = PO / "browser"
#: The document of every page of Dash has this, and nothing else has.
_DOCUMENT = '<div id="react-entry-point">'


@cache
def words() -> str:
    """The script that brings the words.

    Raises:
        CatalogError: the file of messages is not as it should be.
    """
    return f"window.cockpitEnglish={orjson.dumps(messages(WORDS)).decode()};"


def script() -> Response:
    """/english.js, to be kept for ever under the address that `with_words` gives it."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(words(), mimetype="text/javascript", headers=headers)


def with_words(document: str) -> str:
    """A page's document that loads the words before any script that says one."""
    if _DOCUMENT not in document:
        return document
    version = hashlib.sha256(words().encode()).hexdigest()[:12]
    return document.replace("</head>", f'<script src="/english.js?v={version}"></script></head>', 1)
