"""From the overview to the rows without a mouse; nothing moves for who does not want it."""

import pytest

AT = "selector => document.activeElement !== null && document.activeElement.matches(selector)"
RING = "() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 }"


def reach(page, selector, presses=260):
    """Tab until the element is reached; it must be seen to be focused; Enter."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate(AT, selector):
            assert page.evaluate(RING), selector
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way by keyboard to {selector}")


def test_the_whole_drill_by_keyboard_keeps_region_and_period(reading):
    with reading("desk") as reader:
        page = reader.open("/?period=2026-09")
        reach(page, ".ranking tbody th a[href^='/society']")
        page.wait_for_selector("[data-page='/society']")
        reach(page, ".tile-name[href^='/indicator/grid.ontime_rate']")
        page.wait_for_selector("[data-page='/indicator/grid.ontime_rate']")
        reach(page, ".segment[href*='region=330902']")
        page.wait_for_selector("[data-region='330902'][data-indicator]")
        reach(page, "#lineage a[href^='/rows/']")
        page.wait_for_selector("[data-page^='/rows/']")
        assert ("at=330902" in page.url, "start=2026-09-01" in page.url) == (True, True)


@pytest.mark.parametrize(
    ("start", "link", "end"),
    [
        ("/society", "tbody a[href^='/event/']", "/event/"),
        ("/port", "a[href^='/vessel/']", "/vessel/"),
        ("/gov", "tbody a[href^='/task/']", "/task/"),
        ("/", ".county-links a[href*='/region/330902']", "/region/330902"),
        ("/region/330902", "tbody a[href^='/region/330902']", "/region/330902"),
    ],
)
def test_every_drill_can_be_walked_by_keyboard(reading, start, link, end):
    with reading("desk") as reader:
        page = reader.open(start)
        reach(page, link)
        page.wait_for_selector(f"[data-page^='{end}']")


def test_the_skip_link_is_the_first_of_the_page_and_leads_past_the_rail(reading):
    with reading("desk") as reader:
        page = reader.open("/port")
        page.focus(".skip")
        assert page.locator(".skip").bounding_box()["width"] > 40
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#content') !== null")


@pytest.mark.parametrize("path", ["/", "/port", "/indicator/port.cargo_ytd"])
def test_nothing_moves_for_who_does_not_want_it(reading, path):
    with reading("desk") as reader:
        reader.page.emulate_media(reduced_motion="reduce")
        page = reader.open(path)
        assert page.evaluate("document.getAnimations().length") == 0
        lasting = page.evaluate(
            "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
        )
        assert lasting == 0
