"""What needs attention: the lights of every indicator, the worst of each domain, the red list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

from cockpit.clock import ten_minutes
from cockpit.view.context import PageContext
from cockpit.view.freshness import counted
from cockpit.view.readings import Board, Parts, board_of, history, parts, yearly_targets
from metrics.catalog import Catalog
from metrics.light import Light
from metrics.model import Domain
from metrics.reading import Reading, latest

SEVERITY = {"red": 3, "yellow": 2, "green": 1, "grey": 0}


@dataclass(frozen=True)
class DomainState:
    """A domain's readings counted by light, worst first.

    Args:
        grave: the reading to look at first, None when nothing is red or yellow.
        headline: the reading that speaks for the domain, None when it has no data.
    """

    domain: Domain
    counts: dict[str, int]
    worst: Light | None
    readings: tuple[Reading, ...]
    headline: Reading | None
    grave: Reading | None = None


def whole_board(context: PageContext, region: str | None = None) -> Board:
    """Readings of all indicators with data at the page's region and period, cached under the snapshot."""
    where = region or context.region.code
    return whole_boards(context, (where,))[where]


def whole_boards(context: PageContext, regions: tuple[str, ...]) -> dict[str, Board]:
    """`whole_board` of several regions; what is not kept is read in one go."""
    indicators = list(context.cockpit.catalog.indicators.values())

    @cache
    def read() -> Parts:
        # Not kept: what is made from it is, and to pack it takes as long as to read it.
        asked = history([i.code for i in indicators], regions, context.period, context.now)
        return parts(context.reader.observations(asked, keep=False))

    def made(where: str) -> Board:
        return _with_itself(context, where, board_of(context, indicators, where, read()))

    return {where: context.reader.remember(_key(context, where), partial(made, where)) for where in regions}


def _key(context: PageContext, where: str) -> str:
    return f"board|{where}|{context.period.key}|{ten_minutes(context.now)}"


def _with_itself(context: PageContext, where: str, made: Board) -> Board:
    """The board, and on it how fresh it is."""
    indicators = context.cockpit.catalog.indicators
    targets = yearly_targets(context)
    for code, rows in counted(context, made.readings, where).groupby("indicator"):
        reading = latest(indicators[str(code)], rows, targets, where, context.period, context.now)
        if reading is not None:
            made.readings[str(code)], made.sparks[str(code)] = reading, []
    return made


def domain_states(context: PageContext, region: str | None = None) -> list[DomainState]:
    """Every domain in page order with its lights."""
    readings = whole_board(context, region).readings
    return [_state(context.cockpit.catalog, domain, readings) for domain in context.cockpit.catalog.domains]


def domain_lights(context: PageContext) -> dict[str, Light]:
    """Worst light by domain code; domains without data are left out."""
    return {state.domain.code: state.worst for state in domain_states(context) if state.worst}


def red_list(context: PageContext, region: str | None = None) -> list[Reading]:
    """Readings that are red, then yellow; inside a colour core systems and headlines come first, then page order."""
    readings = [r for r in whole_board(context, region).readings.values() if r.light.color in ("red", "yellow")]
    return sorted(readings, key=lambda reading: _rank(context.cockpit.catalog, reading))


def _rank(catalog: Catalog, reading: Reading) -> tuple[int, int]:
    indicator = reading.indicator
    weight = 2 * (indicator.code in catalog.headlines) + catalog.systems[indicator.system].core
    return -SEVERITY[reading.light.color], -weight


def _state(catalog: Catalog, domain: Domain, readings: dict[str, Reading]) -> DomainState:
    own = [readings[i.code] for i in domain.indicators if i.code in readings]
    own.sort(key=lambda reading: _rank(catalog, reading))
    counts = {color: sum(r.light.color == color for r in own) for color in SEVERITY}
    told = [readings[code] for code in domain.headlines if code in readings] or own
    # What misleads without another indicator beside it does not speak where there is room for one number only.
    spoken = sorted(told, key=lambda reading: bool(reading.indicator.beside))
    grave = own[0] if own and own[0].light.color in ("red", "yellow") else None
    return DomainState(domain, counts, own[0].light if own else None, tuple(own), spoken[0] if spoken else None, grave)
