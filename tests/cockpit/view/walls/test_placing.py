"""Names on a wall's map never stand on one another."""

from hypothesis import given
from hypothesis import strategies as st

from cockpit.view.walls.placing import AWAY, LETTER, LINE, placed

WINDOW = (0.0, 0.0, 1000.0, 800.0)


def test_a_name_stands_right_of_its_mark_where_that_is_free():
    assert placed([("甲", 100.0, 100.0)], [], WINDOW) == [("甲", 130.0, 100.0)]


def test_at_the_right_edge_it_stands_left():
    assert placed([("甲乙", 980.0, 100.0)], [], WINDOW) == [("甲乙", 980.0 - AWAY - 2 * LETTER, 100.0)]


def test_of_two_marks_on_one_spot_the_first_keeps_its_place_and_the_other_gives_way():
    first, second = placed([("甲锚地", 400.0, 400.0), ("乙锚地", 400.0, 400.0)], [], WINDOW)
    assert (first, second) == (("甲锚地", 430.0, 400.0), ("乙锚地", 400.0 - AWAY - 3 * LETTER, 400.0))


@given(st.lists(st.tuples(st.floats(300, 700), st.floats(200, 600)), min_size=2, max_size=4))
def test_a_few_names_never_touch(marks):
    told = placed([(f"锚{n}", x, y) for n, (x, y) in enumerate(marks)], [], WINDOW)
    widths = {name: LETTER * 1.55 for name, _, _ in told}
    for place, (name, x, y) in enumerate(told):
        for other, far, low in told[place + 1 :]:
            assert x + widths[name] <= far or far + widths[other] <= x or abs(y - low) >= LINE - 1e-9
