"""Excel workbooks."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook

from cockpit.errors import SourceIncomplete, SourceShapeError
from loaders.spreadsheet import read_spreadsheet


def workbook(tmp_path, *rows, sheet="年度目标"):
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    path = tmp_path / "目标.xlsx"
    book.save(path)
    return path


def test_cells_become_text_whole_numbers_without_point_and_dates_in_iso(tmp_path):
    path = workbook(
        tmp_path, ["code", "n", "day", "at", "x"], ["A", 7.0, date(2026, 3, 1), datetime(2026, 3, 1, 8), 1.5], ["B"]
    )
    frame = read_spreadsheet(path, "年度目标")
    assert frame.iloc[0].tolist() == ["A", "7", "2026-03-01 00:00:00", "2026-03-01 08:00:00", "1.5"]
    assert frame.iloc[1].isna().tolist() == [False, True, True, True, True]


def test_a_workbook_cut_in_half_is_refused(tmp_path):
    path = workbook(tmp_path, ["a"], ["1"])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(SourceIncomplete, match="不是完整的 Excel 文件"):
        read_spreadsheet(path, "")


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path):
    with pytest.raises(SourceShapeError) as refused:
        read_spreadsheet(workbook(tmp_path, ["a"], ["1"], sheet="一月"), "二月")
    assert refused.value.problem == "没有工作表 二月；有：一月"


def test_a_sheet_with_nothing_below_its_header_is_refused(tmp_path):
    with pytest.raises(SourceIncomplete, match="没有数据行"):
        read_spreadsheet(workbook(tmp_path, ["a"]), "")
