"""What a number says of itself on the page where it stands (traps.md 1, 2, 9, 10, 16, 17, 18; S13)."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest

from app import create_app
from cockpit.view.theme import THEMES, token
from metrics.catalog import load_catalog
from metrics.light import COLORS, light
from tests.drawn import document, drawn
from tests.soundness.test_screens import figures

CATALOG = load_catalog()
DOMAINS = [domain.path for domain in CATALOG.domains]
NUMBERS = ("port.cargo_ytd", "grid.ontime_rate", "econ.gdp_yoy", "econ.profit_ytd", "cockpit.stale")
#: Every kind of page that has figures: domains, walls, regions, things, lists, and indicators of each kind.
PAGES = ["/", *DOMAINS, "/warnings", "/region/330902", "/table", "/catalog", "/data/catalog", "/data/quality",
         "/batches", "/records/grid_event", "/exports", "/wall/city", "/wall/economy", "/wall/port", "/wall/society",
         "/wall/gov", *[f"/indicator/{code}" for code in NUMBERS]]  # fmt: skip


def facts(card):
    """Name → text of a definition list."""
    return {row.dt.get_text(): row.dd.get_text(" ", strip=True) for row in card.select("dl > div")}


def card(server, code, query=""):
    answer = server.test_client().get(f"/api/card/{code}{query}")
    assert answer.status_code == 200, code
    return facts(document(answer.get_data(as_text=True)))


@pytest.mark.parametrize("domain", [domain.code for domain in CATALOG.domains])
def test_trap_1_the_card_of_every_code_in_the_catalog_has_nothing_empty(server, domain):
    told = {i.code: card(server, i.code) for i in CATALOG.domain(domain).indicators}
    assert told
    wanted = ("口径", "公式", "计量单位", "责任部门", "更新频率", "数据期", "数据截至", "来源", "口径版本")
    empty = [(code, name) for code, found in told.items() for name in wanted if not found.get(name, "").strip()]
    assert empty == []


def test_trap_1_every_tile_opens_the_card_of_its_own_number(server):
    tiles = [tile for path in DOMAINS for tile in drawn(server, path).select("[data-tile]")]
    assert len(tiles) > 150
    for tile in tiles:
        opened = tile.select_one("button.about")
        assert (opened["data-card"], opened["data-card-region"]) == (tile["data-tile"], "330900")
        assert opened["data-card-period"] == tile.select_one("[data-indicator]")["data-period"]


def test_trap_1_the_workbook_has_a_page_of_definitions_for_every_indicator_in_it(server):
    codes = ("port.cargo_ytd", "grid.ontime_rate", "econ.gdp_yoy")
    answer = server.test_client().get(f"/export/table.xlsx?i={','.join(codes)}&regions=330900&from=2026-07&to=2026-10")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data))["口径"].values)
    head, told = rows[0], {row[rows[0].index("指标代码")]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert {"指标", "口径", "公式", "责任部门"} <= set(head) and set(told) == {"port.cargo_ytd", "grid.ontime_rate"}
    assert told["grid.ontime_rate"]["口径"] == CATALOG.indicator("grid.ontime_rate").definition
    assert told["grid.ontime_rate"]["公式"] and told["port.cargo_ytd"]["责任部门"] == "市港航和口岸局"


def test_trap_1_the_rate_of_closing_and_the_rate_in_time_of_one_batch_are_two_numbers_under_two_names(server):
    page = drawn(server, "/society")
    tiles = [page.select_one(f"[data-tile='{code}']") for code in ("grid.close_rate", "grid.ontime_rate")]
    values = [tile.select_one("[data-value]") for tile in tiles]
    assert values[0]["data-period"] == values[1]["data-period"]
    assert float(values[0]["data-value"]) > float(values[1]["data-value"]) > 0
    assert [tile.select_one(".tile-name").get_text() for tile in tiles] == ["办结率", "按期办结率"]
    assert "按期办结率" in card(server, "grid.close_rate")["易混指标"]


def test_s13_the_card_tells_period_reach_loading_status_and_version_of_the_definition(server):
    told = card(server, "port.cargo_ytd", "?period=2026-09")
    assert (told["数据期"], told["入舱时间"], told["本期状态"]) == ("2026年1–9月", "2026年11月23日 12:00", "演示")
    assert told["数据截至"].startswith("2026年10月")
    air = {period: card(server, "eco.aqi_good", f"?period={period}")["口径版本"] for period in ("2026-02", "2026-03")}
    assert air == {"2026-02": "首版（指标目录）", "2026-03": "2026年3月1日起施行的版本"}


@pytest.fixture(scope="module")
def later(installation):
    """The cockpit a quarter after the last ingest: nearly everything is late."""
    return create_app(installation, lambda: datetime(2027, 3, 1, 12))


def test_trap_2_a_monthly_indicator_forty_days_late_says_so_on_its_tile(installation):
    cargo = CATALOG.indicator("port.cargo_ytd")
    limit = datetime(2026, 11, 1) + timedelta(hours=cargo.freshness.stale_after_hours)
    now = limit + timedelta(days=40, hours=1)
    page = drawn(create_app(installation, lambda: now), f"/port?period={now:%Y-%m}")
    tile = page.select_one("[data-tile='port.cargo_ytd']")
    assert ("stale" in tile["class"], tile.select_one("[data-light]")["data-light"]) == (True, "grey")
    assert "数据延迟，超过更新时限 40 天" in [p.get_text() for p in tile.select("p.tile-missing")]


def test_trap_2_what_is_late_counts_in_no_light_and_is_counted_itself(later):
    pages = {path: drawn(later, f"{path}?period=2027-01") for path in DOMAINS}
    tiles = [tile for page in pages.values() for tile in page.select("[data-tile]")]
    stale = [tile for tile in tiles if "stale" in tile["class"]]
    assert len(stale) > 100
    assert {tile.select_one("[data-light]")["data-light"] for tile in stale} == {"grey"}
    number = pages["/infra"].select_one("[data-tile='cockpit.stale'] [data-value]")
    assert float(number["data-value"]) == len(stale)
    share = pages["/infra"].select_one("[data-tile='cockpit.fresh_rate'] [data-value]")
    others = len(tiles) - 2
    assert float(share["data-value"]) == pytest.approx((others - len(stale)) / others, abs=1e-8)
    late = {tile["data-tile"] for tile in stale}
    for page in (drawn(later, "/?period=2027-01"), drawn(later, "/warnings?period=2027-01")):
        judged = [link["href"].split("?")[0].split("/")[-1] for link in page.select(".attention a, .warning a")]
        assert late.isdisjoint(judged)
    assert float(
        drawn(later, "/indicator/cockpit.stale?period=2027-01").select_one("[data-value]")["data-value"]
    ) == len(stale)


def test_trap_2_in_time_nothing_is_late(server):
    page = drawn(server, "/infra")
    stale = sum(len(drawn(server, path).select(".tile.stale")) for path in DOMAINS)
    assert float(page.select_one("[data-tile='cockpit.stale'] [data-value]")["data-value"]) == stale


def test_trap_9_who_looks_for_bunkered_tons_is_told_the_difference(server):
    page = drawn(server, "/catalog?q=加油量")
    listed = [row.td.get_text() for row in page.select(".catalog-table tbody tr")]
    assert listed == ["保税船用燃料油供应量（加注量）", "保税船用燃料油结算量"]
    words = page.select_one("[data-alike]").get_text()
    assert all(word in words for word in ("实际加注", "含异地供应", "不能互相替代"))
    assert drawn(server, "/catalog?q=社区智慧服务平台居民月活率").select_one("[data-alike]") is None


def test_trap_10_a_rise_of_what_should_fall_is_called_unfavourable_in_words_and_in_no_colour_of_a_light(server):
    seen = set()
    for tile in (tile for path in DOMAINS for tile in drawn(server, path).select("[data-tile]")):
        chip = tile.select_one(".favour")
        if chip is None:
            continue
        direction = CATALOG.indicator(tile["data-tile"]).direction
        arrow = tile.select_one(".change").get_text()
        up = "▲" in arrow or "+" in arrow
        good = up == (direction == "up")
        assert chip.get_text() == f"{'上升' if up else '下降'}（{'有利' if good else '不利'}）", tile["data-tile"]
        assert chip["class"] == ["favour", "favour-good" if good else "favour-bad"]
        seen.add((direction, up))
    assert seen == {("down", True), ("down", False), ("up", True), ("up", False)}


def test_trap_10_a_blue_public_warning_is_no_green_light(server):
    page = drawn(server, "/style")
    blue, green = page.select_one(".warn-blue"), page.select_one(".light-green")
    assert "蓝色预警" in blue.get_text() and not {"light-green", "light"} & set(blue["class"])
    assert not {"warn-blue"} & set(green["class"])
    assert all(token("warn-blue", theme) != token("light-green", theme) for theme in THEMES)


@pytest.mark.parametrize("path", ["/", *DOMAINS, "/warnings", "/wall/city"])
def test_trap_10_every_light_can_be_read_without_colour(server, path):
    looks = {name: (light(name, "").shape, light(name, "").word) for name in COLORS}
    assert len({shape for shape, _ in looks.values()}) == len({word for _, word in looks.values()}) == 4
    for badge in drawn(server, path).select("[data-light]"):
        shape, word = looks[badge["data-light"]]
        assert shape in badge.get_text() or word in badge.get_text(), badge


def test_trap_10_lights_and_warnings_stand_out_from_their_ground(server):
    def bright(colour):
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for theme in THEMES:
        ground = bright(token("raised", theme))
        for name in [f"light-{c}" for c in COLORS] + [f"warn-{c}" for c in ("blue", "yellow", "orange", "red")]:
            own = bright(token(name, theme))
            assert (max(own, ground) + 0.05) / (min(own, ground) + 0.05) >= 4.5, (theme, name)


@pytest.mark.parametrize("address", PAGES)
def test_trap_16_no_figure_of_any_page_cuts_its_axis_in_silence_or_has_two(server, address):
    for figure in figures(server, address):
        layout, kinds = figure["layout"], {trace["type"] for trace in figure["data"]}
        assert not [name for name in layout if name.startswith("yaxis") and name != "yaxis"], address
        for trace in figure["data"]:
            if trace["type"] == "bar" and "base" not in trace:
                axis = layout["xaxis" if trace.get("orientation") == "h" else "yaxis"]
                assert axis["rangemode"] == "tozero" and "range" not in axis, (address, trace["name"])
        lying = [t for t in figure["data"] if t["type"] == "scatter" and t.get("orientation") == "h"]
        for trace in lying:
            axis = layout["xaxis"]
            assert f"轴非零，自 {axis['range'][0]:g} 起" in axis["title"]["text"], address
            assert axis["range"][0] < min(trace["x"]) <= max(trace["x"]) < axis["range"][1], address
        standing = [t for t in figure["data"] if t["type"] == "scatter" and t not in lying]
        values = [y for t in standing for y in t["y"] if y is not None]
        if kinds == {"scatter"} and values and min(values) > 0:
            axis = layout["yaxis"]
            named = "轴非零" in axis.get("title", {}).get("text", "")
            assert named != (axis.get("rangemode") == "tozero"), address


def test_trap_16_a_line_from_98_2_to_98_6_says_that_its_axis_does_not_begin_at_zero(reading):
    with reading("desk") as reader:
        page = reader.open("/indicator/grid.ontime_rate")
        told = page.evaluate(
            "() => [...document.querySelectorAll('.js-plotly-plot')].filter(c => c.data.every(t => t.type === 'scatter'))"
            ".map(c => c._fullLayout[c.data.some(t => t.orientation === 'h') ? 'xaxis' : 'yaxis'])"
            ".map(axis => [axis.range[0], axis.title.text])"
        )
    assert told
    for least, title in told:
        assert (least > 0) == ("轴非零" in title), (least, title)


@pytest.mark.parametrize("address", PAGES)
def test_trap_18_every_page_with_a_demonstration_number_is_marked(server, address):
    page = drawn(server, address)
    assert not page.select("[data-status=mock]") or "演示数据" in page.get_text()
