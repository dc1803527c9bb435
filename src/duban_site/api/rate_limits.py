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

from duban_site.core.audit.addresses import get_network_key, get_request_address
from duban_site.core.clock import utc_now

SLOT_COUNT = 65_536
_TIME_FORMAT = struct.Struct("<d")
BURST_SECONDS = 60.0
"""A burst may spend the requests of so many seconds at once."""


class RateLimiter:
    """Counts requests in the file `path`, which is created if missing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._lock = threading.Lock()

    def count_request(self, caller_key: str, requests_per_minute: int, now: float) -> float:
        """Count a request of `caller_key`; return seconds to wait, 0 where it is allowed."""
        if requests_per_minute <= 0:
            return 0.0
        slot = int.from_bytes(hashlib.blake2b(caller_key.encode(), digest_size=4).digest()) % SLOT_COUNT
        offset, interval = slot * _TIME_FORMAT.size, BURST_SECONDS / requests_per_minute
        with self._lock:
            locks.lock(self._file, locks.LOCK_EX)
            try:
                stored_time = os.pread(self._file, _TIME_FORMAT.size, offset)
                theoretical_arrival = max(
                    now, _TIME_FORMAT.unpack(stored_time)[0] if len(stored_time) == _TIME_FORMAT.size else 0.0
                )
                # A clock that was set back would otherwise lock every caller out.
                theoretical_arrival = now if theoretical_arrival > now + 2 * BURST_SECONDS else theoretical_arrival
                excess_seconds = theoretical_arrival - now - (BURST_SECONDS - interval)
                if excess_seconds <= 1e-9:
                    os.pwrite(self._file, _TIME_FORMAT.pack(theoretical_arrival + interval), offset)
                return max(excess_seconds, 0.0) if excess_seconds > 1e-9 else 0.0
            finally:
                locks.unlock(self._file)


@cache
def _open_limiter(path: Path, _process: int) -> RateLimiter:
    return RateLimiter(path)


def seconds_to_wait(request: HttpRequest) -> int:
    """Count the request; return whole seconds to wait, 0 where it is allowed."""
    if not (settings.REQUESTS_TOKEN or settings.REQUESTS_ADDRESS):
        return 0
    limiter, now = _open_limiter(settings.DATA / "api-limits", os.getpid()), utc_now().timestamp()
    address = get_network_key(get_request_address(request))
    waits = [limiter.count_request(f"address {address}", settings.REQUESTS_ADDRESS, now)]
    credential = request.headers.get("Authorization") or request.headers.get("X-Duban-Appkey")
    if credential and not waits[0]:
        waits.append(limiter.count_request(f"token {credential}", settings.REQUESTS_TOKEN, now))
    return math.ceil(max(waits))
