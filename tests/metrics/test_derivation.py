"""What may be derived from what; all else is refused at start-up."""

import pytest

from metrics.derivation import derivation_faults
from metrics.formula import Derivation
from tests.builders import PERCENT, PERSONS, flow, indicator, ratio

KNOWN = {
    "a": flow(code="port.a"), "b": flow(code="port.b"), "tons": indicator(code="port.t"),
    "rate": ratio(code="port.r"), "grown": indicator(code="port.g", kind="growth", unit=PERCENT),
    "made": flow(code="port.m", derivation={"way": "sum", "of": ["a", "b"]}),
}  # fmt: skip


def faults(way, *of, **facts):
    return list(derivation_faults(flow(**facts), Derivation(way=way, of=list(of)), KNOWN))


def test_what_fits_is_not_refused():
    assert faults("sum", "a", "b") == faults("difference", "a", "b") == []
    assert faults("ratio", "a", "b", kind="ratio", unit=PERCENT) == []
    assert faults("two_years", "grown", kind="growth", unit=PERCENT) == []


@pytest.mark.parametrize(
    ("way", "of", "words"),
    [
        ("sum", ("a",), "sum 要 2 个以上指标，写了 1 个"),
        ("ratio", ("a", "b", "a"), "ratio 要 2 个指标，写了 3 个"),
        ("sum", ("a", "gone"), "没有指标 gone"),
        ("sum", ("a", "made"), "port.m 本身也是推算的"),
        ("sum", ("rate", "rate"), "比率、增速、指数和时长不能相加、相减或再相除：port.r、port.r"),
        ("sum", ("a", "tons"), "累计与当期不能放在一起算"),
        ("ratio", ("a", "tons"), "人 除以 吨 得不出 人"),
        ("two_years", ("a",), "两年平均只用于增速"),
    ],
)
def test_what_does_not_fit_says_why(way, of, words):
    assert words in faults(way, *of)


def test_tons_do_not_become_persons_and_a_cumulative_sum_is_no_month():
    assert faults("sum", "tons", "tons") == ["吨 相加得不出 人"]
    assert faults("difference", "tons", "tons", unit={**PERSONS, "symbol": "吨", "base": "吨"}) == [
        "累计与当期不能放在一起算"
    ]


def test_a_derived_indicator_is_not_measured_as_well():
    both = flow(measure={"record": "vessel_call", "period_by": "berth_time", "numerator": {"aggregate": "count"}})
    assert list(derivation_faults(both, Derivation(way="sum", of=["a", "b"]), KNOWN)) == [
        "既由记录计量又由其他指标推算，只能写一种"
    ]
