"""Finding an indicator the way people ask."""

import pytest

from metrics.catalog import load_catalog
from metrics.search import initials, search

CATALOG = load_catalog()


@pytest.mark.parametrize(
    ("words", "code"),
    [("port.cargo_ytd", "port.cargo_ytd"), ("港口货物吞吐量（累计）", "port.cargo_ytd"), ("吞吐量", "port.cargo_ytd"),
     ("gkhwttl", "port.cargo_ytd"), ("GKHW", "port.cargo_ytd"), ("ｇｋｈｗ", "port.cargo_ytd"), ("  aqbjl ", "grid.ontime_rate"),
     ("市统计局", "econ.fai_yoy"), ("GDP", "econ.gdp_yoy")],
)  # fmt: skip
def test_name_code_initials_and_department_lead_to_the_indicator(words, code):
    assert code in [indicator.code for indicator in search(CATALOG, words)]


def test_an_exact_code_stands_first():
    assert search(CATALOG, "port.container")[0].code == "port.container"


def test_a_name_that_begins_so_stands_before_one_that_contains_it():
    names = [indicator.name_zh for indicator in search(CATALOG, "按期办结率")]
    assert names.index("按期办结率") < names.index("12345按期办结率")


@pytest.mark.parametrize("words", ["", "   ", "没有这种东西", "zzzzqqq"])
def test_nothing_is_found_for_nothing(words):
    assert search(CATALOG, words) == ()


def test_initials_keep_what_is_no_character():
    assert initials("PM2.5平均浓度") == "pm2.5pjnd"
