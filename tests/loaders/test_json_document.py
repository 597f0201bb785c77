"""JSON files."""

import pytest

from cockpit.errors import SourceEncodingError, SourceIncomplete, SourceShapeError
from loaders.json_document import read_json


def file(tmp_path, content):
    path = tmp_path / "机构.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_every_object_is_a_row_of_text_and_null_is_missing(tmp_path):
    frame = read_json(file(tmp_path, '[{"code": "A", "n": 1}, {"code": "B", "n": null}]'))
    assert frame["code"].tolist() == ["A", "B"]
    assert (frame["n"][0], frame["n"].isna().tolist()) == ("1", [False, True])


def test_a_file_cut_in_half_is_refused_at_its_line(tmp_path):
    path = file(tmp_path, '[{"code": "A"},\n {"code": "B"')
    with pytest.raises(SourceIncomplete) as refused:
        read_json(path)
    assert refused.value.place == f"{path}:2"


@pytest.mark.parametrize("content", ['{"code": "A"}', "[1, 2]", '"text"'])
def test_what_is_no_list_of_objects_is_refused(tmp_path, content):
    with pytest.raises(SourceShapeError, match="不是对象的列表"):
        read_json(file(tmp_path, content))


@pytest.mark.parametrize("content", ["", "[]"])
def test_an_empty_file_is_refused(tmp_path, content):
    with pytest.raises(SourceIncomplete):
        read_json(file(tmp_path, content))


def test_a_gbk_file_is_refused(tmp_path):
    with pytest.raises(SourceEncodingError, match="不是 UTF-8"):
        read_json(file(tmp_path, '[{"name": "定海"}]'.encode("gbk")))
