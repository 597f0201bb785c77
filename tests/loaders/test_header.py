"""Headers of several rows, merged across and down, in workbooks and in delimited files."""

import pytest
from openpyxl import Workbook

from cockpit.errors import SourceShapeError
from loaders.delimited import read_delimited
from loaders.header import header, spread
from loaders.spreadsheet import read_spreadsheet

NAMES = ["地区", "货物吞吐量 1-3月", "货物吞吐量 同比±%", "集装箱 1-3月", "集装箱 同比±%"]
ROWS = [["定海区", "1,234.5", "5.2%", "60", "-1.5%"], ["普陀区", "88", None, "7", "12%"]]


@pytest.fixture
def merged(tmp_path):
    """A workbook as a bureau of statistics draws it: a title, merged headers, percentages as Excel keeps them."""
    book = Workbook()
    page = book.active
    page.append(["主要指标", None, None, None, None])
    page.append(["地  区", "货物吞吐量", None, "集装箱", None])
    page.append([None, "1-3月", "同比±%", "1-3月", "同比±%"])
    page.append(["定海区", "1,234.5", 0.052, 60, -0.015])
    page.append(["普陀区", 88, None, 7, 0.12])
    for area in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
        page.merge_cells(area)
    for row in (4, 5):
        for column in ("C", "E"):
            page[f"{column}{row}"].number_format = "0.0%"
    path = tmp_path / "月报.xlsx"
    book.save(path)
    return path


def rows(frame):
    return [[None if cell != cell else cell for cell in row] for row in frame.to_numpy().tolist()]


def test_merged_cells_of_a_workbook_become_one_name_per_column(merged):
    frame = read_spreadsheet(merged, "", title_rows=1, header_rows=2)
    assert (list(frame.columns), rows(frame)) == (NAMES, ROWS)


def test_in_a_delimited_file_the_first_cell_of_a_merged_run_fills_it(tmp_path):
    path = tmp_path / "月报.csv"
    path.write_text(
        '主要指标,,,,\n地 区,货物吞吐量,,集装箱,\n地 区,1-3月,同比±%,1-3月,同比±%\n定海区,"1,234.5",5.2%,60,-1.5%\n'
        "普陀区,88,,7,12%\n",
        encoding="utf-8",
    )
    frame = read_delimited(path, "utf-8", title_rows=1, header_rows=2)
    assert (list(frame.columns), rows(frame)) == (NAMES, ROWS)


def test_a_word_above_itself_is_told_once_and_a_column_without_a_name_is_counted():
    assert header([["地区", "地区", None], ["地区", "代码", " "]], "表") == ["地区", "地区 代码", "第3列"]


def test_a_single_header_row_keeps_the_blanks_inside_its_names():
    assert header([[" unit price ", "数 量"]], "表") == ["unit price", "数 量"]


def test_two_columns_of_one_name_are_refused_with_what_to_check():
    with pytest.raises(SourceShapeError) as refused:
        header([["同比", "同比"]], "表.xlsx")
    assert (refused.value.place, refused.value.problem) == ("表.xlsx", "列名重复：同比")
    assert "header_rows" in refused.value.remedy


def test_a_wrong_number_of_header_rows_is_noticed(merged):
    with pytest.raises(SourceShapeError, match="列名重复"):
        read_spreadsheet(merged, "", title_rows=2, header_rows=1)


def test_a_run_is_filled_from_its_left_and_only_to_its_right():
    assert spread([None, "甲", "", " ", "乙", None]) == [None, "甲", "甲", "甲", "乙", "乙"]
