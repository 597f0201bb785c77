"""Which door opens to whom: every route, page and callback, declared in doors.yaml; what is not declared stays shut."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import get_args

from cockpit.errors import CatalogError, Forbidden
from cockpit.security.grant import Grant
from cockpit.security.identity import Identity
from cockpit.security.policy import Right
from metrics.declaration import Declaration, Document, refuse

FILE = Path(__file__).resolve().parent / "doors.yaml"
#: Besides the rights of the policy: no one, everyone, whoever shows an API key (the route itself asks for it, by
#: cockpit.api.key, and answers under that key's grant), whoever is signed in, and people (no devices).
WORDS = ("none", "anyone", "key", "signed", "person")
RIGHTS: Mapping[str, Right] = {right: right for right in get_args(Right)}


class Doors(Declaration):
    """Who may pass, by Flask rule, by page name and by callback output; `leaves`: the event of a route that gives a
    file away (cockpit.audit.leaving)."""

    routes: Mapping[str, str]
    leaves: Mapping[str, str]
    pages: Mapping[str, str]
    callbacks: Mapping[str, str]


@lru_cache(maxsize=1)
def doors(file: Path = FILE) -> Doors:
    """The declared doors.

    Raises:
        CatalogError: a word that is neither a right nor one of WORDS.
    """
    faults: list[str] = []
    document = Document(file)
    found = document.model(Doors, faults)
    refuse(str(file), faults)
    if found is None:
        raise CatalogError(str(file), "读不出入口声明", "恢复该文件")
    known = {*WORDS, *RIGHTS}
    for kind in ("routes", "pages", "callbacks"):
        told: Mapping[str, str] = getattr(found, kind)
        faults += [f"{document.place((kind, k))} 没有权限 {w!r}" for k, w in told.items() if w not in known]
    refuse(str(file), faults)
    return found


def opens(word: str | None, identity: Identity, grant: Grant) -> bool:
    """Whether a door with this word opens; an undeclared door has no word and opens to nobody."""
    if word is None or word == "none":
        return False
    if word in ("anyone", "key"):
        return True
    if identity.kind == "nobody":
        return False
    if word == "signed":
        return True
    if word == "person":
        return identity.kind in ("person", "visitor")
    return word in RIGHTS and grant.may(RIGHTS[word])


def page_word(name: str, domains: frozenset[str]) -> str | None:
    """The word of a page; every domain's page has the word of `domain`, every screen's that of `wall`."""
    family = "domain" if name in domains else "wall" if name.startswith("wall_") else name
    return doors().pages.get(family)


def pass_page(name: str, domains: frozenset[str], identity: Identity, grant: Grant) -> None:
    """Goes on only when a page opens.

    Raises:
        Forbidden: it does not.
    """
    if not opens(page_word(name, domains), identity, grant):
        raise Forbidden("页面", "您的角色不能看这一页", "需要时请找安全管理员授权")
