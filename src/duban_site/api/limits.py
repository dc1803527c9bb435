"""Rate limits per token and per address, shared by all processes.

The generic cell rate algorithm (GCRA): evenly spaced requests are never refused, and a burst may
spend a minute's requests at once. A file in the data folder holds one timestamp for each of a fixed
number of slots, so the cost does not grow with the callers; two callers may share a slot.
"""

from __future__ import annotations

import hashlib
import math
import os
import struct
import threading
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.http import HttpRequest

from duban_site.core.audit.addresses import neighbourhood, request_address
from duban_site.core.clock import utc_now

PLACES = 65_536
_TIME = struct.Struct("<d")
BURST = 60.0
"""A burst may spend the requests of so many seconds at once."""


class Limiter:
    """Counts requests in the file `path`, which is created if missing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._lock = threading.Lock()

    def wait(self, key: str, a_minute: int, now: float) -> float:
        """Count a request of `caller_key`; return seconds to wait, 0 where it is allowed."""
        if a_minute <= 0:
            return 0.0
        place = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest()) % PLACES
        at, step = place * _TIME.size, BURST / a_minute
        with self._lock:
            locks.lock(self._file, locks.LOCK_EX)
            try:
                kept = os.pread(self._file, _TIME.size, at)
                due = max(now, _TIME.unpack(kept)[0] if len(kept) == _TIME.size else 0.0)
                # A clock that was set back would otherwise lock every caller out.
                due = now if due > now + 2 * BURST else due
                over = due - now - (BURST - step)
                if over <= 1e-9:
                    os.pwrite(self._file, _TIME.pack(due + step), at)
                return max(over, 0.0) if over > 1e-9 else 0.0
            finally:
                locks.unlock(self._file)


@cache
def _limiter(path: Path, _process: int) -> Limiter:
    return Limiter(path)


def seconds_to_wait(request: HttpRequest) -> int:
    """Count the request; return whole seconds to wait, 0 where it is allowed."""
    if not (settings.REQUESTS_TOKEN or settings.REQUESTS_ADDRESS):
        return 0
    limiter, now = _limiter(settings.DATA / "api-limits", os.getpid()), utc_now().timestamp()
    address = neighbourhood(request_address(request))
    waits = [limiter.wait(f"address {address}", settings.REQUESTS_ADDRESS, now)]
    given = request.headers.get("Authorization") or request.headers.get("X-Duban-Appkey")
    if given and not waits[0]:
        waits.append(limiter.wait(f"token {given}", settings.REQUESTS_TOKEN, now))
    return math.ceil(max(waits))
