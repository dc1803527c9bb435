"""Registers at a city's size: matching policies, and the measures of a million tickets.

python -m bench.register            policies × enterprises, then a million tickets
python -m bench.register --brute    every measure against a plain count on days of note,
                                    10,000 records a register
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from duban.registers import Days, Event, Record, compute_figure, fold, list_template_names, load_template
from duban.registers.contributions import compute_contributions, sum_contributions
from duban.registers.generating import generate_histories
from duban.registers.policies import ProfileColumns, match_policies
from duban.registers.policies.invented_policies import invent_policies, invent_profiles

POLICIES, ENTERPRISES, LIMIT = 1_000, 100_000, 60.0
TICKETS, DIFFERENT = 1_000_000, 5_000
START, END = dt.date(2025, 1, 1), dt.date(2025, 12, 31)


def policies() -> bool:
    """1,000 policies × 100,000 enterprises, each policy's hits and gaps known."""
    profiles = invent_profiles(ENTERPRISES, 1)
    rules = invent_policies(POLICIES, 2)
    began, used = time.perf_counter(), time.process_time()
    columns = ProfileColumns(profiles)
    found = list(match_policies(rules, columns, dt.date(2025, 6, 30)))
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    pairs = sum(one.count for one in found)
    print(
        f"policies: {POLICIES:,} x {ENTERPRISES:,} in {wall:.1f} s ({cpu:.1f} s of one core), "
        f"{pairs:,} hits; limit {LIMIT:.0f} s"
    )
    return cpu < LIMIT


def _records(stories: list[list[Event]]) -> Iterator[Record]:
    """A million records, folded one by one from 5,000 different histories."""
    hotline = load_template("hotline")
    for n in range(TICKETS):
        record = fold(hotline, stories[n % len(stories)])
        if record is not None:
            yield record


def tickets() -> bool:
    """What a figure costs folded from a million histories, and summed from what was kept."""
    hotline, days = load_template("hotline"), Days()
    stories = list(generate_histories(hotline, DIFFERENT, 1, START, END, days))
    measure = hotline.measure("received")
    used = time.process_time()
    whole = compute_figure(hotline, measure, _records(stories), END, days)
    folded = time.process_time() - used
    kept, used = [], time.process_time()
    for events in stories:
        if (record := fold(hotline, events)) is not None:
            kept += compute_contributions(hotline, measure, record, END, days)
    making = (time.process_time() - used) / len(stories)
    kept *= TICKETS // DIFFERENT
    used = time.process_time()
    summed = sum_contributions(measure, kept, END)[None]
    adding = time.process_time() - used
    print(
        f"tickets: {measure.label} of {TICKETS:,}: {folded:.1f} s folding every history, "
        f"{adding:.1f} s adding what was kept ({folded / adding:.0f}x); "
        f"{1e6 * making:.0f} µs to keep one record up to date"
    )
    return summed == whole.value


def brute() -> bool:
    """Every measure of every register, on 10,000 generated records, on every day of note."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from registers.brute import brute as plain
    from registers.brute import days_of_note

    good, days = True, Days()
    for name in list_template_names():
        declaration, rng = load_template(name), random.Random(name)  # noqa: S311 # not for secrets
        stories = list(generate_histories(declaration, 10_000, 17, START, END, days))
        chosen, counted = days_of_note(rng, stories, START, END), 0
        for as_of in chosen:
            records = [r for events in stories if (r := fold(declaration, events, as_of))]
            wanted = plain(declaration, stories, as_of)
            for measure in declaration.measures:
                figure = compute_figure(declaration, measure, records, as_of, days)
                counted += len(figure.counted)
                if (list(figure.counted), figure.value) != wanted[measure.key]:
                    good = False
                    print(f"{name}/{measure.key} as of {as_of}: differs")
        print(
            f"{name}: {len(declaration.measures)} measures of {len(stories):,} records on "
            f"{len(chosen)} days, {counted:,} records counted",
            flush=True,
        )
    return good


if __name__ == "__main__":
    parts = [brute] if "--brute" in sys.argv else [policies, tickets]
    results = [part() for part in parts]
    sys.exit(0 if all(results) else 1)
