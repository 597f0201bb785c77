"""All words of the second language together: the screens' messages, the catalog's own texts, and names."""

from __future__ import annotations

from cockpit.english.messages import PO, Words, messages
from metrics.catalog import Catalog
from metrics.english import load_english

#: Names that are found inside of texts: departments, places.
NAMES = PO / "names"
#: What walls say in fewer words: messages, names, and units (units.yaml, `brief`).
BRIEF, BRIEF_NAMES = PO / "wall", PO / "wall-names"


def words(catalog: Catalog) -> Words:
    """Messages and names, the catalog's included.

    Raises:
        CatalogError: files of messages or the catalog's English are not as they should be.
    """
    english = load_english(catalog)
    return Words({**english.texts, **messages()}, {**english.names, **messages(NAMES)})


def wall_words(catalog: Catalog) -> Words:
    """The same in the fewest words that keep their meaning: a wall is read from five metres.

    Raises:
        CatalogError: as `words`.
    """
    own, short = words(catalog), load_english(catalog).short
    return Words({**own.messages, **messages(BRIEF)}, {**own.names, **short, **messages(BRIEF_NAMES)}, brief=True)
