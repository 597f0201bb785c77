"""Engines against SQL written by hand, and against themselves: no order, partition or split of rows changes an answer."""

from datetime import datetime, timedelta

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.attribution import of_ratio, of_sum
from metrics.occupancy import occupied_hours
from metrics.period import parse_period
from metrics.score import Item, Rule, classify, score
from metrics.timeliness import cohort, durations, net_durations, on_time, throughput
from metrics.wilson import ranking

OCTOBER = parse_period("2026-10")
NOW = datetime(2026, 11, 3, 12)
FIRST = datetime(2026, 9, 20)

hours = st.integers(0, 60 * 24)
case = st.tuples(hours, hours, st.one_of(st.none(), hours))
some_cases = st.lists(case, max_size=40)


def cases(rows):
    """opened, due and closed as hours since 20 September; None is still open."""

    def moment(n):
        return pd.NaT if n is None else FIRST + timedelta(hours=n)

    table = pd.DataFrame(
        [[moment(o), moment(o + d), moment(c)] for o, d, c in rows], columns=["opened", "due", "closed"]
    )
    return table.astype("datetime64[us]")


def ask(sql, **tables):
    """The one row that SQL gives over frames."""
    with duckdb.connect() as connection:
        for name, frame in tables.items():
            connection.register(name, frame)
        return connection.execute(sql).fetchone()


@settings(max_examples=60)
@given(some_cases)
def test_the_three_rates_of_timeliness_are_what_sql_counts(rows):
    told = cases(rows)
    inside = "BETWEEN TIMESTAMP '2026-10-01' AND TIMESTAMP '2026-10-31 23:59:59.999999'"
    wanted = ask(
        f"""SELECT count(*) FILTER (due {inside} AND due <= TIMESTAMP '{NOW}' AND closed <= due),
                   count(*) FILTER (due {inside} AND due <= TIMESTAMP '{NOW}'),
                   count(*) FILTER (opened {inside} AND closed IS NOT NULL), count(*) FILTER (opened {inside}),
                   count(*) FILTER (closed {inside}) FROM cases""",
        cases=told,
    )
    shares = (on_time(told, OCTOBER, NOW), cohort(told, OCTOBER), throughput(told, OCTOBER))
    assert tuple(n for s in shares[:2] for n in (s.numerator, s.denominator)) == wanted[:4]
    assert (shares[2].numerator, shares[2].denominator) == (wanted[4], wanted[3])


@settings(max_examples=60)
@given(some_cases)
def test_durations_and_the_backlog_are_what_sql_says(rows):
    told, found = cases(rows), durations(cases(rows), NOW)
    spent = "epoch(closed - opened) / 3600.0"
    wanted = ask(
        f"""SELECT avg({spent}), quantile_cont({spent}, 0.5), quantile_cont({spent}, 0.9), max({spent}),
                   count(*) FILTER (closed IS NULL),
                   max(epoch(TIMESTAMP '{NOW}' - due) / 86400.0) FILTER (closed IS NULL AND due < TIMESTAMP '{NOW}')
            FROM cases""",
        cases=told,
    )
    given_ = (found.mean, found.p50, found.p90, found.longest, found.open, found.oldest_overdue_days)
    assert [value is None for value in given_] == [value is None for value in wanted]
    assert [v for v in given_ if v is not None] == pytest.approx([v for v in wanted if v is not None])


@settings(max_examples=40)
@given(some_cases, st.randoms(use_true_random=False), st.integers(0, 40))
def test_cases_add_up_over_any_split_and_in_any_order(rows, chance, cut):
    shuffled = chance.sample(rows, len(rows))
    parts = (cases(shuffled[:cut]), cases(shuffled[cut:]))
    for rate in (lambda c: on_time(c, OCTOBER, NOW), lambda c: cohort(c, OCTOBER), lambda c: throughput(c, OCTOBER)):
        whole, split = rate(cases(rows)), [rate(part) for part in parts]
        assert whole.numerator == sum(share.numerator for share in split)
        assert whole.denominator == sum(share.denominator for share in split)


pause = st.tuples(st.integers(0, 5), hours, st.one_of(st.none(), hours))


@settings(max_examples=60)
@given(st.lists(case, min_size=6, max_size=6), st.lists(pause, max_size=12))
def test_net_time_is_the_hours_that_no_pause_covers_counted_one_by_one(rows, pauses):
    told = cases([(o, d, None if c is None else o + c) for o, d, c in rows]).assign(case=range(6))
    spans = pd.DataFrame(
        [
            (n, FIRST + timedelta(hours=s), pd.NaT if e is None else FIRST + timedelta(hours=s + e))
            for n, s, e in pauses
        ],
        columns=["case", "start", "end"],
    ).astype({"case": "int64", "start": "datetime64[us]", "end": "datetime64[us]"})
    found = net_durations(told, spans, NOW)
    now = (NOW - FIRST).total_seconds() / 3600
    for n, (opened, _, lasted) in enumerate(rows):
        end = now if lasted is None else opened + lasted
        covered = {h for m, s, e in pauses if m == n for h in range(s, 5000 if e is None else s + e)}
        paused = len([h for h in covered if opened <= h < end]) if end > opened else 0
        assert found["paused_hours"][n] == pytest.approx(paused)
        assert found["net_hours"][n] == pytest.approx(end - opened - paused)


stay = st.tuples(st.sampled_from("ABC"), hours, st.one_of(st.none(), hours))


@settings(max_examples=60)
@given(st.lists(stay, max_size=25), st.randoms(use_true_random=False))
def test_a_berth_is_taken_in_the_hours_in_which_anybody_lies_there(rows, chance):
    since, until = datetime(2026, 10, 1), datetime(2026, 11, 1)
    first, last = (int((moment - FIRST).total_seconds() // 3600) for moment in (since, until))
    taken = {}
    for place, start, length in rows:
        end = last if length is None else start + length
        taken.setdefault(place, set()).update(range(max(start, first), min(end, last)))
    wanted = {place: float(len(found)) for place, found in taken.items() if found}
    for order in (rows, chance.sample(rows, len(rows)), rows + rows):
        frame = pd.DataFrame(
            [
                (p, FIRST + timedelta(hours=s), pd.NaT if n is None else FIRST + timedelta(hours=s + n))
                for p, s, n in order
            ],
            columns=["place", "start", "end"],
        ).astype({"start": "datetime64[us]", "end": "datetime64[us]"})
        assert occupied_hours(frame, since, until).to_dict() == wanted


amounts = st.one_of(st.none(), st.floats(-50, 200).map(lambda x: round(x, 3)))


@settings(max_examples=40)
@given(st.lists(st.tuples(amounts, amounts, amounts), min_size=1, max_size=15))
def test_scores_are_what_sql_adds_up_term_by_term(rows):
    values = pd.DataFrame(rows, columns=["tax", "va", "rd"], dtype=float)
    rule = Rule((Item("tax", 50, 20), Item("va", 30, 100), Item("rd", 20, 5)), cap=1.5, missing="zero")
    found = score(values, rule, bonus=pd.Series(1.0, index=values.index))
    terms = "+".join(
        f"CASE WHEN {name} IS NULL THEN 0 ELSE greatest(least({name} / {base:.1f}, 1.5), 0) * {weight} END"
        for name, base, weight in (("tax", 20, 50), ("va", 100, 30), ("rd", 5, 20))
    )
    with duckdb.connect() as connection:
        connection.register("firms", pa.Table.from_pandas(values))
        wanted = connection.execute(f"SELECT {terms} + 1 FROM firms").fetchdf().iloc[:, 0]
    assert np.abs(found.total.to_numpy() - wanted.to_numpy(dtype=float)).max() <= 0.5 * 10**-rule.decimals + 1e-6


@settings(max_examples=40)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_classes_by_rank_are_what_sql_ranks_in_any_order(points, chance):
    total = pd.Series(points, dtype=float, index=[f"E{n}" for n in range(len(points))])
    cuts = {"A": 0.20, "B": 0.60, "C": 0.95}
    with duckdb.connect() as connection:
        connection.register("firms", total.rename("points").rename_axis("firm").reset_index())
        wanted = dict(
            connection.execute(
                """SELECT firm, CASE WHEN share < 0.2 THEN 'A' WHEN share < 0.6 THEN 'B' WHEN share < 0.95 THEN 'C' ELSE 'D' END
                   FROM (SELECT firm, round((rank() OVER (ORDER BY points DESC) - 1) / count(*) OVER (), 12) AS share FROM firms)"""
            ).fetchall()
        )
    assert classify(total, cuts).to_dict() == wanted
    assert classify(total.sample(frac=1, random_state=chance.randrange(9)), cuts).to_dict() == wanted


parts = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 900), st.integers(0, 500), st.integers(1, 900)),
    min_size=2,
    max_size=8,
)


@settings(max_examples=60)
@given(parts)
def test_the_parts_of_a_change_add_up_to_it_for_sums_and_for_rates(rows):
    members = [f"M{n}" for n in range(len(rows))]
    before = pd.DataFrame(
        [(b, d) for b, d, _, _ in rows], index=members, columns=["numerator", "denominator"], dtype=float
    )
    after = pd.DataFrame(
        [(a, e) for _, _, a, e in rows], index=members, columns=["numerator", "denominator"], dtype=float
    )
    rate_before, rate_after = (f["numerator"].sum() / f["denominator"].sum() for f in (before, after))
    told = of_ratio(before, after)
    assert told[["rate", "mix"]].to_numpy().sum() == pytest.approx(rate_after - rate_before, abs=1e-12)
    sums = of_sum(before["numerator"], after["numerator"])
    assert sums["change"].sum() == pytest.approx(after["numerator"].sum() - before["numerator"].sum())


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 100)), min_size=1, max_size=20),
    st.randoms(use_true_random=False),
)
def test_a_ranking_does_not_depend_on_the_order_of_its_rows(rows, chance):
    frame = pd.DataFrame(
        [(f"T{n}", k, k + more) for n, (k, more) in enumerate(rows)], columns=["town", "successes", "trials"]
    )
    one = ranking(frame).set_index("town")["place"]
    other = ranking(frame.sample(frac=1, random_state=chance.randrange(9))).set_index("town")["place"]
    assert one.sort_index().equals(other.sort_index())
