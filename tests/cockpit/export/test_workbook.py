"""The workbook: what it says of itself, real numbers, text that stays text; the large writer makes the same."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.errors import ExportError
from cockpit.export.delimited import FORMULA, content_sum
from cockpit.export.document import Column, Document, frame_sheet, sheet_titles
from cockpit.export.large_workbook import write_large_workbook
from cockpit.export.workbook import write_workbook
from tests.cockpit.export.documents import COLUMNS, FRAME, cover, document

WRITERS = [write_workbook, write_large_workbook]


def opened(write, what, tmp_path):
    write(what, tmp_path / "book.xlsx")
    return openpyxl.load_workbook(tmp_path / "book.xlsx")


@pytest.mark.parametrize("write", WRITERS)
def test_the_sheet_says_what_it_is_above_its_header(write, tmp_path):
    sheet = opened(write, document(), tmp_path)["企业 数据"]
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [
        "试验指标（含演示数据）",
        "数据期：2026年10月    区域：舟山市    单位：万元    数据截至：2026-11-01    筛选：（未筛选）",
        "快照 7    水印编号 ZS20261125-ABCDEF0123",
    ]
    assert [cell.value for cell in sheet[4]] == [column.name for column in COLUMNS]


@pytest.mark.parametrize("write", WRITERS)
def test_numbers_times_and_missing_are_what_they_are(write, tmp_path):
    sheet = opened(write, document(), tmp_path)["企业 数据"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert rows == [
        ["定海船厂", "913309000000000012", -5.3, datetime(2026, 11, 25, 8, 30), datetime(2026, 11, 25)],
        ["=1+1", "913309000000000013", 1234567.891, None, datetime(2026, 11, 24)],
        ["＝SUM(A1)", "@x", None, datetime(2026, 1, 1), None],
        [None, "-5.3", 0, datetime(2025, 12, 31, 23, 59), datetime(2026, 1, 1)],
    ]
    assert [cell.number_format for cell in sheet[5]] == ["@", "@", "#,##0.00", "yyyy-mm-dd hh:mm", "yyyy-mm-dd"]


@pytest.mark.parametrize("write", WRITERS)
def test_a_text_that_looks_like_a_formula_is_marked_as_text(write, tmp_path):
    sheet = opened(write, document(), tmp_path)["企业 数据"]
    risky = [sheet["A6"], sheet["A7"], sheet["B7"], sheet["B8"]]
    assert [(cell.data_type, cell.quotePrefix, cell.number_format) for cell in risky] == [("s", True, "@")] * 4


@pytest.mark.parametrize("write", WRITERS)
def test_it_prints_on_a4_landscape_with_header_rows_pages_rows_checksum_and_watermark(write, tmp_path):
    sheet = opened(write, document(), tmp_path)["企业 数据"]
    digest = content_sum(document().sheets[0])[1]
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize), sheet.freeze_panes) == (
        "landscape",
        "9",
        "B5",
    )
    assert (sheet.print_title_rows, sheet.page_setup.fitToHeight, sheet.auto_filter.ref) == ("$4:$4", 0, "A4:E8")
    assert sheet.oddFooter.left.text == f"演示数据 · 快照 7 · 共 4 行 · 校验 {digest[:16]}"
    assert (sheet.oddFooter.center.text, sheet.oddFooter.right.text) == (
        "水印 ZS20261125-ABCDEF0123",
        "第 &P 页 共 &N 页",
    )


@pytest.mark.parametrize("write", WRITERS)
def test_definitions_and_facts_follow_the_data(write, tmp_path):
    book = opened(write, document(), tmp_path)
    facts = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}
    assert book.sheetnames == ["企业 数据", "口径", "说明"]
    assert [book["口径"].cell(2, n).value for n in (1, 2, 3, 9)] == ["试验指标", "亿吨", "试验", "port.test"]
    assert (facts["“企业 数据”行数"], facts["水印编号"]) == ("4", "ZS20261125-ABCDEF0123")
    assert facts["“企业 数据”内容校验"].startswith(content_sum(document().sheets[0])[1])
    assert facts["导出时间"] == "2026年11月25日 09:05"


@pytest.mark.parametrize("write", WRITERS)
def test_no_cell_is_a_formula_and_nothing_is_linked(write, tmp_path):
    write(document(), tmp_path / "book.xlsx")
    with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert [name for name in archive.namelist() if "external" in name.lower()] == []
    assert len(sheets) == 3
    assert [len(re.findall("<f>|<f |hyperlink", sheet)) for sheet in sheets] == [0, 0, 0]


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=25, deadline=None)
@given(
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
    start=st.sampled_from(FORMULA),
)
def test_whatever_a_text_begins_with_it_is_written_as_text(write, text, start, tmp_path_factory):
    frame = FRAME.assign(企业=[start.strip() + text] * 4)
    target = tmp_path_factory.mktemp("book") / "book.xlsx"
    write(document(frame), target)
    cell = openpyxl.load_workbook(target)["企业 数据"]["A5"]
    assert (cell.data_type, cell.value) == ("s", start.strip() + text)


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("rows", [3, 5])
def test_a_sheet_that_does_not_hold_what_it_states_is_refused(write, rows, tmp_path):
    what = document()
    lying = Document(what.cover, (replace(what.sheets[0], rows=rows),))
    with pytest.raises(ExportError, match=f"声明 {rows} 行，查到 4 行"):
        write(lying, tmp_path / "book.xlsx")


@pytest.mark.parametrize("write", WRITERS)
def test_rows_that_change_between_stating_and_writing_fail_the_file(write, tmp_path):
    sheet, runs = document().sheets[0], []

    def batches():
        runs.append(1)
        changed = FRAME.assign(数值=[1.0, 2.0, 3.0, float(len(runs))])
        return frame_sheet("x", COLUMNS, changed).batches()

    with pytest.raises(ExportError, match="写出的内容与校验不一致"):
        write(Document(cover(), (replace(sheet, batches=batches),)), tmp_path / "book.xlsx")


def test_more_rows_than_excel_holds_are_refused_before_writing(tmp_path):
    sheet = replace(document().sheets[0], rows=1_048_576)
    with pytest.raises(ExportError, match="改用 CSV"):
        write_large_workbook(Document(cover(), (sheet,)), tmp_path / "book.xlsx")


def test_each_row_may_have_the_decimals_of_its_indicator():
    sheet = replace(document().sheets[0], decimals=(0, 1, 2, 3))
    out = io.BytesIO()
    write_workbook(Document(cover(), (sheet,)), out)
    cells = [row[2] for row in openpyxl.load_workbook(out)["企业 数据"].iter_rows(min_row=5)]
    assert [cell.number_format for cell in cells] == ["#,##0", "#,##0.0", "#,##0.00", "#,##0.000"]


def test_a_page_becomes_one_sheet_per_section_under_titles_that_excel_takes():
    frame = pd.DataFrame({"区域": ["定海区"]})
    names = ["港口/航运*运行[监测]", "一" * 40, "一" * 40, "", "'引号'"]
    sheets = tuple(frame_sheet(name, [Column("区域")], frame) for name in names)
    out = io.BytesIO()
    write_workbook(Document(cover(indicators=()), sheets), out)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["港口 航运 运行 监测", "一" * 31, "一" * 29 + " 2", "表", "引号", "说明"]
    assert sheet_titles(sheets) == book.sheetnames[:-1]
    assert [book[name]["A1"].value[:6] for name in book.sheetnames[:-1]] == ["试验指标 ·"] * 5


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({}, "舟山市_试验指标_2026年10月_20261125_演示数据.xlsx"),
        ({"demo": False, "subject": "增速/占比:工业"}, "舟山市_增速-占比-工业_2026年10月_20261125.xlsx"),
    ],
)
def test_the_file_name_says_city_indicator_period_and_day(facts, name):
    assert cover(**facts).name("xlsx") == name


def test_the_types_of_a_sheet_are_those_of_its_columns():
    assert document().sheets[0].schema.types == [
        pa.string(), pa.string(), pa.float64(), pa.timestamp("us"), pa.timestamp("us"),
    ]  # fmt: skip
