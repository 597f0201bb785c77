"""The wall: all of it on the screen, nothing cut, and a new number without anybody touching it."""

import time
from datetime import timedelta

import pandas as pd
import pytest
import sqlalchemy as sa

from app import create_app, ingest
from tests.installation import NOW, clock, serving

#: Elements whose text must be read whole.
WHOLE = ".wall-domain h2, .wall-value, .wall-change, .tile-progress, .wall-title h1, .wall-dates, .wall-red b"
CUT = f"""() => [...document.querySelectorAll('{WHOLE}')]
  .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
  .map(e => e.textContent)"""
OUTSIDE = """() => [...document.querySelectorAll('.wall *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1);
}).map(e => e.className.baseVal || e.className)"""


@pytest.mark.parametrize("size", ["wall", "4k"])
def test_the_wall_fills_the_screen_without_scrolling_or_cutting(reading, size):
    with reading(size) as reader:
        page = reader.open("/wall/city")
        page.wait_for_selector("#wall-clock:not(:empty)")
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(CUT) == []


def test_headline_figures_are_at_least_six_per_cent_of_the_height_and_text_two(reading):
    size = "e => parseFloat(getComputedStyle(e).fontSize) / innerHeight * 100"
    with reading("wall") as reader:
        page = reader.open("/wall/city")
        figures = page.eval_on_selector_all(".wall-number .figure", f"all => all.map({size})")
        texts = page.eval_on_selector_all(
            ".wall-name, .wall-change, .wall-red li, .wall-dates", f"all => all.map({size})"
        )
        assert (len(figures) >= 5, len(figures) <= 12) == (True, True)
        assert min(figures) >= 6
        assert min(texts) >= 2.2


def test_four_counties_stand_on_the_map_with_their_lights(reading):
    with reading("wall") as reader:
        page = reader.open("/wall/city")
        names = page.locator(".map-name").all_text_contents()
        assert sorted(names) == sorted(["定海区", "普陀区", "岱山县", "嵊泗县"])


def test_an_open_wall_shows_a_new_number_within_ten_seconds_of_its_publication(reading, own_installation):
    value = "[data-tile='port.cargo_ytd'] [data-indicator]"
    with serving(create_app(own_installation, clock)) as url, reading("wall", url) as reader:
        page = reader.open("/wall/city")
        before = page.get_attribute(value, "data-value")
        deliver_again(own_installation.platform_url, more=100)
        assert ingest(own_installation, lambda: NOW + timedelta(hours=1)) == 0
        published = time.perf_counter()
        page.wait_for_selector(f"{value}:not([data-value='{before}'])", timeout=10_000)
        assert time.perf_counter() - published < 10
        assert float(page.get_attribute(value, "data-value")) == pytest.approx(float(before) + 100e4)


def deliver_again(platform_url, more):
    """The department sends October's cumulative throughput again, larger by some 万吨, as a later version."""
    engine = sa.create_engine(platform_url)
    chosen = sa.text(
        "SELECT * FROM econ_macro_obs WHERE indicator_code = 'port.cargo_ytd' AND region_code = '330900'"
        " AND period = '2026-10' AND basis = 'ytd' AND dimension IS NULL"
    )
    row = pd.read_sql(chosen, engine)
    assert len(row) == 1
    later = row.assign(
        value=str(float(row["value"].iloc[0]) + more), vintage="2026-11-23", dsc_biz_operation="U",
        dsc_biz_timestamp="2026-11-23 11:00:00", dsc_biz_record_id="000000999999",
    )  # fmt: skip
    later.to_sql("econ_macro_obs", engine, if_exists="append", index=False)
