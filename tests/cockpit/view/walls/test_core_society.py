"""A town's bar has the colour that the catalog's rule of the rate gives its share, no limit of its own."""

import pytest

from cockpit.view.walls.core_society import RATE, _tone
from metrics.catalog import load_catalog


@pytest.mark.parametrize(("share", "tone"), [(0.738, "red"), (0.85, "yellow"), (0.9499, "yellow"), (0.95, "plain")])
def test_a_towns_bar_is_coloured_by_the_indicators_rule(share, tone):
    assert _tone(load_catalog().indicator(RATE), share) == tone
