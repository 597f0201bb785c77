"""One tree of errors, drawn in its docstring; each says where, what, and what to do."""

import inspect
import re

import pytest

from cockpit import errors
from cockpit.errors import CockpitError

CLASSES = {name: found for name, found in vars(errors).items() if inspect.isclass(found)}


def drawn():
    """Error → parent, read from the drawing."""
    parents, path = {}, []
    for line in errors.__doc__.splitlines():
        match = re.match(r"^    ([│├└─ ]*)([A-Z]\w+)", line)
        if match:
            depth = len(match[1]) // 4
            path[depth:] = [match[2]]
            parents[match[2]] = path[depth - 1] if depth else "Exception"
    return parents


def test_the_drawing_is_the_tree():
    assert drawn() == {name: found.__base__.__name__ for name, found in CLASSES.items()}
    assert len(CLASSES) >= 17


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_an_error_says_where_what_and_what_to_do(name):
    error = CLASSES[name]("表 port_berth 第 3 行", "泊位编号为空", "向数源单位催报")
    assert (error.place, error.problem, error.remedy) == ("表 port_berth 第 3 行", "泊位编号为空", "向数源单位催报")
    assert str(error) == "表 port_berth 第 3 行：泊位编号为空 → 向数源单位催报"


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_an_error_without_a_remedy_cannot_be_raised(name):
    with pytest.raises(TypeError):
        CLASSES[name]("表", "空")


def test_one_clause_catches_all_and_nothing_else():
    assert [issubclass(found, CockpitError) for found in CLASSES.values()] == [True] * len(CLASSES)
    assert not issubclass(ValueError, CockpitError)
