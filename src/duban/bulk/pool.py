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
from duban.notices import make_notice

Task = TypeVar("Task")
Answer = TypeVar("Answer")

# A fresh process after so many tasks, so that nothing a library leaks can add up.
TASKS_PER_WORKER = 500
WORKER_MEMORY = 2 * GIB
"""Bytes of address space that a worker may have: its libraries map half of that by themselves."""
START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class LostTask:
    """A task that killed two workers or ran out of time."""

    reason: str


class _Worker(Generic[Task, Answer]):
    def __init__(self, function: Callable[[Task], Answer]) -> None:
        context = get_context("spawn")
        self.pipe, child_pipe = context.Pipe()
        self.process = context.Process(target=_serve, args=(child_pipe, function), daemon=True)
        with _block_interrupts():
            self.process.start()
        child_pipe.close()
        self.is_ready = False
        self.served_count = 0
        self.is_retry = False
        self.task: Task | None = None
        self.deadline = time.monotonic() + START_SECONDS

    def assign(self, task: Task, seconds: float) -> None:
        self.task = task
        self.deadline = time.monotonic() + seconds
        self.pipe.send(task)

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def run_tasks(
    function: Callable[[Task], Answer], tasks: Iterable[Task], *, jobs: int, seconds: float
) -> Iterator[tuple[Task, Answer | LostTask]]:
    """Give each task to a worker; yield its answer, or why it was lost, as they come.

    `function` must be importable, and must not raise. No more than `jobs` tasks run at once.
    Raises `RuntimeError` where a worker cannot even start.
    """
    pending_tasks = iter(tasks)
    workers: list[_Worker[Task, Answer]] = []
    try:
        for _, first_task in zip(range(jobs), pending_tasks, strict=False):
            workers.append(_Worker(function))
            workers[-1].task = first_task
        while workers:
            yield from _wait_for_workers(function, workers, pending_tasks, seconds)
    finally:
        for worker in workers:
            worker.stop()


def _wait_for_workers(
    function: Callable[[Task], Answer],
    workers: list[_Worker[Task, Answer]],
    pending_tasks: Iterator[Task],
    seconds: float,
) -> Iterator[tuple[Task, Answer | LostTask]]:
    """Wait until a worker answers, dies or runs out of time, and handle every such worker."""
    remaining_seconds = min(running_worker.deadline for running_worker in workers) - time.monotonic()
    ready_pipes = set(
        connection.wait([running_worker.pipe for running_worker in workers], timeout=max(0.0, remaining_seconds))
    )
    for index, worker in reversed(list(enumerate(workers))):
        task = worker.task
        assert task is not None  # noqa: S101
        if worker.pipe in ready_pipes:
            answer = _receive(worker)
        elif time.monotonic() >= worker.deadline:
            notice = make_notice("reading_given_up", seconds=f"{seconds:g}")
            answer = LostTask(f"{notice.render()} {notice.render('en')}")
        else:
            continue
        if not worker.is_ready:
            if isinstance(answer, LostTask):
                raise RuntimeError(f"a worker could not start: {answer.reason}")
            worker.is_ready = True
            worker.assign(task, seconds)
            continue
        if isinstance(answer, LostTask) and worker.pipe in ready_pipes and not worker.is_retry:
            # A crash may be the machine's (out of memory, a kill) as well as the file's.
            workers[index] = _replace_worker(worker, function, task)
            workers[index].is_retry = True
            continue
        _assign_next(function, workers, index, next(pending_tasks, None), isinstance(answer, LostTask), seconds)
        yield task, answer


def _assign_next(
    function: Callable[[Task], Answer],
    workers: list[_Worker[Task, Answer]],
    index: int,
    task: Task | None,
    is_lost: bool,
    seconds: float,
) -> None:
    """Give the worker its next task; replace it if it is lost or old, stop it if none is left."""
    worker = workers[index]
    worker.served_count += 1
    worker.is_retry = False
    if task is not None and not is_lost and worker.served_count < TASKS_PER_WORKER:
        worker.assign(task, seconds)
        return
    if task is None:
        worker.stop()
        del workers[index]
        return
    workers[index] = _replace_worker(worker, function, task)


def _replace_worker(
    worker: _Worker[Task, Answer], function: Callable[[Task], Answer], task: Task
) -> _Worker[Task, Answer]:
    """A fresh worker in the place of one that is lost or old, to be given this task."""
    worker.stop()
    replacement = _Worker(function)
    replacement.task = task
    return replacement


def _receive(worker: _Worker[Any, Answer]) -> Answer | LostTask:
    try:
        answer: Answer = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join(5)
        exit_code = worker.process.exitcode
        exit_description = (
            f"信号 signal {-exit_code}" if exit_code is not None and exit_code < 0 else f"退出码 exit {exit_code}"
        )
        return LostTask(f"读这个文件时进程崩溃（{exit_description}） the process crashed")
    return answer


@contextmanager
def _block_interrupts() -> Iterator[None]:
    """Block Ctrl-C for processes started in this context; the parent receives it afterwards.

    An interrupt is for the parent, which then stops its workers; a worker that is still importing
    would print a traceback. Where threads have no signal masks (Windows) nothing is blocked.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    previous_mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous_mask)


def _serve(pipe: connection.Connection, function: Callable[[Any], Any]) -> None:
    """The main loop of a worker: report that it is ready, then answer tasks until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(WORKER_MEMORY)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    pipe.send(None)
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(function(task))


def _exit_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
