"""Rounding half up, as taught at school: 2.675 with two decimals is 2.68 and float noise does not decide."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

#: Wide enough for every finite float, whose exponent ends at 308.
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)


def show_number(value: float, decimals: int) -> str:
    """A finite number with thousands separators; never a negative zero."""
    quantum = Decimal(1).scaleb(-decimals)
    exact = Decimal(repr(round(float(value), decimals + 6))).quantize(quantum, context=_EXACT)
    return f"{exact:,}" if exact else f"{abs(exact):,}"


def show_share(share: float, decimals: int = 1) -> str:
    """A share as per cent, rounded as the numbers beside it are: 0.8335 is 83.4%."""
    return f"{show_number(share * 100, decimals)}%"
