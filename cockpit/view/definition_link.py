"""The small mark beside a number that opens its definition card without leaving the page (assets/e-card.js)."""

from __future__ import annotations

from dash import html

from cockpit.view.attributes import attributes
from metrics.reading import Reading


def definition_link(reading: Reading) -> html.Button:
    """A button that asks for the card of a reading at its own region and period."""
    told = {
        "data-card": reading.indicator.code,
        "data-card-region": reading.region,
        "data-card-period": reading.period.key,
        "aria-label": f"{reading.indicator.name_zh}的口径卡",
        "aria-haspopup": "dialog",
    }
    return html.Button("i", type="button", className="about", **attributes(told))
