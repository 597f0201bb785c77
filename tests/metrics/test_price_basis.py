"""Price bases in the names of lines."""

import pytest

from metrics.price_basis import priced
from tests.builders import indicator


@pytest.mark.parametrize(
    ("basis", "name"),
    [
        ("comparable", "本期（可比价）"),
        ("nominal", "本期（名义）"),
        ("physical", "本期"),
        ("price_index", "本期"),
        (None, "本期"),
    ],
)
def test_only_prices_that_are_taken_for_each_other_are_told(basis, name):
    assert priced("本期", indicator(price_basis=basis)) == name
