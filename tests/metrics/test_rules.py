"""Graded warnings with evidence."""

import pandas as pd
import pytest

from cockpit.errors import QueryError
from metrics.rules import Condition, Rule, warnings

DAYS = Condition("days", ">=", 30, "欠薪", "天")
RULES = (
    Rule("yellow_days", "yellow", (DAYS,)),
    Rule("red_crowd", "red", (DAYS, Condition("workers", ">", 50, "涉及", "人"))),
)


def judged(**facts):
    return warnings(pd.DataFrame.from_dict(facts, orient="index", columns=["days", "workers"], dtype=float), RULES)


def test_all_conditions_of_a_rule_have_to_hold_and_the_most_severe_level_wins():
    found = judged(甲=(35, 60), 乙=(35, 50), 丙=(29, 90))
    assert found["word"].to_dict() == {"甲": "红色", "乙": "黄色"}
    assert found.loc["甲", "also"] == "yellow_days"


def test_the_evidence_names_value_and_limit_of_each_condition():
    assert judged(甲=(35, 60)).loc["甲", "evidence"] == "欠薪 35天（≥ 30天）；涉及 60人（> 50人）"


def test_the_limit_itself_counts_where_the_rule_says_so():
    assert judged(甲=(30, 51), 乙=(30, 50))["level"].to_dict() == {"甲": "red", "乙": "yellow"}


def test_a_missing_fact_satisfies_nothing_and_is_named():
    found = judged(甲=(35, None), 乙=(None, 90))
    assert (found["level"].to_dict(), found.loc["甲", "unknown"]) == ({"甲": "yellow"}, "涉及")


def test_the_most_severe_stand_first():
    assert judged(乙=(35, 1), 甲=(35, 60)).index.tolist() == ["甲", "乙"]


def test_nobody_warned_is_an_empty_list():
    assert judged(甲=(0, 0)).empty


def test_a_rule_about_an_unknown_fact_is_refused_by_name():
    with pytest.raises(QueryError, match="没有事实 workers"):
        warnings(pd.DataFrame({"days": [1.0]}), RULES)


def test_a_rule_without_conditions_is_refused():
    with pytest.raises(QueryError, match="没有条件"):
        Rule("empty", "red", ())


def test_evidence_is_rounded_but_never_to_its_own_limit():
    over = Condition("over", ">", 0, "超期", "天")
    assert [over.evidence(value) for value in (3.14159, 0.04166)] == ["超期 3.1天（> 0天）", "超期 0.0417天（> 0天）"]


def test_of_one_level_the_furthest_past_its_limit_stands_first():
    told = warnings(pd.DataFrame({"late": [31.0, 90.0, 45.0]}, index=["a", "b", "c"]), (
        Rule("late", "orange", (Condition("late", ">", 30, "超期", "天"),)),
    ))  # fmt: skip
    assert told.index.tolist() == ["b", "c", "a"]
