"""Pages on paper: what they say can be searched and copied, is counted in pages, and is only what the person may see."""

import json
import re
from dataclasses import asdict

import httpx
import openpyxl
import pypdf
import pytest

from cockpit.application import EXTENSION
from cockpit.errors import ExportError, QueryError
from cockpit.export.job import ExportJob
from cockpit.security.gate import RESOLVERS
from cockpit.security.identity import VISITOR, Identity
from cockpit.view.export_makers import make_brief, make_page
from cockpit.view.page_makers import page_path, print_page
from cockpit.view.private_server import private_server

CLERK = Identity("zhang", "张三", "clerk", "市港航和口岸局")
AUDITOR = Identity("li", "李四", "audit")
MAKERS = {"brief": make_brief, "page": make_page, "figure": print_page}


@pytest.fixture
def file(server, tmp_path):
    """A file as the worker makes it: (name, path)."""

    def made(kind, extension, identity=VISITOR, **wanted):
        cockpit = server.extensions[EXTENSION]
        job = ExportJob(
            job_id="x", owner=identity.name, identity=json.dumps(asdict(identity)), kind=kind, extension=extension,
            title="t", wanted=json.dumps(wanted), snapshot=cockpit.frames.reader().snapshot.id, watermark="ZS20261123-TEST",
        )  # fmt: skip
        target = tmp_path / f"{identity.name}.{extension}"
        with server.app_context():
            name, told = MAKERS[kind](cockpit, job, target, lambda *_: None)
        assert told.size == target.stat().st_size > 0
        return name, target

    return made


def text_of(path):
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


def test_the_brief_on_paper_says_its_sentences_and_numbers_its_pages(file):
    name, path = file("brief", "pdf")
    text, pages = text_of(path), len(pypdf.PdfReader(path).pages)
    assert name == "舟山市_月度专报_2026年10月_20261123_演示数据.pdf"
    assert re.search(r"舟山市2026年10月共有\d+项指标有数，其中严重\d+项", text)
    assert all(f"第{page}页共{pages}页" in text for page in range(1, pages + 1)) and pages > 3
    assert not re.findall("[\u2e80-\u2fdf]", text) and "演示数据" in text and "水印编号ZS20261123-TEST" in text


def test_no_caption_of_the_brief_stands_at_the_foot_of_a_page_without_its_table(file):
    _, path = file("brief", "pdf")
    sheets = [re.sub(r"第\d+页共\d+页", "", re.sub(r"\s", "", p.extract_text())) for p in pypdf.PdfReader(path).pages]
    heads = ("主要指标", "需要关注的指标", "口径与来源", "年度目标判灯", "责任部门")
    assert [sheet[-30:] for sheet in sheets if sheet.endswith(heads)] == []


def test_a_domains_page_on_paper_has_its_numbers_as_text_and_nothing_of_others(file):
    name, path = file("page", "pdf", path="/society")
    _, own = file("page", "pdf", CLERK, path="/society")
    whole, text = text_of(path), text_of(own)
    assert name == "舟山市_社会治理_2026年10月_20261123_演示数据.pdf"
    assert "网格事件上报数" in whole and "第1页共" in whole and "水印编号ZS20261123-TEST" in whole
    assert "社会治理" in text and "网格事件上报数" not in text
    assert pypdf.PdfReader(path).metadata.title == "社会治理 2026年10月"


def test_who_may_not_see_pages_gets_no_file_but_the_reason(file):
    with pytest.raises(ExportError, match="您的角色不能看这一页"):
        file("page", "pdf", AUDITOR, path="/port")


def test_a_picture_is_the_whole_page(file):
    _, path = file("page", "png", path="/port")
    head = path.read_bytes()[:24]
    width, height = int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
    assert head[:8] == b"\x89PNG\r\n\x1a\n" and width == 2880 and height > 3000


def test_a_figure_leaves_alone_with_title_unit_period_reach_source_mark_and_number(file):
    name, path = file("figure", "pdf", path="/port?period=2026-10", figure="port-cargoes")
    text = text_of(path)
    assert name == "舟山市_港航口岸-货类进度_2026年10月_20261123_演示数据.pdf"
    told = ("港航口岸货类进度演示数据", "区域：舟山市数据期：2026年10月单位：万吨", "数据截至2026年11月5日10:00·来源：港口吞吐量月报",
            "金属矿石", "水印编号ZS20261123-TEST", "第1页共1页")  # fmt: skip
    assert [words for words in told if words not in text] == []
    assert "泊位占用" not in text and not pypdf.PdfReader(path).pages[0].images


def test_an_indicators_figure_is_named_by_its_indicator_and_says_where_it_comes_from(file):
    name, path = file("figure", "pdf", path="/indicator/port.cargo_ytd?region=330902", figure="trend")
    text = text_of(path)
    assert name.startswith("舟山市_港口货物吞吐量（累计）-今年、去年与序时_")
    assert "区域：定海区数据期：2026年10月单位：亿吨" in text and "数据截至2026年11月5日" in text and "来源：" in text


def test_a_map_leaves_alone_as_a_picture(file):
    name, path = file("figure", "png", path="/", figure="archipelago")
    assert name == "舟山市_总览-四个县区_2026年10月_20261123_演示数据.png"
    assert int.from_bytes(path.read_bytes()[16:20]) == 2880


@pytest.mark.parametrize("figure", ["", "nothing", "port-cargoes] , body [x", "kpi"])
def test_a_figure_that_the_page_does_not_show_is_refused(file, figure):
    with pytest.raises(ExportError, match="这一页没有图"):
        file("figure", "pdf", path="/batches", figure=figure)


@pytest.mark.parametrize(
    "path",
    ["", "/exports/new", "/api/me", "http://example.com/port", "//example.com/", "/officers/audit", "/wall/city"],
)
def test_only_pages_are_printed(server, path):
    with pytest.raises(QueryError, match="不是驾驶舱的页面"):
        page_path(server, path)
    assert page_path(server, "/port?region=330902") == "/port?region=330902"


def test_the_printing_cookie_opens_the_door_for_one_person_and_dies_with_the_file(server):
    before = list(server.extensions[RESOLVERS])
    with private_server(server, CLERK) as (address, (name, secret)):
        shown = httpx.get(f"{address}/api/me", cookies={name: secret})
        strange = [httpx.get(f"{address}/api/me", cookies=told).status_code for told in ({}, {name: secret[:-1] + "~"})]
    assert (shown.json()["title"], strange) == ("张三", [403, 403])
    assert server.extensions[RESOLVERS] == before


def test_a_domains_workbook_has_a_sheet_per_system_and_its_definitions(server, file):
    name, path = file("page", "xlsx", path="/port?period=2026-09")
    book = openpyxl.load_workbook(path)
    systems = server.extensions[EXTENSION].catalog.domain("port").systems
    assert name == "舟山市_港航口岸_2026年9月_20261123_演示数据.xlsx"
    assert set(book.sheetnames[:-2]) <= {system.name[:31] for system in systems} and len(book.sheetnames) > 4
    assert book.sheetnames[-2:] == ["口径", "说明"]
    rows = [row for sheet in book.sheetnames[:-2] for row in book[sheet].iter_rows(min_row=6, values_only=True)]
    cargo = next(row for row in rows if row[-1] == "port.cargo_ytd")
    assert cargo[1] == "2026年1–9月" and isinstance(cargo[2], float) and cargo[3] == "亿吨"
    assert len(rows) == book["口径"].max_row - 1


def test_an_indicators_workbook_has_its_readings_and_a_sheet_of_values_per_region(file):
    name, path = file("page", "xlsx", path="/indicator/port.cargo_ytd?period=2026-09")
    book = openpyxl.load_workbook(path)
    assert name == "舟山市_港口货物吞吐量（累计）_2026年9月_20261123_演示数据.xlsx"
    assert book.sheetnames == ["本期", "舟山市", "定海区", "普陀区", "岱山县", "嵊泗县", "口径", "说明"]
    head = next(row for row in book["本期"].iter_rows(values_only=True) if row[0] == "舟山市")
    values = [row for row in book["舟山市"].iter_rows(values_only=True) if row[2] == "2026年1–9月" and row[3] == "累计"]
    assert [head[3]] == [row[4] for row in values] and isinstance(head[3], float)


def test_a_workbook_of_an_indicator_without_value_or_name_is_refused(file):
    for path in ("/indicator/port.nothing", "/indicator/port.cargo_ytd?period=2010-01"):
        with pytest.raises(QueryError):
            file("page", "xlsx", path=path)


def test_a_workbook_of_no_domain_is_refused_and_a_clerk_has_fewer_rows(file):
    with pytest.raises(QueryError, match="不是领域页"):
        file("page", "xlsx", path="/batches")
    count = [
        openpyxl.load_workbook(file("page", "xlsx", who, path="/economy")[1])["口径"].max_row
        for who in (VISITOR, CLERK)
    ]
    assert count[0] > count[1] > 1
