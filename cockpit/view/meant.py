"""What somebody may have meant who asked for an indicator, a place or an enterprise that is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher, get_close_matches
from urllib.parse import unquote

import sqlalchemy as sa
from dash import html

from cockpit.errors import Forbidden
from cockpit.view.context import TRAVELLING, PageContext, page_context
from metrics.region import every_place
from metrics.search import initials, search

#: Proposed at most; how alike a code or a name must be (difflib's ratio); enterprises that are compared.
SHOWN, ALIKE, COMPARED = 5, 0.7, 50
_LONGEST = 60
#: Within a 18-digit credit code: the two halves of the organization's own number, of which a slip spares one.
_HALVES = ((9, 5), (14, 5))
Found = Iterator[tuple[str, str]]


def meant(page: str, asked: Mapping[str, str]) -> html.Div | None:
    """Links to the likeliest things in place of the one that the page `page` did not find; nothing where none is alike."""
    wanted = unquote(asked.get("code") or asked.get("identity") or "").strip()[:_LONGEST]
    context = page_context({name: asked[name] for name in TRAVELLING if name in asked})
    found = proposals(context, page, wanted)
    if not found:
        return None
    links = [html.Li([html.A(name, href=context.href(f"/{page}/{code}")), " ", html.Span(code, className="muted")])
             for code, name in found.items()]  # fmt: skip
    return html.Div([html.P("您可能要找："), html.Ul(links)], className="meant")


def proposals(context: PageContext, page: str, wanted: str) -> dict[str, str]:
    """Name by code of what may be seen and is likeliest meant, at most five; nothing where the wanted one is there."""
    if page not in _FINDERS or not wanted:
        return {}
    found = dict(_FINDERS[page](context, wanted))
    return {} if wanted in found else dict(list(found.items())[:SHOWN])


def _indicators(context: PageContext, wanted: str) -> Found:
    """By what the search box would find, then by codes and names that look alike."""
    catalog = context.cockpit.catalog
    names = {indicator.name_zh: code for code, indicator in catalog.indicators.items()}
    codes = [indicator.code for indicator in search(catalog, wanted)]
    codes += get_close_matches(wanted, catalog.indicators, SHOWN, ALIKE)
    codes += [names[name] for name in get_close_matches(wanted, names, SHOWN, ALIKE)]
    yield from ((code, catalog.indicator(code).name_zh) for code in codes)


def _places(context: PageContext, wanted: str) -> Found:
    """By name or pinyin initials; else the places around the code, the smallest first, then those with a code alike."""
    names = {code: name for code, name, _ in every_place()}
    spelled = wanted.lower()
    yield from ((code, name) for code, name in names.items() if wanted in name or initials(name).startswith(spelled))
    around = sorted((code for code in names if wanted.startswith(code)), key=len, reverse=True)
    yield from ((code, names[code]) for code in [*around, *get_close_matches(wanted, names, SHOWN, ALIKE)])


def _enterprises(context: PageContext, wanted: str) -> Found:
    """By name, or by a credit code of which half of the organization's number is right; none to who may not see one."""
    try:
        base = context.reader.tables.listed("ent_base")
    except Forbidden:
        return
    code, name = base.c.uniscid, base.c.entname
    asked = wanted.upper()
    halves = [sa.func.substr(code, start, length) == asked[start - 1 :][:length] for start, length in _HALVES]
    like = sa.or_(*halves) if len(asked) == 18 and asked.isascii() else name.contains(wanted, autoescape=True)
    rows = context.reader.select(sa.select(code, name).where(like).order_by(code).limit(COMPARED))
    pairs = list(zip(rows["uniscid"], rows["entname"], strict=True))
    yield from sorted(pairs, key=lambda pair: -max(_ratio(asked, pair[0]), _ratio(wanted, pair[1])))


def _ratio(wanted: str, there: str) -> float:
    return SequenceMatcher(None, wanted, there).ratio()


_FINDERS = {"indicator": _indicators, "region": _places, "enterprise": _enterprises}
