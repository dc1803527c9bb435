"""Workers really crash and really hang here; the other tasks get their answers."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from duban.bulk import pool
from pool_tasks import work


def _run(tasks: list[str], **options: float) -> dict[str, tuple[str, int] | pool.LostTask]:
    return dict(pool.run_tasks(work, tasks, jobs=2, seconds=options.get("seconds", 60)))


def test_every_task_is_answered() -> None:
    tasks = [str(n) for n in range(50)]
    found = _run(tasks)
    assert {task: answer[0] for task, answer in found.items() if isinstance(answer, tuple)} == {
        task: task for task in tasks
    }
    pids = {answer[1] for answer in found.values() if isinstance(answer, tuple)}
    assert os.getpid() not in pids
    assert len(pids) == 2


@pytest.mark.parametrize(("bad", "said"), [("crash", "signal 11"), ("leave", "exit 7")])
def test_a_task_that_kills_itsworker_is_named(bad: str, said: str) -> None:
    found = _run(["a", bad, "b", "c"])
    lost = found.pop(bad)
    assert isinstance(lost, pool.LostTask)
    assert said in lost.reason
    assert all(isinstance(answer, tuple) for answer in found.values())
    assert len(found) == 3


def test_a_task_whose_worker_is_killed_from_outside_is_done_by_another(tmp_path: Path) -> None:
    once = f"once {tmp_path / 'tried'}"
    found = _run(["a", once, "b"])
    assert isinstance(found[once], tuple)
    assert len(found) == 3


def test_a_task_that_hangs_is_given_up() -> None:
    began = time.monotonic()
    found = _run(["a", "hang", "b", "c"], seconds=3)
    lost = found.pop("hang")
    assert isinstance(lost, pool.LostTask)
    assert "gave up after 3 seconds" in lost.reason
    assert all(isinstance(answer, tuple) for answer in found.values())
    assert time.monotonic() - began < 60


def test_the_last_and_only_task_may_crash() -> None:
    assert isinstance(_run(["crash"])["crash"], pool.LostTask)


def test_no_tasks_start_noworker() -> None:
    assert _run([]) == {}


def test_leaving_early_stops_theworkers() -> None:
    running = pool.run_tasks(work, ["1", "hang", "3"], jobs=2, seconds=60)
    _, answer = next(running)
    assert isinstance(answer, tuple)
    running.close()
    with pytest.raises(ProcessLookupError):
        os.kill(answer[1], 0)


def testworkers_are_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "TASKS_PER_WORKER", 5)
    found = _run([str(n) for n in range(20)])
    assert len({answer[1] for answer in found.values() if isinstance(answer, tuple)}) >= 4
