"""Tasks that really crash and really hang. A module of its own, since a new process imports it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def work(task: str) -> tuple[str, int]:
    if task == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if task == "leave":
        os._exit(7)
    if task == "hang":
        time.sleep(600)
    if task.startswith("once "):
        tried = Path(task.removeprefix("once "))
        if not tried.exists():
            tried.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return task, os.getpid()
