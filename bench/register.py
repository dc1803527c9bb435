"""Registers at a city's size: matching policies, and measures over a year's hotline.

python -m bench.register            policies × enterprises, a million tickets
python -m bench.register --brute    every measure against a plain count, 10,000 records a register
"""

from __future__ import annotations

import datetime as dt
import sys
import time

from duban.register.policies import Columns, match
from duban.register.policies.inventing import invent_policies, invent_profiles

POLICIES, ENTERPRISES, LIMIT = 1_000, 100_000, 60.0


def policies() -> bool:
    """1,000 policies × 100,000 enterprises, each policy's hits and gaps known."""
    profiles = invent_profiles(ENTERPRISES, 1)
    rules = invent_policies(POLICIES, 2)
    began, used = time.perf_counter(), time.process_time()
    columns = Columns(profiles)
    found = list(match(rules, columns, dt.date(2025, 6, 30)))
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    pairs = sum(one.count for one in found)
    print(
        f"policies: {POLICIES:,} x {ENTERPRISES:,} in {wall:.1f} s ({cpu:.1f} s of one core), "
        f"{pairs:,} hits; limit {LIMIT:.0f} s"
    )
    return cpu < LIMIT


if __name__ == "__main__":
    sys.exit(0 if policies() else 1)
