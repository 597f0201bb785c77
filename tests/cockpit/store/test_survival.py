"""Crashes, full disks, two ingests at once, and readers who never notice."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from cockpit.errors import QueryError, StoreBusy, StoreFull
from cockpit.store.exclusive import exclusive
from tests.cockpit.store.conftest import NOW, chunk, delivery, make_store, node

ROOT = Path(__file__).resolve().parents[3]


def count(store):
    table = store.tables.record("task_node")
    return int(store.generation().read(sa.select(sa.func.count().label("n")).select_from(table))["n"].iloc[0])


def test_a_second_ingest_is_told_who_is_publishing_and_the_first_goes_on(store, publish):
    publish(delivery(chunk([node(1)])))
    with exclusive(store.folder, NOW):
        code = (
            "import sys; from datetime import datetime; from pathlib import Path;"
            "from tests.cockpit.store.conftest import make_store\n"
            "try: make_store(Path(sys.argv[1])).publish([], datetime(2026, 11, 23))\n"
            "except Exception as error: print(type(error).__name__, error)"
        )
        told = subprocess.run([sys.executable, "-c", code, str(store.folder)], cwd=ROOT, capture_output=True, text=True)
    assert told.stdout.startswith("StoreBusy"), told.stderr
    assert (f"进程 {os.getpid()}" in told.stdout, "等它结束后再试" in told.stdout) == (True, True)
    assert publish(delivery(chunk([node(2)]))).snapshot.id == 2


def test_the_lock_is_free_again_after_a_refusal(store):
    with exclusive(store.folder, NOW), pytest.raises(StoreBusy), exclusive(store.folder, NOW):
        pass
    with exclusive(store.folder, NOW):
        pass


def _publish_slowly(folder, step):
    def rows():
        yield chunk([node(n) for n in range(100, 150)])
        step.set()
        time.sleep(60)

    made = delivery()
    make_store(folder).publish(
        [type(made)(made.source, made.title, made.owner, made.origin, made.target, False, rows())], NOW
    )


def test_an_ingest_killed_in_the_middle_leaves_the_last_snapshot_and_the_next_one_succeeds(store, publish):
    publish(delivery(chunk([node(1), node(2)])))
    context = multiprocessing.get_context("spawn")
    step = context.Event()
    process = context.Process(target=_publish_slowly, args=(store.folder, step))
    process.start()
    assert step.wait(60)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert (count(make_store(store.folder)), len(list(store.folder.glob("*.building")))) == (2, 1)
    publication = publish(delivery(chunk([node(3)])))
    assert (publication.snapshot.id, count(store)) == (2, 3)
    assert list(store.folder.glob("*.building*")) == []


def test_a_full_disk_is_one_message_and_the_last_snapshot_stays(store, publish, monkeypatch):
    publish(delivery(chunk([node(1)])))
    usage = type("usage", (), {"free": 10_000_000})
    monkeypatch.setattr("cockpit.store.publish.shutil.disk_usage", lambda _: usage)
    with pytest.raises(StoreFull) as refused:
        publish(delivery(chunk([node(2)])))
    assert ("还剩 10 MB" in refused.value.problem, "清理磁盘" in refused.value.remedy) == (True, True)
    assert (count(store), store.generation().snapshot.id) == (1, 1)


def test_a_disk_that_fills_while_writing_is_the_same_message(tmp_path):
    """No file of the process may grow past 6 MB: the write fails in the middle, as on a full disk."""
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from tests.cockpit.store.conftest import NOW, chunk, delivery, make_store, node\n"
        "store = make_store(Path(sys.argv[1])); store.publish([delivery(chunk([node(1)]))], NOW)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (6_000_000, 6_000_000))\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "import random, string\n"
        "text = lambda: ''.join(random.choices(string.printable, k=400))\n"
        "rows = [node(n, text()) for n in range(2, 60_000)]\n"
        "try: store.publish([delivery(chunk(rows))], NOW)\n"
        "except Exception as error: print(type(error).__name__, error)\n"
        "print(store.generation().snapshot.id, sorted(p.name for p in store.folder.glob('*.building*')))\n"
    )
    folder = tmp_path / "store"
    folder.mkdir()
    told = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True)
    assert told.stdout.splitlines()[-1:] == ["1 []"], told.stdout + told.stderr
    assert told.stdout.startswith("StoreFull"), told.stdout + told.stderr


def test_readers_see_only_whole_snapshots_while_twenty_are_published(store, publish):
    publish(delivery(chunk([node(n) for n in range(10)])))
    seen, faults, stop = set(), [], threading.Event()

    def read():
        mine = make_store(store.folder)
        while not stop.is_set():
            try:
                generation = mine.generation()
                table = mine.tables.record("task_node")
                rows = int(generation.read(sa.select(sa.func.count().label("n")).select_from(table))["n"].iloc[0])
                seen.add((generation.snapshot.id, rows))
            except Exception as error:
                faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for step in range(1, 21):
        publish(delivery(chunk([node(step * 10 + n) for n in range(10)])))
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert {(snapshot, rows) for snapshot, rows in seen if rows != snapshot * 10} == set()
    assert len(seen) >= 3


def test_earlier_snapshots_can_be_read_as_long_as_they_are_kept(store, publish):
    for step in range(5):
        publish(delivery(chunk([node(step)])))
    assert [store.generation_of(number).snapshot.id for number in (3, 4, 5)] == [3, 4, 5]
    with pytest.raises(QueryError, match="快照 1 已不再保留"):
        store.generation_of(1)
    assert len(list(store.folder.glob("g*.duckdb"))) == 3


def test_a_reader_keeps_its_snapshot_while_the_pointer_moves_on(store, publish):
    publish(delivery(chunk([node(1)])))
    held = store.generation()
    for step in range(2, 8):
        publish(delivery(chunk([node(step)])))
    table = store.tables.record("task_node")
    assert len(held.read(sa.select(table))) == 1
    assert count(store) == 7


def test_an_orphan_of_a_crash_before_the_pointer_moved_is_removed_and_its_name_not_used_twice(store, publish):
    publish(delivery(chunk([node(1)])))
    orphan = store.folder / "g000002.duckdb"
    orphan.write_bytes(b"half")
    assert store.generation().snapshot.id == 1
    publish(delivery(chunk([node(2)])))
    assert (store.generation().snapshot.id, count(store)) == (2, 2)
