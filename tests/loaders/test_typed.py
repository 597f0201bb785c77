"""Numbers and dates as people write them; what is none is refused, never guessed."""

import math

import pandas as pd
import pytest

from loaders.typed import integers, moments, numbers, plain
from metrics.unit import conversion


def series(*texts):
    return pd.Series(texts, dtype="str")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("12", "", 12.0), (" 1,234.5 ", "", 1234.5), ("1,234.5万吨", "吨", 12345000.0), ("94.6%", "%", 0.946),
     ("１２．５", "", 12.5), ("-1.7", "%", -0.017), ("3e2", "", 300.0), ("2 亿元", "元", 2e8), ("0", "件", 0.0)],
)  # fmt: skip
def test_numbers_are_read_in_the_base_unit(text, unit, value):
    found, wrong = numbers(series(text), unit, conversion)
    assert (found[0], wrong[0]) == (pytest.approx(value), False)


@pytest.mark.parametrize("text", ["约12", "12吨3", "abc", "1.2.3", "12万元"])
def test_a_text_where_a_number_belongs_is_refused(text):
    found, wrong = numbers(series(text), "吨", conversion)
    assert (math.isnan(found[0]), wrong[0]) == (True, True)


@pytest.mark.parametrize("text", ["-", "—", "…", "未公布", "NULL", "", "  "])
def test_a_dash_is_missing_and_neither_zero_nor_wrong(text):
    found, wrong = numbers(series(text), "", conversion)
    assert (math.isnan(found[0]), wrong[0]) == (True, False)


@pytest.mark.parametrize(
    ("text", "moment"),
    [("2026-10-31 23:59:59", "2026-10-31 23:59:59"), ("2026-10-31", "2026-10-31"), ("2020年3月", "2020-03-01"),
     ("2020年3月5日", "2020-03-05"), ("202003", "2020-03-01"), ("2020/3/5", "2020-03-05"), ("43891", "2020-03-01"),
     ("2026-10-31T16:00:00Z", "2026-11-01 00:00:00"), ("2026-10-31 08:00:00+08:00", "2026-10-31 08:00:00")],
)  # fmt: skip
def test_moments_are_read_as_people_and_databases_write_them_in_beijing_time(text, moment):
    found, wrong = moments(series(text))
    assert (found[0], wrong[0]) == (pd.Timestamp(moment), False)


@pytest.mark.parametrize("text", ["2026-13-01", "昨天", "31/12/2026"])
def test_what_is_no_moment_is_refused(text):
    found, wrong = moments(series(text))
    assert (pd.isna(found[0]), wrong[0]) == (True, True)


def test_the_dates_that_databases_write_for_no_date_are_missing():
    found, wrong = moments(series("0000-00-00 00:00:00"))
    assert (pd.isna(found[0]), wrong[0]) == (True, False)


def test_a_broken_whole_number_is_refused():
    found, wrong = integers(series("7", "7.5", "七"))
    assert (found[0], found.isna().tolist(), wrong.tolist()) == (7, [False, True, True], [False, True, True])


def test_blanks_around_a_text_go_and_nothing_else():
    assert plain(series(" 定 海 ", "无"))[0] == "定 海"
    assert plain(series("无")).isna().tolist() == [True]
