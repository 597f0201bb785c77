"""Flagged cells hold raw values: whose they are decides who reads them, on the problem's page, the batch's and in the form."""

import io

import duckdb
import openpyxl
import pytest

from app import create_app
from cockpit.application import EXTENSION
from cockpit.quality.feedback import reconcile
from cockpit.quality.standing import Standing
from cockpit.security.gate import UPDATE
from cockpit.store.pointer import current_file
from tests.cockpit.security.conftest import GRID, PORT
from tests.cockpit.security.test_matrix import page_body
from tests.installation import NOW, clock
from tools.fuzz_callbacks import seat

#: Flagged cells: target, business key, value. The value is what must not reach the wrong eyes.
CELLS = {
    "row": ("grid_event", "E-1", "CELLrow771"),
    "here": ("observation", "grid.events|330902|M|2026-10-01|2026-11-01|current||", "CELLhere772"),
    "there": ("observation", "grid.events|330903|M|2026-10-01|2026-11-01|current||", "CELLthere773"),
    "group": ("observation", "talent.high_level|330900|M|2026-10-01|2026-11-01|current|class|a", "CELLgroup774"),
}
PEOPLE = {
    "leader": ("leader", "", ""), "clerk of it": ("clerk", GRID, ""), "another clerk": ("clerk", PORT, ""),
    "county": ("county", "", "330902"),
}  # fmt: skip
SEEN = {
    "leader": {"row", "here", "there"}, "clerk of it": {"row", "here", "there"}, "another clerk": set(),
    "county": {"here"},
}  # fmt: skip
BATCH = 1


@pytest.fixture(scope="module")
def flagged(installation_copy):
    """The application with the cells, and the number of the problem that they belong to."""
    with duckdb.connect(str(current_file(installation_copy.var / "store"))) as store:
        for target, key, value in CELLS.values():
            row = [BATCH, "planted", target, "range:value", key, "value", value, "超出范围"]
            store.execute("INSERT INTO flag VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        store.execute("UPDATE batch SET target = 'grid_event' WHERE batch_id = ?", [BATCH])
    server = create_app(installation_copy, clock)
    fault = Standing("planted", "试", GRID, "range:value", "range", "accuracy", "flag", "超出范围", BATCH, NOW, 4)
    reconcile(server.extensions[EXTENSION].state, [fault], {"planted": BATCH}, NOW)
    return server


def on_the_page(client, path, search):
    body = page_body(path, search)
    return client.post(UPDATE, json=body, headers={"Accept-Encoding": "identity"}).get_data(as_text=True)


def in_the_form(client):
    answer = client.get("/export/feedback/1.xlsx")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return [str(cell.value) for sheet in book for row in sheet for cell in row]


@pytest.mark.parametrize("who", PEOPLE)
def test_the_form_the_problem_and_the_batch_tell_only_the_cells_one_may_see(flagged, who):
    client = seat(flagged, PEOPLE[who])
    ways = {
        "form": "\n".join(in_the_form(client)),
        "problem": on_the_page(client, "/data/quality", "?problem=1"),
        "batch": on_the_page(client, "/batches", f"?batch={BATCH}"),
    }
    told = {way: {name for name, (*_, value) in CELLS.items() if value in text} for way, text in ways.items()}
    assert told == dict.fromkeys(ways, SEEN[who])


def test_no_cell_is_told_twice(flagged):
    told = in_the_form(seat(flagged, PEOPLE["leader"]))
    assert [told.count(value) for *_, value in CELLS.values()] == [1, 1, 1, 0]
