"""All words of the second language together: the screens' messages, the catalog's own texts, and names."""

from __future__ import annotations

from cockpit.english.messages import PO, Words, messages
from metrics.catalog import Catalog
from metrics.english import load_english

#: Names that are found inside of texts: departments, places.
NAMES = PO / "names"


def words(catalog: Catalog) -> Words:
    """Messages and names, the catalog's included.

    Raises:
        CatalogError: files of messages or the catalog's English are not as they should be.
    """
    english = load_english(catalog)
    return Words({**english.texts, **messages()}, {**english.names, **messages(NAMES)})
