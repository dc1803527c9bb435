"""A hotline of a million tickets on a real PostgreSQL: its pages against their own bare SQL.

A few thousand histories are made by the rules and written by the service's own code, then copied in
the database, so that seeding takes minutes and not hours. Every time is the least of several runs.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.pages import HEADINGS, QUERIES, RATIO, page
from bench.service import measured

BAR_PAGE, BAR_MEASURES = 0.030, 10.0
TICKETS = int(os.environ.get("DUBAN_BENCH_TICKETS", "1000000"))
DIFFERENT, STEPS = 2_000, 10
"""So many histories are made by the rules and written as the service writes them; then copied."""
DAY = dt.datetime.now(tz=dt.UTC).date().replace(day=1) - dt.timedelta(days=1)
"""The last month's end."""
SUBJECTS = ("路灯不亮", "水压太低", "井盖破损", "夜间施工")

COPIES = (
    """
INSERT INTO registers_registerrecord (id, register_id, number, title, stage, since, created, open,
    lead_id, county_id, street_id, region, lng, lat, datum, values, text, grams, clock, due,
    warn_on, paused, erase_on, serial, day, updated_at)
SELECT r.id + %(step)s * n, register_id, number || '-' || n, title, stage, since, created, open,
    lead_id, county_id, street_id, region, lng, lat, datum, values, text, grams, clock, due,
    warn_on, paused, erase_on, serial, day, updated_at
FROM generate_series(1, %(copies)s) AS n, registers_registerrecord AS r WHERE r.id <= %(step)s
""",
    """
INSERT INTO registers_registerevent
    (register_id, record_id, serial, kind, at, day, actor, by_id, data)
SELECT register_id, record_id + %(step)s * n, serial, kind, at, day, actor, by_id,
    jsonb_set(data, '{record}', to_jsonb((data->>'record') || '-' || n))
FROM generate_series(1, %(copies)s) AS n, registers_registerevent AS e WHERE e.record_id <= %(step)s
""",
    """
INSERT INTO registers_share
    (cache_id, record_id, row, place, since, until, day, above, below, groups)
SELECT cache_id, record_id + %(step)s * n, row, place, since, until, day, above, below, groups
FROM generate_series(1, %(copies)s) AS n, registers_share AS s WHERE s.record_id <= %(step)s
""",
    """
UPDATE registers_sum SET count = count * (1 + %(copies)s), above = above * (1 + %(copies)s),
    below = below * (1 + %(copies)s)
""",
)


def main() -> int:
    """Print the figures; 1 when a bar is missed, 0 with the reason where it cannot run."""
    return measured("register_pages", _measure)


def _measure(_folder: Path) -> int:
    from django.test import Client

    officer, register = _seed()
    print(f"registers: {TICKETS:,} tickets on PostgreSQL", flush=True)
    at = f"/registers/{register.pk}/"
    pages = {
        "list": at,
        "next page": f"{at}?start={TICKETS // 2}",
        "stage": f"{at}?stage=dispatched",
        "choice": f"{at}?f_kind=投诉",
        "unit": f"{at}?body={register.bench_body}",
        "search": f"{at}?q=水压",
        "search, rare": f"{at}?q=井盖破损1402",
        "overdue": f"{at}?late=overdue",
        "due soon": f"{at}?late=soon",
        "board": f"{at}board/",
        "all registers": "/registers/",
    }
    print(HEADINGS, flush=True)
    browser = Client()
    browser.force_login(officer)
    good = [page(browser, name, url, BAR_PAGE) for name, url in pages.items()]
    good.append(_measures(browser, officer, register, at))
    bar = f"ratio {RATIO:.0f} or {BAR_PAGE * 1e3:.0f} ms of server time, {QUERIES} queries"
    print(f"  bars: {bar}; measures {BAR_MEASURES:.0f} s")
    return 0 if all(good) else 1


def _seed() -> tuple[Any, Any]:
    """Histories of a year by the library's rules, written as the service does; copied in SQL.

    Sums are those of the first times the number of copies: `_measures` counts them the long way.
    """
    import cast_of_people
    from django.db import connection

    from duban.registers import read_template_text
    from duban_site.registers.actions.declare_register import declare_register
    from duban_site.registers.seeding import seed_records

    cast = cast_of_people.build()
    register = declare_register(cast.shen, read_template_text("hotline"), template="hotline")
    began = time.perf_counter()
    seed_records(register, _stories(register.declaration, (cast.water.name, cast.commerce.name)))
    print(f"  {DIFFERENT:,} written in {time.perf_counter() - began:.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM registers_registerrecord")
        told = {"step": cursor.fetchone()[0], "copies": TICKETS // DIFFERENT - 1}
        for sql in COPIES:
            cursor.execute(sql, told)
        # Copies of what was deleted and made again are long gone; new keys come after all of these.
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('registers_registerrecord', 'id'), "
            "(SELECT max(id) FROM registers_registerrecord))"
        )
        cursor.execute("VACUUM ANALYZE")
    register.counter = TICKETS
    register.save()
    register.bench_body = cast.water.pk
    print(f"  seeded in {time.perf_counter() - began:.0f} s", flush=True)
    return cast.shen, register


def _stories(declaration: Any, units: tuple[str, ...]) -> Iterator[list[Any]]:
    """Generated histories, with subjects that can be searched for and units that there are."""
    from duban.registers import Days
    from duban.registers.generating import generate_histories

    start = DAY - dt.timedelta(days=360)
    made = generate_histories(declaration, DIFFERENT, 1, start, DAY + dt.timedelta(days=20), Days(), steps=STEPS)
    for n, events in enumerate(made):
        own = {
            "subject": f"{SUBJECTS[n % len(SUBJECTS)]}{n}",
            "handler": units[n % 3 % len(units)],
            "district": "云岭县",
        }
        yield [_told(event, own) for event in events]


def _told(event: Any, own: dict[str, str]) -> Any:
    values = getattr(event, "values", None)
    if not values or getattr(event, "rows", None):
        return event
    return dataclasses.replace(event, values=values | {k: own[k] for k in own if k in values})


def _measures(browser: Any, officer: Any, register: Any, at: str) -> bool:
    """All measures out of the sums, with the lists of what they counted; and the long way."""
    from duban_site.registers.actions.read_measures import read_measures

    began, computed = time.perf_counter(), time.process_time()
    found = read_measures(officer, register, DAY)
    took, cpu = time.perf_counter() - began, time.process_time() - computed
    ids = sum(one.counted for one in found)
    print(f"  {len(found)} measures read and their {ids:,} ids kept: {took:.1f} s ({cpu:.1f} s cpu)")
    figures = {one.measure: (one.value, one.counted) for one in found}
    good = [took <= BAR_MEASURES, _brute(register, figures)]
    pages = {"measures": f"{at}measures/?as_of={DAY}", "records counted": f"{at}measures/received/?as_of={DAY}&page=7"}
    good += [page(browser, name, url, BAR_PAGE) for name, url in pages.items()]
    return all(good)


def _brute(register: Any, figures: dict[str, Any]) -> bool:
    """The library's own count over every history, and whether it is the same."""
    from duban.registers import Tally, fold
    from duban_site.registers.history import stream_histories
    from duban_site.registers.queries.compute_measures import round_value
    from duban_site.registers.working_days import working_days

    declaration, began = register.declaration, time.process_time()
    tallies = {m.key: Tally(declaration, m, DAY, working_days()) for m in declaration.measures}
    for events in stream_histories(declaration, register.records.values("pk")):
        record = fold(declaration, events, DAY)
        for tally in tallies.values() if record is not None else ():
            tally.add(record)
    counted = {key: tally.figure() for key, tally in tallies.items()}
    same = figures == {k: (round_value(f.value), len(f.counted)) for k, f in counted.items()}
    took = time.process_time() - began
    print(f"  the same counted over every history: {took:.0f} s cpu; {'equal' if same else 'DIFFERS'}")
    return same


if __name__ == "__main__":
    sys.exit(main())
