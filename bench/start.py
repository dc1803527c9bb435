"""What a person waits for at the desk: the program to start, and a report to become a page.

Each beside what it cannot do without: the bare interpreter, and reading the report.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import duban
from bench.texts import one_report
from duban.documents.living import render_living_report

ROUNDS = 7
LENGTH = 60_000
BAR_START, BAR_PAGE = 0.15, 0.5
"""Seconds over the bare interpreter; seconds for the page of a report of LENGTH characters."""


def main() -> int:
    """Print the figures; 1 when a bar is missed."""
    bare = _least(lambda: _run("-c", "pass"))
    began = _least(lambda: _run("-m", "duban", "read", "--help"))
    over = began - bare
    print(f"start: {began * 1e3:.0f} ms, {over * 1e3:.0f} ms over the interpreter's", end="")
    print(f" ({began / bare:.1f}×; bar {BAR_START * 1e3:.0f} ms)")
    text = one_report()[1]
    long = text * (LENGTH // len(text) + 1)
    report = duban.read(long)
    page, reading = _least(lambda: render_living_report(report)), _least(lambda: duban.read(long))
    print(f"page: {page * 1e3:.0f} ms for {len(long):,} characters,", end="")
    print(f" {page / reading:.2f}× of reading them (bar {BAR_PAGE * 1e3:.0f} ms)")
    return int(over >= BAR_START or page >= BAR_PAGE)


def _run(*words: str) -> None:
    subprocess.run([sys.executable, *words], check=True, capture_output=True)


def _least(run: Callable[[], object]) -> float:
    """Of several runs: other work on the machine only ever adds."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    return min(took)


if __name__ == "__main__":
    sys.exit(main())
