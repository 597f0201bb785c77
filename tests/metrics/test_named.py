"""A mark in the catalog leads to the name of a paper or table; no name is kept for nobody."""

from metrics.catalog import load_catalog
from metrics.named import references, source_tables, table_name
from metrics.records import load_records

CATALOG, RECORDS = load_catalog(), dict(load_records())


def test_every_paper_is_cited_and_named_in_both_languages():
    cited = {mark for indicator in CATALOG.indicators.values() for mark in indicator.evidence}
    cited |= {indicator.baseline.source for indicator in CATALOG.indicators.values() if indicator.baseline}
    assert sorted(references()) == sorted(cited)
    assert [mark for mark, told in references().items() if not (told.zh and told.en.isprintable() and told.en)] == []


def test_no_text_of_the_catalog_cites_a_bare_mark():
    texts = [
        text
        for i in CATALOG.indicators.values()
        for text in (i.definition, i.formula, i.notes)
        if any(mark in text for mark in references() if len(mark) > 1)
    ]
    assert texts == []


def test_every_table_a_system_waits_for_has_one_name():
    waited = {table for system in CATALOG.systems.values() for table in system.tables}
    assert sorted(source_tables()) == sorted(waited - set(RECORDS))
    assert table_name("grid_event", RECORDS) == RECORDS["grid_event"].title
    assert table_name("sec_event", RECORDS) == "安全事件"
