"""The traps that lie in screens, files and charts: the wrong picture cannot be drawn."""

import io
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest

from app import create_app
from cockpit.view.geometry import counties, project
from cockpit.view.theme import THEMES, TOKENS, token
from loaders.typed import moments
from metrics.catalog import load_catalog
from tests.drawn import drawn
from tests.installation import NOW

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("/", "/economy", "/society", "/port", "/gov", "/indicator/port.cargo_ytd", "/indicator/grid.ontime_rate")


def figures(server, address):
    """Every figure of a page as sent."""
    parts = urlsplit(address)
    body = {
        "output": ".._pages_content.children..._pages_store.data..", "state": [], "changedPropIds": ["_pages_location.pathname"],
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [{"id": "_pages_location", "property": "pathname", "value": parts.path},
                   {"id": "_pages_location", "property": "search", "value": f"?{parts.query}" if parts.query else ""}],
    }  # fmt: skip
    tree = server.test_client().post("/_dash-update-component", json=body).get_json()["response"]
    return [node["props"]["figure"] for node in _nodes(tree) if node.get("type") == "Chart"]


def _nodes(tree):
    if isinstance(tree, dict):
        if "namespace" in tree:
            yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)


@pytest.mark.parametrize("code", ["port.cargo_ytd", "grid.ontime_rate", "econ.gdp_ytd", "task.overdue"])
def test_trap_1_the_card_of_a_number_says_everything_that_it_must(server, code):
    card = drawn(server, f"/indicator/{code}").select_one("#definition")
    told = {row.dt.get_text(): row.dd.get_text() for row in card.select("dl > div")}
    for name in ("口径", "公式", "计量单位", "责任部门", "数据期", "数据截至", "本期状态", "来源"):
        assert told.get(name, "").strip(), (code, name)


def test_trap_2_the_clock_of_the_wall_is_no_date_of_data(server):
    page = drawn(server, "/wall/city")
    assert page.select_one("#wall-clock").find_parent(class_="wall-dates") is None
    assert {"数据期", "数据截至", "入舱"} <= set(page.select_one(".wall-dates").get_text(" ").split())


def test_trap_2_an_indicator_whose_source_stopped_is_grey_on_screen(installation):
    later = create_app(installation, lambda: datetime(2027, 3, 1, 12))
    tile = drawn(later, "/port?period=2027-01").select_one("[data-tile='port.cargo_ytd']")
    assert "stale" in tile["class"]
    assert (tile.select_one("[data-light]")["data-light"], "数据延迟" in tile.select_one("[data-light]")["title"]) == (
        "grey",
        True,
    )


def test_trap_10_the_three_colour_languages_share_no_colour():
    for theme in THEMES:
        lights = {token(name, theme) for name in TOKENS if name.startswith("light-")}
        warnings = {token(name, theme) for name in TOKENS if name.startswith("warn-")}
        assert lights & warnings == set()
    style = (ROOT / "assets" / "20-shape.css").read_text()
    assert not re.search(r"\.favour[^{]*\{[^}]*--light", style)


@pytest.mark.parametrize("address", PAGES)
def test_trap_16_bars_begin_at_zero_and_no_figure_has_two_axes(server, address):
    drawn_there = figures(server, address)
    assert drawn_there or address == "/"  # the overview draws sparklines, no charts
    for figure in drawn_there:
        layout = figure["layout"]
        assert "yaxis2" not in layout
        for trace in figure["data"]:
            if trace["type"] == "bar" and "base" not in trace:
                axis = layout["xaxis" if trace.get("orientation") == "h" else "yaxis"]
                assert axis["rangemode"] == "tozero", trace["name"]
                assert "range" not in axis


@pytest.mark.parametrize("address", PAGES)
def test_every_figure_is_one_that_plotly_accepts(server, address):
    for figure in figures(server, address):
        plain = re.sub(r'"token:[a-z0-9@-]+"', '"#888888"', json.dumps(figure))
        go.Figure(json.loads(plain))


def test_trap_17_files_keep_the_value_and_show_it_in_the_unit_s_decimals(server):
    query = "i=port.cargo_ytd&regions=330900&from=2026-09&to=2026-09"
    book = openpyxl.load_workbook(io.BytesIO(server.test_client().get(f"/export/table.xlsx?{query}").data))
    cell = book["数据"]["E5"]
    assert (cell.number_format, round(cell.value, 2) != cell.value) == ("#,##0.00", True)


def test_trap_17_beside_the_shown_value_a_file_has_the_original_in_its_base_unit(server):
    query = "i=port.cargo_ytd&regions=330900&from=2026-09&to=2026-09"
    book = openpyxl.load_workbook(io.BytesIO(server.test_client().get(f"/export/table.xlsx?{query}").data))
    head, row = ({cell.value: row[at] for at, cell in enumerate(book["数据"][4])} for row in (book["数据"][4], book["数据"][5]))
    assert [head[name].value for name in ("原值", "原值单位")] == ["原值", "原值单位"]
    assert (row["单位"].value, row["原值单位"].value) == ("亿吨", "吨")
    assert row["原值"].value == pytest.approx(row["数值"].value * 1e8, rel=1e-6)
    assert row["原值"].number_format == "General"


def test_trap_18_nothing_on_a_screen_moves_by_chance():
    for path in (ROOT / "assets").glob("*.js"):
        assert "Math.random" not in path.read_text(encoding="utf-8"), path.name
    for path in [*(ROOT / "cockpit").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        assert not re.search(r"import random|np\.random|default_rng", path.read_text(encoding="utf-8")), path


def test_trap_18_demonstration_data_are_marked_on_every_page_and_in_the_name_of_the_file(server):
    for address in PAGES:
        assert "演示数据" in drawn(server, address).get_text(), address
    answer = server.test_client().get("/export/table.csv?i=port.cargo_ytd")
    assert "演示数据" in unquote(answer.headers["Content-Disposition"])


def test_trap_19_the_first_screen_has_at_most_twelve_cards_and_every_red_light_leads_on(server):
    page = drawn(server, "/?region=330921&period=2026-09")
    assert 1 <= len(page.select(".ranking-panel .number")) <= 12
    links = [link["href"] for link in page.select(".attention a")]
    assert links
    assert {link.split("?")[1] for link in links} == {"region=330921&period=2026-09"}


def corners(path):
    """Every coordinate of a path of moves (M) and relative lines (l), in the drawing's own units."""
    for ring in path.split("M")[1:]:
        x, y, *steps = [float(number) for number in re.findall(r"-?\d*\.?\d+", ring)]
        yield from (x, y)
        for right, down in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + right, y + down
            yield from (x, y)


def test_trap_20_all_four_counties_are_on_the_map_and_inside_it(server):
    assert sorted(shape.code for shape in counties()) == ["330902", "330903", "330921", "330922"]
    for shape in counties():
        places = list(corners(shape.path))
        assert (min(places) >= 0, max(places) <= 1100, len(places) > 100) == (True, True, True), shape.name


def test_trap_20_a_position_on_the_sea_is_drawn_where_it_is():
    west, east = project(122.0, 30.0), project(122.5, 30.0)
    north = project(122.0, 30.5)
    assert (east[0] > west[0], north[1] < west[1]) == (True, True)
    assert (east[0] - west[0]) / (west[1] - north[1]) == pytest.approx(0.8635, abs=0.003)  # cos 30.3°


def test_trap_20_stale_positions_are_grey_and_not_counted(installation):
    """The demonstration's vessels reported at noon: at a quarter past all count, at one o'clock none."""
    told = {}
    for minutes in (15, 60):
        later = create_app(installation, lambda minutes=minutes: NOW + timedelta(minutes=minutes))
        panel = drawn(later, "/port").select_one("[data-panel=port_vessels]")
        words = panel.select_one(".panel-summary").get_text()
        live, stale = (re.search(pattern, words)[1] for pattern in (r"有效船位 (\d+) 艘", r"(\d+) 艘船位超过 30 分钟"))
        drawn_ones = {
            k: sum(int(m["data-vessels"]) for m in panel.select(f".vessel{k}")) for k in (":not(.stale)", ".stale")
        }
        assert list(drawn_ones.values()) == [int(live), int(stale)]
        told[minutes] = int(live), int(stale)
    assert (told[15][0] > 0, told[60]) == (True, (0, sum(told[15])))


def test_trap_25_a_class_of_fewer_than_three_enterprises_is_a_star_and_does_not_follow_from_the_totals(server):
    """In the table under the chart, in the figure and in the sentence alike."""
    panel = drawn(server, "/economy").select_one("#panel-mu_classes")
    rows = [[cell.get_text() for cell in row.select("td")][1:5] for row in panel.select("tbody tr")]
    assert len(rows) == 4
    hidden = [[cell == "*" for cell in row] for row in rows]
    shown = [int(cell) for row in rows for cell in row if cell != "*"]
    assert any(map(any, hidden)) and all(count == 0 or count >= 3 for count in shown)
    assert all(sum(line) != 1 for line in (*hidden, *zip(*hidden, strict=True)))


@pytest.mark.parametrize("address", PAGES)
def test_trap_25_nobody_is_judged_before_the_authority_has_spoken(server, address):
    words = drawn(server, address).get_text()
    assert [word for word in ("已串标", "已欠薪", "违法企业", "已派单", "不法") if word in words] == []


def test_trap_26_an_eta_in_utc_is_moved_to_beijing_and_local_times_stay():
    found, _ = moments(pd.Series(["2026-11-22T22:30:00Z", "2026-11-23 06:30:00"]))
    assert found[0] == found[1]


def test_trap_28_an_unfinished_month_is_not_drawn_as_if_it_were_whole(server):
    for figure in figures(server, "/indicator/grid.ontime_rate"):
        for trace in figure["data"]:
            if trace.get("name") in ("本期", "已有"):
                assert trace["x"][-1] == "2026年10月"


def test_trap_30_the_share_of_sea_area_is_not_the_share_of_points():
    catalog = load_catalog()
    assert (catalog.indicator("eco.sea_good").numerator, catalog.indicator("eco.sea_good").agg_region) == (
        "一二类面积",
        "none",
    )
    assert catalog.indicator("eco.water_good").definition != catalog.indicator("eco.sea_good").definition


def test_trap_20_a_wall_s_map_says_its_coordinates(server):
    for path in ("/wall/city", "/wall/economy", "/wall/society", "/wall/port", "/wall/gov"):
        assert [at.get_text() for at in drawn(server, path).select(".wall-legend") if "CGCS2000" not in at.get_text()] == []


@pytest.mark.parametrize("code", ["emg.response_level", "eco.gep_growth"])
def test_trap_31_levels_are_never_put_together(code):
    indicator = load_catalog().indicator(code)
    assert (indicator.agg_region, indicator.agg_time in ("last", "none")) == ("none", True)


def test_trap_34_the_file_is_of_the_snapshot_that_was_looked_at(server):
    link = drawn(server, "/table?i=port.cargo_ytd").select_one("a[download]")["href"]
    book = openpyxl.load_workbook(io.BytesIO(server.test_client().get(link).get_data()))
    told = " ".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None)
    assert re.findall(r"快照号?\D{0,3}(\d+)", told)[:1] == [
        drawn(server, "/").select_one("[data-snapshot]")["data-snapshot"]
    ]


def test_trap_35_two_workers_show_the_same_number(installation):
    workers = [create_app(installation, lambda: NOW) for _ in range(2)]
    values = [
        drawn(worker, "/port").select_one("[data-tile='port.cargo_ytd'] [data-value]")["data-value"]
        for worker in workers
    ]
    assert values[0] == values[1] != ""
