"""What the search box knows: one small list, sent once per snapshot; the browser finds as you type (assets/d-find.js)."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from flask import Flask, Response, request

from cockpit.application import Cockpit, current_cockpit
from metrics.region import every_place
from metrics.search import initials

#: What is found, in the order in which kinds stand when they match equally well.
KINDS = ("领域", "系统", "指标", "区域", "部门")
Entry = tuple[int, str, str, str, str]


def register(server: Flask) -> None:
    """Adds /api/find."""
    server.add_url_rule("/api/find", "find", find)


def find() -> Response:
    """`{kinds, rows: [kind, name, initials, more words, address]}`; unchanged lists cost a header."""
    cockpit = current_cockpit()
    reader = cockpit.frames.reader()
    told: bytes = reader.remember("finder", lambda: orjson.dumps({"kinds": KINDS, "rows": list(entries(cockpit))}))
    answer = Response(told, mimetype="application/json", headers={"Cache-Control": "private, max-age=300"})
    answer.set_etag(f"{reader.snapshot.id}-{cockpit.grant.digest}", weak=True)
    answer.make_conditional(request)
    return answer


def entries(cockpit: Cockpit) -> Iterator[Entry]:
    """Domains, systems, indicators, regions and departments, each with the page that shows it."""
    catalog = cockpit.catalog
    for domain in catalog.domains:
        yield 0, domain.name, initials(domain.name), domain.question, domain.path
        for system in domain.systems:
            anchor = f"{domain.path}#system-{system.code.lower().replace('.', '-')}"
            yield 1, system.name, initials(system.name), system.lead, anchor
    departments: dict[str, None] = {}
    for indicator in catalog.indicators.values():
        more = " ".join((indicator.department, indicator.code, *indicator.aliases))
        yield 2, indicator.name_zh, initials(indicator.name_zh), more, f"/indicator/{indicator.code}"
        departments |= dict.fromkeys(indicator.department.split("、"))
    for code, name, within in every_place():
        yield 3, name, initials(name), f"{within} {code}", f"/region/{code}"
    for name in departments:
        yield 4, name, initials(name), "", f"/catalog?q={name}"
