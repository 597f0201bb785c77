"""What survives a kill at any moment, a disk that is really full, and readers in another process."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cockpit.errors import StoreBusy, StoreFull
from tests.cockpit.store.conftest import NOW, chunk, delivery, node
from tests.cockpit.store.test_embedded import deliver, seen, small

ROOT = Path(__file__).resolve().parents[3]

#: A process without open warehouses that forks one ingest after the other, kills it, and lets another child look.
KILLER = """
import json, os, random, signal, sys, time
from pathlib import Path
from tests.cockpit.store.test_embedded import deliver, seen, small

folder, rounds, draw = Path(sys.argv[1]), int(sys.argv[2]), random.Random(7)

def child(work):
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(write, json.dumps(work(write)).encode())
        finally:
            os._exit(0)
    os.close(write)
    return pid, os.fdopen(read)

def ingest(write):
    while True:
        store = small(folder)
        deliver(store, *[f"v{store.generation().snapshot.id}"] * 300)
        os.write(write, b"published ")

def look(_):
    store = small(folder)
    names = seen(store)
    return [store.generation().snapshot.id, len(names), len(set(names)), len(list(folder.glob("*.building*")))]

os.waitpid(child(lambda _: deliver(small(folder), *["v0"] * 300).snapshot.id)[0], 0)
told = []
for _ in range(rounds):
    pid, out = child(ingest)
    out.read(len("published "))  # it is at work: one publish is through, the next has begun
    time.sleep(draw.random() * 0.25)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    told.append(json.loads(child(look)[1].read()))
pid, out = child(lambda _: [deliver(small(folder), *["last"] * 300).snapshot.id, *look(None)])
print(json.dumps([told, json.loads(out.read()), sorted(path.suffix for path in folder.iterdir())]))
"""


def test_ingests_killed_at_random_moments_leave_whole_snapshots_and_the_next_one_succeeds(tmp_path):
    folder = tmp_path / "store"
    folder.mkdir()
    run = subprocess.run(
        [sys.executable, "-c", KILLER, str(folder), "6"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    told, last, left = json.loads(run.stdout)
    assert [(rows, versions) for _, rows, versions, _ in told] == [(300, 1)] * 6
    ids = [snapshot for snapshot, *_ in told]
    assert ids == sorted(set(ids))
    assert sum(orphans > 0 for *_, orphans in told) >= 1, "no kill fell into a publish: the test proved nothing"
    assert last == [last[0], last[0], 300, 1, 0]
    assert last[0] > ids[-1]
    assert left == ["", ".duckdb", ".duckdb", ".duckdb", ".lock"]


@pytest.fixture
def disk(tmp_path):
    """A real disk of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("no right to mount a disk; test_survival limits the size of files instead")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def large(count):
    return delivery(chunk([node(n, os.urandom(600).hex()) for n in range(10, 10 + count)]))


def test_a_disk_that_is_full_in_the_middle_of_a_publish_keeps_the_last_snapshot(disk, monkeypatch):
    monkeypatch.setattr("cockpit.store.publish.RESERVE", 0)  # else it is refused before the first byte
    store = small(disk / "store")
    deliver(store, "一")
    for _ in range(2):
        with pytest.raises(StoreFull) as refused:
            store.publish([large(20_000)], NOW)
        assert (refused.value.place, "磁盘已满" in refused.value.problem) == (str(store.folder), True)
        assert refused.value.remedy.startswith("清理磁盘")
        assert "\n" not in str(refused.value)
        assert (seen(store), sorted(path.suffix for path in store.folder.iterdir())) == (
            ["一"],
            ["", ".duckdb", ".lock"],
        )
    assert deliver(store, "一", "二").snapshot.id == 2
    assert seen(store) == ["一", "二"]


@pytest.mark.parametrize("first", [True, False])
def test_a_disk_without_a_single_byte_left_is_the_same_sentence(disk, monkeypatch, first):
    monkeypatch.setattr("cockpit.store.publish.RESERVE", 0)
    store = small(disk / "store")
    if not first:
        deliver(store, "一")
    filler = disk / "filler"
    with pytest.raises(OSError, match="No space"), filler.open("wb", buffering=0) as handle:
        while True:
            handle.write(bytes(4096))
    with pytest.raises(StoreFull):
        store.publish([delivery(chunk([node(2, "二")]))], NOW)
    filler.unlink()
    deliver(store, "一", "二")
    assert seen(store) == ["一", "二"]


def test_a_small_disk_is_refused_before_the_first_byte_is_written(disk):
    store = small(disk / "store")
    with pytest.raises(StoreFull) as refused:
        store.publish([delivery(chunk([node(1)]))], NOW)
    assert ("需要 67 MB" in refused.value.problem, [path.name for path in store.folder.iterdir()]) == (
        True,
        ["ingest.lock"],
    )


READER = """
import sys
from pathlib import Path
from tests.cockpit.store.test_embedded import seen, small

store, found = small(Path(sys.argv[1])), set()
print("reading", flush=True)
while True:
    generation = store.generation()
    names = seen(store, generation)
    found.add((generation.snapshot.id, len(names), len(set(names))))
    if names[0] == "end":
        break
print(sorted(found))
"""


def test_another_process_reads_only_whole_snapshots_while_twenty_are_published(tmp_path):
    store = small(tmp_path / "store")
    deliver(store, "v0")
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(store.folder)], cwd=ROOT, stdout=-1, stderr=-1, text=True
    )
    assert reader.stdout.readline() == "reading\n"
    for number in range(1, 21):
        deliver(store, *[f"v{number}"] * (number + 1))
    deliver(store, *["end"] * 22)
    output, errors = reader.communicate(timeout=60)
    assert (reader.returncode, errors) == (0, "")
    found = [tuple(row) for row in json.loads(output.replace("(", "[").replace(")", "]"))]
    assert [(rows, versions) for _, rows, versions in found] == [(snapshot, 1) for snapshot, *_ in found]
    assert len(found) >= 5


HOLDER = """
import sys
from datetime import datetime
from pathlib import Path
from cockpit.delivery import Delivery
from tests.cockpit.store.conftest import NOW, chunk, node
from tests.cockpit.store.test_embedded import small

def rows():
    yield chunk([node(1, "先", "2026-11-20")])
    print("holding", flush=True)
    sys.stdin.readline()
    yield chunk([node(2, "后", "2026-11-20")])

store = small(Path(sys.argv[1]))
publication = store.publish([Delivery("task_node", "", "", "", "task_node", False, rows())], NOW)
print(publication.snapshot.id, [report.status for report in publication.reports])
"""


def test_of_two_ingests_at_once_the_second_is_told_why_and_the_first_is_unharmed(tmp_path):
    store = small(tmp_path / "store")
    deliver(store, "旧")
    first = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(store.folder)], cwd=ROOT, stdin=-1, stdout=-1, text=True
    )
    assert first.stdout.readline() == "holding\n"
    with pytest.raises(StoreBusy) as refused:
        deliver(store, "第二")
    assert f"进程 {first.pid}，始于 2026-11-23 12:00:00" in refused.value.problem
    assert (refused.value.place, refused.value.remedy) == (str(store.folder), "等它结束后再试")
    output, _ = first.communicate("go\n", timeout=60)
    assert (output, first.returncode) == ("2 ['ok']\n", 0)
    assert seen(store) == ["先", "后"]
    assert deliver(store, "第三", "后").failed == ()
    assert seen(store) == ["第三", "后"]
