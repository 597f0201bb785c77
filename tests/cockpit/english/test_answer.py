"""Who chose English is answered in English; the Chinese answers are the same bytes as ever."""

import pytest

from cockpit.english import answer
from cockpit.view.swift import UPDATE
from tests.cockpit.view.test_swift import body
from tools.untranslated import reader


def asked(client, path, encoding="identity"):
    return client.post(UPDATE, json=body(path), headers={"Accept-Encoding": encoding})


@pytest.mark.parametrize("path", ["/", "/port", "/wall/city", "/warnings"])
def test_a_chinese_page_is_what_it_is_without_a_second_language(server, path, monkeypatch):
    before = asked(server.test_client(), path).get_data()
    asked(reader(server), path)
    monkeypatch.setattr(answer, "in_english", None)
    monkeypatch.setattr(answer, "translator", None)  # whoever reads Chinese never needs it
    assert asked(server.test_client(), path).get_data() == before


@pytest.mark.parametrize("encoding", ["identity", "br"])
def test_each_language_is_kept_under_its_own_key(server, encoding):
    told = [asked(client, "/port", encoding).get_data() for client in (server.test_client(), reader(server)) * 2]
    assert (told[0] == told[2], told[1] == told[3], told[0] == told[1]) == (True, True, False)


def test_the_document_says_its_language(server):
    pages = [client.get("/").get_data(as_text=True) for client in (server.test_client(), reader(server))]
    assert ['<html lang="zh-CN">' in pages[0], '<html lang="en">' in pages[1]] == [True, True]
    assert "<title>Zhoushan Digital Cockpit</title>" in pages[1]


def test_cards_and_search_are_kept_by_browsers_for_each_language(server):
    client = reader(server)
    card, found = client.get("/api/card/port.cargo_ytd"), client.get("/api/find")
    assert ["Cookie" in told.headers["Vary"] for told in (card, found)] == [True, True]
    assert "Definition card" in card.get_data(as_text=True)
    assert found.get_json()["kinds"] == ["Domain", "System", "Indicator", "Region", "Department"]


def test_files_stay_chinese(server):
    client = reader(server)
    assert "指标" in client.get("/export/table.csv?indicators=port.cargo_ytd").get_data().decode("utf-8-sig")
