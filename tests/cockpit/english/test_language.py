"""The switch: a cookie, set by the shell's button or by the address; nobody is led off the site."""

import pytest


def chosen(answer):
    return [part.split(";")[0] for part in answer.headers.getlist("Set-Cookie") if part.startswith("cockpit_language")]


def test_the_address_chooses_and_goes_on_without_the_choice(server):
    answer = server.test_client().get("/economy?lang=en&region=330902")
    assert (answer.status_code, answer.headers["Location"], chosen(answer)) == (
        302, "/economy?region=330902", ["cockpit_language=en"],
    )  # fmt: skip


def test_a_language_there_is_not_is_chinese(server):
    assert chosen(server.test_client().get("/?lang=fr")) == ["cockpit_language=zh"]


def test_the_button_changes_to_the_other_language_and_back(server):
    client = server.test_client()
    there = client.post("/language", headers={"Referer": "http://localhost/port?period=2026-09"})
    back = client.post("/language", headers={"Referer": "http://localhost/port"})
    assert (there.headers["Location"], chosen(there)) == ("/port?period=2026-09", ["cockpit_language=en"])
    assert (back.headers["Location"], chosen(back)) == ("/port", ["cockpit_language=zh"])


@pytest.mark.parametrize("origin", ["http://elsewhere.example/port", "http://localhost//elsewhere.example/"])
def test_nobody_is_sent_elsewhere(server, origin):
    assert server.test_client().post("/language", headers={"Referer": origin}).headers["Location"] == "/"


def test_the_address_sends_nobody_elsewhere(server):
    answer = server.test_client().get("/?lang=en", environ_overrides={"PATH_INFO": "//elsewhere.example/"})
    assert answer.headers["Location"] == "/elsewhere.example/"
