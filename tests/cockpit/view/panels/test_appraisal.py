"""The composite of the appraisal is made again from its leaves, and a published one that does not follow is named."""

import pandas as pd
import pytest

from cockpit.view.panels.appraisal import recomputed
from tests.drawn import drawn


def leaves(*rows):
    columns = ["org", "indicator_id", "name", "score", "score_full"]
    return pd.DataFrame(rows, columns=columns).astype({"score": float, "score_full": float})


def test_the_composite_is_points_won_over_points_possible_and_leaves_not_yet_due_count_for_neither():
    told = leaves(
        ("A", "1", "一项", 10, 20), ("A", "2", "二项", 60, 60), ("A", "3", "三项", None, 20),
        ("B", "1", "一项", 20, 20), ("B", "2", "二项", 30, 60), ("B", "3", "三项", 20, 20),
    )  # fmt: skip
    found = recomputed(told)
    assert found["again"].to_dict() == {"A": 87.5, "B": 70.0}
    assert found["lost"].to_dict() == {"A": "一项 −12.5", "B": "二项 −30.0"}


def test_a_unit_without_any_leaf_that_counts_has_no_composite():
    told = leaves(("A", "1", "一项", None, 20), ("B", "1", "一项", 15, 20))
    assert recomputed(told)["again"].dropna().to_dict() == {"B": 75.0}


@pytest.fixture
def panel(server):
    return drawn(server, "/gov").select_one("#panel-appraisal_ranking")


def test_published_composites_follow_from_their_leaves_and_the_panel_says_so(panel):
    assert "各单位公布分与按各项复算一致。" in panel.get_text()
    for row in panel.select("tbody tr"):
        cells = [cell.get_text() for cell in row.select("td")]
        assert abs(float(cells[3]) - float(cells[4])) <= 0.02
