"""Charts of another region: what stands is changed, and looks as if it had been drawn anew."""

DRAWN = """() => Object.fromEntries([...document.querySelectorAll('[data-chart]')].map(chart => [chart.dataset.chart, [
  chart.querySelector('svg').textContent, ...[...chart.querySelectorAll('.trace path')].map(path => path.getAttribute('d'))]]))"""
CHANGED = """code => document.querySelector(`.tile [data-region='${code}']`) &&
  [...document.querySelectorAll('[data-chart]')].every(chart => chart.dataset.ready)"""


def test_after_a_change_of_region_every_chart_is_the_one_of_a_fresh_visit(reading):
    with reading("desk") as reader:
        page = reader.open("/economy")
        told = {}
        for code in ("330902", "330921"):
            page.click(f".filters a[href*='region={code}']")
            page.wait_for_function(CHANGED, arg=code)
            told[code] = page.evaluate(DRAWN)
        assert len(told["330902"]) >= 3
        assert told["330902"] != told["330921"]
        for code, charts in told.items():
            page = reader.open(f"/economy?region={code}")
            assert page.evaluate(DRAWN) == charts


def test_a_chart_that_no_page_took_over_is_given_back(reading):
    with reading("desk") as reader:
        page = reader.open("/economy")
        page.evaluate("window.was = document.querySelector('.js-plotly-plot')")
        page.click(".rail a[href^='/gov']")
        page.wait_for_function("() => document.querySelector('[data-page=\"/gov\"]') && !window.was.isConnected")
        page.wait_for_function("() => !window.was._fullLayout")
