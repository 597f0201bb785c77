"""CSV: BOM, numbers as numbers, and no text that a spreadsheet computes."""

import csv
import hashlib
import io

import pandas as pd
import pyarrow as pa
import pytest

from cockpit.export.delimited import content_sum, csv_lines, neutral, plain
from cockpit.export.document import Column, frame_sheet


def write_csv(frame, bom=True):
    columns = [Column(name, "number" if name == "数值" else "text") for name in frame.columns]
    return b"".join(csv_lines(frame_sheet("试验", columns, frame), bom))


def test_the_file_begins_with_a_byte_order_mark_and_ends_lines_as_excel_does():
    written = write_csv(pd.DataFrame({"区域": ["定海区"], "数值": [1.5]}))
    assert written == "\ufeff区域,数值\r\n定海区,1.5\r\n".encode()


def test_a_missing_value_is_an_empty_cell_and_never_zero():
    written = write_csv((pd.DataFrame({"区域": ["嵊泗县", "岱山县"], "数值": [None, 0.0]})), bom=False)
    assert written.decode().splitlines()[1:] == ["嵊泗县,", "岱山县,0"]


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x"])
def test_a_text_that_a_spreadsheet_would_compute_is_shown_instead(text):
    assert neutral(pa.array([text])).to_pylist() == [f"'{text}"]


@pytest.mark.parametrize("text", ["", "定海区", "1,775.20", "亩均=税收/亩"])
def test_other_texts_stay_as_they_are(text):
    assert neutral(pa.array([text])).to_pylist() == [text]


@pytest.mark.parametrize(
    ("value", "text"), [(1e15, "1000000000000000"), (1.5e-7, "0.00000015"), (-1.7, "-1.7"), (6.014633, "6.014633")]
)
def test_numbers_have_no_exponent_and_stay_numbers(value, text):
    assert plain(value) == text


def test_quotes_commas_and_line_ends_inside_a_text_survive_reading():
    texts = ["a,b", 'q"x', "第一行\r\n第二行", None, "定海区"]
    written = write_csv(pd.DataFrame({"区域": texts, "数值": [1, 2, 3, 4, 5]}), bom=False).decode()
    assert list(csv.reader(io.StringIO(written, newline=""))) == [
        ["区域", "数值"], ["a,b", "1"], ['q"x', "2"], ["第一行\r\n第二行", "3"], ["", "4"], ["定海区", "5"],
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [0, 1, 19_999, 20_000, 45_001])
def test_the_checksum_of_a_sheet_is_that_of_its_csv_without_mark_whatever_the_batches(rows):
    frame = pd.DataFrame({"区域": [f"区{n % 7}" for n in range(rows)], "数值": [n * 1e-7 for n in range(rows)]})
    columns = [Column("区域"), Column("数值", "number")]
    whole = write_csv(frame, bom=False)
    assert content_sum(frame_sheet("试验", columns, frame)) == (rows, hashlib.sha256(whole).hexdigest())
    assert len(whole.splitlines()) == rows + 1
