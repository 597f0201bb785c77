"""What things are called, by the codes under which other rows name them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from cockpit.view.context import PageContext

#: Kind of page → record, its column of codes, its column of names.
_NAMED = {
    "vessel": ("vessel_base", "mmsi", "name_zh"), "enterprise": ("ent_base", "uniscid", "entname"),
    "task": ("task_main", "task_id", "title"),
}  # fmt: skip


def names_of(context: PageContext, kind: str, codes: Iterable[str]) -> dict[str, str]:
    """Code → name, of those things that have one and that the reader may see one by one."""
    record, key, name = _NAMED.get(kind, ("", "", ""))
    asked = sorted(set(codes))
    if not asked or record not in context.cockpit.records:
        return {}
    if not context.cockpit.grant.may_detail(context.cockpit.records[record]):
        return {}
    rows = context.reader.tables.record(record)
    known = context.reader.select(
        sa.select(rows.c[key].label("code"), rows.c[name].label("name")).where(rows.c[key].in_(asked))
    )
    return {str(code): str(called) for code, called in zip(known["code"], known["name"], strict=True) if called}
