"""What the journey stands on: the wheel in a clean environment, nginx, a certificate."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from machine import HOST, LONGEST
from postgres_server import free_port

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
NGINX = ROOT / "deploy" / "nginx"
MAIN = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/conf.d/*.conf;
}}
"""


def missing(reason: str) -> None:
    """What is not there skips the journey at a desk, and fails it in CI."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


def run(*words: str | Path, folder: Path) -> None:
    """A command that must succeed; what it said is shown where it does not."""
    done = subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"


def installed_wheel(folder: Path) -> Path:
    """The `duban` of an environment that holds the built wheel, and what the lock names."""
    dist, environment = folder / "dist", folder / "environment"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    if built := os.environ.get("DUBAN_DIST"):  # what a release publishes
        shutil.copytree(ROOT / built, dist)
    else:
        run(*pip, "wheel", "--no-deps", "--wheel-dir", dist, ROOT, folder=folder)
    wheel = next(dist.glob("duban-*.whl"))
    run(sys.executable, "-m", "venv", environment, folder=folder)
    inside = environment / "bin" / "python"
    install = (inside, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    install = (*install, "--no-compile")
    run(*install, "--require-hashes", "--requirement", LOCK, folder=folder)
    run(*install, "--no-deps", wheel, folder=folder)
    run(inside, "-m", "pip", "--disable-pip-version-check", "check", folder=folder)
    return environment / "bin" / "duban"


@dataclass
class Proxy:
    """nginx with the configuration that the repository ships, in front of a port."""

    folder: Path
    behind: int
    port: int = 0

    def choose_port(self) -> None:
        """The port of https, which the browser must know before."""
        self.port = free_port()

    def start(self) -> None:
        """Start it, with a certificate of its own making; before or after the service."""
        nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if nginx is None or shutil.which("openssl") is None:
            missing("no nginx or no openssl: apt install nginx openssl")
        tls, sites = self.folder / "tls", self.folder / "conf.d"
        tls.mkdir(parents=True)
        sites.mkdir()
        key, chain = tls / "privkey.pem", tls / "fullchain.pem"
        run(
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={HOST}", "-keyout", key, "-out", chain),
            folder=self.folder,
        )
        shipped = (NGINX / "duban.conf").read_text(encoding="utf-8")
        for word, ours in {
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "/etc/duban/tls": str(tls),
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{self.behind};",
        }.items():
            assert word in shipped, f"the shipped configuration has no {word!r} any more"
            shipped = shipped.replace(word, ours)
        (sites / "duban.conf").write_text(shipped, encoding="utf-8")
        (self.folder / "nginx.conf").write_text(MAIN.format(folder=self.folder), encoding="utf-8")
        assert nginx is not None
        self._process = subprocess.Popen([nginx, "-p", str(self.folder), "-e", "error.log", "-c", "nginx.conf"])

    def stop(self) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait(LONGEST)


def until_answers(port: int) -> None:
    """Wait for the service behind."""
    end = time.monotonic() + LONGEST
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=30):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert time.monotonic() < end, "the service does not answer"
            time.sleep(0.2)
