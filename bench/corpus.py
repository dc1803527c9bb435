"""`duban corpus` with one worker and with two, and its memory at 50 and at 500 files."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.texts import reports

ROUNDS = 3
BAR_SPEEDUP, BAR_MEMORY = 1.7, 1.25
FEW, MANY = 50, 500

# A child says what it and its workers used at most, in kilobytes. A worker's figure is an upper
# bound: Linux hands a process's peak down to the processes that it starts.
PROBE = """
import resource, sys
from pathlib import Path
from duban.bulk import build_panel
if __name__ == "__main__":
    folder, output, jobs = sys.argv[1:]
    outcome = build_panel(Path(folder), Path(output), jobs=int(jobs))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(outcome.read, own, workers)
"""


def make_folder(place: Path, count: int) -> Path:
    """So many different files: the reports at hand, in turn, each with a last line of its own."""
    texts = [path.read_text(encoding="utf-8") for path in reports()]
    place.mkdir()
    for n in range(count):
        copy = f"{texts[n % len(texts)]}\n附：第{n}份。\n"
        (place / f"{n:04}.txt").write_text(copy, encoding="utf-8")
    return place


def run(probe: Path, folder: Path, jobs: int) -> tuple[float, float, float]:
    """Seconds, and the peak megabytes of the parent and of its largest worker, of a fresh run."""
    with tempfile.TemporaryDirectory() as place:
        words = [sys.executable, str(probe), str(folder), f"{place}/panel.parquet", str(jobs)]
        began = time.perf_counter()
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        took = time.perf_counter() - began
    _, own, workers = (int(word) for word in done.stdout.split())
    return took, own / 1024, workers / 1024


def main() -> int:
    """Print the ratios; 1 when a bar is missed."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        probe = place / "probe.py"
        probe.write_text(PROBE, encoding="utf-8")
        few, many = make_folder(place / "few", FEW), make_folder(place / "many", MANY)
        took: dict[int, list[float]] = {1: [], 2: []}
        peaks = []
        for _ in range(ROUNDS):
            for jobs, seconds in took.items():
                found = run(probe, many, jobs)
                seconds.append(found[0])
                peaks.append(found)
        small, large = run(probe, few, 2), peaks[-1]
    one, two = statistics.median(took[1]), statistics.median(took[2])
    print(f"corpus of {MANY} files: {one:.2f} s with 1 worker, {two:.2f} s with 2")
    print(f"2 workers vs 1: {one / two:.2f}× (bar ≥ {BAR_SPEEDUP}, {os.cpu_count()} cores here)")
    own, worker = large[1] / small[1], large[2] / small[2]
    print(f"peak memory at {FEW} files: {small[1]:.0f} MB and {small[2]:.0f} MB a worker")
    print(f"peak memory at {MANY} files: {large[1]:.0f} MB and {large[2]:.0f} MB a worker")
    print(f"memory at {MANY} vs {FEW} files: {max(own, worker):.2f}× (bar ≤ {BAR_MEMORY})")
    return int(one / two < BAR_SPEEDUP or max(own, worker) > BAR_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
