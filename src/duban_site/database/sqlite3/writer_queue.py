"""The queue of those that want to write to a SQLite file, of all threads and processes.

A lock on an empty file beside the database, for which the operating system wakes those that wait.
It lasts only until the first one has begun, so nothing stays locked where a process ends.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.core.files import locks


@contextmanager
def wait_for_turn(path: str | None) -> Iterator[None]:
    """Be the first in the queue within the block; where there can be no such file, do not queue."""
    with ExitStack() as stack:
        try:
            file = None if path is None else stack.enter_context(open(path, "ab", opener=_open_for_owner))
        except OSError:  # another account's file, a full disk: writing without a queue is better than not writing
            file = None
        if file is not None:
            locks.lock(file, locks.LOCK_EX)
            stack.callback(locks.unlock, file)
        yield


def _open_for_owner(path: str, flags: int) -> int:
    """A descriptor of the file, which only this account may open; as the database's own is."""
    return os.open(path, flags, 0o600)
