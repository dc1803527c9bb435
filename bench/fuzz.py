"""Many damaged files, read as the service and the commands read them: what became of each.

`python -m bench.fuzz 20000` by hand; CI reads some hundreds (tests/fuzz). Each file is read by a
process of its own kind with the limits of `duban.isolation`, which lives on for the next file
unless this one ends it: the code is the same, the start is saved. A file that ended its process is
then read once more the way the service does, which must give a message. Every tenth file is also
handed to a running service (bench/fuzz_upload.py).
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from duban.bulk.pool import LostTask, run_tasks
from duban.documents.breakdown_xlsx import BreakdownError, read_sheet_directly
from duban.files import read_bytes, read_bytes_isolated
from duban.isolation import Limits
from duban.isolation.limits import limit_memory
from duban.registers.sheets import SheetError, read_csv, read_xlsx
from duban.sources import SourceError

LONGEST, MOST = float(Limits().processor_seconds), Limits().memory
EXPECTED = (SourceError, BreakdownError, SheetError)
Task = tuple[str, int]
EVERY = 10
"""Of so many files one is uploaded too."""


@dataclass(slots=True)
class Found:
    """What became of one file: a word, what it cost, and the fault where there was one."""

    what: str
    seconds: float
    memory: int
    fault: str = ""


def read_one(task: Task) -> Found:
    """Read one damaged file by every reader that would be given it."""
    from mutating import damaged

    limit_memory(MOST)
    kind, seed = task
    data = damaged(kind, seed)
    began, what, fault = time.process_time(), "read", ""
    for reader in _readers(kind):
        try:
            reader(data)
        except EXPECTED:
            what = "refused"
        except MemoryError:
            what = "out of memory"
        except BaseException as error:
            what, fault = "fault", f"{type(error).__name__}: {error}"[:300]
    return Found(what, time.process_time() - began, _memory(), fault)


def _readers(kind: str) -> Iterator[object]:
    yield lambda data: read_bytes(data, f"report.{kind}")
    if kind == "xlsx":
        yield read_sheet_directly
        yield read_xlsx
    if kind in ("txt", "gbk"):
        yield lambda data: read_csv({"table.csv": data})


def _memory() -> int:
    """The most that this process ever held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@dataclass
class Tally:
    """What became of all of them."""

    files: int = 0
    words: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    most: int = 0
    bad: list[str] = field(default_factory=list)


def tasks_of(how_many: int, kinds: list[str]) -> list[Task]:
    """So many damaged files, of the kinds in turn."""
    return [(kinds[n % len(kinds)], n // len(kinds)) for n in range(how_many)]


def fuzz(tasks: list[Task], *, jobs: int) -> Tally:
    """Read the damaged files. `bad` names each that broke a promise."""
    tally = Tally()
    for (kind, seed), found in run_tasks(read_one, tasks, jobs=jobs, seconds=Limits().seconds):
        tally.files += 1
        if tally.files % 500 == 0:
            print(f"{tally.files:,} files read, {len(tally.bad)} bad", file=sys.stderr, flush=True)
        if isinstance(found, LostTask) or found.seconds > LONGEST:
            tally.words["over a limit, refused in words"] += 1
            if (said := _again(kind, seed)) is not None:
                tally.bad.append(f"{kind} {seed}: {said}")
            continue
        if found.fault and not isinstance(again := _fresh((kind, seed)), LostTask):
            found = again  # what a library leaks has filled a process that has read many files
        tally.words[found.what] += 1
        tally.longest = max(tally.longest, found.seconds)
        tally.most = max(tally.most, found.memory)
        if found.fault:
            tally.bad.append(f"{kind} {seed}: {found.fault}")
        if found.memory > MOST:
            tally.bad.append(f"{kind} {seed}: {found.memory >> 20} MB")
    return tally


def _fresh(task: Task) -> Found | LostTask:
    """What becomes of a file in a process that has read no other, as the service reads it."""
    return next(iter(run_tasks(read_one, [task], jobs=1, seconds=Limits().seconds)))[1]


def _again(kind: str, seed: int) -> str | None:
    """What is wrong with how the service takes a file that ended its process; None for nothing."""
    from mutating import damaged

    began = time.monotonic()
    try:
        read_bytes_isolated(damaged(kind, seed), f"report.{kind}")
    except SourceError:
        pass
    except Exception as error:
        return repr(error)
    late = time.monotonic() - began > Limits().seconds + 10
    return "was not stopped in time" if late else None


def main() -> int:
    """Print what became of them; 1 where one broke a promise."""
    from bench.fuzz_upload import upload
    from mutating import SEEDS

    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 900
    kinds = sys.argv[2:] or [*SEEDS]
    tasks = tasks_of(how_many, kinds)
    tally = fuzz(tasks, jobs=max(1, (os.cpu_count() or 2) - 1))
    words = ", ".join(f"{count:,} {word}" for word, count in tally.words.most_common())
    print(f"{tally.files:,} files of {len(kinds)} kinds: {words}")
    print(f"longest {tally.longest:.2f} s of processor, most {tally.most >> 20} MB", flush=True)
    uploads = upload(tasks[::EVERY])
    print(uploads)
    bad = tally.bad + uploads.bad
    print("\n".join(bad[:40]) or "no promise broken")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
