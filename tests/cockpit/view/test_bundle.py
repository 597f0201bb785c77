"""Joined files: everything Dash asks for, in its order, once, small and for ever."""

import re

import brotli
import pytest
from bs4 import BeautifulSoup

from app import create_app
from tests.installation import clock


@pytest.fixture
def document(server):
    return BeautifulSoup(server.test_client().get("/economy").get_data(as_text=True), "html.parser")


def sources(document):
    return [script["src"] for script in document.find_all("script", src=True)]


def fetched(server, address, encoding):
    return server.test_client().get(address, headers={"Accept-Encoding": encoding})


def test_a_document_asks_for_three_scripts_and_one_sheet_in_chinese(document):
    assert [re.sub(r"[0-9a-f]{16}|\?.*", "", source) for source in sources(document)] == [
        "/assets/first.js",
        "/joined/dash-renderer-.js",
        "/joined/dash-renderer-.js",
    ]
    assert len(document.find_all("link", rel="stylesheet")) == 1
    assert document.html["lang"] == "zh-CN"


def test_a_joined_file_is_the_same_compressed_and_not(server, document):
    for address in sources(document)[1:]:
        plain, small = fetched(server, address, "identity"), fetched(server, address, "br")
        assert small.headers["Content-Encoding"] == "br"
        assert brotli.decompress(small.get_data()) == plain.get_data()
        assert "immutable" in small.headers["Cache-Control"] and "immutable" in plain.headers["Cache-Control"]


def test_the_chart_library_and_the_rest_are_all_there_and_what_the_browser_never_needs_is_not(server, document):
    charts, rest = (fetched(server, address, "identity").get_data(as_text=True) for address in sources(document)[1:])
    assert "window.Plotly=" in charts
    present = ["cockpit_markup", "dash_core_components", "dash_html_components", "DashRenderer", "cockpitGo"]
    assert [name for name in present if name not in rest] == []
    assert "dash_svg" not in re.findall(r"window\[?.?\"?(dash_svg)", rest)


def test_the_document_tells_nobody_which_versions_run_here(document):
    told = document.find(id="_dash-config").string
    assert [name for name in ("python_version", "plotly_version", "dash_version_url") if name in told] == []


def test_an_unknown_joined_file_is_not_there(server):
    assert fetched(server, "/joined/dash-renderer-0000000000000000.js", "br").status_code == 404


def test_a_chunk_that_is_asked_for_later_is_found(server):
    answer = server.test_client().get("/joined/async-dropdown.js", follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, "/_dash-component-suites/dash/dcc/async-dropdown.js")


def test_a_worker_that_has_served_nothing_yet_has_the_files_that_another_worker_s_page_names(installation):
    page = create_app(installation, clock).test_client().get("/").get_data(as_text=True)
    named = re.findall(r'"(/joined/[^"]+)"', page)
    fresh = create_app(installation, clock).test_client()
    assert len(named) == 3
    assert [fresh.get(address).status_code for address in named] == [200] * 3
