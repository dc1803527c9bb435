"""A page's server time against the bare SQL that it asks: what a page's budget is held to."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

RATIO, QUERIES, SECONDS, ROUNDS = 3.0, 12, 4, 15
"""The bars of a page, and how long it is asked for: at least twice, at most so often."""
HEADINGS = f"  {'page':18}{'server':>10}{'cpu':>10}{'bare SQL':>10}{'ratio':>8}{'queries':>9}"


def page(browser: Any, name: str, url: str, allowed: float = 0.0) -> bool:
    """Print a page's figures, and say whether it keeps its bars.

    Times are the least of several runs: other work only adds. `allowed`: seconds of server time
    that are enough whatever the ratio. Raises RuntimeError where the page does not answer.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(url)
    if answer.status_code != 200:
        msg = f"{name}: answered {answer.status_code}"
        raise RuntimeError(msg)
    queries = [q["sql"] for q in captured.captured_queries]
    selects = [sql for sql in queries if sql.lstrip().upper().startswith("SELECT")]
    server, cpu = _least(lambda: browser.get(url))
    bare, _ = _least(lambda: _fetch(connection, selects))
    met = (server <= RATIO * bare or server <= allowed) and len(queries) <= QUERIES
    mark = "" if met else "  missed"
    if met and server > RATIO * bare:
        mark = f"  by {allowed * 1e3:.0f} ms"
    times = "".join(f"{seconds * 1e3:>7.1f} ms" for seconds in (server, cpu, bare))
    print(f"  {name:18}{times}{server / bare:>7.1f}×{len(queries):>9}{mark}", flush=True)
    return met


def _fetch(connection: Any, queries: list[str]) -> None:
    with connection.connection.cursor() as cursor:
        for sql in queries:
            cursor.execute(sql)
            cursor.fetchall()


def _least(run: Callable[[], object]) -> tuple[float, float]:
    """The least wall and cpu seconds of several runs after a first one."""
    run()
    until, times = time.monotonic() + SECONDS, [timed(run), timed(run)]
    while len(times) < ROUNDS and time.monotonic() < until:
        times.append(timed(run))
    return min(wall for wall, _cpu in times), min(cpu for _wall, cpu in times)


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Wall and cpu seconds of one run."""
    began, computed = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - began, time.process_time() - computed
