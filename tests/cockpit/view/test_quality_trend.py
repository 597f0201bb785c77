"""The lines of the quality score: every load has its own place, and what never fell is told in words."""

import pandas as pd
import pytest

from cockpit.view.quality_trend import moments, parts_in_words, points
from tests.drawn import drawn


def test_loads_within_one_minute_keep_places_of_their_own():
    at = pd.Series(pd.to_datetime(["2026-11-29 11:41:05", "2026-11-29 11:42:01", "2026-11-29 11:42:31"]))
    assert moments(at, 2026) == ["11月29日 11:41", "11月29日 11:42:01", "11月29日 11:42:31"]


def test_the_parts_that_fell_are_told_one_by_one_and_the_others_together():
    lowest = pd.Series({"conformity": 99.9, "completeness": 98.25, "accuracy": 100.0, "timeliness": 50.0})
    assert parts_in_words(lowest) == (
        "各维度通过率：完整性最低 98.3%、时效性最低 50.0%；规范性、准确性一直在 99.5% 以上。"
    )


@pytest.mark.parametrize(("lowest", "words"), [
    ({"conformity": 100.0}, "各维度通过率：规范性一直在 99.5% 以上。"),
    ({"timeliness": 0.0}, "各维度通过率：时效性最低 0.0%。"),
])  # fmt: skip
def test_one_kind_alone_needs_no_stop_between(lowest, words):
    assert parts_in_words(pd.Series(lowest)) == words


@pytest.mark.parametrize(
    ("score", "told"), [(99.996, "99.99"), (100.0, "100.00"), (float("nan"), "—"), (92.111, "92.11")]
)
def test_a_score_that_is_not_whole_never_rounds_up_to_a_hundred(score, told):
    assert points(score) == told


def test_the_page_tells_the_parts_or_that_one_load_draws_no_line(server):
    panel = drawn(server, "/data/quality").select_one("#trend")
    assert "各维度通过率" in panel.get_text() or "暂无走势" in panel.get_text()
