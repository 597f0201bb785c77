"""The monthly brief as staff forward it: what the readings say, and only what the one who asks may see."""

import json
import re

import pytest

from cockpit.application import EXTENSION
from cockpit.errors import QueryError
from cockpit.export.mark import new_mark
from cockpit.security.gate import visitor_signer
from cockpit.security.identity import VISITOR, Identity
from cockpit.view.brief import brief
from cockpit.view.export_makers import job_context
from tests.installation import NOW

CLERK = Identity("zhang", "张三", "clerk", "市港航和口岸局")


def made(server, identity, **wanted):
    own = server.extensions[EXTENSION].as_seen_by(identity)
    mark = new_mark(identity, NOW)
    return brief(job_context(own, own.frames.reader(), wanted, mark), mark)


def words(content):
    told = [cell for table in content.tables for row in table.rows for cell in row]
    return "\n".join([*told, *(sentence for section in content.sections for sentence in section.sentences)])


def test_every_domain_with_data_has_a_chapter_and_the_ends_are_fixed(server):
    content = made(server, VISITOR)
    headings = [section.heading for section in content.sections]
    assert headings[:2] == ["一、总体情况", "二、需要关注"] and headings[-1].endswith("、口径与来源")
    assert [h[2:] for h in headings if h[2:] in ("港航口岸", "经济治理", "社会治理")] == [
        "港航口岸",
        "经济治理",
        "社会治理",
    ]
    assert content.cover.demo and content.cover.name("docx") == "舟山市_月度专报_2026年10月_20261123_演示数据.docx"


def test_the_values_of_the_sentences_stand_in_the_table_below_them(server):
    for section in made(server, VISITOR).sections[2:-1]:
        cells = {row[0]: row[2] + row[3] for row in section.table.rows}
        spoken = [s for s in section.sentences[1:] if "没有数值" not in s]
        assert [s for s in spoken if not any(f"{name}为{value}" in s for name, value in cells.items())] == []


def test_what_needs_attention_is_exactly_what_the_table_of_warnings_counts(server):
    content = made(server, VISITOR)
    total = re.search(r"严重(\d+)项、预警(\d+)项", content.sections[0].sentences[0])
    lights = [row[0] for row in content.sections[1].table.rows]
    assert [lights.count("严重"), lights.count("预警")] == [int(number) for number in total.groups()]
    assert len(lights) > 3 and lights == sorted(lights)  # 严重 sorts before 预警


def test_the_column_of_the_year_before_does_not_repeat_its_head(server):
    told = [row[4] for section in made(server, VISITOR).sections[2:-1] for row in section.table.rows]
    assert any(cell.startswith(("增长", "下降")) for cell in told) and not any("同" in cell for cell in told)


def test_every_listed_indicator_has_its_definition_and_source(server):
    *chapters, sources = made(server, VISITOR).sections
    domains = {row[0] for section in chapters[2:] for row in section.table.rows}
    grave = {row[1] for row in chapters[1].table.rows}
    assert {row[0] for row in sources.table.rows} == domains | grave
    assert all(row[1] and row[2] and row[3] for row in sources.table.rows)


def test_a_clerk_finds_nothing_of_what_only_a_leader_sees(server):
    cockpit = server.extensions[EXTENSION]
    all_there = cockpit.as_seen_by(VISITOR).catalog.indicators
    hidden = set(all_there) - set(cockpit.as_seen_by(CLERK).catalog.indicators)
    whole, own = words(made(server, VISITOR)), words(made(server, CLERK))
    shown = {all_there[code].name_zh for code in hidden} & set(re.findall(r"[^\n]+", whole))
    assert shown and not [name for name in shown if name in own.split("\n")]


def test_another_region_and_period_are_another_brief_and_a_strange_one_is_refused(server):
    city, county = made(server, VISITOR), made(server, VISITOR, region="330902", period="2026-09")
    assert county.title == "定海区数字驾驶舱月度专报" and "2026年9月" in county.subtitle
    assert words(county) != words(city)
    for strange in ({"region": "330999"}, {"period": "2026-13"}):
        with pytest.raises(QueryError):
            made(server, VISITOR, **strange)


@pytest.mark.parametrize(("role", "there"), [("leader", True), ("audit", False)])
def test_the_page_of_exports_offers_it_to_who_may_export(server, role, there):
    client = server.test_client()
    client.set_cookie("cockpit_visitor", visitor_signer(server.extensions[EXTENSION]).dumps((role, "", "")))
    answer = client.post("/_dash-update-component", json=_body("/exports")).get_data(as_text=True)
    assert ("月度专报" in json.dumps(json.loads(answer), ensure_ascii=False)) is there


def _body(path):
    inputs = [{"id": "_pages_location", "property": p, "value": v} for p, v in (("pathname", path), ("search", ""))]
    outputs = [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}]
    return {"output": ".._pages_content.children..._pages_store.data..", "outputs": outputs, "inputs": inputs,
            "changedPropIds": ["_pages_location.pathname"], "state": []}  # fmt: skip
