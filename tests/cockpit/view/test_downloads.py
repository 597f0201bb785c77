"""The file holds exactly the rows of the screen, and what a reader needs who never saw the screen."""

import csv
import io
import json
import re
import zipfile
from urllib.parse import unquote

import openpyxl
import pytest

from cockpit.audit.record import trail
from tests.drawn import drawn

QUERY = "i=port.cargo_ytd,grid.ontime_rate,econ.fai_yoy&regions=330900,330921&from=2026-07&to=2026-09&sort=-数值"


def get(server, address):
    return server.test_client().get(address)


def screen(server, query):
    rows = drawn(server, f"/table?{query}").select("tbody tr")
    return [[cell.get_text() for cell in row.find_all("td")] for row in rows]


def written(server, query):
    return list(csv.reader(io.StringIO(get(server, f"/export/table.csv?{query}").data.decode("utf-8-sig"))))


def test_the_csv_holds_the_rows_of_the_screen_in_their_order(server):
    shown, rows = screen(server, QUERY), written(server, QUERY)
    place = rows[0].index("数值")
    assert len(shown) >= 10
    wide = len(shown[0])  # codes and definitions stand behind, in the file only; it writes days for machines
    told = [
        [cell.replace("-", "/") if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else cell for cell in row[:wide]]
        for row in rows[1:]
    ]
    assert [row[:place] + row[place + 1 :] for row in told] == [row[:place] + row[place + 1 :] for row in shown]


def test_the_numbers_of_the_file_round_to_those_of_the_screen(server):
    shown, rows = screen(server, QUERY), written(server, QUERY)
    place = rows[0].index("数值")
    for on_screen, in_file in zip(shown, rows[1:], strict=True):
        digits = len(on_screen[place].partition(".")[2])
        assert float(on_screen[place].replace(",", "")) == pytest.approx(
            float(in_file[place]), abs=0.5001 * 10**-digits
        )


def test_the_workbook_holds_the_same_rows_with_real_numbers(server):
    rows = written(server, QUERY)
    book = openpyxl.load_workbook(io.BytesIO(get(server, f"/export/table.xlsx?{QUERY}").data))
    sheet = [list(row) for row in book["数据"].iter_rows(min_row=4, values_only=True)]
    places = [rows[0].index("数值"), rows[0].index("原值")]
    assert list(sheet[0]) == rows[0]
    assert [[row[at] for at in places] for row in sheet[1:]] == [[float(row[at]) for at in places] for row in rows[1:]]
    assert [[str(c) for n, c in enumerate(row) if n not in places] for row in sheet[1:]] == [
        [c for n, c in enumerate(row) if n not in places] for row in rows[1:]
    ]


def test_the_workbook_defines_every_indicator_in_it_and_states_its_rows(server):
    book = openpyxl.load_workbook(io.BytesIO(get(server, f"/export/table.xlsx?{QUERY}").data))
    codes = [row[8] for row in book["口径"].iter_rows(min_row=2, values_only=True)]
    facts = dict(book["说明"].iter_rows(values_only=True))
    assert codes == ["port.cargo_ytd", "grid.ontime_rate", "econ.fai_yoy"]
    assert int(facts["行数"]) == book["数据"].max_row - 4
    assert facts["区域"] == "舟山市、岱山县"
    assert (book["数据"].freeze_panes, book["数据"].print_title_rows) == ("B5", "$4:$4")


def test_a_workbook_with_demonstration_data_says_so_in_its_name_title_and_facts(server):
    answer = get(server, f"/export/table.xlsx?{QUERY}")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert "演示数据" in unquote(answer.headers["Content-Disposition"])
    assert "含演示数据" in book["数据"]["A1"].value
    assert dict(book["说明"].iter_rows(values_only=True))["数据性质"].startswith("含演示数据")


def test_published_figures_alone_carry_no_mark(server):
    query = "i=econ.marine_share&regions=330900&grain=A&from=2025-01&to=2025-12"
    answer = get(server, f"/export/table.csv?{query}")
    assert "演示" not in unquote(answer.headers["Content-Disposition"])
    assert {row[6] for row in written(server, query)[1:]} == {"最终"}


def test_no_cell_of_the_workbook_is_a_formula(server):
    book = get(server, f"/export/table.xlsx?{QUERY}").data
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 3
    assert [b"<f>" in sheet for sheet in sheets] == [False] * 3


def test_the_screen_links_to_files_of_its_own_snapshot(server):
    page = drawn(server, f"/table?{QUERY}")
    links = [link["href"] for link in page.select("a[download]")]
    snapshot = page.select_one("[data-snapshot]")["data-snapshot"]
    assert len(links) == 3
    assert [f"snapshot={snapshot}" in link for link in links] == [True, True, True]
    assert [get(server, link).status_code for link in links] == [200, 200, 200]


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/export/table.csv?i=port.nothing", "port.nothing"), ("/export/table.pdf", "pdf"),
        ("/export/table.csv?sort=秘密", "秘密"), ("/export/table.csv?grain=X", "X"),
        ("/export/table.csv?snapshot=99", "99"), ("/export/table.csv?snapshot=abc", "abc"),
        ("/export/table.csv?from=2026-13", "2026-13"), ("/export/table.csv?regions=ZZ", "ZZ"),
    ],
)  # fmt: skip
def test_a_refusal_names_what_is_wrong_and_what_to_do(server, address, named):
    answer = get(server, address)
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert named in answer.get_data(as_text=True)
    assert "→" in answer.get_data(as_text=True)


def test_an_empty_selection_is_a_file_with_its_header(server):
    rows = written(server, "i=port.cargo_ytd&regions=330900&from=2018-01&to=2018-02")
    assert (len(rows), rows[0][0]) == (1, "指标")


def test_every_file_taken_away_stands_in_the_audit_with_its_rows_and_checksum(server):
    answer = get(server, f"/export/table.csv?{QUERY}")
    newest = trail(server.extensions["cockpit"]).entries({"event": "export"})[0]
    told = json.loads(newest.detail)
    assert (str(told["rows"]), told["sha256"]) == (answer.headers["X-Row-Count"], answer.headers["X-Content-SHA256"])
    assert told["watermark"].startswith("ZS")
    assert newest.object in unquote(answer.headers["Content-Disposition"])
