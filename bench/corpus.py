"""`duban corpus`: what each stage costs, one process and all cores and Spark, and how it grows.

`python -m bench.corpus` measures with 100, 400 and 2,000 reports, in a few minutes; `--full` with
100, 1,000 and 20,000, in about half an hour; `--quick` with 20 and 60, which shows that it works
and says nothing about growth. `--sizes 100,5000` sets the sizes.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench import reader, spark
from bench.texts import SAMPLE, reports

SIZES, FULL, QUICK = (100, 400, 2_000), (100, 1_000, 20_000), (20, 60)
SPEED = 400
"""Reports on which the ways to run are compared, and no more than the largest size."""
BAR_SPEEDUP, BAR_GROWTH, BAR_MEMORY = 1.8, 1.25, 1.35
BAR_EACH = 35.0
"""Milliseconds of CPU for one more report, with its writing."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?![\d.年月日])")

# A child says how many it read, what it and its workers used at most (kilobytes), and their CPU
# seconds. A worker's peak is an upper bound: Linux hands it down to the processes that it starts.
PROBE = """
import resource, sys
from pathlib import Path
from duban.bulk import build_panel
if __name__ == "__main__":
    folder, output, jobs = sys.argv[1:]
    outcome = build_panel(Path(folder), Path(output), jobs=int(jobs))
    own, workers = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(outcome.read, own.ru_maxrss, workers.ru_maxrss, *(u.ru_utime + u.ru_stime for u in (own, workers)))
"""


class Run(NamedTuple):
    """One run: wall seconds, the processor's in the parent and in workers, and the peaks of both in megabytes."""

    count: int
    seconds: float
    parent_cpu: float
    worker_cpu: float
    parent: float
    worker: float

    @property
    def cpu(self) -> float:
        """Seconds of the processor, of all processes."""
        return self.parent_cpu + self.worker_cpu


def varied(text: str, n: int) -> str:
    """The text with other numbers; those that date stay."""
    chance = random.Random(n)  # noqa: S311
    return _NUMBER.sub(lambda m: f"{float(m[0]) * chance.uniform(0.5, 2):.{_places(m[0])}f}", text)


def _places(number: str) -> int:
    return len(number.partition(".")[2])


def make_folder(place: Path, count: int, texts: list[str]) -> Path:
    """So many different files: the texts in turn, each with numbers of its own."""
    for n in range(count):
        path = place / f"{n // 1000:02}" / f"{n:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(varied(texts[n % len(texts)], n), encoding="utf-8")
    return place


def run(folder: Path, jobs: int) -> Run:
    """A fresh run over the folder."""
    with tempfile.TemporaryDirectory() as place:
        probe = Path(place) / "probe.py"
        probe.write_text(PROBE, encoding="utf-8")
        words = [sys.executable, str(probe), str(folder), f"{place}/panel", str(jobs)]
        began = time.perf_counter()
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        took = time.perf_counter() - began
    count, own, workers, parent_cpu, worker_cpu = done.stdout.split()
    return Run(int(count), took, float(parent_cpu), float(worker_cpu), int(own) / 1024, int(workers) / 1024)


# -------------------------------------------------------------------- stages


def stages(paths: list[Path]) -> dict[str, float]:
    """CPU seconds that each stage takes for one report, over these files."""
    from duban.bulk.parts import Parts
    from duban.bulk.tables import Origin, build_tables
    from duban.reading import read_document
    from duban.reading.outline import build_outline
    from duban.sources import open_file
    from duban.text import canonicalise

    spent = dict.fromkeys(("open", "text", "read", "write"), 0.0)

    def timed(stage: str, work: Callable[[], object]) -> object:
        began = time.process_time()
        result = work()
        spent[stage] += time.process_time() - began
        return result

    with tempfile.TemporaryDirectory() as place:
        parts = Parts(Path(place), "bench")
        for path in paths:
            document = open_file(path)
            timed("open", lambda p=path: open_file(p))
            timed("text", lambda d=document: build_outline(d, canonicalise(d.text), d.year))
            timed("read", lambda d=document: read_document(d))
            report = read_document(document)
            origin = Origin(path.name, "")
            timed("write", lambda r=report, o=origin: parts.store(o.report_id, build_tables(r, o)))
    spent["read"] -= spent["text"]  # reading begins with it
    return {stage: seconds / len(paths) for stage, seconds in spent.items()}


def show_stages(title: str, paths: list[Path]) -> None:
    """Print what each stage costs."""
    stages(paths[:1])  # load everything first
    found = stages(paths)
    whole = sum(found.values())
    shares = ", ".join(f"{s} {1000 * v:.1f} ms ({v / whole:.0%})" for s, v in found.items())
    print(f"stages of one report ({title}): {shares}; together {1000 * whole:.1f} ms of CPU")


# -------------------------------------------------------------------- speed and growth


def show_speed(folder: Path, count: int, rounds: int) -> bool:
    """Print reports per second for one process, all cores and Spark; whether the bar is met."""
    cores = os.cpu_count() or 1
    found: dict[int, list[float]] = {1: [], cores: []}
    for _ in range(rounds):
        for jobs, seconds in found.items():
            seconds.append(run(folder, jobs).seconds)
    one, many = (statistics.median(seconds) for seconds in found.values())
    print(f"one process: {count / one:.1f} reports/s ({count} in {one:.1f} s)")
    print(f"{cores} processes: {count / many:.1f} reports/s; {one / many:.2f}× (bar ≥ {BAR_SPEEDUP})")
    show_spark(folder, count)
    return cores < 2 or one / many >= BAR_SPEEDUP


def show_spark(folder: Path, count: int) -> None:
    """Print what a cluster of a master and two workers does, without its start."""
    if why := spark.why_not():
        print(f"Spark: not measured: {why}")
        return
    seconds = spark.seconds(folder)
    print(f"Spark, 2 workers: {count / seconds:.1f} reports/s (the cluster's start not counted)")


def shown(run: Run) -> Run:
    """Print what a run took."""
    took = f"{run.seconds:.1f} s, {1000 * run.cpu / run.count:.1f} ms of CPU each"
    memory = f"peak memory {run.parent:.0f} MB, {run.worker:.0f} MB a worker"
    print(f"{run.count:>6} reports: {took}; {memory}", flush=True)
    return run


def show_growth(runs: list[Run]) -> bool:
    """Print how time and memory grow with the folder; whether both stay within their bars."""
    first, *_, last = runs
    # A worker's start is paid once, so growth is judged by what each further report costs.
    middle = runs[-2]
    further_count = last.count - middle.count
    each = (last.cpu - middle.cpu) / further_count
    # The parent writes the tables alone: what it takes is what a second process cannot halve.
    alone = (last.parent_cpu - middle.parent_cpu) / further_count
    growth = each / (middle.cpu / middle.count)
    more = max(last.parent / first.parent, last.worker / first.worker)
    further = f"CPU of a further report at {last.count} vs {middle.count}"
    print(f"{further}: {growth:.2f}× (bar ≤ {BAR_GROWTH})")
    print(f"peak memory at {last.count} vs {first.count}: {more:.2f}× (bar ≤ {BAR_MEMORY})")
    regex = reader.seconds(reader.one_regex(), SAMPLE.read_text(encoding="utf-8"))
    beside = f"{each / regex:.0f} times one regex over its text"
    print(f"a further report: {1000 * each:.1f} ms of CPU (bar ≤ {BAR_EACH:.0f}), {beside}")
    two = each / (alone + (each - alone) / 2)
    print(f"  {1000 * alone:.1f} ms of them in the parent: two processes do {two:.2f}× at best")
    return growth <= BAR_GROWTH and more <= BAR_MEMORY and 1000 * each <= BAR_EACH


def folders(place: Path, sizes: tuple[int, ...], texts: list[str]) -> Iterator[Path]:
    """A folder of each size, one at a time."""
    for size in sizes:
        yield make_folder(place / str(size), size, texts)


def main() -> int:
    """Print the figures; 1 when a bar is missed, which a quick run never does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--sizes", type=lambda s: tuple(int(n) for n in s.split(",")))
    parser.add_argument("--only", choices=["stages", "speed", "growth"])
    options = parser.parse_args()
    sizes = options.sizes or (QUICK if options.quick else FULL if options.full else SIZES)
    wanted = [options.only] if options.only else ["stages", "speed", "growth"]
    fine = True
    if "stages" in wanted:
        show_stages("the bundled sample", [SAMPLE] * 5)
        if (real := reports()) != [SAMPLE]:
            show_stages(f"{len(real)} real reports", real[:: 10 if options.quick else 1])
    with tempfile.TemporaryDirectory() as name:
        if "speed" in wanted:
            count = min(SPEED, sizes[-1])
            texts = [path.read_text(encoding="utf-8") for path in reports()]
            folder = make_folder(Path(name) / "speed", count, texts)
            fine &= show_speed(folder, count, rounds=1 if options.quick else 3)
        if "growth" in wanted:
            if sizes == SIZES:
                print("growth to 20,000 reports: python -m bench.corpus --full")
            print("growth, on copies of the bundled sample with changed numbers:")
            sample = [SAMPLE.read_text(encoding="utf-8")]
            made = folders(Path(name), sizes, sample)
            fine &= show_growth([shown(run(folder, os.cpu_count() or 1)) for folder in made])
    return 0 if options.quick else int(not fine)


if __name__ == "__main__":
    sys.exit(main())
