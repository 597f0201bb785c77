"""What a berth is called on screen."""

from __future__ import annotations

import sqlalchemy as sa

from cockpit.view.context import PageContext


def berth_name(identity: str, area: str) -> str:
    """册子 CZ05: its port area and its number; the county's code before the number says nothing to a reader."""
    return f"{area} {identity.rpartition('-')[2]}".strip()


def berth_names(context: PageContext) -> dict[str, str]:
    """berth_id → name of every berth."""
    berth = context.reader.tables.record("port_berth")
    frame = context.reader.select(sa.select(berth.c.berth_id, berth.c.port_area.label("area")))
    pairs = zip(frame["berth_id"], frame["area"].fillna(""), strict=True)
    return {str(identity): berth_name(str(identity), str(area)) for identity, area in pairs}
