"""A mark in the catalog leads to the name of a paper; no name is kept for nobody."""

from metrics.catalog import load_catalog
from metrics.reference import references

CATALOG = load_catalog()


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
