"""Rules on single rows: what is wrong is counted, named, and nothing else is."""

from datetime import datetime

import pytest

T = datetime(2026, 11, 1, 8)
CASES = {
    "missing": ({"column": "a"}, [{"a": "x"}, {"a": None}, {"a": None}], [None, None]),
    "range": ({"column": "a", "low": 0.0, "high": 10.0}, [{"a": 0.0}, {"a": 10.0}, {"a": 10.5}, {"a": None}], ["10.5"]),
    "sign": ({"column": "a"}, [{"a": 0.0}, {"a": -1.0}, {"a": None}], ["-1.0"]),
    "codes": ({"column": "a", "allowed": ["1", "2"]}, [{"a": "1"}, {"a": "3"}, {"a": None}], ["3"]),
    "pattern": ({"column": "a", "form": r"\d{9}", "words": "9 位"}, [{"a": "123456789"}, {"a": "12345678"}], ["12345678"]),
    "prefix": (
        {"column": "grid", "inside": "region"},
        [{"grid": "S330902001001", "region": "330902001"}, {"grid": "330903001001", "region": "330902001"}],
        ["330903001001"],
    ),
    "at_most": ({"column": "a", "whole": "b"}, [{"a": 1.0, "b": 1.0}, {"a": 2.0, "b": 1.0}], ["2.0"]),
    "adds_up": (
        {"total": "t", "parts": ["a", "b"]},
        [{"t": 3.0, "a": 1.0, "b": 2.0}, {"t": 30.0, "a": 1.0, "b": 2.0}],
        ["30.0"],
    ),
    "future": (
        {"column": "a"},
        [{"a": T}, {"a": datetime(2027, 1, 1)}, {"a": datetime(1899, 1, 1)}],
        ["2027-01-01 00:00:00", "1899-01-01 00:00:00"],
    ),
    "order": (
        {"earlier": "a", "later": "b"},
        [{"a": T, "b": T}, {"a": T, "b": datetime(2026, 10, 1)}, {"a": T, "b": None}],
        ["2026-10-01 00:00:00"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("check", sorted(CASES))
def test_a_rule_finds_the_wrong_cells_and_only_those(judge, check):
    rule, rows, wrong = CASES[check]
    rows = [{"id": f"k{number}"} | row for number, row in enumerate(rows)]
    found = judge({"check": check} | rule, rows)
    assert found.findings[0].tally.failed == len(wrong)
    assert found.cells["value"].tolist() == wrong
    assert found.cells["row_key"].tolist() == [
        row["id"] for row in rows if str(row.get(_shown(rule))) in [str(value) for value in wrong]
    ]


def _shown(rule: dict) -> str:
    return rule.get("column") or rule.get("later") or rule.get("total")


def test_the_latest_row_of_a_key_is_judged_so_a_corrected_one_is_no_fault(judge):
    rows = [{"id": "k", "a": -1.0}, {"id": "k", "a": 1.0}]
    assert judge({"check": "sign", "column": "a"}, rows).findings[0].tally.failed == 0
    assert judge({"check": "sign", "column": "a"}, rows[::-1]).findings[0].tally.failed == 1


def test_a_share_of_wrong_rows_above_the_limit_blocks_and_one_below_flags(judge):
    rule = {"check": "missing", "column": "a", "block_above": 0.5}
    rows = [{"id": n, "a": "x" if n < 12 else None} for n in range(40)]
    flagged = judge(rule, rows[:22])
    assert (flagged.findings[0].action, flagged.refusal) == ("flag", "")
    few = judge(rule, rows[10:19])
    assert (few.findings[0].action, few.refusal) == ("flag", "")  # a share of nine rows says nothing
    blocked = judge(rule, rows)
    assert blocked.findings[0].action == "block"
    assert "必填为空" in blocked.refusal
