"""Published pairs of places, and back again (traps.md 20: within 20 m; here within a centimetre)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.gcj02 import from_gcj02, to_gcj02

#: The pairs that the tests of eviltransform hold: Shanghai, Shenzhen, Beijing.
PAIRS = (
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
)


@pytest.mark.parametrize(("true", "shifted"), PAIRS)
def test_published_pairs_are_met_in_both_directions(true, shifted):
    assert [float(part) for part in to_gcj02(*true)] == pytest.approx(shifted, abs=1e-9)
    assert [float(part) for part in from_gcj02(*shifted)] == pytest.approx(true, abs=1e-7)


@settings(deadline=None, max_examples=60)
@given(st.floats(120.5, 123.5), st.floats(29.3, 31.1))
def test_every_place_of_zhoushan_comes_back_to_itself(longitude, latitude):
    back = [float(part) for part in from_gcj02(*to_gcj02(longitude, latitude))]
    assert back == pytest.approx((longitude, latitude), abs=1e-7)
    moved = [float(part) for part in to_gcj02(longitude, latitude)]
    metres = np.hypot((moved[0] - longitude) * 96_000, (moved[1] - latitude) * 111_000)
    assert 300 < metres < 800, "taken as true, a map's point would lie this far off"


def test_columns_go_as_one_and_missing_stays_missing():
    longitude, latitude = from_gcj02(np.array([122.2, np.nan]), np.array([30.0, 30.1]))
    assert np.isnan(longitude).tolist() == [False, True]
    assert float(latitude[0]) == pytest.approx(float(from_gcj02(122.2, 30.0)[1]), abs=1e-9)
