"""Every page in English: no text of the cockpit is left in Chinese; what is data says so."""

from datetime import date, datetime
from itertools import islice

import pytest
import sqlalchemy as sa

from cockpit.annotation.annotation import Annotation
from cockpit.application import EXTENSION
from tools.untranslated import in_markup, in_tree, left, page, reader

#: The first test walks all pages.
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def found(server):
    indicators = islice(server.extensions[EXTENSION].catalog.indicators, 0, None, 16)
    return left(server, also=[f"/indicator/{code}" for code in indicators])


def test_no_text_is_left_in_chinese(found):
    assert sorted(text for kind, text, _ in found if kind == "text") == []


def test_no_label_read_aloud_is_left_in_chinese(found):
    assert sorted(text for kind, text, _ in found if kind == "attribute") == []


def test_no_chart_speaks_chinese_but_for_what_somebody_wrote_on_it(found, server):
    with server.extensions[EXTENSION].state() as state:
        written = list(state.scalars(sa.select(Annotation.name)))
    texts = sorted(text for kind, text, _ in found if kind == "figure")
    assert [text for text in texts if not any(name in text for name in written)] == []


def test_a_note_somebody_wrote_is_data_wherever_it_stands(server):
    state = server.extensions[EXTENSION].state
    note = Annotation(
        indicator="grid.ontime_rate", region="", since=date(2026, 8, 1), until=date(2026, 9, 1), kind="event",
        name="某人写的事", note="", state="approved", author="x", author_title="", written_at=datetime(2026, 8, 3),
    )  # fmt: skip
    with state.begin() as written:
        written.add(note)
    try:
        told = {kind for kind, text in in_tree(page(reader(server), "/indicator/grid.ontime_rate")) if note.name in text}
    finally:
        with state.begin() as written:
            written.delete(note)
    assert told == {"data", "figure"}


def test_data_stays_as_it_was_delivered(found):
    assert [text for kind, text, _ in found if kind == "data" and "EN" not in text] != []


def test_a_text_without_a_message_is_shown_and_found():
    told = list(in_markup('<p><span lang="zh-CN" data-untranslated="">没有译文</span><b lang="zh-CN">某人</b></p>'))
    assert told == [("text", "没有译文"), ("data", "某人")]


def test_pages_are_english_for_who_chose_it_and_chinese_for_others(server):
    told = [str(page(client, "/")).count("Overview") > 0 for client in (reader(server), server.test_client())]
    assert told == [True, False]
