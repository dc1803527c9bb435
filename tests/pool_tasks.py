"""Tasks that really crash and really hang. A module of its own, since a new process imports it."""

from __future__ import annotations

import os
import signal
import time


def work(task: str) -> tuple[str, int]:
    if task == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if task == "leave":
        os._exit(7)
    if task == "hang":
        time.sleep(600)
    return task, os.getpid()
