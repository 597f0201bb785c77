"""Half up, as taught at school."""

import pytest

from metrics.rounding import show_number, show_share


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(0.5, 0, "1"), (2.5, 0, "3"), (0.125, 2, "0.13"), (2.675, 2, "2.68"), (-2.5, 0, "-3"), (1234567.0, 0, "1,234,567"),
     (-0.004, 2, "0.00"), (0.0, 1, "0.0")],
)  # fmt: skip
def test_a_half_goes_up_and_zero_has_no_sign(value, decimals, shown):
    assert show_number(value, decimals) == shown


@pytest.mark.parametrize(("share", "shown"), [(0.8335, "83.4%"), (0.83349, "83.3%"), (1.0, "100.0%"), (-0.00001, "0.0%")])
def test_a_share_is_rounded_as_the_number_beside_it(share, shown):
    assert show_share(share) == shown == f"{show_number(100 * share, 1)}%"
