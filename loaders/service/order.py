"""What one ingest is asked to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cockpit.errors import MappingError
from loaders.service.span import Span
from loaders.sources import Source


@dataclass(frozen=True)
class Order:
    """Which sources (empty = all), which span of changes, and whether only to try.

    Args:
        trial: read, type, validate, judge and measure on a copy, and publish nothing.
    """

    sources: tuple[str, ...] = ()
    span: Span = Span()
    trial: bool = False

    def chosen(self, declared: Sequence[Source]) -> list[Source]:
        """The declared sources that were asked for.

        Raises:
            MappingError: one is not declared.
        """
        names = [source.source for source in declared]
        for name in self.sources:
            if name not in names:
                raise MappingError("--source", f"没有来源 {name}", f"写下列之一：{'、'.join(names)}")
        return [source for source in declared if not self.sources or source.source in self.sources]
