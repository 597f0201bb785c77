"""Every rule and every trap has a test of its own, and docs/soundness.md names them all."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = [f"s{number:02d}" for number in range(1, 17)] + [f"trap_{number}" for number in range(1, 36)]
ROW = re.compile(r"^\| (S\d\d|\d+) \|.*\| (.*) \|$", re.MULTILINE)


def named(rule):
    """Tests of tests/soundness whose name begins with the rule."""
    own = re.compile(rf"test_{rule}_[a-z]")
    return {
        (f"soundness/{path.name}", node.name)
        for path in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and own.match(node.name)
    }


def told():
    """Tests that the document names, by rule."""
    rows = ROW.findall((ROOT / "docs" / "soundness.md").read_text(encoding="utf-8"))
    return {
        (label.lower() if label.startswith("S") else f"trap_{label}"): {
            (place, name) for name, place in re.findall(r"`(test_\w+)` \(([^)]+)\)", tests)
        }
        for label, tests in rows
    }


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_test_and_the_document_names_exactly_those_that_are_there(rule):
    assert named(rule)
    assert told()[rule] == named(rule)


def test_the_document_has_a_row_for_every_rule_and_no_other():
    assert sorted(told()) == sorted(RULES)
