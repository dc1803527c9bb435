"""Two hundred anonymous readers at once, on commitment pages of the service as it is run.

`duban serve` with production settings on a real PostgreSQL; wrk beside it on the same processors,
each connection asking for one commitment after another. Twice: from a cold start, in which every
page is rendered, and once they are kept, as they are from then on. Needs wrk and PostgreSQL.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote

from bench.service import measured
from duban_site.serving import DEFAULT_WORKERS, THREADS_PER_PROCESS

PRODUCTION = {
    "DUBAN_MODE": "production",
    "DUBAN_SECRET_KEY": "invented-for-this-measurement-only-0123456789",
    "DUBAN_HOSTS": "127.0.0.1",
    "DUBAN_TLS": "0",
    "DUBAN_LOG": "ERROR",
}
READERS, SECONDS, BAR_P95, COMMITMENTS = 200, 20, 200.0, 1000
ASKING = """
local n = 0
function setup(thread) thread:set("id", n); n = n + 1 end
function init() math.randomseed(id or 1) end
function request()
  local k = math.random(0, {count} - 1)
  local part = math.floor(k / {each}) + 1
  return wrk.format("GET", "{root}" .. part .. ".1." .. (k % {each} + 1) .. "/")
end
function done(summary, latency)
  io.write(string.format("p95 %.1f p99 %.1f max %.1f\\n", latency:percentile(95) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000))
end
"""


BARE = """
import sys
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
def app(environ, start_response):
    body = b"x" * SIZE
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]
if __name__ == "__main__":
    Server("bare:app", port=int(sys.argv[1]), interface=Interfaces.WSGI, workers=WORKERS,
        blocking_threads=THREADS, log_level=LogLevels.error).serve()
"""


def main() -> int:
    """Print the figures; 1 when a bar is missed, 0 with the reason where it cannot run."""
    return measured("readers", _measure, settings=PRODUCTION, programs=["wrk"])


def _measure(folder: Path) -> int:
    import big_plan
    from django.db import connection

    big_plan.published(COMMITMENTS)
    connection.close()
    return _asked(folder, f"/public/{quote(big_plan.CITY)}/{big_plan.YEAR}/", big_plan.PARTS)


def _asked(folder: Path, root: str, parts: int) -> int:
    """Serve, and ask; the database is seeded."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "duban", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        size = _wait(f"http://127.0.0.1:{port}/health/", f"http://127.0.0.1:{port}{root}1.1.1/")
        script = folder / "asking.lua"
        each = -(-COMMITMENTS // parts)
        script.write_text(_lua(root, each), encoding="utf-8")
        cold = _wrk(port, script)
        before = _processor(server.pid)
        told = _wrk(port, script)
        spent = _processor(server.pid) - before
    finally:
        server.terminate()
        server.wait()
    faults = _faults(cold) or "no faults"
    print(f"  cold: {_answers(cold):,} answers, p95 {_found(cold)[1]} ms, {faults}")
    return _judge(told, spent, size, _bare(folder, size))


def _processor(pid: int) -> float:
    """Seconds of processor that a server and its processes have used."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*/stat"):
        name, _, rest = process.read_text(encoding="utf-8").rpartition(")")
        fields = rest.split()
        if pid in (int(name.split()[0]), int(fields[1])):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _bare(folder: Path, size: int) -> str:
    """The same server, threads and size of answer, with nothing behind it."""
    program = folder / "bare.py"
    fields = {"SIZE": size, "WORKERS": DEFAULT_WORKERS, "THREADS": THREADS_PER_PROCESS}
    program.write_text(_filled(BARE, fields, "%s"), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, program.name, str(port)], cwd=folder)
    try:
        time.sleep(2)
        script = folder / "same.lua"
        script.write_text(_lua("/", 1000), encoding="utf-8")
        return _wrk(port, script)
    finally:
        server.terminate()
        server.wait()


def _lua(root: str, each: int) -> str:
    fields = {"count": COMMITMENTS, "each": each, "root": root}
    return _filled(ASKING, fields, "{%s}")


def _filled(text: str, fields: dict[str, object], mark: str) -> str:
    for name, value in fields.items():
        text = text.replace(mark % name, str(value))
    return text


def _wait(health: str, page: str) -> int:
    for _ in range(120):
        try:
            urllib.request.urlopen(health)  # noqa: S310
            break
        except OSError:
            time.sleep(0.5)
    answer: bytes = urllib.request.urlopen(page).read()  # noqa: S310
    return len(answer)


def _wrk(port: int, script: Path) -> str:
    command = ["wrk", "-t2", f"-c{READERS}", f"-d{SECONDS}s", "--latency", "-s", str(script)]
    run = [*command, f"http://127.0.0.1:{port}/"]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout


def _found(told: str) -> re.Match[str]:
    found = re.search(r"p95 ([\d.]+) p99 ([\d.]+) max ([\d.]+)", told)
    if found is None:
        msg = f"wrk said: {told}"
        raise RuntimeError(msg)
    return found


def _answers(told: str) -> int:
    return int(re.findall(r"(\d+) requests in", told)[0])


def _faults(told: str) -> str:
    return "; ".join(re.findall(r"(?:Socket errors|Non-2xx).*", told))


def _judge(told: str, spent: float, size: int, bare: str) -> int:
    found, faults = _found(told), _faults(told)
    answers = _answers(told)
    p95, load = float(found[1]), os.getloadavg()[0]
    print(f"readers: {READERS} at once for {SECONDS} s, {COMMITMENTS:,} pages of {size:,} bytes")
    print(f"  {answers:,} answers, {answers / SECONDS:,.0f} a second, {faults or 'no faults'}")
    print(f"  p95 {p95:.0f} ms (bar {BAR_P95:.0f}), p99 {found[2]} ms, longest {found[3]} ms")
    print(f"  {1e3 * spent / answers:.2f} ms of processor an answer")
    print(f"  the server alone with fixed bytes of that size, beside it: p95 {_found(bare)[1]} ms")
    print(f"  the machine's load at the end: {load:.1f} on {os.cpu_count()} processors")
    return 0 if p95 < BAR_P95 and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
