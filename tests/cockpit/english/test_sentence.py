"""A sentence in English keeps every figure, and what is unknown stays Chinese and says so."""

import pytest

from cockpit.english.messages import Words
from cockpit.english.sentence import Piece, Translator

TRANSLATOR = Translator(
    Words(
        {
            "总览": "Overview",
            "较上年同期提高 {} 个百分点": "up {0:percentage point|percentage points} on a year earlier",
            "{} 项红灯": "{0:red light|red lights}",
            "最慢的是{}": "furthest behind: {0}",
            "截至{}": "as of {0}",
            "button\x04应用": "Apply",
            "应用": "app",
        },
        {"定海区": "Dinghai District", "港口货物吞吐量（当月）": "Port cargo throughput, month"},
    )
)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("总览", "Overview"),
        ("较上年同期提高 3.2 个百分点", "up 3.2 percentage points on a year earlier"),
        ("较上年同期提高 1 个百分点", "up 1 percentage point on a year earlier"),
        ("1 项红灯", "1 red light"),
        ("16 项红灯", "16 red lights"),
        ("截至2026年10月23日", "as of 23 Oct 2026"),
        ("2026年1–10月", "Jan–Oct 2026"),
        ("1,234.56万吨", "1,234.56 × 10,000 t"),
        ("123.4亿元", "123.4 × CNY 100 million"),
        ("亿元", "CNY 100 million"),
        ("最慢的是港口货物吞吐量（当月）", "furthest behind: Port cargo throughput, month"),
        ("16 项红灯，最慢的是定海区。", "16 red lights, furthest behind: Dinghai District."),
        ("总览（定海区）", "Overview (Dinghai District)"),
        ("CGCS2000", "CGCS2000"),
        ("12:00", "12:00"),
    ],
)
def test_a_text_is_said_in_english(chinese, english):
    assert TRANSLATOR.text(chinese) == english


def test_what_is_unknown_stays_and_is_marked_beside_what_is_known():
    assert TRANSLATOR.pieces("16 项红灯，不认识的话") == (Piece("16 red lights, "), Piece("不认识的话", known=False))


def test_an_unknown_name_in_a_known_sentence_is_marked_alone():
    assert TRANSLATOR.pieces("最慢的是张三") == (Piece("furthest behind: "), Piece("张三", known=False))


def test_a_word_of_a_button_is_its_own_message():
    assert [TRANSLATOR.labelled(tag, "应用") for tag in ("button", "td")] == [(Piece("Apply"),), (Piece("app"),)]
