"""A process of its own: what goes in comes out, and nothing that happens in it reaches us."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import isolation_tasks as tasks
from duban.isolation import Cause, IsolationError, Limits, isolate

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
SMALL = Limits(seconds=20, processor_seconds=1, memory=512 << 20, answer=1 << 20)


def test_values_come_back_as_they_went() -> None:
    cells = ("文", 1, 1.5, True, None, Decimal("0.10"), dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC))
    inner = tasks.Thing("\ud800", None, (), tasks.Colour.RED, ())
    day = (dt.date(2026, 1, 2),)
    thing = tasks.Thing("名", Decimal("1.50"), day, tasks.Colour.RED, cells, (inner,))
    assert isolate(tasks.give_back)(b"\x00\xff\n", thing, times=2) == (thing, thing)


def test_an_expected_error_comes_back_as_it_was() -> None:
    with pytest.raises(tasks.ThingError, match="二") as caught:
        isolate(tasks.refuse, raises=(tasks.ThingError,))(b"")
    assert caught.value.rows == [(1, "列")]


@pytest.mark.parametrize(
    ("task", "cause"),
    [
        (tasks.refuse, Cause.CRASH),  # not among the errors that were named
        (tasks.fail, Cause.CRASH),
        (tasks.leave, Cause.CRASH),
        (tasks.abort, Cause.CRASH),
        (tasks.take_memory, Cause.MEMORY),
        (tasks.take_processor, Cause.TIME),
        (tasks.say_much, Cause.ANSWER),
        (tasks.say_wrong, Cause.CRASH),
    ],
)
def test_whatever_happens_ends_there(task: Callable[[bytes], Any], cause: Cause) -> None:
    with pytest.raises(IsolationError) as caught:
        isolate(task, limits=SMALL)(b"")
    assert caught.value.cause is cause
    assert caught.value.notices[0].render() in str(caught.value)


def test_what_a_library_prints_is_no_answer() -> None:
    assert isolate(tasks.print_much)(b"") == "quiet"


def test_time_ends_the_process_and_all_that_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    with pytest.raises(IsolationError) as caught:
        isolate(tasks.sleep_with_a_child, limits=Limits(seconds=3))(pids)
    assert caught.value.cause is Cause.TIME
    end = time.monotonic() + 5
    for pid in map(int, pids.read_text().split()):
        while _alive(pid):
            assert time.monotonic() < end, "a process was left behind"
            time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_no_file_grows_beyond_the_limit(tmp_path: Path) -> None:
    with pytest.raises(IsolationError):
        isolate(tasks.write_a_file, limits=SMALL)(tmp_path / "big")
    assert (tmp_path / "big").stat().st_size <= SMALL.answer


def test_no_secret_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    assert not {"DUBAN_SECRET_KEY", "DATABASE_URL"} & set(isolate(tasks.environment)(b""))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has it")
def test_it_can_gain_no_rights() -> None:
    assert "NoNewPrivs:\t1" in isolate(tasks.privileges)(b"")
