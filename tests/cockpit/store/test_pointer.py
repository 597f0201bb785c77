"""The pointer: one file or the other, whatever happens between two steps, and no name for two contents."""

import os
import signal

import pytest

from cockpit.store.pointer import KEPT, current_file, newest_file, next_file, published_files, swing, tidy


def put(folder, *names, current=None):
    for name in names:
        (folder / name).write_text(name)
    if current is not None:
        (folder / "CURRENT").write_text(f"{current}\n")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_an_empty_folder_has_no_published_file(tmp_path):
    assert (current_file(tmp_path), newest_file(tmp_path), published_files(tmp_path)) == (None, None, [])


def test_the_next_number_is_beyond_every_file_and_beyond_the_pointer(tmp_path):
    put(tmp_path, "g000004.duckdb", "g000006-ab12.duckdb", current="g000005.duckdb")
    assert next_file(tmp_path).name.split("-")[0] == "g000007"
    put(tmp_path, current="g000009.duckdb")
    assert next_file(tmp_path).name.split("-")[0] == "g000010"


def test_the_same_number_never_gives_the_same_name(tmp_path):
    assert len({next_file(tmp_path).name for _ in range(50)}) == 50


def test_files_are_ordered_by_number_and_not_by_letters(tmp_path):
    put(tmp_path, "g999999-a.duckdb", "g1000000-b.duckdb", "g999998-c.duckdb", current="g1000000-b.duckdb")
    assert [path.name for path in published_files(tmp_path)] == [
        "g999998-c.duckdb",
        "g999999-a.duckdb",
        "g1000000-b.duckdb",
    ]
    assert next_file(tmp_path).name.split("-")[0] == "g1000001"


def test_tidying_keeps_the_last_published_files_and_what_is_not_ours(tmp_path):
    put(tmp_path, *(f"g00000{n}.duckdb" for n in range(1, 8)), "ingest.lock", "notes.txt", current="g000006.duckdb")
    tidy(tmp_path)
    kept = [f"g00000{n}.duckdb" for n in range(7 - KEPT, 7)]
    assert names(tmp_path) == sorted([*kept, "CURRENT", "ingest.lock", "notes.txt"])


def test_tidying_removes_everything_a_crash_leaves(tmp_path):
    left = ["g000002.building", "g000002.building.wal", "g000002-ab.building.wal.checkpoint", "CURRENT.new"]
    put(tmp_path, "g000001.duckdb", *left, "g000002-ab.duckdb", current="g000001.duckdb")
    spilled = tmp_path / "g000002-ab.building.tmp"
    spilled.mkdir()
    put(spilled, "duckdb_temp_storage-0.tmp")
    tidy(tmp_path)
    assert names(tmp_path) == ["CURRENT", "g000001.duckdb"]


@pytest.mark.parametrize("words", ["", "   ", "latest"])
def test_a_pointer_nobody_can_read_costs_no_file(tmp_path, words):
    put(tmp_path, "g000001.duckdb", "g000002.duckdb", current=words)
    tidy(tmp_path)
    assert names(tmp_path) == ["CURRENT", "g000001.duckdb", "g000002.duckdb"]
    assert newest_file(tmp_path).name == "g000002.duckdb"


def test_when_the_published_file_is_lost_the_newest_earlier_one_stands_in(tmp_path):
    put(tmp_path, "g000001.duckdb", "g000002.duckdb", current="g000003.duckdb")
    tidy(tmp_path)
    assert (newest_file(tmp_path).name, current_file(tmp_path).name) == ("g000002.duckdb", "g000003.duckdb")


def _killed_at(step, folder):
    """Runs `swing` in a process that kills itself before its nth call to the system."""
    pid = os.fork()
    if pid == 0:
        calls = 0

        def counted(original):
            def call(*arguments):
                nonlocal calls
                calls += 1
                if calls == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return original(*arguments)

            return call

        os.replace, os.fsync = counted(os.replace), counted(os.fsync)
        swing(folder, folder / "g000002-ab.building", folder / "g000002-ab.duckdb")
        os._exit(0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status := os.waitpid(pid, 0)[1]) else 0


@pytest.mark.parametrize(
    ("step", "signalled", "published"),
    [(1, 9, "g000001.duckdb"), (2, 9, "g000001.duckdb"), (3, 9, "g000001.duckdb"), (4, 9, "g000001.duckdb"),
     (5, 9, "g000002-ab.duckdb"), (6, 0, "g000002-ab.duckdb")],
)  # fmt: skip
def test_a_kill_before_any_step_of_the_swing_leaves_one_whole_file_or_the_other(tmp_path, step, signalled, published):
    put(tmp_path, "g000001.duckdb", current="g000001.duckdb")
    (tmp_path / "g000002-ab.building").write_text("g000002-ab.duckdb")
    assert _killed_at(step, tmp_path) == signalled
    assert (current_file(tmp_path).name, current_file(tmp_path).read_text()) == (published, published)
    tidy(tmp_path)
    earlier = ["g000001.duckdb", "g000002-ab.duckdb"] if published != "g000001.duckdb" else ["g000001.duckdb"]
    assert names(tmp_path) == ["CURRENT", *earlier]
