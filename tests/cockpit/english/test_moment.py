"""Days and spans as English writes them."""

import re

import pytest

from cockpit.english.moment import MOMENT, in_english


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("2026年11月23日", "23 Nov 2026"),
        ("2026年10月", "Oct 2026"),
        ("2026年1–10月", "Jan–Oct 2026"),
        ("2026年1至10月", "Jan–Oct 2026"),
        ("2026年三季度", "Q3 2026"),
        ("2026年", "2026"),
        ("11月3日", "3 Nov"),
        ("2026年10月1日至10月7日", "1 Oct – 7 Oct 2026"),
        ("9月", "Sep"),
    ],
)
def test_a_moment_is_said_in_english(chinese, english):
    assert re.fullmatch(MOMENT, chinese)
    assert in_english(chinese) == english


def test_months_of_a_duration_are_no_month():
    assert re.search(MOMENT, "近 12 个月") is None


def test_what_is_no_moment_is_refused():
    with pytest.raises(ValueError, match="明天"):
        in_english("明天")
