"""Back-fill takes the rows changed in a half-open span."""

import pandas as pd

from loaders.service.span import Span
from tests.cockpit.store.conftest import chunk, delivery, node, rejected


def taken(span):
    parts = [node(n, at=f"2026-11-0{n} 00:00:00") for n in range(1, 6)]
    chunks = list(span.within(delivery(chunk(parts, [rejected(9, "x")]))).chunks)
    return [row for part in chunks for row in part.rows["node_no"]], sum(len(part.rejects) for part in chunks)


def test_the_span_is_half_open_and_refused_rows_stay():
    since, until = pd.Timestamp("2026-11-02"), pd.Timestamp("2026-11-04")
    assert taken(Span(since, until)) == ([2, 3], 1)
    assert taken(Span(since, None)) == ([2, 3, 4, 5], 1)
    assert taken(Span(None, until)) == ([1, 2, 3], 1)
    assert taken(Span()) == ([1, 2, 3, 4, 5], 1)


def test_reading_begins_at_the_spans_beginning():
    assert Span(since=pd.Timestamp("2026-11-02")).watermark().changed_at == pd.Timestamp("2026-11-02")
    assert (Span(until=pd.Timestamp("2026-11-02")).watermark(), bool(Span())) == (None, False)
