"""What the members of a breakdown are called: from the platform's own lists where it has them, else the codebook."""

from __future__ import annotations

import sqlalchemy as sa

from cockpit.view.context import PageContext
from metrics.codebook import named

#: Dimensions whose names stand in a record: record, code column, name column.
_LISTS = {
    "org": ("organization", "org_code", "org_name"),
    "owner_org": ("organization", "org_code", "org_name"),
    "anchorage_id": ("port_anchorage", "anchorage_id", "name"),
}


def member_names(context: PageContext, dimension: str, members: list[str]) -> dict[str, str]:
    """Name by member; a member without a name keeps its code."""
    listed: dict[str, str] = {}
    if dimension in _LISTS:
        record, code, name = _LISTS[dimension]
        table = context.reader.tables.record(record)
        frame = context.reader.select(sa.select(table.c[code], table.c[name]))
        listed = dict(zip(frame[code], frame[name], strict=True))
    return {member: listed.get(member, named(dimension, member)) for member in members}
