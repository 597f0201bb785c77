"""XML files: one element per row, its children and attributes are the columns."""

import pytest

from cockpit.errors import SourceEncodingError, SourceIncomplete, SourceShapeError
from loaders.xml_document import read_xml

ROWS = '<data><row id="1"><区域> 定海区 </区域><值>1,234.5</值></row><row id="2"><区域>普陀区</区域><值/></row></data>'
WANTED = [{"@id": "1", "区域": "定海区", "值": "1,234.5"}, {"@id": "2", "区域": "普陀区", "值": None}]


@pytest.fixture
def read(tmp_path):
    """Reads a content."""

    def _read(content, rows_path="row", encoding="utf-8"):
        path = tmp_path / "报表.xml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        frame = read_xml(path, rows_path, encoding)
        return [{k: None if v != v else v for k, v in row.items()} for row in frame.to_dict("records")]

    return _read


def test_children_and_attributes_are_columns_and_an_empty_element_is_missing(read):
    assert read(ROWS) == WANTED


def test_a_column_that_only_some_rows_have_is_missing_in_the_others(read):
    assert read("<d><row><a>1</a></row><row><b>2</b></row></d>") == [{"a": "1", "b": None}, {"a": None, "b": "2"}]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-8-sig"])
def test_the_encoding_is_the_declarations_of_the_file_before_the_mappings(read, encoding):
    declared = encoding.removesuffix("-sig")
    assert read(f'<?xml version="1.0" encoding="{declared}"?>{ROWS}'.encode(encoding)) == WANTED
    assert read(ROWS.encode(encoding), encoding=encoding) == WANTED


def test_rows_lie_as_deep_as_the_path_says_whatever_their_namespace(read):
    content = f'<s:Envelope xmlns:s="http://x" xmlns="http://y"><s:Body>{ROWS}</s:Body></s:Envelope>'
    assert read(content, "Body/data/row") == WANTED


def test_a_path_that_leads_nowhere_is_named(read):
    with pytest.raises(SourceShapeError) as refused:
        read(ROWS, "rows/row")
    assert (refused.value.problem, refused.value.remedy) == ("没有元素 rows/row", "改映射的 rows_path")


@pytest.mark.parametrize("content", ["", "  \n"])
def test_an_empty_file_is_refused(read, content):
    with pytest.raises(SourceIncomplete, match="文件是空的"):
        read(content)


def test_a_file_cut_in_half_is_refused_at_its_line(read):
    with pytest.raises(SourceIncomplete, match="可能被截断") as refused:
        read('<?xml version="1.0"?>\n<data>\n<row><a>1</a></row>\n<row><a>2')
    assert refused.value.place.endswith("报表.xml:4")


def test_bytes_in_another_encoding_than_declared_are_refused_with_the_one_that_fits(read):
    with pytest.raises(SourceEncodingError) as refused:
        read(ROWS.encode("gbk"))
    assert refused.value.remedy == "把映射的 encoding 改为 gbk"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY a "1234567890"><!ENTITY b "&a;&a;&a;">]>',
        "<!DOCTYPE d>",
    ],
)
def test_entities_and_doctypes_are_refused_before_they_are_read(read, doctype):
    with pytest.raises(SourceShapeError, match="实体或 DTD"):
        read(f'<?xml version="1.0"?>{doctype}{ROWS}')
