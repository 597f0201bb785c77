"""The table of indicators in a browser."""

SEEN = """() => { const grid = document.querySelector('.rows-grid').getBoundingClientRect();
  return [...document.querySelectorAll('.rows-grid .ag-header-cell')].map(cell => [cell.getBoundingClientRect(), cell])
    .filter(([box]) => box.right <= grid.right + 1).sort((a, b) => a[0].left - b[0].left)
    .map(([, cell]) => cell.textContent.trim()); }"""


def test_a_phone_shows_a_number_with_its_unit_and_period_without_scrolling(reading):
    with reading("phone") as reader:
        page = reader.open("/table")
        page.wait_for_selector(".rows-grid .ag-row .ag-cell")
        assert page.evaluate(SEEN) == ["指标", "数值", "单位", "数据期"]
