"""Every page in a real browser: nothing on the console, nothing from elsewhere, every chart drawn."""

import pytest

PAGES = ("/", "/warnings", "/economy", "/society", "/port", "/gov", "/ecology", "/indicator/port.cargo_ytd",
         "/indicator/grid.ontime_rate", "/table", "/catalog", "/batches")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", ["desk", "narrow"])
def test_a_page_stands_without_complaint_and_never_scrolls_sideways(reading, path, size):
    with reading(size) as reader:
        page = reader.open(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == page.viewport_size["width"]


def test_an_address_with_markup_in_it_is_shown_as_text(reading):
    with reading("desk") as reader:
        page = reader.open("/port?region=<img src=x onerror=alert(1)>")
        assert page.locator("img[src=x]").count() == 0


def test_a_failing_page_is_a_designed_state_on_a_working_site(reading):
    with reading("desk") as reader:
        reader.page.goto(reader.address + "/indicator/port.nothing")
        reader.page.wait_for_selector("[data-state=failed]")
        reader.page.click("text=回到总览")
        reader.page.wait_for_selector("[data-page='/']")
