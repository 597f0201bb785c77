"""More oracles: decimals, libraries and plain Python, on random data."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from metrics.narrative import say
from metrics.rules import LEVELS, Condition, Rule, warnings
from metrics.score import Item, score
from metrics.score import Rule as Scoring
from metrics.suppression import LEAST, suppressed
from metrics.timeline import SEGMENTS, segments, summary
from metrics.wilson import lower_bound

CENTS = st.integers(0, 500).map(lambda n: n / 100)


@settings(max_examples=60)
@given(st.lists(st.tuples(CENTS, CENTS, st.integers(0, 50).map(lambda n: n / 10)), min_size=1, max_size=20))
def test_totals_are_those_of_exact_decimals_rounded_half_up(rows):
    rule = Scoring((Item("a", 60, 2.0), Item("b", 40, 0.5)), cap=1.5, missing="zero")
    values = pd.DataFrame([row[:2] for row in rows], columns=["a", "b"])
    found = score(values, rule, bonus=pd.Series([row[2] for row in rows])).total
    for total, (a, b, plus) in zip(found, rows, strict=True):
        parts = [
            min(Decimal(str(value)) / Decimal(str(item.base)), Decimal("1.5")) * int(item.weight)
            for value, item in zip((a, b), rule.items, strict=True)
        ]
        exact = (sum(parts) + Decimal(str(plus))).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert Decimal(repr(float(total))).quantize(Decimal("0.01")) == exact


@settings(max_examples=80)
@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4))
def test_no_hidden_cell_follows_from_the_totals_of_its_line(counts):
    table = pd.DataFrame(counts)
    hidden = suppressed(table)
    assert hidden.to_numpy()[(table.to_numpy() > 0) & (table.to_numpy() < LEAST)].all()
    for cells, marks in [*zip(counts, hidden.to_numpy().tolist(), strict=True),
                         *zip(zip(*counts, strict=True), hidden.to_numpy().T.tolist(), strict=True)]:  # fmt: skip
        others = [cell for cell, mark in zip(cells, marks, strict=True) if cell > 0 and not mark]
        assert sum(marks) != 1 or not others, "one hidden cell beside shown ones is the total less them"


@given(st.integers(0, 400), st.integers(1, 400))
def test_the_lower_bound_is_that_of_statsmodels(successes, more):
    trials = successes + more
    assert lower_bound(successes, trials) == pytest.approx(
        proportion_confint(successes, trials, 0.05, "wilson")[0], abs=1e-12
    )


@given(st.lists(st.from_regex(r"[一-龥]{0,4}\d{0,6}[%件]?", fullmatch=True), min_size=1, max_size=5))
def test_every_numeral_of_a_sentence_is_in_one_of_its_cells(cells):
    names = [f"cell_{'abcde'[n]}" for n in range(len(cells))]
    told = say("截至".join(f"{{{name}}}" for name in names) + "。", **dict(zip(names, cells, strict=True)))
    assert sorted(re.findall(r"\d+", told.text)) == sorted(n for cell in cells for n in re.findall(r"\d+", cell))


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 99), min_size=len(SEGMENTS), max_size=len(SEGMENTS)), min_size=1, max_size=5))
def test_the_segments_of_a_call_are_its_whole_time_and_shares_are_one(calls):
    moments = [segment.start for segment in SEGMENTS] + [SEGMENTS[-1].end]
    rows = []
    for number, hours in enumerate(calls):
        reached = pd.Timestamp("2026-10-01") + pd.to_timedelta(
            [sum(hours[:n]) for n in range(len(hours) + 1)], unit="h"
        )
        rows.append({"call_id": str(number), **dict(zip(moments, reached, strict=True))})
    pieces = segments(pd.DataFrame(rows))
    assert pieces.groupby("call_id")["hours"].sum().tolist() == [float(sum(hours)) for hours in calls]
    if any(map(sum, calls)):
        assert summary(pieces)["share"].sum() == pytest.approx(1)


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.none() | st.integers(0, 9)] * 2), min_size=1, max_size=8))
def test_the_level_of_a_warning_is_the_most_severe_rule_that_plain_python_finds(rows):
    days, money = Condition("days", ">=", 3, "欠薪"), Condition("money", ">", 5, "金额")
    rules = (Rule("R1", "yellow", (days,)), Rule("R2", "red", (days, money)), Rule("R3", "blue", (money,)))
    found = warnings(pd.DataFrame(rows, columns=["days", "money"], dtype=float), rules)["level"].to_dict()
    plain = {}
    for number, (late, owed) in enumerate(rows):
        held = {"yellow": late is not None and late >= 3, "blue": owed is not None and owed > 5}
        held["red"] = held["yellow"] and held["blue"]
        told = [level for level in LEVELS if held.get(level)]
        if told:
            plain[number] = told[-1]
    assert found == plain
