"""How a layout becomes an answer: sealed, remembered under its snapshot, and never with a stack trace."""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable
from typing import Any

import orjson
from dash import html
from flask import g, has_request_context
from plotly.io.json import to_json_plotly

from cockpit.application import Cockpit, current_cockpit
from cockpit.audit.sensitive import note_sensitive
from cockpit.clock import ten_minutes
from cockpit.errors import CockpitError, QueryError
from cockpit.frames import Reader
from cockpit.security.doors import pass_page
from cockpit.view.attributes import attributes
from cockpit.view.context import TRAVELLING
from cockpit.view.markup import seal
from cockpit.view.meant import meant

log = logging.getLogger(__name__)
Layout = Callable[..., Any]

#: Only answers to these queries are kept: a reader who invents parameters cannot fill the cache.
_KEPT = frozenset({*TRAVELLING, "code"} - {"asof"})


def page(
    name: str, kept: bool = True, varies: Callable[[dict[str, str]], str] | None = None
) -> Callable[[Layout], Layout]:
    """Decorates the layout called `name` (unique): its JSON is made once per snapshot, query and hour.

    `kept` is False for pages that show what people do, which no snapshot knows; `varies` names the little of that kind
    that a page shows otherwise (its notes). A CockpitError becomes the designed state `failed`; programming errors stay
    errors.
    """

    def decorated(layout: Layout) -> Layout:
        @functools.wraps(layout)
        def answer(**query: Any) -> orjson.Fragment:
            try:
                asked = {key: _last(value) for key, value in query.items()}
                _pass(name, asked)
                return orjson.Fragment(_kept(name if kept else "", layout, asked, varies))
            except CockpitError as error:
                log.warning("page refused: %s", error)
                g.page_may_be_kept = False  # the reason may be gone in a moment
                near = meant(name, asked) if isinstance(error, QueryError) else None
                return orjson.Fragment(_written(failure(error, near)))

        return answer

    return decorated


def _last(value: Any) -> str:
    """A parameter given twice arrives as a list: the last one counts."""
    return str(value[-1] if isinstance(value, list) else value)


def _kept(name: str, layout: Layout, query: dict[str, str], varies: Callable[[dict[str, str]], str] | None) -> bytes:
    if not name or not _KEPT.issuperset(query):
        return _written(layout(**query))
    g.page_may_be_kept = varies is None
    more = "" if varies is None else f"|{varies(query)}"
    key = clock_key(f"page|{name}|{sorted(query.items())!r}{more}")
    reader = current_cockpit().frames.reader()
    made: bytes | None = reader.kept(key)
    if made is None:
        with reader.alone(key) as waited:
            made = (reader.kept(key) if waited else None) or _drawn(reader, key, layout, query)
    return made


def _drawn(reader: Reader, key: str, layout: Layout, query: dict[str, str]) -> bytes:
    g.part_failed = False
    made = _written(layout(**query))
    if g.part_failed:  # what failed may be there in a moment
        g.page_may_be_kept = False
    else:
        reader.keep(key, made)
    return made


def _pass(name: str, query: dict[str, str]) -> None:
    """Whether who asks may see this page at all; outside of a request it is the program itself that draws."""
    if has_request_context():
        cockpit = current_cockpit()
        pass_page(name, _domains(cockpit), cockpit.identity(), cockpit.grant)
        note_sensitive(name, query)


def _domains(cockpit: Cockpit) -> frozenset[str]:
    return frozenset(domain.code for domain in cockpit.catalog.domains)


def clock_key(key: str) -> str:
    """A key that holds as long as what depends on the clock."""
    return f"{key}|{ten_minutes(current_cockpit().clock())}"


def _written(tree: Any) -> bytes:
    return str(to_json_plotly(seal(tree))).encode()


def failure(error: CockpitError, near: html.Div | None = None) -> html.Div:
    """What stands in place of a page: what is wrong, where, and what to do; `near` is what may have been meant."""
    return html.Div(
        html.Section(
            [
                html.H1("没有找到" if isinstance(error, QueryError) else "页面暂时无法打开"),
                html.P(re.sub(r"'([^']*)'", r"“\1”", error.problem)),  # on screen as a clerk quotes
                near,
                html.P(f"位置：{error.place}", className="muted"),
                html.P(f"处理：{error.remedy}"),
                html.A("回到总览", href="/", className="button"),
            ],
            className="state-failed",
            role="alert",
        ),
        **attributes({"data-state": "failed", "data-ready": "1"}),
    )
