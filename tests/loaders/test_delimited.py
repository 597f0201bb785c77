"""Delimited files: three encodings give the same rows; a broken file is refused whole, with place and remedy."""

import pytest

from cockpit.errors import SourceEncodingError, SourceIncomplete
from loaders.delimited import read_delimited

TEXT = '区域,数值\r\n定海区,"1,234.5"\r\n嵊泗县,\r\n'
ROWS = [{"区域": "定海区", "数值": "1,234.5"}, {"区域": "嵊泗县", "数值": None}]


def file(tmp_path, content):
    path = tmp_path / "报表.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows(frame):
    return [{k: None if v != v else v for k, v in row.items()} for row in frame.to_dict("records")]


@pytest.mark.parametrize(
    ("written", "declared"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gbk", "gbk")]
)
def test_three_encodings_give_the_same_rows(tmp_path, written, declared):
    assert rows(read_delimited(file(tmp_path, TEXT.encode(written)), declared)) == ROWS


def test_a_gbk_file_declared_utf_8_is_refused_with_line_bytes_and_the_encoding_that_fits(tmp_path):
    path = file(tmp_path, ("name,value\n" + TEXT).encode("gbk"))
    with pytest.raises(SourceEncodingError) as refused:
        read_delimited(path, "utf-8")
    assert refused.value.place == f"{path}:2"
    assert "utf-8" in refused.value.problem
    assert refused.value.remedy == "把映射的 encoding 改为 gbk"


def test_a_file_in_no_known_encoding_is_sent_back(tmp_path):
    with pytest.raises(SourceEncodingError) as refused:
        read_delimited(file(tmp_path, b"a,b\n\xff\xfe\xff,1\n"), "utf-8")
    assert refused.value.remedy == "请数源单位按约定的编码重新导出"


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_an_empty_file_is_refused(tmp_path, content):
    with pytest.raises(SourceIncomplete, match="文件是空的"):
        read_delimited(file(tmp_path, content), "utf-8")


def test_a_file_with_nothing_below_its_header_is_refused(tmp_path):
    with pytest.raises(SourceIncomplete, match="只有表头"):
        read_delimited(file(tmp_path, "区域,数值\n"), "utf-8")


def test_a_file_cut_in_the_middle_of_a_row_is_refused_at_its_line(tmp_path):
    path = file(tmp_path, "a,b,c\n1,2,3\n4,5")
    with pytest.raises(SourceIncomplete) as refused:
        read_delimited(path, "utf-8")
    assert (refused.value.place, refused.value.problem) == (f"{path}:3", "文件在这里被截断：应有 3 列，只有 2 列")


def test_a_file_cut_inside_quotes_is_refused(tmp_path):
    with pytest.raises(SourceIncomplete, match="引号没有结束"):
        read_delimited(file(tmp_path, 'a,b\n1,"定海'), "utf-8")


def test_a_row_of_another_width_in_the_middle_is_named_by_its_line(tmp_path):
    path = file(tmp_path, "a,b\n1,2\n3\n4,5\n")
    with pytest.raises(SourceIncomplete, match="列数不对") as refused:
        read_delimited(path, "utf-8")
    assert refused.value.place == f"{path}:3"


def test_blank_lines_at_the_end_are_not_a_cut(tmp_path):
    assert rows(read_delimited(file(tmp_path, "a,b\n1,2\n\n\n"), "utf-8")) == [{"a": "1", "b": "2"}]


def test_a_line_break_inside_quotes_belongs_to_the_cell(tmp_path):
    assert rows(read_delimited(file(tmp_path, 'a,b\n"1\n2",3\n'), "utf-8")) == [{"a": "1\n2", "b": "3"}]
