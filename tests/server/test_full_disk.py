"""A disk that is really full: what is there is read, writes are refused in words."""

from __future__ import annotations

import http.cookiejar
import os
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from machine import Machine

MEGABYTES = 40
FULL = "服务器磁盘已满，没有写入任何内容"
WRONG = {"username": "gong", "password": "no"}
PASSWORD = "Kuaile-2031-Shan"  # noqa: S105 (of this test)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system in memory; needs root."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = f"root, but no small disk could be mounted: {done.stderr.strip()}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


class Browser:
    """Somebody with cookies."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self._jar = http.cookiejar.CookieJar()
        kept = urllib.request.HTTPCookieProcessor(self._jar)
        self._opener = urllib.request.build_opener(kept)

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(self._base + path, None)

    def post(self, path: str, page: str, **values: str) -> tuple[int, str]:
        """Send a form that is on `page`."""
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.get(page)[1])
        assert found is not None
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1], **values}).encode()
        return self._ask(self._base + path, sent)

    def _ask(self, url: str, sent: bytes | None) -> tuple[int, str]:
        try:
            with self._opener.open(url, sent, timeout=60) as got:
                return got.status, got.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def fill_up(disk: Path) -> Path:
    """Take all the room that is left."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return path


def test_pages_are_read_and_writes_refused_until_there_is_room(disk: Path, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text(PASSWORD)
    machine = Machine(tmp_path / "machine")
    machine.copy_empty_database(str(disk / "data"))
    machine.run("setup", "--host", "localhost", "--no-tls", "--data", str(disk / "data"),
                "--admin", "gong", "--password-file", str(secret))  # fmt: skip
    machine.settings["DUBAN_DISK_RESERVE_MB"] = "0"  # so that the write itself fails
    served = machine.serve("--no-worker")
    try:
        stranger, gong = Browser(machine.port), Browser(machine.port)
        status, page = gong.post("/login/", "/login/", username="gong", password=PASSWORD)
        assert (status, "我的登录" in page) == (200, True)
        filler = fill_up(disk)
        assert_read_only(stranger)
        assert gong.get("/sign-in/")[0] == 200, "who is signed in reads on"
        status, page = gong.get("/accounts/")
        assert (status, FULL in page) == (503, True), "no list of persons that cannot be logged"
        filler.unlink()
        assert gong.get("/accounts/")[0] == 200, "with room again everything goes on"
        assert stranger.post("/login/", "/login/", **WRONG)[0] == 200
    finally:
        served.stop()
    assert "没有发现问题" in machine.run("check")
    machine.settings["DUBAN_DISK_RESERVE_MB"] = str(MEGABYTES)  # so that nothing is begun
    served = machine.serve("--no-worker")
    try:
        assert_read_only(Browser(machine.port))
    finally:
        served.stop()


def assert_read_only(browser: Browser) -> None:
    for path in ("/public/", "/public/about/", "/login/", "/health/"):
        assert browser.get(path)[0] == 200, path
    status, page = browser.post("/login/", "/login/", **WRONG)
    assert status == 503, page
    assert FULL in page
    assert 'lang="zh-hans"' in page
