"""The house rules that a machine can check."""

import ast
import re
from pathlib import Path

import pytest

from tests.test_imports import MODULES, ROOT

FORBIDDEN = re.compile(r"(^|_)(utils?|helpers?|common|base|manager)(_|$|\.)", re.IGNORECASE)
ASSETS = [
    path
    for path in (ROOT / "assets").rglob("*")
    if path.suffix in {".js", ".css", ".geojson"} and "vendor" not in path.parts
]


def tree(name):
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def functions(name):
    return [node for node in ast.walk(tree(name)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_file_is_short_and_so_are_its_functions(name):
    lines = MODULES[name].read_text(encoding="utf-8").count("\n")
    assert lines < (25 if name.startswith("pages") else 300)
    assert [node.name for node in functions(name) if node.end_lineno - node.lineno + 1 > 40] == []


def test_half_of_all_functions_are_under_ten_lines():
    sizes = sorted(node.end_lineno - node.lineno + 1 for name in MODULES for node in functions(name))
    assert sizes[len(sizes) // 2] < 10


@pytest.mark.parametrize("name", sorted(MODULES))
def test_names_say_what_things_are(name):
    classes = [node.name for node in ast.walk(tree(name)) if isinstance(node, ast.ClassDef)]
    names = [*name.split("."), *classes, *(node.name for node in functions(name))]
    assert [found for found in names if FORBIDDEN.search(found)] == []


@pytest.mark.parametrize("name", sorted(MODULES))
def test_whatever_is_public_says_what_it_is(name):
    module = tree(name)
    public = [
        node
        for node in module.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    ]
    methods = [
        method for node in public if isinstance(node, ast.ClassDef) for method in node.body
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_")
    ]  # fmt: skip
    assert [node.name for node in [*public, *methods] if not ast.get_docstring(node)] == []
    assert ast.get_docstring(module) or MODULES[name].read_text() == ""


@pytest.mark.parametrize("name", sorted(MODULES))
def test_missing_is_never_filled_with_zero_and_nothing_is_evaluated(name):
    text = MODULES[name].read_text(encoding="utf-8")
    assert re.findall(r"\bfillna\(\s*0", text) == []
    assert re.findall(r"(?<![\w.])(?:eval|exec)\(", text) == []


@pytest.mark.parametrize("path", ASSETS, ids=lambda path: path.name)
def test_no_asset_calls_out(path):
    assert re.findall(r"(?:src|href|url\(|import|fetch)[^\n]{0,20}https?://", path.read_text(encoding="utf-8")) == []


def test_every_page_registers_itself():
    pages = [name for name in MODULES if name.startswith("pages.")]
    assert len(pages) >= 18
    assert [name for name in pages if "register_page" not in MODULES[name].read_text()] == []


def test_the_two_commands_stand_in_the_readme_and_ci_runs_the_second():
    assert [command in Path(ROOT / "README.md").read_text() for command in ("make run", "make test")] == [True, True]
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("exec make test")
