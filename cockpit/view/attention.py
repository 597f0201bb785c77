"""What needs attention: the lights of every indicator, the worst of each domain, the red list."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.view.context import PageContext
from cockpit.view.readings import Board, board
from metrics.light import Light
from metrics.model import Domain
from metrics.reading import Reading

SEVERITY = {"red": 3, "yellow": 2, "green": 1, "grey": 0}


@dataclass(frozen=True)
class DomainState:
    """A domain's readings counted by light, worst first."""

    domain: Domain
    counts: dict[str, int]
    worst: Light | None
    readings: tuple[Reading, ...]


def whole_board(context: PageContext, region: str | None = None) -> Board:
    """Readings of all indicators with data at the page's region and period, cached under the snapshot."""
    where = region or context.region.code
    key = f"board|{where}|{context.period.key}|{context.now:%Y-%m-%d}"
    return context.reader.remember(
        key, lambda: board(context, list(context.cockpit.catalog.indicators.values()), where)
    )


def domain_states(context: PageContext, region: str | None = None) -> list[DomainState]:
    """Every domain in page order with its lights."""
    readings = whole_board(context, region).readings
    return [_state(domain, readings) for domain in context.cockpit.catalog.domains]


def domain_lights(context: PageContext) -> dict[str, Light]:
    """Worst light by domain code; domains without data are left out."""
    return {state.domain.code: state.worst for state in domain_states(context) if state.worst}


def red_list(context: PageContext, region: str | None = None) -> list[Reading]:
    """Readings that are red, then yellow, the worst gap first inside each colour."""
    readings = [r for r in whole_board(context, region).readings.values() if r.light.color in ("red", "yellow")]
    return sorted(readings, key=lambda r: (-SEVERITY[r.light.color], r.indicator.domain, r.indicator.code))


def _state(domain: Domain, readings: dict[str, Reading]) -> DomainState:
    own = [readings[i.code] for i in domain.indicators if i.code in readings]
    own.sort(key=lambda r: -SEVERITY[r.light.color])
    counts = {color: sum(r.light.color == color for r in own) for color in SEVERITY}
    return DomainState(domain, counts, own[0].light if own else None, tuple(own))
