"""From a light to the raw rows, with region and period in the address, and Back."""

from urllib.parse import parse_qs, urlsplit


def query(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def path(page):
    return urlsplit(page.url).path


def test_from_a_red_light_to_the_batch_in_three_clicks_keeping_the_period(reading):
    with reading("desk") as reader:
        page = reader.open("/?period=2026-09")
        page.click(".attention a >> nth=0")
        page.wait_for_selector("#lineage")
        assert (path(page).startswith("/indicator/"), query(page)) == (True, {"period": "2026-09"})
        page.click("#lineage a[href^='/batches']")
        page.wait_for_selector("[data-page='/batches']")


def test_choosing_a_region_changes_numbers_and_address_and_back_restores_both(reading):
    value = "[data-tile='port.cargo_ytd'] [data-indicator]"
    with reading("desk") as reader:
        page = reader.open("/port")
        city = page.get_attribute(value, "data-value")
        page.click(".segment:has-text('岱山')")
        page.wait_for_selector(f"{value}[data-region='330921']")
        assert query(page) == {"region": "330921"}
        assert float(page.get_attribute(value, "data-value")) < float(city)
        page.go_back()
        page.wait_for_selector(f"{value}[data-region='330900']")
        assert (query(page), page.get_attribute(value, "data-value")) == ({}, city)


def test_choosing_a_period_asks_for_the_page_once(reading):
    with reading("desk") as reader:
        page = reader.open("/port")
        asked = []
        page.on("request", lambda r: asked.append(r.post_data) if "_dash-update" in r.url else None)
        page.select_option("#period-choice", "2026-08")
        page.wait_for_selector("[data-tile='port.cargo_ytd'] [data-period='2026-08']")
        assert query(page) == {"period": "2026-08"}
        assert len([body for body in asked if "_pages_content" in body]) == 1


def test_the_search_finds_by_pinyin_initials(reading):
    with reading("desk") as reader:
        page = reader.open("/")
        page.fill(".top input[name=q]", "gkhwttl")
        page.press(".top input[name=q]", "Enter")
        page.wait_for_selector("[data-page='/catalog']")
        assert query(page) == {"q": "gkhwttl"}
        page.click("a[href^='/indicator/port.cargo_ytd']")
        page.wait_for_selector("[data-page='/indicator/port.cargo_ytd']")


def test_the_theme_is_remembered_and_charts_follow_it(reading):
    with reading("desk") as reader:
        page = reader.open("/indicator/port.cargo_ytd")
        grid = "() => document.querySelector('.js-plotly-plot')._fullLayout.yaxis.gridcolor"
        before = page.evaluate(grid)
        page.click("[data-action=theme]")
        page.wait_for_function(f"before => ({grid})() !== before", arg=before)
        page.reload()
        page.wait_for_selector("html[data-theme=dark]")


def test_the_table_follows_its_form_and_gives_the_same_rows_as_a_file(reading):
    with reading("desk") as reader:
        page = reader.open("/table?i=port.cargo_ytd&regions=330900")
        page.select_option("#table-from", "2026-07")
        page.wait_for_function("() => document.querySelectorAll('.workbench-table tbody tr').length === 8")
        assert query(page)["from"] == "2026-07"
        with page.expect_download() as download:
            page.click("text=导出 CSV")
        lines = open(download.value.path(), encoding="utf-8-sig").read().splitlines()  # noqa: SIM115
        assert len(lines) == 1 + page.locator(".workbench-table tbody tr").count()
