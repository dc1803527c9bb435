"""50,000 tickets in, changed and read back over the API, on a real PostgreSQL and a real server.

Two requests at once, as a platform would send them; then every record, event and entry of the log
is counted and the chain verified. DUBAN_BENCH_TICKETS=5000 does fewer.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.service import measured

TICKETS = int(os.environ.get("DUBAN_BENCH_TICKETS", "50000"))
BAR, STREAMS, COUNTIES, A_REQUEST = 1000, 2, 20, 5_000
BEGAN = dt.datetime(2026, 1, 5, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def main() -> int:
    """Print the rates; 1 when the bar is missed, 0 with the reason where it cannot run."""
    return measured("bulk", _measure)


def _measure(folder: Path) -> int:
    secret, register = _seed()
    port = _free_port()
    limits = {"DUBAN_REQUESTS_TOKEN": "0", "DUBAN_REQUESTS_ADDRESS": "0"}
    command = [sys.executable, "-m", "duban", "serve", "--port", str(port), "--workers", "2"]
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [*command, "--mode", "demo", "--no-worker"], env=os.environ | limits, stdout=log, stderr=log
    )
    try:
        at = f"http://127.0.0.1:{port}/api/v2/registers/{register.pk}/bulk"
        _wait(port)
        steps = (("in", _new), ("changed", _change))
        rates = [_sent(at, secret, name, line) for name, line in steps]
        rates.append(_read(at, secret))
    finally:
        server.terminate()
        server.wait(60)
        log.close()
    whole = _checked(register)
    print(f"  bar: {BAR:,} a second; nothing lost, nothing twice: {whole}")
    return 0 if whole and min(rates) >= BAR else 1


def _seed() -> tuple[str, Any]:
    import cast_of_people
    from a_program import token_of

    from duban.registers import read_template_text
    from duban_site.people.models import Body, BodyKind
    from duban_site.registers.actions.declare_register import declare_register

    cast = cast_of_people.build()
    for n in range(COUNTIES):
        Body.objects.create(name=f"云岭{n}区", kind=BodyKind.COUNTY, order=10 + n)
    return token_of(cast.shen), declare_register(cast.shen, read_template_text("hotline"), template="hotline")


def _new(n: int) -> dict[str, Any]:
    values = {
        "subject": f"路灯不亮{n}",
        "channel": "电话",
        "kind": "投诉",
        "category": "010203",
        "content": f"第{n}盏路灯自上周起不亮，夜里出行不便，请尽快修复。",
        "caller": "张三",
        "phone": f"139{n:08}",
        "district": f"云岭{n % COUNTIES}区",
        "address": "某路1号",
        "handler": "市水务局",
    }
    return {"key": f"T{n}", "values": values, "happened_at": _day(n % 50)}


def _change(n: int) -> dict[str, Any]:
    return {"key": f"T{n}", "stage": "dispatched", "happened_at": _day(n % 50 + 1)}


def _day(days: int) -> str:
    return (BEGAN + dt.timedelta(days=days)).isoformat()


def _sent(at: str, secret: str, name: str, line: Any) -> float:
    began = time.perf_counter()
    parts = [range(n, min(n + A_REQUEST, TICKETS)) for n in range(0, TICKETS, A_REQUEST)]
    with ThreadPoolExecutor(STREAMS) as pool:
        told = [*pool.map(lambda part: _post(at, secret, (line(n) for n in part)), parts)]
    took = time.perf_counter() - began
    refused, lines = (sum(one[key] for one in told) for key in ("refused", "lines"))
    rate = lines / took
    print(f"  {name}: {lines:,} in {took:.0f} s, {rate:.0f} a second, {refused} refused", flush=True)
    return rate if lines == TICKETS and not refused else 0.0


def _post(at: str, secret: str, lines: Iterator[dict[str, Any]]) -> dict[str, Any]:
    body = b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in lines)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/x-ndjson"}
    asked = urllib.request.Request(at, body, headers)  # noqa: S310 # our own server
    with urllib.request.urlopen(asked, timeout=3600) as answer:  # noqa: S310
        *_rows, last = answer
    told: dict[str, Any] = json.loads(last)
    return told


def _read(at: str, secret: str) -> float:
    began = time.perf_counter()
    asked = urllib.request.Request(at, headers={"Authorization": f"Bearer {secret}"})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=3600) as answer:  # noqa: S310
        keys = {json.loads(line)["external_key"] for line in answer}
    rate = len(keys) / (time.perf_counter() - began)
    print(f"  read back: {len(keys):,}, {rate:.0f} a second", flush=True)
    return rate if len(keys) == TICKETS else 0.0


def _checked(register: Any) -> bool:
    from duban_site.core.audit.chain import verify_chain
    from duban_site.core.audit.models import Event
    from duban_site.registers.models import RegisterEvent

    logged = Event.objects.filter(action__in=("registers.create", "registers.move")).count()
    verdict = verify_chain()
    print(f"  log: {logged:,} entries of them; chain {verdict.fault or 'whole'}")
    stages = set(register.records.values_list("stage", flat=True))
    events = RegisterEvent.objects.filter(register=register).count()
    return verdict.whole and logged == events == 2 * TICKETS and stages == {"dispatched"}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(port: int) -> None:
    for _try in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError


if __name__ == "__main__":
    sys.exit(main())
