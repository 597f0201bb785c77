"""A delivery arrives whole or not at all; the same delivery twice is the same as once."""

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.errors import SourceUnreachable, StoreMissing
from tests.cockpit.store.conftest import broken, chunk, delivery, node, rejected

DOWN = SourceUnreachable("交换库 task_node", "连不上", "确认平台已启动")


def nodes(store):
    table = store.tables.record("task_node")
    frame = store.generation().read(sa.select(table.c.node_no, table.c.name).order_by(table.c.node_no))
    return list(frame.itertuples(index=False, name=None))


def batches(store):
    table = store.tables.batch
    frame = store.generation().read(
        sa.select(table.c.source, table.c.status, table.c.message).order_by(table.c.batch_id)
    )
    return list(frame.itertuples(index=False, name=None))


def test_before_the_first_publication_the_remedy_is_named(store):
    with pytest.raises(StoreMissing, match="运行 python app.py ingest"):
        store.generation()


def test_what_was_delivered_is_what_is_read(store, publish):
    publication = publish(delivery(chunk([node(1), node(2, "开工启动")])))
    assert (publication.snapshot.id, nodes(store)) == (1, [(1, "方案审定"), (2, "开工启动")])


def test_the_same_delivery_twice_publishes_nothing_new(store, publish):
    first = publish(delivery(chunk([node(1)])))
    second = publish(delivery(chunk([node(1)])))
    assert (second.snapshot, [report.status for report in second.reports]) == (first.snapshot, ["unchanged"])


def test_the_latest_row_of_a_key_wins_whatever_the_order_of_delivery(store, publish):
    old, new = node(1, "旧", "2026-11-01 08:00:00"), node(1, "新", "2026-11-02 08:00:00")
    publish(delivery(chunk([new, old])))
    assert nodes(store) == [(1, "新")]


def test_of_two_rows_of_the_same_second_the_later_record_number_wins(store, publish):
    publish(delivery(chunk([node(1, "后", sequence=9), node(1, "先", sequence=8)])))
    assert nodes(store) == [(1, "后")]


def test_a_later_delivery_of_an_older_row_changes_nothing(store, publish):
    publish(delivery(chunk([node(1, "新", "2026-11-02 08:00:00")])))
    publication = publish(delivery(chunk([node(1, "旧", "2026-11-01 08:00:00")])))
    assert ([report.status for report in publication.reports], nodes(store)) == (["unchanged"], [(1, "新")])


def test_a_deletion_removes_the_row_and_an_older_update_does_not_bring_it_back(store, publish):
    publish(delivery(chunk([node(1), node(2)])))
    publish(delivery(chunk([node(1, at="2026-11-03 08:00:00", operation="D")])))
    assert nodes(store) == [(2, "方案审定")]
    publish(delivery(chunk([node(1, "晚到的旧更新", "2026-11-02 08:00:00", "U")])))
    assert nodes(store) == [(2, "方案审定")]


def test_a_row_deleted_and_later_entered_again_is_there_again(store, publish):
    publish(delivery(chunk([node(1), node(1, at="2026-11-03 08:00:00", operation="D")])))
    publish(delivery(chunk([node(1, "重新录入", "2026-11-04 08:00:00")])))
    assert nodes(store) == [(1, "重新录入")]


def test_a_delivery_that_fails_in_the_middle_leaves_nothing_of_itself(store, publish):
    publish(delivery(chunk([node(1)])))
    publication = publish(broken(chunk([node(2)]), chunk([node(3)]), error=DOWN))
    assert nodes(store) == [(1, "方案审定")]
    assert [(report.status, report.message) for report in publication.failed] == [("failed", str(DOWN))]


def test_one_that_fails_never_stops_the_others_and_its_reason_can_be_read(store, publish):
    publish(broken(chunk([node(8)]), error=DOWN, source="broken"), delivery(chunk([node(1)])))
    assert nodes(store) == [(1, "方案审定")]
    assert batches(store) == [("broken", "failed", str(DOWN)), ("task_node", "ok", "")]


def test_a_programming_error_publishes_nothing_at_all(store, publish):
    publish(delivery(chunk([node(1)])))
    with pytest.raises(ZeroDivisionError):
        publish(delivery(chunk([node(2)])), broken(error=ZeroDivisionError()))
    assert (nodes(store), store.generation().snapshot.id) == ([(1, "方案审定")], 1)
    assert [path.name for path in store.folder.glob("*.building*")] == []


def test_a_refused_row_is_kept_with_place_value_reason_and_the_whole_row(store, publish):
    publication = publish(delivery(chunk([node(1)], [rejected(2, "七")])))
    frame = store.generation().read(sa.select(store.tables.reject))
    assert frame.to_dict("records") == [
        {
            "batch_id": 1,
            "row": 2,
            "column_name": "node_no",
            "value": "七",
            "reason": "不是整数",
            "raw": '{"node_no": "七"}',
        }
    ]
    report = publication.reports[0]
    assert (report.rows_read, report.rows_accepted, report.rows_rejected) == (2, 1, 1)


def test_rows_refused_before_are_not_news_and_others_are(store, publish):
    first = publish(delivery(chunk([node(1)], [rejected(2, "七")])))
    again = publish(delivery(chunk([node(1)], [rejected(2, "七")])))
    assert (again.snapshot, again.reports[0].status) == (first.snapshot, "unchanged")
    other = publish(delivery(chunk([node(1)], [rejected(2, "八")])))
    assert (other.snapshot.id, other.reports[0].status) == (2, "ok")


def test_the_watermark_is_the_newest_change_and_its_number(store, publish):
    publish(delivery(chunk([node(1, at="2026-11-05 08:00:00", sequence=4), node(2, at="2026-11-05 08:00:00", sequence=7),
                            node(3, at="2026-11-01 08:00:00", sequence=9)])))  # fmt: skip
    mark = store.watermark("task_node")
    assert (mark.changed_at, mark.sequence) == (pd.Timestamp("2026-11-05 08:00:00"), 7)
    assert store.watermark("never_seen") is None


@pytest.mark.parametrize("split", [1, 2, 5])
def test_any_split_into_chunks_and_batches_gives_the_same_rows(tmp_path, split):
    from tests.cockpit.store.conftest import NOW, make_store  # a store per case

    rows = [node(n % 4, f"v{n}", f"2026-11-0{1 + n % 5} 08:00:00", "D" if n % 7 == 0 else "U", n) for n in range(20)]
    whole, parts = make_store(tmp_path / "whole"), make_store(tmp_path / "parts")
    for made in (whole, parts):
        made.folder.mkdir()
    whole.publish([delivery(chunk(rows))], NOW)
    for start in range(0, 20, split):
        parts.publish([delivery(chunk(rows[start : start + split]))], NOW)
    assert len(nodes(whole)) >= 2
    assert nodes(parts) == nodes(whole)
