"""Only the clock asks what time it is: everywhere else the day is an argument or the clock's."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLOCK = ROOT / "src" / "duban_site" / "core" / "clock.py"
ASKS = re.compile(
    r"timezone\.now\b|\blocaldate\(\)|\blocaltime\(\)|\butcnow\b|datetime\.(?:now|today)\b"
    r"|date\.today\b|\btime\.time\("
)


def test_no_code_but_the_clock_asks_the_time() -> None:
    sources = (path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts)
    asking = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources
        if path != CLOCK
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ASKS.search(line)
    ]
    assert not asking, "take the time from duban_site.core.clock"
    assert ASKS.search(CLOCK.read_text(encoding="utf-8"))


def test_no_code_of_the_service_but_the_clock_takes_the_date_of_a_moment() -> None:
    """A moment out of a database is in UTC, whose date is a day early until eight in China."""
    taking = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "src" / "duban_site").rglob("*.py")
        if path != CLOCK
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"\.date\(\)|\blocaldate\(", line)
    ]
    assert not taking, "take the day from duban_site.core.clock.to_local_date"
