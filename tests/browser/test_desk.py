"""The desk by hand and by keyboard: search as you type, cards, grids, marks, and the phone's one column."""

import io
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from tests.browser.test_drill import path, query


def test_from_a_red_light_to_the_unit_and_the_raw_row_in_three_clicks_keeping_the_period(reading):
    with reading("desk") as reader:
        page = reader.open("/society?period=2026-10")
        page.click("[data-panel=grid_backlog] tbody a >> nth=0")
        page.wait_for_selector("[data-page^='/event/']")
        assert query(page) == {"period": "2026-10"}
        assert page.locator(".facts dt:has-text('承办单位')").count() == 1
        assert page.locator(".headline-value [data-light=red]").count() == 1


def test_the_search_finds_as_you_type_without_asking_the_server_again_and_opens_by_keyboard(reading):
    with reading("desk") as reader:
        page = reader.open("/?period=2026-09")
        page.press("body", "/")
        asked = []
        page.wait_for_timeout(600)
        page.on("request", lambda request: asked.append(request.url))
        page.keyboard.type("gkhwttl")
        page.wait_for_selector(".find-list li[data-place]")
        assert asked == []
        page.press("#find", "ArrowDown")
        assert page.get_attribute("#find", "aria-activedescendant") == "find-0"
        page.press("#find", "Enter")
        page.wait_for_selector("[data-page^='/indicator/port.cargo']")
        assert query(page) == {"period": "2026-09"}


def test_the_card_opens_beside_the_number_and_escape_closes_it(reading):
    with reading("desk") as reader:
        page = reader.open("/port")
        page.click("[data-tile='port.cargo_ytd'] .about")
        page.wait_for_selector("#card .definition")
        assert (path(page), "年初累计" in page.inner_text("#card")) == ("/port", True)
        page.keyboard.press("Escape")
        page.wait_for_selector("#card", state="hidden")


def test_a_link_unfolds_the_department_it_leads_to_and_paper_shows_all(reading):
    with reading("desk") as reader:
        page = reader.open("/warnings")
        folded = page.locator(".warning-fold:not([open])")
        before = folded.count()
        name = folded.first.locator(".warning-name a").first
        assert (before > 0, name.is_visible()) == (True, False)
        every = page.locator(".warning-fold").count(), page.locator(".warning-fold a:text-is('看数据行')").count()
        paper = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages)
        spelled = normalize("NFKC", paper)  # a PDF spells 行 as the radical ⾏
        assert ("▸" in spelled, spelled.count("▾"), spelled.count("看数据行")) == (False, *every)
        assert folded.count() == before
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert folded.count() == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert folded.count() == before
        place = folded.first.locator("ol").get_attribute("id")
        page.click(f".jumps a[href='#{place}']")
        page.wait_for_selector(f".warning-fold[open] #{place}")


def test_one_table_among_all_exports_is_found_by_title_initials_and_department(reading):
    with reading("desk") as reader:
        page = reader.open("/exports")
        shown, groups = page.locator(".offers li[data-find]:visible"), page.locator(".offer-group")
        for wanted, title in (("船舶航次", "船舶航次"), ("cbhc", "船舶航次"), ("市港航", "泊位")):
            page.fill("[data-offers]", wanted)
            assert title in " ".join(shown.locator("> span").all_inner_texts())
            assert page.inner_text(".search-line [role=status]") == f"{shown.count()} 张表"
            assert 0 < page.locator(".offer-group:visible").count() < groups.count()
        page.fill("[data-offers]", "没有这张表")
        assert (shown.count(), page.inner_text(".search-line [role=status]")) == (0, "0 张表")
        page.fill("[data-offers]", "")
        assert (page.locator(".offer-group:visible").count(), page.locator(".offer-group[open]").count()) == (groups.count(), 0)


def test_the_catalog_fits_its_screen_and_names_of_systems_stand_on_one_line(reading):
    with reading("desk") as reader:
        page = reader.open("/catalog")
        wide, broken = page.evaluate("""() => {
            const box = document.querySelector('.scroll-box'), lines = element => {
                const range = document.createRange();
                range.selectNodeContents(element);
                return new Set([...range.getClientRects()].map(line => Math.round(line.top))).size;
            };
            const cells = [...document.querySelectorAll('.catalog-table td:nth-child(4)')];
            return [box.scrollWidth > box.clientWidth, cells.filter(c => c.textContent.length <= 15 && lines(c) > 1).length];
        }""")
        assert (wide, broken) == (False, 0)


def test_a_town_is_one_click_into_the_menu(reading):
    with reading("desk") as reader:
        page = reader.open("/society")
        page.click("summary:has-text('乡镇街道')")
        page.click(".menu-towns a:has-text('昌国街道')")
        page.wait_for_selector(".segment-more.chosen:has-text('昌国街道')")
        assert query(page) == {"region": "330902002"}


def test_the_grid_leafs_sorts_and_copies_numbers(reading):
    with reading("desk") as reader:
        page = reader.open("/records/vessel_call")
        if not page.locator("[data-rows]").count():
            pytest.skip("the grid's bundle is not built on this machine")
        page.wait_for_selector(".ag-row [col-id=cargo_ton]:not(:empty)")
        total = int(page.get_attribute("[data-rows]", "data-total"))
        assert total > 1000
        page.click(".ag-header-cell[col-id=cargo_ton] .ag-header-cell-label")
        page.wait_for_timeout(800)
        page.evaluate("window.cockpitCopy = text => { window.copied = text; return Promise.resolve(); }")
        page.click(".ag-row[row-index='0'] [col-id=purpose]")
        page.click("[data-action=copy-rows]")
        head, line = page.evaluate("window.copied").split("\r\n")
        value = dict(zip(head.split("\t"), line.split("\t"), strict=True))["货量（吨）"]
        assert value == "" or float(value) >= 0


def test_the_plain_table_serves_when_the_grid_cannot_be_loaded(reading):
    with reading("desk") as reader:
        reader.page.route("**/rows.lazy.js*", lambda route: route.abort())
        page = reader.open("/records/grid_event")
        assert page.locator(".data-table tbody tr").count() >= 50
        assert page.is_visible(".data-table")
        reader.complaints.clear()


def test_a_note_is_written_on_the_page_and_drawn_on_the_chart(reading):
    with reading("desk") as reader:
        page = reader.open("/indicator/grid.ontime_rate")
        page.click("#doing summary")
        page.fill("#doing input[name=period]", "2026-08")
        page.fill("#doing input[name=name]", "浏览器里写的")
        page.click("#doing button[type=submit]:has-text('提交')")
        page.wait_for_selector("#doing [data-mark]:has-text('浏览器里写的')")
        page.wait_for_selector(".js-plotly-plot .annotation-text:has-text('浏览器里写的')")


@pytest.mark.parametrize(
    "route", ["/", "/warnings", "/port", "/indicator/port.cargo_ytd", "/region/330902", "/records/grid_event"]
)
def test_a_phone_has_one_column_a_bar_for_the_thumb_and_folded_choices(reading, route):
    with reading("narrow") as reader:
        page = reader.open(route)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert page.is_visible(".bar") and not page.is_visible(".rail")
        assert not page.is_visible(".filters")
        page.click(".fold")
        assert page.is_visible(".filters")
        heights = page.eval_on_selector_all(
            ".bar > a, .bar summary", "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert min(heights) >= 44


def test_a_swipe_leads_to_the_next_domain(reading):
    with reading("narrow") as reader:
        page = reader.open("/gov")
        page.evaluate(
            """() => { const at = (type, x) => { const touch = new Touch({identifier: 1, target: document.querySelector('h1'), clientX: x, clientY: 300});
            document.querySelector('h1').dispatchEvent(new TouchEvent(type, {bubbles: true, touches: type === 'touchstart' ? [touch] : [], changedTouches: [touch]})); };
            at('touchstart', 300); at('touchend', 120); }"""
        )
        page.wait_for_selector("[data-page='/service']")
