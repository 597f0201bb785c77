"""The short way gives what the long way gave, and only to those who asked for the same."""

import json
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest

from app import create_app
from cockpit.application import current_cockpit
from cockpit.errors import QueryError
from cockpit.view import domain
from cockpit.view.swift import PAGES, UPDATE, page_key
from tests.installation import _settings, clock


def body(path, search=""):
    inputs = [
        {"id": "_pages_location", "property": name, "value": value}
        for name, value in (("pathname", path), ("search", search))
    ]
    outputs = [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}]
    return {
        "output": PAGES,
        "outputs": outputs,
        "inputs": inputs,
        "changedPropIds": ["_pages_location.pathname"],
        "state": [],
    }


def asked(server, path, search="", encoding="br"):
    return server.test_client().post(UPDATE, json=body(path, search), headers={"Accept-Encoding": encoding})


@pytest.mark.parametrize("search", ["", "?region=330902", "?period=2026-08&region=330921"])
def test_the_second_answer_is_the_first(server, search):
    first, second = asked(server, "/port", search), asked(server, "/port", search)
    plain = asked(server, "/port", search, "identity")
    assert first.headers["Content-Encoding"] == second.headers["Content-Encoding"] == "br"
    assert first.get_data() == second.get_data()
    assert json.loads(brotli.decompress(second.get_data())) == json.loads(plain.get_data())


def test_another_region_is_another_answer(server):
    told = {search: asked(server, "/port", search).get_data() for search in ("", "?region=330902", "?region=330922")}
    assert len(set(told.values())) == 3


def test_what_a_reader_invents_is_not_kept(server):
    with server.test_request_context():
        reader = current_cockpit().frames.reader()
        asked(server, "/port", "?invented=1")
        assert reader.kept(page_key(body("/port", "?invented=1"))) is None
        asked(server, "/port")
        assert reader.kept(page_key(body("/port"))) is not None


def test_before_the_first_publication_every_page_says_what_to_do(tmp_path):
    empty = create_app(_settings(tmp_path), clock)
    told = asked(empty, "/port", encoding="identity")
    assert (told.status_code, "运行 python app.py ingest" in told.text) == (200, True)
    assert asked(empty, "/port").status_code == 200


def test_a_refused_page_is_asked_for_again(server, monkeypatch):
    def refuse(*_):
        raise QueryError("演示", "读不到", "稍后再试")

    monkeypatch.setattr("cockpit.view.domain.page_context", refuse)
    refused = asked(server, "/ecology", "?region=330903")
    monkeypatch.undo()
    told = asked(server, "/ecology", "?region=330903")
    assert "读不到" in refused.text
    assert "读不到" not in brotli.decompress(told.get_data()).decode()


def test_a_page_that_four_readers_want_at_once_is_drawn_once(server, monkeypatch):
    drawn, own = [], domain.page_context

    def counted(*told):
        drawn.append(told)
        return own(*told)

    monkeypatch.setattr(domain, "page_context", counted)
    with ThreadPoolExecutor(4) as readers:
        answers = list(readers.map(lambda _: asked(server, "/ecology", "?period=2026-03&region=330903"), range(4)))
    assert (len(drawn), len({answer.get_data() for answer in answers})) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        "x",
        {},
        {"output": PAGES, "inputs": [1]},
        {"output": PAGES, "inputs": [{"property": "pathname", "value": 7}]},
    ],
)
def test_a_body_that_asks_for_no_page_has_no_key(wrong):
    assert page_key(wrong) is None
