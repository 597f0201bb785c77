"""What gateways answer."""

import json

import pytest

from cockpit.errors import SourceShapeError, SourceUnreachable
from loaders.gateways.answers import at, rows_at, text_frame, whole
from loaders.gateways.open_portal import judged

ROWS = [{"a": "1"}, {"a": None}]


def test_json_in_strings_is_opened_as_often_as_it_was_wrapped():
    wrapped = {"data": json.dumps({"data": json.dumps({"rows": json.dumps(ROWS)})})}
    assert rows_at(wrapped, "data.data.rows", "甲") == ROWS


@pytest.mark.parametrize(
    "body",
    [
        {"code": 200, "data": json.dumps({"code": "1", "msg": "", "data": {"count": "52", "data": json.dumps(ROWS)}})},
        {"code": 200, "data": {"code": "1", "data": {"count": "52", "data": ROWS}}},
        {"status": 1, "msg": "", "data": {"count": 52, "data": ROWS}},
    ],
)
def test_every_envelope_that_was_seen_is_opened(body):
    told = judged(body, "甲")
    assert (rows_at(told, "data.data", "甲"), whole(at(told, "data.count", "甲"), "甲")) == (ROWS, 52)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"code": 200, "data": json.dumps({"code": "96", "msg": "数据错误"})}, "业务失败，代码 96：数据错误"),
        ({"code": 401, "msg": "无权"}, "业务失败，代码 401：无权"),
        ({"status": 0, "msg": "失败", "data": ""}, "业务失败，代码 0：失败"),
    ],
)
def test_a_failure_inside_is_a_failure_whatever_is_outside(body, words):
    with pytest.raises(SourceUnreachable) as refused:
        judged(body, "甲")
    assert refused.value.problem == words


def test_a_path_that_is_not_there_says_what_is():
    with pytest.raises(SourceShapeError) as refused:
        rows_at({"data": {"list": []}}, "data.rows", "甲")
    assert refused.value.problem == "应答里没有 data.rows（到 rows 为止，有：list）"
    with pytest.raises(SourceShapeError, match="不是对象的列表"):
        rows_at({"data": "无"}, "data", "甲")
    with pytest.raises(SourceShapeError, match="总数不是整数"):
        whole("很多", "甲")


def test_rows_become_text_and_missing_stays_missing():
    frame = text_frame([{"n": 1, "t": "甲", "x": None, "many": [1, 2]}, {"n": 2.5, "t": None}])
    assert frame["n"].tolist() == ["1", "2.5"]
    assert frame.isna().to_dict("list") == {
        "n": [False, False], "t": [False, True], "x": [True, True], "many": [False, True],
    }  # fmt: skip
    assert frame["many"][0] == "[1, 2]"
