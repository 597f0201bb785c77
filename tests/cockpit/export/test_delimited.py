"""CSV: BOM, numbers as numbers, and no text that a spreadsheet computes."""

import pandas as pd
import pytest

from cockpit.export.delimited import neutral, plain, write_csv
from cockpit.export.table_file import TableFile


def file(frame):
    return TableFile("试验", frame, (), (), 7, demo=False)


def test_the_file_begins_with_a_byte_order_mark_and_ends_lines_as_excel_does():
    written = write_csv(file(pd.DataFrame({"区域": ["定海区"], "数值": [1.5]})))
    assert written == "\ufeff区域,数值\r\n定海区,1.5\r\n".encode()


def test_a_missing_value_is_an_empty_cell_and_never_zero():
    written = write_csv(file(pd.DataFrame({"区域": ["嵊泗县", "岱山县"], "数值": [None, 0.0]})), bom=False)
    assert written.decode().splitlines()[1:] == ["嵊泗县,", "岱山县,0"]


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x"])
def test_a_text_that_a_spreadsheet_would_compute_is_shown_instead(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "定海区", "1,775.20", "亩均=税收/亩"])
def test_other_texts_stay_as_they_are(text):
    assert neutral(text) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1e15, "1000000000000000"), (1.5e-7, "0.00000015"), (-1.7, "-1.7"), (6.014633, "6.014633")]
)
def test_numbers_have_no_exponent_and_stay_numbers(value, text):
    assert plain(value) == text
