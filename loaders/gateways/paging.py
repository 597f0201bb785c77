"""Page after page of an interface, held against the total it announced."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pandas as pd

from cockpit.errors import SourceIncomplete
from loaders.gateways.answers import text_frame
from loaders.patience import ONCE, Patience

Page = Callable[[int], list[dict[str, Any]]]


def pages(total: Callable[[], int], page: Page, place: str, patience: Patience = ONCE) -> Iterator[pd.DataFrame]:
    """Frames of the pages from 1 on; a row that comes twice is one row.

    The total is asked before and after: rows that arrive or go while pages are read shift the pages. A later page that
    fails is asked for again by itself; the first one is the business of whoever opened the source.

    Raises:
        SourceIncomplete: fewer rows than announced, or another total at the end.
    """
    announced, seen = total(), set[int]()
    number = 0
    while len(seen) < announced:
        number += 1
        rows = patience.again(partial(page, number)) if number > 1 else page(number)
        fresh = [row for row in rows if _new(row, seen)]
        if not fresh:
            break
        yield text_frame(fresh)
    after = patience.again(total)
    if after != announced:
        raise SourceIncomplete(place, f"读取期间总数由 {announced} 变为 {after}", "稍后重读；屏上仍是上一批")
    if len(seen) != announced:
        raise SourceIncomplete(place, f"应有 {announced} 行，实收 {len(seen)} 行", "稍后重读；屏上仍是上一批")


def _new(row: dict[str, Any], seen: set[int]) -> bool:
    """Whether a row was not seen yet; it is remembered by its hash, so that a million rows cost little."""
    mark = hash(json.dumps(row, sort_keys=True, ensure_ascii=False))
    if mark in seen:
        return False
    seen.add(mark)
    return True
