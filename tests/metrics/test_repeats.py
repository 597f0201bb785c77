"""Repeated requests."""

import pandas as pd

from metrics.repeats import repeated


def tickets(*rows):
    return pd.DataFrame(rows, columns=["who", "what", "at"]).assign(
        at=lambda f: pd.to_datetime(f["at"], format="%Y-%m-%d")
    )


def found(*rows, days=30):
    return repeated(tickets(*rows), ["who", "what"], "at", days).tolist()


def test_the_later_of_two_within_thirty_days_repeats():
    assert found(("a", "路灯", "2026-10-01"), ("a", "路灯", "2026-10-31")) == [False, True]


def test_a_day_later_it_does_not():
    assert found(("a", "路灯", "2026-10-01"), ("a", "路灯", "2026-11-01")) == [False, False]


def test_another_person_or_another_matter_repeats_nothing():
    assert found(("a", "路灯", "2026-10-01"), ("b", "路灯", "2026-10-02"), ("a", "噪声", "2026-10-03")) == [False] * 3


def test_the_window_slides_from_request_to_request():
    rows = [("a", "路灯", day) for day in ("2026-09-01", "2026-09-25", "2026-10-20")]
    assert found(*rows) == [False, True, True]


def test_the_order_of_rows_does_not_matter():
    assert found(("a", "路灯", "2026-10-31"), ("a", "路灯", "2026-10-01")) == [True, False]


def test_who_asked_namelessly_repeats_nothing():
    assert found((None, "路灯", "2026-10-01"), (None, "路灯", "2026-10-02")) == [False, False]
