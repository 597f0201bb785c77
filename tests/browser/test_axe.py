"""axe-core finds nothing serious or critical on any page in any theme."""

import pytest

from tools.axe_core import axe_script
from tools.page_list import STOPS

#: The first test waits for the visit of all pages.
pytestmark = pytest.mark.timeout(900)


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_nothing_keeps_anybody_out(every_page, stop):
    sight = every_page[stop.name]
    assert sorted(sight.violations) == (["wall"] if stop.wall else ["dark", "paper"])
    assert [found for theme in sight.violations.values() for found in theme] == []


def test_axe_is_awake(browser):
    page = browser.new_page()
    script = axe_script()
    page.set_content(
        "<html lang=zh><title>x</title><main><p style='color:#bbb;background:#fff'>看不清</p></main></html>"
    )
    page.evaluate(script)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => v.id)")
    page.close()
    assert "color-contrast" in found


@pytest.mark.parametrize("stop", [s for s in STOPS if not s.plain and s.name != "style"], ids=lambda stop: stop.name)
def test_every_chart_has_a_sentence_and_a_table(every_page, stop):  # the style page shows shapes, not numbers
    assert every_page[stop.name].bare == []
