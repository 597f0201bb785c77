"""Imports run one way: commands → app → pages → cockpit.view → cockpit → metrics; loaders → metrics; no cycles, none hidden."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "pages", "cockpit", "loaders", "metrics")
#: Nouns that every room may speak of: errors, what a delivery is, which time it is.
LEAVES = ("cockpit.errors", "cockpit.delivery", "cockpit.clock")
ALLOWED = {
    "app": ("cockpit", "loaders", "metrics", "pages"),
    "commands": ("app", "cockpit", "loaders", "metrics"),
    "pages": ("cockpit.view",),
    "cockpit.view": ("cockpit", "metrics"),
    "cockpit": ("cockpit", "metrics"),
    "loaders": ("loaders", "metrics"),
    "metrics": ("metrics",),
}


def modules():
    files = [ROOT / "app.py", *(path for room in ROOMS[1:] for path in (ROOT / room).rglob("*.py"))]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


def imports(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] + [f"{node.module}.{alias.name}" for alias in node.names]
        yield from ((name, node) for name in names if name.split(".")[0] in ROOMS)


def room(name):
    if name.startswith(("cockpit.commands", "cockpit.__main__")):
        return "commands"
    return "cockpit.view" if name.startswith("cockpit.view") else name.split(".")[0]


MODULES = modules()


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_only_what_its_room_may(name):
    wrong = [
        found
        for found, _ in imports(MODULES[name])
        if not found.startswith(LEAVES) and not found.startswith(ALLOWED[room(name)])
        or room(name) == "cockpit" and found.startswith("cockpit.view")
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("leaf", LEAVES)
def test_a_leaf_imports_nothing_of_ours(leaf):
    assert [found for found, _ in imports(MODULES[leaf])] == []


def test_there_is_no_cycle():
    edges = {name: {f for f, _ in imports(path) if f in MODULES} - {name} for name, path in MODULES.items()}
    done: set[str] = set()

    def visit(name, way):
        assert name not in way, " → ".join([*way, name])
        if name not in done:
            for target in edges[name]:
                visit(target, [*way, name])
            done.add(name)

    for name in edges:
        visit(name, [])
    assert len(done) == len(MODULES) > 100


def test_no_import_hides_inside_a_function():
    hidden = [
        (name, node.lineno)
        for name, path in MODULES.items()
        for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(outer)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert hidden == []
