"""What an English reader still meets in Chinese: `python -m tools.untranslated [--all]`, most frequent first.

Walks every page of tools/page_list.py over the published installation (with --all, every indicator, county, card and
table of rows), and prints each text that is neither English nor marked as data, with figures and names as {}.
"""

from __future__ import annotations

import html
import re
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from app import EXTENSION, create_app
from cockpit.english.document import SPOKEN
from cockpit.english.sentence import CHINESE
from cockpit.rows.row_table import ROW_TABLES
from cockpit.settings import read_settings
from tools.page_list import STOPS

OUTPUTS = (("_pages_content", "children"), ("_pages_store", "data"))
#: Strings of a component tree that nobody reads.
_UNREAD = frozenset({"id", "className", "href", "value", "style", "data-columns"})
_HREF = re.compile(r'href="(/[^"#]+)"')
#: What else is looked at with --all, and how many of a shape.
_FOLLOWED, MOST = ("/rows/", "/data/catalog?dataset=", "/batches?batch=", "/data/quality?problem=", "/region/"), 40
_LINK = re.compile(r'a\[href\^="(.+)"\]')
Found = tuple[str, str]


def reader(server: Flask) -> FlaskClient:
    """A client that reads English."""
    client = server.test_client()
    client.set_cookie("cockpit_language", "en")
    return client


def page(client: FlaskClient, address: str) -> Any:
    """The answer of Dash's page callback for an address."""
    path, _, query = address.partition("?")
    inputs = [("pathname", path), ("search", f"?{query}" if query else "")]
    body = {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in OUTPUTS) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in OUTPUTS],
        "inputs": [{"id": "_pages_location", "property": prop, "value": value} for prop, value in inputs],
        "changedPropIds": ["_pages_location.pathname"], "state": [],
    }  # fmt: skip
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.get_json()


def in_markup(markup: str) -> Iterator[Found]:
    """(kind, text) of everything Chinese in a piece of HTML: text, attribute, or data."""
    document = BeautifulSoup(markup, "html.parser")
    for text in document.find_all(string=CHINESE):
        around = text.parent
        if around is None or around.name in ("script", "style"):
            continue
        yield _kind(around), str(text).strip()
    for element in document.find_all(True):
        for name in SPOKEN & element.attrs.keys():
            if CHINESE.search(str(element[name])) and _kind(element) != "data":
                yield "attribute", str(element[name])


def _kind(element: Tag) -> str:
    """data is what an element with lang="zh-CN" holds; what is also marked untranslated is a text of ours."""
    around = [element, *element.parents]
    own = next((e for e in around if e.get("lang") == "zh-CN"), None)
    return "text" if own is None or own.has_attr("data-untranslated") else "data"


def in_tree(node: Any) -> Iterator[Found]:
    """The same of a component tree: its markup, its strings, its figures."""
    if isinstance(node, list):
        for item in node:
            yield from in_tree(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "html" and isinstance(value, str):
                yield from in_markup(value)
            elif key == "figure":
                yield from (("figure", text) for _, text in in_tree(value))
            elif key not in _UNREAD:
                yield from in_tree(value)
    elif isinstance(node, str) and CHINESE.search(node) and not node.startswith("/"):
        yield "text", node


def addresses(client: FlaskClient) -> Iterator[str]:
    """Every page of the list that Dash draws; pages of one thing by the first link that leads there."""
    for stop in STOPS:
        if stop.plain:
            continue
        link = _LINK.fullmatch(stop.link)
        if link is None:
            yield stop.path
            continue
        found = re.search(rf'"({re.escape(link[1])}[^"\\]+)', str(page(client, stop.path)).replace("\\", ""))
        if found:
            yield found[1]


def every_address(server: Flask) -> Iterator[str]:
    """And every indicator, the counties, the tables of rows, and ways to ask for what is not there."""
    catalog = server.extensions[EXTENSION].catalog
    yield from (f"/indicator/{code}" for code in catalog.indicators)
    yield from (f"{domain.path}?region={code}" for domain in catalog.domains for code in ("330902", "ZS-XC"))
    yield from (f"/records/{name}" for name in ROW_TABLES)
    yield from ("/?region=nowhere", "/?period=never", "/economy?period=2026Q3", "/port?asof=2026-10-01", "/port?asof=x")


def further(answer: Any, shapes: Counter[str]) -> Iterator[str]:
    """The first few addresses of each shape that a page links to: rows of a number, batches, problems, data sets."""
    for link in dict.fromkeys(_HREF.findall(str(answer))):
        address = html.unescape(link)
        names = "&".join(sorted(part.partition("=")[0] for part in address.partition("?")[2].split("&")))
        shape = f"{address.split('?')[0].split('/')[1]}?{names}"
        if address.startswith(_FOLLOWED) and shapes[shape] < MOST:
            shapes[shape] += 1
            yield address


def left(server: Flask, more: bool = False, also: Iterable[str] = ()) -> Counter[tuple[str, str, str]]:
    """(kind, text, where it was first met) → how often; `also` are addresses to walk besides the list."""
    client, met = reader(server), dict[Found, str]()
    told: Counter[Found] = Counter()
    waiting = deque([*addresses(client), *(every_address(server) if more else also)])
    shapes: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        answer = page(client, address)
        for found in in_tree(answer):
            met.setdefault(found, address)
            told[found] += 1
        waiting.extend(further(answer, shapes) if more else ())
    for stop in (stop for stop in STOPS if stop.plain):
        client.post("/visitor", data={"seat": stop.seat}) if stop.seat else None
        for found in in_markup(client.get(stop.path).get_data(as_text=True)):
            met.setdefault(found, stop.path)
            told[found] += 1
    return Counter({(*found, met[found]): count for found, count in told.items()})


def main(arguments: list[str]) -> int:
    """Prints them; ends with 1 when there is any."""
    found = left(create_app(read_settings()), "--all" in arguments)
    ours = Counter({key: count for key, count in found.items() if key[0] != "data"})
    for (kind, text, where), count in ours.most_common():
        print(f"{count}\t{kind}\t{where}\t{text}")
    print(f"{len(ours)} 句未译；按原样显示的数据 {len(found) - len(ours)} 处", file=sys.stderr)
    return 1 if ours else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
