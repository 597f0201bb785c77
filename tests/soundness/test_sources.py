"""The traps that lie between a source and the warehouse (traps.md 21 and 22)."""

import json

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.errors import SourceIncomplete, SourceUnreachable
from cockpit.store.merge import merge_latest, stage, staged_table
from loaders.gateways.open_portal import judged
from loaders.gateways.paging import pages


def answer(code, data):
    return {"code": 200, "data": json.dumps({"code": code, "msg": "", "data": data})}


def test_trap_21_a_200_outside_is_a_success_only_with_a_success_inside():
    assert judged(answer("1", {"count": "0", "data": "[]"}), "甲")["data"] == {"count": "0", "data": "[]"}
    with pytest.raises(SourceUnreachable, match="代码 96"):
        judged(answer("96", None), "甲")


def test_trap_21_seventy_seven_announced_and_seventy_six_received_are_not_a_whole_batch():
    rows = [{"n": n} for n in range(76)]
    with pytest.raises(SourceIncomplete, match="应有 77 行，实收 76 行"):
        list(pages(lambda: 77, lambda number: rows if number == 1 else [], "甲"))
    assert sum(map(len, pages(lambda: 76, lambda number: rows, "甲"))) == 76


CHANGES = {"I": "2026-11-01", "U": "2026-11-02", "D": "2026-11-03"}


def standing(*deliveries):
    """Rows of key K that stand after deliveries of operations, each in the order in which it arrives."""
    target = sa.Table(
        "event", sa.MetaData(), sa.Column("id", sa.String), sa.Column("_changed_at", sa.DateTime),
        sa.Column("_sequence", sa.BigInteger), sa.Column("_operation", sa.String),
    )  # fmt: skip
    with sa.create_engine("duckdb:///:memory:").begin() as connection:
        target.create(connection)
        for delivery in deliveries:
            stage(connection, target)
            rows = [
                {"id": "K", "_changed_at": pd.Timestamp(day).to_pydatetime(), "_sequence": 1, "_operation": operation}
                for operation, day in delivery
            ]
            connection.execute(sa.insert(staged_table(target)), rows)
            merge_latest(connection, target, ["id"])
        stands = sa.select(sa.func.count()).select_from(target).where(target.c["_operation"] != "D")
        return connection.execute(stands).scalar_one()


@pytest.mark.parametrize("order", ["IUD", "DUI", "UDI", "DIU"])
def test_trap_22_what_was_deleted_does_not_rise_again_in_whatever_order_it_arrives(order):
    changes = [(operation, CHANGES[operation]) for operation in order]
    assert standing(changes) == 0
    assert standing(*[[change] for change in changes]) == 0


def test_trap_22_what_is_inserted_after_its_deletion_stands_and_twice_is_once():
    again = [*CHANGES.items(), ("I", "2026-11-04")]
    assert standing(again) == 1
    assert standing(again, again) == 1
