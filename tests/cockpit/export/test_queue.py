"""The queue: one worker per job, nothing lost when a worker dies, nobody takes more than his role may."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cockpit.errors import ExportError, Forbidden
from cockpit.export import queue
from cockpit.export.job import DONE, FAILED, RUNNING, WAITING
from cockpit.export.mark import new_mark
from cockpit.export.worker import file_of, folder_of, make
from cockpit.export.write import Written
from cockpit.security.grant import EVERYTHING
from cockpit.security.identity import Identity
from cockpit.state.database import open_state

NOW = datetime(2026, 11, 25, 9, 0)
CLERK = Identity("zhang", "张三", "clerk", "市统计局")
FILE = Written(1000, 20_000, "ab" * 32)
GRANT = replace(EVERYTHING, all_seeing=False, rights=frozenset({"export"}), export_rows=1000)


@pytest.fixture(params=["sqlite", "postgresql"])
def state(request, tmp_path):
    url = f"sqlite:///{tmp_path}/state.db" if request.param == "sqlite" else request.getfixturevalue("postgresql")
    return open_state(url)


def ask(state, rows=0, identity=CLERK, now=NOW):
    return queue.ask(state, new_mark(identity, now), GRANT, "table", "csv", "指标表格", {"i": "port.test"}, 7, rows)


def test_each_job_is_claimed_once_and_the_oldest_first(state):
    first, second = ask(state), ask(state, now=NOW + timedelta(seconds=1))
    claimed = [queue.claim(state, "w", NOW) for _ in range(3)]
    assert [job and job.job_id for job in claimed] == [first, second, None]
    assert [(job.state, job.attempt, job.snapshot) for job in claimed[:2]] == [(RUNNING, 1, 7)] * 2


def test_a_job_of_a_silent_worker_begins_again_and_the_old_worker_may_no_longer_finish(state):
    ask(state)
    old = queue.claim(state, "old", NOW)
    assert queue.take_back(state, NOW + timedelta(seconds=20)) == 0
    queue.beat(state, old, NOW + timedelta(seconds=25), done=400, stated=1000)
    assert queue.take_back(state, NOW + timedelta(seconds=50)) == 0
    assert queue.take_back(state, NOW + timedelta(seconds=60)) == 1
    new = queue.claim(state, "new", NOW + timedelta(seconds=61))
    assert (new.job_id, new.attempt, new.done_rows) == (old.job_id, 2, 0)
    assert queue.finish(state, old, "旧.csv", FILE, NOW) is False
    assert queue.finish(state, new, "新.csv", FILE, NOW) is True
    (job,) = queue.jobs_of(state, "zhang")
    assert (job.state, job.file_name, job.rows, job.sha256) == (DONE, "新.csv", 1000, "ab" * 32)


def test_a_job_that_was_interrupted_three_times_has_failed(state):
    ask(state)
    for start in range(3):
        queue.claim(state, "w", NOW + timedelta(minutes=start))
        queue.take_back(state, NOW + timedelta(minutes=start, seconds=40))
    (job,) = queue.jobs_of(state, "zhang")
    assert (job.state, "中断了 3 次" in job.problem) == (FAILED, True)
    assert queue.claim(state, "w", NOW) is None


def test_a_role_takes_so_many_rows_at_once_and_five_times_as_many_a_day(state):
    with pytest.raises(Forbidden, match="1,001 行"):
        ask(state, rows=1001)
    for _ in range(5):
        ask(state, rows=1000)
        queue.finish(state, queue.claim(state, "w", NOW), "x.csv", FILE, NOW)
    with pytest.raises(Forbidden, match="今天已导出 5,000 行"):
        ask(state, rows=1)
    assert ask(state, rows=1000, now=NOW + timedelta(days=1))
    assert ask(state, rows=1000, identity=Identity("li", "李四", "clerk"))


def test_a_person_has_three_files_in_the_making(state):
    for _ in range(3):
        ask(state)
    with pytest.raises(Forbidden, match="3 个文件在生成"):
        ask(state)


def test_without_the_right_to_export_nothing_is_queued(state):
    with pytest.raises(Forbidden):
        queue.ask(state, new_mark(CLERK, NOW), replace(GRANT, rights=frozenset()), "table", "csv", "x", {}, 7)
    assert queue.jobs_of(state, "zhang") == []


def test_somebody_elses_job_is_not_there(state):
    job = ask(state)
    assert queue.job_of(state, "zhang", job).job_id == job
    assert queue.job_of(state, "li", job) is None


def test_a_file_stands_only_when_it_is_whole_and_a_failure_says_why(state, tmp_path):
    folder_of(tmp_path).mkdir()
    ask(state), ask(state, now=NOW + timedelta(seconds=1))
    good, bad = queue.claim(state, "w", NOW), queue.claim(state, "w", NOW)

    def maker(job, part, progress):
        part.write_bytes(b"half")
        if job.job_id == bad.job_id:
            raise ExportError("数据", "声明 3 行，写出 2 行", "重新导出")
        return "表.csv", FILE

    assert [make(state, job, tmp_path, maker, lambda: NOW) for job in (good, bad)] == [True, False]
    assert [path.name for path in folder_of(tmp_path).iterdir()] == [file_of(tmp_path, good).name]
    told = {job.job_id: (job.state, job.problem) for job in queue.jobs_of(state, "zhang")}
    assert told == {good.job_id: (DONE, ""), bad.job_id: (FAILED, "数据：声明 3 行，写出 2 行 → 重新导出")}
    assert WAITING not in {state for state, _ in told.values()}
