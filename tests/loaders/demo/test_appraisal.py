import json

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def october(small):
    rows = small.clean("perf_score")
    rows = rows[rows["period"] == "2026-10"].copy()
    rows[["score", "gap_pp"]] = rows[["score", "gap_pp"]].astype(float)
    return rows


def test_the_weights_of_a_tree_add_up_to_100_on_every_level(small):
    rows = small.clean("perf_indicator")
    rows["weight"] = rows["weight"].astype(float)
    sums = rows.groupby(["year", "org_group", "level"])["weight"].sum()
    assert len(sums) == 2 * 4 * 4
    assert sums.eq(100).all()


def test_the_composite_score_is_made_of_the_leaves(small, october):
    tree = small.clean("perf_indicator").query("year == '2026' and level == '3'")
    weights = tree.set_index("indicator_id")["weight"].astype(float)
    leaves = october[october["org"].eq("ORG-DH") & october["indicator_id"].isin(weights.index)]
    total = october[october["org"].eq("ORG-DH") & october["indicator_id"].eq("COUNTY")]["score"].iloc[0]
    assert total == pytest.approx(leaves["score"].sum() / weights[leaves["indicator_id"]].sum() * 100, abs=0.001)


def test_lights_follow_the_gap_and_start_months_are_grey(small, october):
    leaves = october[october["gap_pp"].notna()]
    expected = leaves["gap_pp"].map(lambda gap: "R" if gap < -10 else "Y" if gap < -5 else "G")
    assert (leaves["light"] == expected).all()
    assert {"R", "Y", "G"} == set(leaves["light"])
    january = small.clean("perf_score").query("period == '2026-01'")
    assert "N" in set(january["light"].dropna())


def test_ranks_stay_within_the_group(october):
    for group, count in (("COUNTY", 4), ("ZONE", 5), ("PARTY", 8), ("GOV", 27)):
        rows = october[october["indicator_id"] == group]
        assert len(rows) == count
        assert rows.sort_values("score", ascending=False)["rank_in_group"].astype(int).is_monotonic_increasing


def test_the_default_rule_is_huangyan_2022(small):
    rule = small.raw("mu_rule").query("region == 'default' and scope == 'above'").iloc[0]
    assert json.loads(rule["base_json"])["tax"] == 24.097
    assert sum(json.loads(rule["w_json"]).values()) == 100


def test_classes_follow_the_official_score(small):
    rows = small.clean("ent_mu_annual")
    rows = rows[(rows["year"] == "2025") & (rows["scope"] == "above") & (rows["class"] != "T")]
    scores = rows.assign(score=rows["score"].astype(float)).groupby("class")["score"]
    assert scores.min()["A"] >= scores.max()["B"] >= scores.min()["B"] >= scores.max()["C"] >= scores.max()["D"]


def test_nodes_belong_to_tasks_and_some_tasks_are_overdue(small):
    tasks = pd.read_csv(small.drop / "task_main.csv", encoding="gbk", dtype=str)
    nodes = small.clean("task_node")
    assert set(nodes["task_id"]) == set(tasks["task_id"])
    overdue = tasks[(tasks["status"] == "open") & (tasks["plan_end"] < "2026-11-23")]
    assert len(overdue) >= 4


def test_open_orders_past_their_deadline_exist(small):
    orders = small.clean("supervise_order")
    assert len(orders) == 300
    late = orders[orders["close_time"].isna() & (orders["deadline"] < "2026-11-23")]
    assert 3 <= len(late) <= 60
