"""The walls at every size a city has: nothing cut, nothing on a joint, readable, and alive without a hand."""

from datetime import timedelta

import pytest

from app import create_app
from tests.browser.wall_geometry import overlaps, runs
from tests.installation import NOW, serving
from tests.reader import SIZES

SCREENS = ("city", "economy", "port", "society", "gov")
#: Where the panels of a joined screen meet, as shares of its width.
JOINTS = {"two": (1 / 2,), "three": (1 / 3, 2 / 3)}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("size", ["wall", "4k", "two", "three", "standing"])
def test_a_wall_is_whole_readable_and_off_the_joints(reading, size, screen):
    width, height = SIZES[size]
    with reading(size) as reader:
        page = reader.open(f"/wall/{screen}")
        page.wait_for_selector("#wall-clock:not(:empty)")
        found = runs(page)
        assert len(found) > 80
        assert [r.text for r in found if r.cut] == []
        outside = [r.text for r in found if r.left < 0 or r.top < 0 or r.right > width + 1 or r.bottom > height + 1]
        assert outside == []
        assert overlaps(found) == []
        assert [(r.text, r.size) for r in found if r.size < 2.2 - 0.01] == []
        assert [(r.text, r.contrast) for r in found if r.contrast < 7 and not r.quiet] == []
        for joint in JOINTS.get(size, ()):
            assert [r.text for r in found if r.left < width * joint < r.right] == []


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("size", ["wall", "4k", "two", "three", "standing"])
def test_no_title_of_an_english_wall_is_cut_or_written_over(reading, size, screen):
    with reading(size) as reader:
        page = reader.open(f"/wall/{screen}?lang=en")
        page.wait_for_selector("#wall-clock:not(:empty)")
        found = runs(page)
        assert len(found) > 80
        assert [(r.text, r.cut) for r in found if r.cut] == []
        assert overlaps(found) == []
        for joint in JOINTS.get(size, ()):
            assert [r.text for r in found if r.left < SIZES[size][0] * joint < r.right] == []


@pytest.mark.parametrize("size", ["wall", "two", "three", "standing"])
def test_headlines_are_large_few_and_circles_are_round(reading, size):
    with reading(size) as reader:
        page = reader.open("/wall/economy")
        figures = [r for r in runs(page) if r.kind == "figure" and r.size > 4]
        assert 4 <= len(figures) <= 12
        assert min(r.size for r in figures) >= 6
        shapes = page.eval_on_selector_all(
            ".wall-total, .trend-now", "all => all.map(e => e.getBoundingClientRect()).map(b => b.width / b.height)"
        )
        assert len(shapes) >= 4
        assert [ratio for ratio in shapes if abs(ratio - 1) > 0.01] == []


def test_a_wall_has_nothing_to_type_in_nothing_to_scroll_and_no_cursor(reading):
    with reading("wall") as reader:
        page = reader.open("/wall/city")
        assert page.locator("input, select, textarea, button").count() == 0
        root = "document.scrollingElement"
        assert page.evaluate(f"[{root}.scrollHeight <= innerHeight, {root}.scrollWidth <= innerWidth]") == [True, True]
        page.mouse.move(300, 300)
        assert page.evaluate("document.body.style.cursor") == ""
        page.wait_for_function("document.body.style.cursor === 'none'", timeout=5000)


def test_motion_is_short_comes_only_with_data_and_never_where_it_is_unwanted(reading):
    moving = "() => document.getAnimations().length"
    stir = "() => document.querySelector('.wall-slot').classList.add('changed')"
    with reading("wall") as reader:
        page = reader.open("/wall/city")
        assert page.evaluate(moving) == 0
        page.evaluate(stir)
        lengths = page.evaluate("() => document.getAnimations().map(a => a.effect.getTiming().duration)")
        assert len(lengths) == 1
        assert lengths[0] < 400
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(moving) == 0


def test_four_counties_stand_on_the_map_with_their_lights(reading):
    with reading("wall") as reader:
        page = reader.open("/wall/city")
        assert sorted(page.locator(".wall-county > b").all_text_contents()) == ["定海区", "岱山县", "嵊泗县", "普陀区"]
        assert page.locator(".wall-county .light-counts").count() == 4


def test_vessels_with_old_positions_are_grey_and_not_counted(reading, installation):
    later = create_app(installation, lambda: NOW + timedelta(minutes=75))
    with serving(later) as url, reading("wall", url) as reader:
        page = reader.open("/wall/port")
        stale, all_ = page.locator(".wall-vessel.stale").count(), page.locator(".wall-vessel").count()
        assert 0 < stale <= all_
        assert f"有效船位 {all_ - stale} 艘，{stale} 艘超过 30 分钟不计" in page.locator(".wall-legend").text_content()
