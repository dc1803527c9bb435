"""Worker processes that may crash or hang without taking the run with them.

`concurrent.futures` ends the whole pool when one worker dies, and cannot give up on a task; a
corpus of files from the open web holds files that do both to a PDF library. So each worker has one
task at a time and a pipe of its own: when it dies the task is tried once more by another; when that
dies too, or time runs out, the task is lost, named, and the worker replaced.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from typing import Any, Generic, TypeVar

from duban.isolation.limits import GIB, limit_memory

Task = TypeVar("Task")
Answer = TypeVar("Answer")

# A fresh process after so many tasks, so that nothing a library leaks can add up.
TASKS_PER_WORKER = 500
MEMORY = 2 * GIB
"""Bytes of address space that a worker may have: its libraries map half of that by themselves."""
START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that killed two workers or ran out of time."""

    reason: str


class _Worker(Generic[Task, Answer]):
    def __init__(self, work: Callable[[Task], Answer]) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        with _interrupts_held():
            self.process.start()
        theirs.close()
        self.ready = False
        self.served = 0
        self.again = False
        self.task: Task | None = None
        self.deadline = time.monotonic() + START_SECONDS

    def give(self, task: Task, seconds: float) -> None:
        self.task = task
        self.deadline = time.monotonic() + seconds
        self.pipe.send(task)

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def run(
    work: Callable[[Task], Answer], tasks: Iterable[Task], *, jobs: int, seconds: float
) -> Iterator[tuple[Task, Answer | Lost]]:
    """Give each task to a worker; yield its answer, or why it was lost, as they come.

    `function` must be importable, and must not raise. No more than `jobs` tasks run at once.
    Raises `RuntimeError` where a worker cannot even start.
    """
    waiting = iter(tasks)
    workers: list[_Worker[Task, Answer]] = []
    try:
        for _, first in zip(range(jobs), waiting, strict=False):
            workers.append(_Worker(work))
            workers[-1].task = first
        while workers:
            yield from _round(work, workers, waiting, seconds)
    finally:
        for worker in workers:
            worker.stop()


def _round(
    work: Callable[[Task], Answer],
    workers: list[_Worker[Task, Answer]],
    waiting: Iterator[Task],
    seconds: float,
) -> Iterator[tuple[Task, Answer | Lost]]:
    """Wait until a worker answers, dies or runs out of time, and handle every such worker."""
    left = min(w.deadline for w in workers) - time.monotonic()
    happened = set(connection.wait([w.pipe for w in workers], timeout=max(0.0, left)))
    for place, worker in reversed(list(enumerate(workers))):
        task = worker.task
        assert task is not None  # noqa: S101
        if worker.pipe in happened:
            answer = _receive(worker)
        elif time.monotonic() >= worker.deadline:
            answer = Lost(
                f"读了 {seconds:g} 秒还没有读完，已放弃 gave up after {seconds:g} seconds"
            )
        else:
            continue
        if not worker.ready:
            if isinstance(answer, Lost):
                raise RuntimeError(f"a worker could not start: {answer.reason}")
            worker.ready = True
            worker.give(task, seconds)
            continue
        if isinstance(answer, Lost) and worker.pipe in happened and not worker.again:
            # A crash may be the machine's (out of memory, a kill) as well as the file's.
            workers[place] = _instead_of(worker, work, task)
            workers[place].again = True
            continue
        _go_on(work, workers, place, next(waiting, None), isinstance(answer, Lost), seconds)
        yield task, answer


def _go_on(
    work: Callable[[Task], Answer],
    workers: list[_Worker[Task, Answer]],
    place: int,
    task: Task | None,
    lost: bool,
    seconds: float,
) -> None:
    """Give the worker its next task; replace it if it is lost or old, stop it if none is left."""
    worker = workers[place]
    worker.served += 1
    worker.again = False
    if task is not None and not lost and worker.served < TASKS_PER_WORKER:
        worker.give(task, seconds)
        return
    if task is None:
        worker.stop()
        del workers[place]
        return
    workers[place] = _instead_of(worker, work, task)


def _instead_of(
    worker: _Worker[Task, Answer], work: Callable[[Task], Answer], task: Task
) -> _Worker[Task, Answer]:
    """A fresh worker in the place of one that is lost or old, to be given this task."""
    worker.stop()
    fresh = _Worker(work)
    fresh.task = task
    return fresh


def _receive(worker: _Worker[Any, Answer]) -> Answer | Lost:
    try:
        answer: Answer = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join(5)
        code = worker.process.exitcode
        how = f"信号 signal {-code}" if code is not None and code < 0 else f"退出码 exit {code}"
        return Lost(f"读这个文件时进程崩溃（{how}） the process crashed")
    return answer


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Block Ctrl-C for processes started in this context; the parent receives it afterwards.

    An interrupt is for the parent, which then stops its workers; a worker that is still importing
    would print a traceback. Where threads have no signal masks (Windows) nothing is blocked.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: connection.Connection, work: Callable[[Any], Any]) -> None:
    """The main loop of a worker: report that it is ready, then answer tasks until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(MEMORY)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    pipe.send(None)
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(work(task))


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
