"""The land as paths."""

import re

from cockpit.view.geometry import BEYOND, HEIGHT, mainland, mainland_in_view


def corners(path):
    """The absolute points of rings written as M x y l steps z, in tenths."""
    found = set()
    for ring in path.split("z")[:-1]:
        numbers = [round(float(number) * 10) for number in re.findall(r"-?\d*\.?\d+", ring)]
        x, y = 0, 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.add((x, y))
    return found


def test_land_drawn_in_to_the_frame_is_the_same_land_within_it():
    whole, near = corners(mainland()), corners(mainland_in_view())
    assert {(x, y) for x, y in whole if 0 < y < HEIGHT * 10} <= near
    assert all(-BEYOND * 10 - 10 <= y <= (HEIGHT + BEYOND) * 10 + 10 for _, y in near)
    assert len(mainland_in_view()) < 0.8 * len(mainland())
