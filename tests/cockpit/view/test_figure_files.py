"""Every figure of a desk page has its corner, and stands where a reader finds to when it reaches and from where it comes."""

import pytest
import sqlalchemy as sa

from cockpit.application import EXTENSION
from cockpit.export.job import WAITING, ExportJob
from cockpit.export.queue import jobs_of
from tests.drawn import drawn

PAGES = ("/", "/port", "/economy", "/society", "/gov", "/ecology", "/indicator/port.cargo_ytd", "/region/330902")


@pytest.mark.parametrize("address", PAGES)
def test_every_figure_has_a_corner_and_its_source_beside_it(server, address):
    page = drawn(server, address)
    figures = page.select("[data-chart], [data-map]")
    names = [figure.get("data-chart") or figure.get("data-map") for figure in figures]
    corners = [button["value"] for button in page.select("button[form=figure-files]")]
    card = page.select_one("#definition")
    assert corners == [f"{kind} {name}" for name in names for kind in ("pdf", "png")]
    sourced = [figure.find_parent(class_="panel").select_one(".provenance") or card for figure in figures]
    assert None not in sourced


def test_the_corner_belongs_to_the_form_of_its_page(server):
    (form,) = drawn(server, "/port?period=2026-09").select("form#figure-files")
    assert form.select_one("input[name=path]")["value"] == "/port?period=2026-09"


@pytest.fixture
def forget(server):
    """Takes what these tests asked for out of the queue again."""

    def forgotten():
        with server.extensions[EXTENSION].state.begin() as session:
            session.execute(sa.delete(ExportJob).where(ExportJob.owner == "visitor", ExportJob.state == WAITING))

    yield forgotten
    forgotten()


def asked(server, **form):
    before = jobs_of(server.extensions[EXTENSION].state, "visitor")
    answer = server.test_client().post("/exports/new", data=form)
    new = [
        job
        for job in jobs_of(server.extensions[EXTENSION].state, "visitor")
        if job.job_id not in {j.job_id for j in before}
    ]
    return answer, new


def test_the_corner_puts_the_figure_into_the_queue(server, forget):
    answer, (job,) = asked(server, path="/port", figure="pdf port-cargoes")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/exports")
    assert (job.kind, job.extension, job.state, job.title) == ("figure", "pdf", WAITING, "图 /port port-cargoes")


@pytest.mark.parametrize("figure", ["", "exe port-cargoes", "xlsx port-cargoes"])
def test_a_corner_that_is_none_of_ours_is_refused(server, figure):
    answer, new = asked(server, path="/port", figure=figure)
    assert ("refused" in answer.headers["Location"], new) == (True, [])


def test_every_button_of_a_page_is_accepted_by_the_queue(server, forget):
    for address in ("/port", "/", "/indicator/port.cargo_ytd"):
        for button in drawn(server, address).select(".page-files button[name=job]"):
            answer, new = asked(server, job=button["value"])
            assert (answer.headers["Location"], len(new)) == ("/exports", 1)
            forget()
