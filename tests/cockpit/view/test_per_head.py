"""Totals over people and land: units that can be read."""

import pytest

from cockpit.view.per_head import _dense


@pytest.mark.parametrize(
    ("value", "by", "told"),
    [(5e10, 51.02, "9.80亿元"), (123_456.0, 10.0, "1.23万元"), (4.567e7, 1.0, "4,567万元"), (30.0, 40.0, "0.75元"), (26.0, 1.0, "26.0元"), (0.0012, 1.0, "0.0012元"), (0.0, 1.0, "0元"),
     (1.0, 0.0, "—"), (1.0, float("nan"), "—")],
)  # fmt: skip
def test_a_quotient_has_a_unit_that_can_be_read_and_nothing_is_divided_by_nothing(value, by, told):
    assert _dense(value, by, "元") == told
