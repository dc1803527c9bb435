"""What the repository ships for a server: taken by nginx and systemd, and doing what it says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from journey.stage import MAIN, NGINX, missing
from postgres_server import free_port

SYSTEMD = NGINX.parent / "systemd"


@pytest.fixture
def published(tmp_path: Path) -> Iterator[int]:
    """The static site's nginx, on a folder with a page and a file that somebody handed in."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        missing("no nginx: apt install nginx")
    tmp_path.chmod(0o755)
    site, port = tmp_path / "published", free_port()
    (site / "plan" / "files").mkdir(parents=True)
    (site / "index.html").write_text("<h1>公开</h1>", encoding="utf-8")
    (site / "plan" / "index.html").write_text("<h1>计划</h1>", encoding="utf-8")
    (site / "plan" / "files" / "a.html").write_text("<script>alert(1)</script>")
    (tmp_path / "conf.d").mkdir()
    shipped = (NGINX / "published.conf").read_text(encoding="utf-8")
    shipped = shipped.replace("listen 80;", f"listen 127.0.0.1:{port};")
    shipped = shipped.replace("/srv/duban/published", str(site))
    (tmp_path / "conf.d" / "published.conf").write_text(shipped, encoding="utf-8")
    user = "user root;\n" if os.geteuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(user + MAIN.format(folder=tmp_path), encoding="utf-8")
    assert nginx is not None
    process = subprocess.Popen([nginx, "-p", str(tmp_path), "-e", "error.log", "-c", "nginx.conf"])
    yield port
    process.terminate()
    process.wait()


def asked(port: int, path: str, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    for _ in range(100):
        try:
            with urllib.request.build_opener().open(request, timeout=10) as got:
                return got.status, got.read().decode(), dict(got.headers)
        except urllib.error.HTTPError as error:
            return error.code, "", dict(error.headers)
        except urllib.error.URLError:
            time.sleep(0.1)  # nginx is still starting
    raise AssertionError("nginx does not answer")


def test_the_static_site_is_shown_and_what_was_handed_in_never_runs(published: int) -> None:
    assert "公开" in asked(published, "/")[1]
    assert "计划" in asked(published, "/plan/")[1]
    status, _, headers = asked(published, "/plan/files/a.html")
    assert status == 200
    assert headers["Content-Disposition"] == "attachment"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert asked(published, "/nothing/")[0] == 404
    assert asked(published, "/", "POST")[0] in {403, 405}


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        missing("no systemd-analyze: apt install systemd")
    for path in SYSTEMD.iterdir():
        text = path.read_text(encoding="utf-8").replace("/opt/duban/bin/duban", sys.executable)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run([str(program), "verify", *units], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "duban" in line]
    assert ours == [], done.stderr
