"""Rounding half up, as taught at school: 2.675 with two decimals is 2.68 and float noise does not decide."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def show_number(value: float, decimals: int) -> str:
    """A finite number with thousands separators; never a negative zero."""
    quantum = Decimal(1).scaleb(-decimals)
    exact = Decimal(repr(round(float(value), decimals + 6))).quantize(quantum, rounding=ROUND_HALF_UP)
    return f"{exact:,}" if exact else f"{abs(exact):,}"
