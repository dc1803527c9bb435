"""A hotline of a million tickets on a real PostgreSQL: its pages against their own bare SQL.

Tickets and their first events are made in the database, so that seeding takes minutes and not
hours; measures are then read by the library over all of them, as `duban site measure` does.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "site"))

BAR_RATIO, BAR_QUERIES, ROUNDS = 3.0, 12, 3
TICKETS = int(os.environ.get("DUBAN_BENCH_TICKETS", "1000000"))
DAY = dt.date(2026, 6, 30)

RECORDS = """
INSERT INTO ledgers_ledgerrecord (ledger_id, number, title, stage, since, created, open, lead_id,
    county_id, street_id, region, lng, lat, datum, values, text, grams, clock, due, warn_on, paused,
    erase_on, serial, day, updated_at)
SELECT %(ledger)s, n::text, t, CASE WHEN n %% 10 = 0 THEN 'dispatched' ELSE 'closed' END, d, d,
    n %% 10 = 0, u, NULL, NULL, '云岭县', NULL, NULL, '',
    jsonb_build_object('subject', t, 'kind', k, 'channel', '电话', 'district', '云岭县',
        'handler', '市水务局'),
    t, g || ' ' || (n %% 5000)::text, CASE WHEN n %% 10 = 0 THEN 'handling' ELSE '' END,
    CASE WHEN n %% 10 = 0 THEN d + 15 END, CASE WHEN n %% 10 = 0 THEN d + 13 END, false, NULL, 1, d,
    now()
FROM (SELECT n, %(unit)s AS u, DATE '2026-01-01' + (n %% 180) AS d,
        (ARRAY['路灯不亮', '水压太低', '井盖破损', '夜间施工'])[1 + n %% 4]
            || (n %% 5000)::text AS t,
        (ARRAY['路灯 灯不 不亮', '水压 压太 太低', '井盖 盖破 破损', '夜间 间施 施工'])
            [1 + n %% 4] AS g,
        (ARRAY['投诉', '咨询', '求助'])[1 + n %% 3] AS k
    FROM generate_series(1, %(count)s) AS n) AS made
"""
EVENTS = """
INSERT INTO ledgers_ledgerevent (ledger_id, record_id, serial, kind, at, day, actor, by_id, data)
SELECT ledger_id, id, 1, 'created', created + TIME '09:00', created, '某人', NULL,
    jsonb_build_object('event', 'created', 'record', number, 'serial', 1, 'at',
        created::text || 'T09:00:00+08:00', 'actor', '某人', 'version', 1, 'stage', stage,
        'values', values)
FROM ledgers_ledgerrecord
"""


def main() -> int:
    """Print the figures; 1 when a bar is missed, 0 with the reason where it cannot run."""
    from postgres_server import PostgresServer, why_not

    absent = [m for m in ("django", "psycopg") if importlib.util.find_spec(m) is None]
    reason = f"{', '.join(absent)} not installed (pip install '.[site]')" if absent else why_not()
    if reason is not None:
        print(f"ledgers: not measured: {reason}")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="duban-bench-"))
    server = PostgresServer(folder / "postgres")
    try:
        url = server.start()
        try:
            return _measure(folder, url)
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, url: str) -> int:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "duban_site.settings",
        "DUBAN_MODE": "demo",
        "DUBAN_TLS": "0",
        "DUBAN_LOG": "ERROR",
        "DUBAN_DATA": str(folder / "data"),
        "DATABASE_URL": url,
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    officer, ledger = _seed()
    print(f"ledgers: {TICKETS:,} tickets on PostgreSQL", flush=True)
    at = f"/ledgers/{ledger.pk}/"
    pages = {
        "list": at,
        "next page": f"{at}?start={TICKETS // 2}",
        "stage": f"{at}?stage=dispatched",
        "choice": f"{at}?f_kind=投诉",
        "unit": f"{at}?unit={ledger.bench_unit}",
        "search": f"{at}?q=水压",
        "search, rare": f"{at}?q=井盖破损4242",
        "overdue": f"{at}?late=overdue",
        "due soon": f"{at}?late=soon",
        "board": f"{at}board/",
        "all registers": "/ledgers/",
    }
    print(f"  {'page':16}{'server':>10}{'bare SQL':>10}{'ratio':>8}{'queries':>9}", flush=True)
    good = [_page(officer, name, url) for name, url in pages.items()]
    good.append(_measures(officer, ledger, at))
    print(f"  bars: ratio {BAR_RATIO:.0f}, {BAR_QUERIES} queries")
    return 0 if all(good) else 1


def _seed() -> tuple[Any, Any]:
    import cast_of_people
    from django.db import connection

    from duban.register import template_text
    from duban_site.ledgers.actions.declare import declare

    cast = cast_of_people.build()
    ledger = declare(cast.shen, template_text("hotline"), template="hotline")
    began = time.perf_counter()
    told = {"ledger": ledger.pk, "unit": cast.water.pk, "count": TICKETS}
    with connection.cursor() as cursor:
        cursor.execute(RECORDS, told)
        cursor.execute(EVENTS)
        cursor.execute("ANALYZE")
    ledger.counter = TICKETS
    ledger.save()
    ledger.bench_unit = cast.water.pk
    print(f"  seeded in {time.perf_counter() - began:.0f} s", flush=True)
    return cast.shen, ledger


def _measures(officer: Any, ledger: Any, at: str) -> bool:
    from duban_site.ledgers.actions.read_measure import read_measures

    began = time.process_time()
    found = read_measures(officer, ledger, DAY)
    took = time.process_time() - began
    print(f"  {len(found)} measures read over all: {took:.0f} s of processor time", flush=True)
    pages = {
        "measures": f"{at}measures/?as_of={DAY}",
        "records counted": f"{at}measures/received/?as_of={DAY}&page=7",
    }
    good = [_page(officer, name, url) for name, url in pages.items()]
    return all(good)


def _page(officer: Any, name: str, url: str) -> bool:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client()
    browser.force_login(officer)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(url)
    if answer.status_code != 200:
        msg = f"{name}: answered {answer.status_code}"
        raise RuntimeError(msg)
    queries = [q["sql"] for q in captured.captured_queries]
    server = statistics.median(_timed(lambda: browser.get(url)) for _ in range(ROUNDS))
    bare = statistics.median(_timed(lambda: _bare(queries)) for _ in range(ROUNDS))
    good = server / bare <= BAR_RATIO and len(queries) <= BAR_QUERIES
    mark = "" if good else "  ← misses its bar"
    line = f"  {name:16}{server * 1000:8.1f}ms{bare * 1000:8.1f}ms{server / bare:8.2f}"
    print(f"{line}{len(queries):9}{mark}", flush=True)
    return good


def _timed(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _bare(queries: list[str]) -> None:
    from django.db import connection

    with connection.connection.cursor() as cursor:
        for sql in queries:
            if sql.lstrip().upper().startswith("SELECT"):
                cursor.execute(sql)
                cursor.fetchall()


if __name__ == "__main__":
    sys.exit(main())
