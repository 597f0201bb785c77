"""The wall's screens: declared once in screens.yaml, checked against the catalog when the program starts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field

from metrics.catalog import Catalog
from metrics.declaration import Declaration, Document, refuse

FILE = Path(__file__).with_name("screens.yaml")
#: Headline figures a viewer can take in from five metres.
MOST_HEADLINES = 12


class Screen(Declaration):
    """One screen of the wall.

    Args:
        domain: the domain it speaks for; empty for the whole city.
        question: what it answers first; a domain's screen asks the domain's own question.
        dwell: seconds it stands in the rotation.
        layer: what the map shows (cockpit.view.walls.layers).
        cores: its core analyses (cockpit.view.walls.cores), from top to bottom.
        headlines: its tiles; a city screen shows one of each domain instead.
    """

    code: str = Field(pattern=r"^[a-z]+$")
    name: str
    dwell: int = Field(ge=5)
    layer: str
    domain: str = ""
    question: str = ""
    cores: list[str] = []
    headlines: list[str] = Field(default=[], max_length=MOST_HEADLINES)


@lru_cache(maxsize=1)
def screens(file: Path = FILE) -> tuple[Screen, ...]:
    """All screens in the order of the rotation.

    Raises:
        CatalogError: faults of the file, all at once.
    """
    faults: list[str] = []
    document = Document(file)
    read: list[Screen] = []
    for entry in document.content:
        try:
            read.append(Screen.model_validate(entry))
        except ValueError as error:
            faults.append(f"{file.name}:{error}")
    refuse(file.name, faults)
    return tuple(read)


def screen(code: str) -> Screen:
    """The screen of a code; the first one where there is none of that name."""
    return next((own for own in screens() if own.code == code), screens()[0])


def check(catalog: Catalog, layers: set[str], cores: set[str]) -> None:
    """Every screen's domain, headlines, layer and analyses exist.

    Raises:
        CatalogError: those that do not, all at once.
    """
    domains = {domain.code for domain in catalog.domains}
    faults = []
    for own in screens():
        if own.domain and own.domain not in domains:
            faults.append(f"{own.code}：没有领域 {own.domain}")
        if own.layer not in layers:
            faults.append(f"{own.code}：没有图层 {own.layer}")
        faults += [f"{own.code}：没有核心分析 {name}" for name in own.cores if name not in cores]
        faults += [f"{own.code}：没有指标 {code}" for code in own.headlines if code not in catalog.indicators]
    refuse(FILE.name, faults)
