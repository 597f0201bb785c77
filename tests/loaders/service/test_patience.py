"""A source is opened again from the beginning while that can help, and never delivers half a batch twice."""

import pandas as pd
import pytest

from cockpit.delivery import REJECT, Chunk, Delivery
from cockpit.errors import SourceShapeError, SourceUnreachable
from loaders.patience import Patience
from loaders.service.patience import patient

DOWN = SourceUnreachable("库", "读不到", "稍后")


def chunk(number):
    return Chunk(pd.DataFrame({"n": [number]}), pd.DataFrame(columns=list(REJECT)))


def source(*ways):
    """A maker of deliveries: each opening takes the next way, a list of numbers and errors."""
    left = list(ways)

    def make():
        def read():
            for step in left.pop(0):
                if isinstance(step, Exception):
                    raise step
                yield chunk(step)

        return Delivery("s", "来源", "局", "库#表", "task_node", False, read())

    return make


def read(make, attempts=4):
    pauses, ends = [], []
    patience = Patience(attempts=attempts, jitter=0.5, wait=pauses.append)
    delivery = patient(make, patience, ends.append)
    got = []
    try:
        got.extend(int(part.rows["n"].iloc[0]) for part in delivery.chunks)
    except Exception as error:
        got.append(error)
    return got, pauses, ends


def test_a_source_that_comes_back_is_read_from_the_beginning_after_growing_pauses():
    got, pauses, ends = read(source([DOWN], [DOWN], [1, 2]))
    assert (got, ends) == ([1, 2], [None])
    assert [1 <= pauses[0] <= 1.5, 2 <= pauses[1] <= 2.5, len(pauses)] == [True, True, 2]


def test_patience_ends_with_the_sources_own_error():
    got, pauses, ends = read(source([DOWN], [DOWN], [DOWN]), attempts=3)
    assert (got, len(pauses), ends) == ([DOWN], 2, [DOWN])


def test_what_waiting_cannot_heal_fails_at_once():
    wrong = SourceShapeError("库#表", "没有列", "改映射")
    assert read(source([wrong], [1])) == ([wrong], [], [wrong])


def test_a_delivery_that_breaks_after_its_first_rows_is_not_read_twice():
    assert read(source([1, DOWN], [1, 2])) == ([1, DOWN], [], [DOWN])


def test_an_empty_delivery_is_a_delivery():
    assert read(source([])) == ([], [], [None])
    with pytest.raises(StopIteration):
        next(patient(source([]), Patience(), lambda _: None).chunks)
