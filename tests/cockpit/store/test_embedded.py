"""The embedded warehouse where files are lost, damaged, restored, moved, made anew, or of an earlier version."""

import gc
import shutil
import threading
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.errors import SettingsError, StoreError, StoreFull, StoreMissing
from cockpit.store.embedded import EmbeddedStore, open_store
from cockpit.store.query import Query, statement
from metrics.catalog import Catalog
from metrics.formula import Measure
from metrics.records import Column
from tests.builders import indicator
from tests.cockpit.store.conftest import NOW, RECORDS, chunk, delivery, node, rejected

COUNTED = Measure(record="task_node", at="now", numerator={"aggregate": "count"})


def small(folder: Path, records=None, *indicators) -> EmbeddedStore:
    """A warehouse of one record and no indicator: it publishes in a tenth of a second."""
    folder.mkdir(exist_ok=True)
    catalog = Catalog((), {told.code: told for told in indicators}, {})
    return EmbeddedStore(folder, records or {"task_node": RECORDS["task_node"]}, catalog)


@pytest.fixture
def store(tmp_path):
    return small(tmp_path / "store")


def deliver(store, *names, at=NOW):
    """Publishes one version of the rows 1, 2, …; each call is a day later than the one before."""
    number = store.watermark("task_node")
    day = number.changed_at + timedelta(days=1) if number else datetime(2026, 11, 1, 8)
    return store.publish([delivery(chunk([node(n, name, str(day)) for n, name in enumerate(names, 1)]))], at)


def seen(store, generation=None):
    table = store.tables.record("task_node")
    chosen = sa.select(table.c.name).order_by(table.c.node_no)
    return (generation or store.generation()).read(chosen)["name"].tolist()


def pointer(store):
    return store.folder / "CURRENT"


def test_a_pointer_to_a_missing_file_is_said_with_the_files_name_and_a_remedy(store):
    deliver(store, "一")
    pointer(store).write_text("g000007.duckdb\n")
    with pytest.raises(StoreMissing) as refused:
        store.generation()
    assert (refused.value.place, refused.value.problem) == (str(store.folder), "CURRENT 指向的 g000007.duckdb 不在")
    assert "运行 python app.py ingest" in refused.value.remedy


def test_the_next_ingest_goes_on_from_the_newest_file_left_when_the_published_one_was_lost(store):
    deliver(store, "一")
    deliver(store, "一", "二")
    Path(store.folder / pointer(store).read_text().strip()).unlink()
    said = []
    publication = store.publish([], NOW, progress=said.append)
    assert (publication.snapshot.id, seen(store)) == (2, ["一"])
    assert [words for words in said if "已发布的文件不在" in words] != []
    assert deliver(store, "一", "二", "三").failed == ()
    assert seen(store) == ["一", "二", "三"]


def test_a_warehouse_whose_every_file_was_lost_begins_anew(store):
    deliver(store, "一")
    for file in store.folder.glob("g*.duckdb"):
        file.unlink()
    assert store.publish([], NOW).snapshot is None
    assert deliver(store, "新").snapshot.id == 1
    assert seen(store) == ["新"]


def test_an_empty_pointer_is_a_missing_warehouse(store):
    deliver(store, "一")
    pointer(store).write_text("")
    with pytest.raises(StoreMissing):
        store.generation()
    deliver(store, "一", "二")
    assert seen(store) == ["一", "二"]


def test_a_damaged_file_is_one_sentence_and_the_earlier_one_can_be_pointed_to(store):
    deliver(store, "一")
    earlier, damaged = pointer(store).read_text(), store.folder / "g000009-ab.duckdb"
    damaged.write_bytes(b"not a warehouse" * 1000)
    pointer(store).write_text(damaged.name)
    worker = small(store.folder)
    with pytest.raises(StoreError) as refused:
        worker.generation()
    assert (refused.value.place, "CURRENT" in refused.value.remedy) == (str(damaged), True)
    with pytest.raises(StoreError):
        worker.publish([delivery(chunk([node(9)]))], NOW)
    assert worker.generation_of(1).snapshot.id == 1
    pointer(store).write_text(earlier)
    assert seen(worker) == ["一"]


def test_after_going_back_the_next_snapshot_is_read_by_workers_that_knew_the_abandoned_ones(store):
    deliver(store, "一")
    first, worker = pointer(store).read_text(), small(store.folder)
    for names in (["一", "二"], ["一", "二", "三"]):
        deliver(store, *names)
        assert seen(worker) == names
    pointer(store).write_text(first)
    assert seen(worker) == ["一"]
    deliver(store, "改")
    assert seen(worker) == ["改"]
    deliver(store, "再改")
    assert seen(worker) == ["再改"]


def test_a_warehouse_made_anew_in_the_same_folder_is_read_anew_while_old_readers_go_on(store):
    deliver(store, "旧")
    worker = small(store.folder)
    held = worker.generation()
    shutil.rmtree(store.folder)
    deliver(small(store.folder), "新")
    assert (seen(worker), seen(worker, held)) == (["新"], ["旧"])


@pytest.mark.parametrize("name", ["驾驶舱 数据", "100%25#1", "it's"])
def test_a_folder_may_have_an_awkward_name(tmp_path, name):
    store = open_store(f"duckdb:///{tmp_path / name}", {"task_node": RECORDS["task_node"]}, Catalog((), {}, {}))
    deliver(store, "一")
    assert seen(store) == ["一"]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_options_in_the_address_are_refused_because_nobody_reads_them(tmp_path):
    with pytest.raises(SettingsError) as refused:
        open_store(f"duckdb:///{tmp_path}?threads=4", {}, Catalog((), {}, {}))
    assert (refused.value.place, "?threads=4" in refused.value.problem) == ("COCKPIT_STORE_URL", True)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused_with_a_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as refused:
        open_store(f"duckdb:///{tmp_path / 'file' / 'store'}", {}, Catalog((), {}, {}))
    assert (refused.value.place, "COCKPIT_VAR" in refused.value.remedy) == (str(tmp_path / "file" / "store"), True)


def test_many_threads_read_a_held_snapshot_whose_file_is_long_gone(store):
    deliver(store, "零")
    held, file = store.generation(), store.folder / pointer(store).read_text().strip()
    for number in range(5):
        deliver(store, f"{number}")
    assert not file.exists()
    ready, answers = threading.Barrier(8), []

    def read():
        with held.engine.connect():  # all eight hold a connection at once: most are opened after the file went
            ready.wait(20)
            answers.append(seen(store, held))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [["零"]] * 8


def test_a_worker_lets_go_of_files_that_are_no_longer_kept(store):
    for number in range(7):
        deliver(store, f"{number}")
        assert seen(store) == [f"{number}"]
    gc.collect()
    links = [path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    ours = {link.name for link in links if str(link).startswith(str(store.folder))}
    assert 1 <= len(ours) <= 3
    assert [name for name in ours if name.endswith("(deleted)")] == []


def test_a_warehouse_of_an_earlier_version_is_read_and_gets_its_new_columns_and_formulas_with_the_next_ingest(tmp_path):
    old = small(tmp_path / "store")
    deliver(old, "一")
    folder = tmp_path / "upgraded"  # a copy: this process holds the original open for reading
    shutil.copytree(old.folder, folder)
    with duckdb.connect(str(folder / pointer(old).read_text().strip())) as connection:
        connection.execute("ALTER TABLE snapshot DROP COLUMN meaning")
    later = RECORDS["task_node"].model_copy(
        update={"columns": RECORDS["task_node"].columns | {"risk": Column(type="number", title="风险")}}
    )
    new = small(folder, {"task_node": later}, indicator(kind="snapshot", measure=COUNTED))
    assert new.generation().snapshot.id == 1
    assert new.publish([], NOW).snapshot.id == 2
    table = new.tables.record("task_node")
    rows = new.generation().read(sa.select(table.c.name, table.c.risk))
    assert (rows["name"].tolist(), rows["risk"].isna().tolist()) == (["一"], [True])
    measured = new.generation().read(statement(new.tables, Query(("port.test",))))
    assert measured["value"].tolist() == [1.0]
    new.publish([delivery(chunk([node(2, "二") | {"risk": 0.5}]))], NOW)
    assert new.generation().read(sa.select(table.c.risk).where(table.c.node_no == 2))["risk"].tolist() == [0.5]


def test_a_state_of_now_has_its_breakdown_too(tmp_path):
    told = indicator(kind="snapshot", measure=COUNTED.model_copy(update={"by": ["name"]}))
    store = small(tmp_path / "store", None, told)
    deliver(store, "甲", "甲", "乙")
    rows = store.generation().read(statement(store.tables, Query(("port.test",), dimension=None)))
    given = [(row.dimension, row.member, row.value) for row in rows.itertuples()]
    assert given == [("", "", 3.0), ("name", "乙", 1.0), ("name", "甲", 2.0)]


def test_a_copy_that_stops_in_the_middle_leaves_no_orphan(store, monkeypatch):
    deliver(store, "一")

    def half(source, target):
        Path(target).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cockpit.store.publish.shutil.copyfile", half)
    with pytest.raises(StoreFull):
        deliver(store, "二")
    assert (seen(store), sorted(path.suffix for path in store.folder.iterdir())) == (["一"], ["", ".duckdb", ".lock"])


def test_a_failed_delivery_alone_publishes_its_reason_and_no_other_change(store):
    deliver(store, "一")
    cut = delivery(chunk([node(5)]), source="other", target="task_node")
    broken_chunks = (part for part in [chunk([node(6)], [rejected(1, "七")])])

    def read():
        yield from broken_chunks
        raise StoreError("交换库", "断了", "重试")

    publication = store.publish([type(cut)("x", "", "", "", "task_node", False, read())], NOW)
    report = publication.failed[0]
    assert (report.rows_read, report.rows_accepted, report.rows_rejected, report.rows_changed) == (0, 0, 0, 0)
    assert report.message == "交换库：断了 → 重试"
    rejects = store.generation().read(sa.select(store.tables.reject))
    batch = store.tables.batch
    statuses = store.generation().read(sa.select(batch.c.status, batch.c.as_of).order_by(batch.c.batch_id))
    assert (seen(store), len(rejects), statuses["status"].tolist()) == (["一"], 0, ["ok", "failed"])
    assert statuses["as_of"].isna().tolist() == [False, True]
    assert store.watermark("x") is None


def test_the_measured_state_of_now_carries_the_day_of_the_data_and_not_of_the_clock(tmp_path):
    store = small(tmp_path / "store", None, indicator(kind="snapshot", measure=COUNTED))
    deliver(store, "一", at=datetime(2027, 5, 1))
    row = store.generation().read(statement(store.tables, Query(("port.test",)))).iloc[0]
    assert (row["period_start"], row["period_end"]) == (pd.Timestamp("2026-11-01"), pd.Timestamp("2026-11-02"))


def test_a_select_in_words_gives_the_rows_of_the_select(store):
    deliver(store, "a", "b")
    table, generation = store.tables.batch, store.generation()
    asked = sa.select(table).where(
        table.c.source.in_(("a", "b")),
        table.c.watermark_at < datetime(2100, 1, 1),
        table.c.source.like("%a%"),
        sa.true(),
    )
    with generation.engine.connect() as connection:
        plain = connection.execute(asked).cursor.to_arrow_table().to_pandas()
    assert generation.read(asked).equals(plain)
    assert generation.words(sa.select(table)).values == ()
