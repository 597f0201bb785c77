"""Thirty-seven persons on one telephone are no thirty-seven users."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.active_users import MOST_ACCOUNTS, daily_active

DAY = pd.Timestamp("2026-11-02")


def logins(*pairs):
    return pd.DataFrame([(DAY, *pair) for pair in pairs], columns=["day", "user", "device"])


def test_accounts_of_one_device_beyond_a_family_are_told_apart():
    farmed = [(f"u{n}", "d0") for n in range(37)]
    found = daily_active(logins(*farmed, ("a", "d1"), ("b", "d2"))).iloc[0]
    assert (found["dau"], found["effective"], found["anomalous"], found["devices"]) == (39, 2, 37, 1)


def test_a_family_of_five_on_one_device_is_a_family():
    assert daily_active(logins(*[(f"u{n}", "d") for n in range(MOST_ACCOUNTS)]))["effective"].tolist() == [5]
    assert daily_active(logins(*[(f"u{n}", "d") for n in range(MOST_ACCOUNTS + 1)]))["effective"].tolist() == [0]


def test_somebody_who_also_logs_in_on_an_own_device_counts_and_an_unknown_device_is_no_anomaly():
    farmed = [(f"u{n}", "d0") for n in range(9)]
    assert daily_active(logins(*farmed, ("u3", "own")))["effective"].tolist() == [1]
    assert daily_active(logins(*[(f"u{n}", None) for n in range(9)]))["effective"].tolist() == [9]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 12), st.integers(0, 2)), min_size=1))
def test_days_add_up_to_what_sets_say(told):
    frame = pd.DataFrame(
        [(DAY + pd.Timedelta(days=d), f"u{u}", f"d{v}") for d, u, v in told], columns=["day", "user", "device"]
    )
    found = daily_active(frame).set_index("day")
    for day, row in found.iterrows():
        own = {(u, v) for d, u, v in told if DAY + pd.Timedelta(days=d) == day}
        bad = {v for _, v in own if len({u for u, w in own if w == v}) > MOST_ACCOUNTS}
        users, good = {u for u, _ in own}, {u for u, v in own if v not in bad}
        assert (row["dau"], row["effective"], row["devices"]) == (len(users), len(good), len(bad))
    assert len(found) == len({d for d, _, _ in told})
