"""Wording of an official document: words for arrows, full-width punctuation, and never another numeral."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.export.prose import prose


@pytest.mark.parametrize(
    ("screen", "paper"),
    [
        ("吞吐量为6.01亿吨,同比 ▲3.3%。", "吞吐量为6.01亿吨，同比增长3.3%。"),
        ("贷款余额为4,503.70亿元,同比 ▼7.6%", "贷款余额为4,503.70亿元，同比下降7.6%"),
        ("完成率为58.1%,比上年同期 ▼0.3个百分点。严重:58.1%,低于 85%。", "完成率为58.1%，比上年同期下降0.3个百分点。严重：58.1%，低于85%。"),
        ("比序时进度慢 0.3 个百分点", "比序时进度慢0.3个百分点"),
        ("比上年同期 ▲6.0个百分点", "比上年同期上升6.0个百分点"),
        ("红灯为8个，比上年同期 ▲1个（+14%）。", "红灯为8个，比上年同期增加1个（+14%）。"),
        ("红灯为6个，比上年同期 ▼1个（-14%）", "红灯为6个，比上年同期减少1个（-14%）"),
        ("目标(实际 3 件;目标 5 件)", "目标（实际3件；目标5件）"),
        ("截至 08:30", "截至08:30"),
    ],
)  # fmt: skip
def test_the_screens_sentence_is_worded_for_paper(screen, paper):
    assert prose(screen) == paper


@given(st.text("0123456789.,:;() ▲▼%同比下降件-"))
def test_no_numeral_changes(text):
    assert re.findall(r"\d+(?:\.\d+)?", prose(text)) == re.findall(r"\d+(?:\.\d+)?", text)
