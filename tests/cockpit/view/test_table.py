"""The plain table: missing is —, numbers stand right, dates do not."""

import pandas as pd
import pytest

from cockpit.view.markup import markup
from cockpit.view.table import cell_text, table
from tests.drawn import BeautifulSoup


def drawn_table(frame, **facts):
    return BeautifulSoup(markup(table(frame, "", **facts)), "html.parser")


def cells(frame, **facts):
    return drawn_table(frame, **facts).find_all("td")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (float("nan"), "—"),
        (pd.NaT, "—"),
        (0, "0"),
        (1234, "1,234"),
        (1234.5, "1,234.5"),
        (True, "是"),
        ("定海", "定海"),
    ],
)
def test_a_cell_shows_what_it_holds_and_missing_is_never_zero(value, text):
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("1,790亩", True),
        ("-11.3", True),
        ("▲3.2%", True),
        ("2026年10月", False),
        ("2026-10-31", False),
        ("定海区", False),
        ("—", False),
    ],
)
def test_numbers_stand_right_and_dates_do_not(text, right):
    assert (cells(pd.DataFrame({"值": [text]}))[0].get("class") == ["num"]) is right


def test_a_light_takes_its_colour():
    assert cells(pd.DataFrame({"灯": ["■ 严重"]}))[0]["class"] == ["light-red"]


def test_a_link_leads_where_it_says():
    found = cells(pd.DataFrame({"指标": ["吞吐量", "无"]}), links={"指标": ["/indicator/port.cargo_ytd", ""]})
    assert [cell.a and cell.a["href"] for cell in found] == ["/indicator/port.cargo_ytd", None]


def test_a_column_of_figures_with_hidden_ones_stands_right_with_its_header():
    drawn = drawn_table(pd.DataFrame({"县区": ["定海", "嵊泗"], "A类（家）": ["40", "*"]}))
    assert ["num" in cell["class"] for cell in drawn.find_all("th")] == [False, True]
    assert [cell.get("class") for cell in drawn.find_all("td")] == [None, ["num"], None, ["num"]]


def test_what_a_source_delivers_cannot_write_the_page():
    drawn = drawn_table(pd.DataFrame({"名称": ["<b>x</b>", "甲&乙"]}), links={"名称": ['/rows?"><i>', ""]})
    assert [cell.text for cell in drawn.find_all("td")] == ["<b>x</b>", "甲&乙"]
    assert (drawn.a["href"], drawn.find_all(["b", "i"])) == ('/rows?"><i>', [])


def test_short_columns_are_kept_from_breaking_and_long_ones_keep_room():
    frame = pd.DataFrame(
        {"编号": ["EV1"], "类别": ["平安法治"], "单位": ["经济开发区（高新区）"], "内容": ["舟山绿色石化基地社区物业纠纷与噪声"], "件": [1]}
    )
    assert table(frame, "").className == "data-table b2 m3 w4"
