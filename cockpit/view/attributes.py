"""HTML attributes with a dash in their name, which Python cannot write as keywords."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def attributes(values: Mapping[str, str]) -> dict[str, Any]:
    """data-* and aria-* attributes as keyword arguments of a component (typed loosely: Dash takes any)."""
    return dict(values)
