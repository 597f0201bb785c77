"""The first sight shows the page before Dash is there, and then is gone without a trace."""

COUNT = """
  window.drawings = 0;
  var kept;
  Object.defineProperty(window, 'cockpitChartConfig', {
    get: () => kept,
    set: value => { kept = value; },
  });
  new MutationObserver(seen => seen.forEach(change => change.addedNodes.forEach(node => {
    if (node.classList && node.classList.contains('main-svg')) window.drawings += 1;
  }))).observe(document, { childList: true, subtree: true });
"""


def test_every_chart_is_drawn_once_and_the_first_sight_goes(reading):
    with reading("desk") as reader:
        reader.page.add_init_script(COUNT)
        page = reader.open("/economy")
        page.wait_for_function("() => !document.getElementById('first-sight')")
        page.wait_for_selector("#react-entry-point [data-ready]", state="attached")
        charts = page.locator("[data-chart]").count()
        assert charts > 3
        # Plotly puts two or three layers of svg into a chart; drawn twice, there would be twice as many.
        layers = page.evaluate("document.querySelectorAll('.js-plotly-plot .main-svg').length")
        assert (page.locator(".js-plotly-plot").count(), page.evaluate("window.drawings") <= layers) == (charts, True)


def test_the_theme_that_was_chosen_stands_before_the_first_stroke(reading):
    with reading("desk") as reader:
        reader.page.add_init_script("localStorage.setItem('cockpit-theme', 'dark')")
        reader.page.goto(reader.address + "/", wait_until="commit")
        reader.page.wait_for_selector("#first-sight, [data-ready]", state="attached")
        assert reader.page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_page_is_seen_although_the_scripts_never_come(reading):
    with reading("desk") as reader:
        reader.page.route("**/joined/*.js", lambda route: route.abort())
        reader.page.goto(reader.address + "/port", wait_until="commit")
        seen = reader.page.wait_for_selector("#first-sight h1", state="attached")
        assert seen.inner_text() == "港航口岸"
        reader.complaints.clear()  # that they never came is what the browser complains of
