"""The catalog: complete, and whatever is wrong in it is refused at start-up with file and line, all at once."""

from pathlib import Path

import pytest
import yaml

from cockpit.errors import CatalogError, QueryError
from cockpit.view.panels import registry
from metrics.catalog import Catalog, load_catalog
from metrics.model import System
from metrics.records import load_records

SHARED = Path(__file__).resolve().parents[3] / "shared" / "domain" / "indicators.yaml"
INDICATOR = {
    "code": "port.test", "name_zh": "试验", "name_en": "Test", "domain": "port", "system": "4-2.5",
    "unit": {"symbol": "万吨", "base": "吨", "scale": 10000, "decimals": 2}, "frequency": "M", "kind": "flow",
    "direction": "up", "agg_time": "sum", "agg_region": "sum", "department": "市港航和口岸局",
    "warn": {"type": "none", "basis": "D"}, "freshness": {"release_lag_days": 5, "stale_after_hours": 100},
    "definition": "试验用", "evidence": ["D"], "confirmed": True,
}  # fmt: skip

CARGO = {"record": "vessel_call", "numerator": {"aggregate": "sum", "column": "cargo_ton"}, "period_by": "berth_time"}
P90 = {"aggregate": "quantile", "column": "cargo_ton", "q": 0.9}


def domain(folder, *indicators, name="port", **facts):
    told = {
        "code": name, "name": "港航口岸", "path": f"/{name}", "question": "?",
        "systems": [{"code": "4-2.5", "name": "江海联运", "lead": "市港航和口岸局", "analysis": "-", "tables": []}],
        "indicators": [{k: v for k, v in (INDICATOR | one).items() if v is not None} for one in indicators],
    } | facts  # fmt: skip
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")


def faults(folder):
    with pytest.raises(CatalogError) as refused:
        load_catalog(folder, load_records())
    assert "改正以上" in refused.value.remedy
    return refused.value.problem.splitlines()


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(records=load_records())


def test_twelve_domains_eighty_one_systems_and_484_indicators(catalog):
    assert (len(catalog.domains), len(catalog.systems), len(catalog.indicators)) == (12, 81, 484)
    assert sum(len(domain.indicators) for domain in catalog.domains) == 484
    assert sum(len(domain.systems) for domain in catalog.domains) == 81


#: Chinese words stand with full-width punctuation on screen; the list was typed with half-width.
FULL_WIDTH = str.maketrans("(),:;", "（），：；")


@pytest.mark.skipif(not SHARED.exists(), reason="the commissioner's list is not beside this clone")
def test_every_indicator_of_the_commissioners_list_is_there_with_its_name_unit_and_direction(catalog):
    listed = {i["code"]: i for i in yaml.safe_load(SHARED.read_text(encoding="utf-8"))["indicators"]}
    assert sorted(listed) == sorted(catalog.indicators)
    own = {code: (i.name_zh, i.unit.symbol, i.unit.base, i.direction) for code, i in catalog.indicators.items()}
    wanted = {
        code: (
            i["name_zh"].translate(FULL_WIDTH),
            i["unit"]["symbol"].translate(FULL_WIDTH),
            i["unit"]["base"],
            i["direction"],
        )
        for code, i in listed.items()
    }
    assert own == wanted


def test_every_indicator_has_department_definition_and_evidence_and_belongs_to_a_system(catalog):
    for indicator in catalog.indicators.values():
        assert indicator.department and indicator.definition and indicator.evidence, indicator.code
        assert indicator.system in catalog.systems, indicator.code


def test_a_rule_against_an_average_speaks_of_the_bad_side(catalog):
    """The commissioner's list says 低于全省平均 of hours of clearance as well, where below is better."""
    against = [i for i in catalog.indicators.values() if i.warn.type == "benchmark"]
    assert {i.code for i in against if i.direction == "down"} == {"port.import_hours", "port.export_hours"}
    assert [i.code for i in against if i.warn.rule.startswith("低于") != (i.direction == "up")] == []


def test_every_domain_speaks_through_headlines_of_its_own(catalog):
    for domain in catalog.domains:
        own = {indicator.code for indicator in domain.indicators}
        assert 1 <= len(domain.headlines) <= 4
        assert set(domain.headlines) <= own, domain.code


def test_a_small_sound_catalog_is_read(tmp_path):
    domain(tmp_path, {})
    assert list(load_catalog(tmp_path, load_records()).indicators) == ["port.test"]


@pytest.mark.parametrize(
    ("wrong", "line", "words"),
    [
        ({"colour": "red"}, 33, "colour"),
        ({"department": None}, 11, "department"),
        ({"definition": None}, 11, "definition"),
        ({"direction": "upwards"}, 23, "direction"),
        ({"kind": "ratio"}, 22, "没有写明分子和分母"),
        ({"unit": {"symbol": "万吨", "base": "吨", "scale": 1000, "decimals": 2}}, 16, "1万吨 = 10000吨"),
        ({"unit": {"symbol": "万吨", "base": "元", "scale": 10000, "decimals": 2}}, 16, "基本单位是 吨"),
        ({"system": "9-9.9"}, 15, "没有系统 9-9.9"),
        ({"evidence": ["F99"]}, 31, "references.yaml 里没有 F99"),
        ({"domain": "gov"}, 14, "领域 gov 写在 port 的文件里"),
        ({"confusable": ["port.nothing"]}, 39, "没有指标 port.nothing"),
        ({"agg_region": "weighted"}, 25, "没有写明权重"),
        ({"computation": {"engine": "magic", "numerator": "a"}}, 39, "没有引擎 magic"),
        ({"computation": {"engine": "berth_hours", "numerator": "lost"}}, 39, "引擎 berth_hours 没有列 lost"),
        ({"measure": {"record": "vessel_cal", "numerator": {"aggregate": "count"}, "period_by": "x"}}, 39, "没有记录 vessel_cal"),
        ({"measure": {"record": "vessel_call", "numerator": {"aggregate": "count"}, "period_by": "gone"}}, 39, "没有列 gone"),
        ({"measure": CARGO | {"period_by": None}}, 39, "没有写明按哪个时间归期"),
        ({"measure": CARGO | {"numerator": {"aggregate": "count"}}}, 39, "公式的单位是个数，指标的基本单位却是 吨"),
        ({"measure": CARGO | {"denominator": {"aggregate": "seconds", "column": "eta", "end": "berth_time"}}}, 39, "公式的单位是 吨/秒 ，指标"),
        ({"measure": CARGO | {"minus": {"aggregate": "count"}}}, 39, " 吨 减不了个数"),
        ({"measure": CARGO | {"numerator": {"aggregate": "sum", "column": "imo"}}}, 39, "列 imo 没有写明单位"),
        ({"measure": CARGO | {"numerator": {"aggregate": "quantile", "column": "cargo_ton"}}}, 39, "没有写明 q"),
        ({"measure": CARGO | {"numerator": P90, "accumulate": "year"}}, 39, "分位数不能再相除、相减或累计"),
        ({"measure": CARGO | {"minus_by": "eta"}}, 39, "写了 minus_by 却没有 minus"),
        ({"measure": CARGO | {"numerator": {"aggregate": "sum"}}}, 39, "sum 没有写明列"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_file_and_line(tmp_path, wrong, line, words):
    domain(tmp_path, wrong)
    found = faults(tmp_path)
    assert len(found) == 1, found
    assert words in found[0]
    place = found[0].split(" ")[0]
    text = (tmp_path / "port.yaml").read_text(encoding="utf-8").splitlines()
    assert place.startswith("port.yaml:")
    key = next(iter(wrong))
    shown = text[int(place.split(":")[1]) - 1]
    assert (key in shown) or wrong[key] is None or key == "kind", (place, shown)
    assert line


def test_a_headline_that_is_not_the_domains_is_refused(tmp_path):
    domain(tmp_path, {}, headlines=["port.test", "gov.perf_red_count"])
    assert [("headlines" in f or "本领域没有指标 gov.perf_red_count" in f) for f in faults(tmp_path)] == [True]


def test_the_same_code_twice_is_refused(tmp_path):
    domain(tmp_path, {}, {})
    assert ["port.test 重复" in fault for fault in faults(tmp_path)] == [True]


def test_a_key_written_twice_is_refused_although_yaml_would_take_the_last(tmp_path):
    domain(tmp_path, {})
    path = tmp_path / "port.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("  kind: flow\n", "  kind: flow\n  kind: stock\n"), encoding="utf-8"
    )
    assert ["kind 写了两次" in fault for fault in faults(tmp_path)] == [True]


def test_faults_of_all_files_come_together_broken_yaml_included(tmp_path):
    domain(tmp_path, {"department": None})
    domain(tmp_path, name="gov", systems=[])
    (tmp_path / "gov.yaml").write_text("code: gov\nname: 政府运行\n", encoding="utf-8")
    (tmp_path / "data.yaml").write_text("code: [", encoding="utf-8")
    found = "\n".join(faults(tmp_path))
    assert [name in found for name in ("port.yaml", "gov.yaml", "data.yaml")] == [True] * 3


def test_a_panel_that_nobody_draws_is_refused_at_start_up(catalog):
    registry.check(catalog)
    system = System(code="R99", name="x", lead="x", analysis="x", tables=[], panels=["port_berths", "port_dreams"])
    with pytest.raises(CatalogError) as refused:
        registry.check(Catalog((), {}, {"R99": system}))
    assert refused.value.problem == "系统 R99 的 panels：没有 port_dreams"


@pytest.mark.parametrize("ask", ["domain", "indicator"])
def test_asking_for_what_does_not_exist_names_it_and_a_way_on(catalog, ask):
    with pytest.raises(QueryError) as refused:
        getattr(catalog, ask)("nothing.here")
    assert ("nothing.here" in refused.value.problem, refused.value.remedy != "") == (True, True)
