"""What the browser needs before the first page: two scripts and one style sheet, compressed once, kept for ever.

Dash asks for some twenty files, uncompressed. They are joined in Dash's own order, without the libraries whose
components never reach the browser, under a name that changes with the content.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import brotli
from flask import Flask, Response, redirect, request
from flask.testing import FlaskClient
from werkzeug.exceptions import NotFound

#: Component libraries that `markup.seal` turns into HTML on the server, or that Dash loads for everybody.
NEVER_IN_THE_BROWSER = ("dash_svg", "dash_bootstrap_components", "dash_table", "polyfill@7")
#: Loaded by itself before all others: it asks for the page while the rest is still on its way.
FIRST = re.compile(r"/assets/first\.js")
#: What draws charts stays a file of its own, ahead of the rest: the first sight is drawn before Dash is there.
CHARTS = ("/theme.js", "/a-plotly.", "/b-chart-theme.js")
#: Where dcc keeps the chunks it asks for when it first draws a kind of component.
CHUNKS = "/_dash-component-suites/dash/dcc/"
_SOURCE = re.compile(r'<script src="([^"]+)"[^>]*></script>')
_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"[^>]*>')
#: Dash refuses a document that does not name its renderer.
_STEMS = {"js": "dash-renderer", "css": "cockpit"}
_KINDS = {"js": "text/javascript", "css": "text/css"}


@dataclass(frozen=True)
class Joined:
    """One file of many: its address and its bytes."""

    address: str
    kind: str
    plain: bytes


class Bundle:
    """The joined files of one application; `folder` keeps their slowly compressed forms over restarts."""

    def __init__(self, server: Flask, folder: Path) -> None:
        self._server, self._folder = server, folder
        self._joined: dict[str, Joined] = {}
        self._small: dict[str, bytes] = {}
        self._lock = threading.Lock()
        server.add_url_rule("/joined/<name>", "joined", self._answer)

    def scripts(self, tags: str) -> str:
        """Dash's script tags with their files joined into two; inline scripts stay as they are, behind it."""
        sources = _SOURCE.findall(tags)
        first = [source for source in sources if FIRST.match(source)]
        others = [s for s in sources if s not in first and not any(name in s for name in NEVER_IN_THE_BROWSER)]
        charts = [source for name in CHARTS for source in others if name in source]
        rest = [source for source in others if source not in charts]
        files = [*first, *(self._address("js", tuple(group)) for group in (charts, rest) if group)]
        ahead = "".join(f'<script src="{file}"></script>' for file in files)
        return ahead + _SOURCE.sub("", tags).strip()

    def sheets(self, tags: str) -> str:
        """Dash's style sheets as one."""
        return f'<link rel="stylesheet" href="{self._address("css", tuple(_SHEET.findall(tags)))}">'

    def _address(self, kind: str, sources: tuple[str, ...]) -> str:
        with self._lock:
            key = f"{kind} {sources}"
            if key not in self._joined:
                self._joined[key] = self._join(kind, sources)
            return self._joined[key].address

    def _join(self, kind: str, sources: tuple[str, ...]) -> Joined:
        client = self._server.test_client()
        separator = b"\n;" if kind == "js" else b"\n"
        plain = separator.join(_read(client, source) for source in sources)
        name = f"{_STEMS[kind]}-{hashlib.sha256(plain).hexdigest()[:16]}.{kind}"
        self._squeeze(name, plain)
        return Joined(f"/joined/{name}", kind, plain)

    def _squeeze(self, name: str, plain: bytes) -> None:
        """The kept slow compression; until it is there (seconds, once per version) a quick one."""
        kept = self._folder / f"{name}.br"
        if kept.is_file():
            self._small[name] = kept.read_bytes()
            return
        self._small[name] = brotli.compress(plain, quality=5)
        threading.Thread(target=self._squeeze_well, args=(name, plain, kept), daemon=True).start()

    def _squeeze_well(self, name: str, plain: bytes, kept: Path) -> None:
        small = brotli.compress(plain, quality=11)
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_name(f"{kept.name}.{os.getpid()}")
        unfinished.write_bytes(small)
        os.replace(unfinished, kept)
        self._small[name] = small

    def _answer(self, name: str) -> Response:
        if name.startswith("async-"):  # dcc looks for its chunks beside the script it came with
            return cast(Response, redirect(CHUNKS + name))
        found = next((joined for joined in self._joined.values() if joined.address.endswith(f"/{name}")), None)
        if found is None:
            return Response("没有这个文件\n", status=404, mimetype="text/plain")
        squeezed = "br" in request.headers.get("Accept-Encoding", "")
        answer = Response(self._small[name] if squeezed else found.plain, mimetype=_KINDS[found.kind])
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        answer.headers["Vary"] = "Accept-Encoding"
        if squeezed:
            answer.headers["Content-Encoding"] = "br"
        return answer


def _read(client: FlaskClient, source: str) -> bytes:
    """The content of one of the files.

    Raises:
        NotFound: Dash names a file that it does not serve.
    """
    answer = client.get(source)
    if answer.status_code != 200:
        raise NotFound(source)
    return answer.get_data()
