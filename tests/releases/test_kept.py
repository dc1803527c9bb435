"""Databases kept from each release are brought up to date by the code of now, and are whole.

A kept one is one file here, `duban-VERSION.KIND.tar.xz`, as `make keep` writes it.
"""

from __future__ import annotations

import lzma
import os
import re
import tempfile
from pathlib import Path

import pytest

from machine import HOST, Machine
from postgres_server import PostgresServer, why_not
from releases.keeping import HERE, KINDS, digest_migrations, new_database

KEPT = sorted(HERE.glob("duban-*.tar.xz"))
NAMED = re.compile(r"duban-\d+\.\d+\.\d+\.(sqlite|postgres)\.tar\.xz")

ASK_EVERY_PAGE = """
from django.test import Client
from django.urls import NoReverseMatch, reverse
from duban_site.core.access.checks import iterate_url_patterns
from duban_site.people.models import Person
for person in (None, Person.objects.filter(role="officer", is_active=True).first()):
    browser, answers = Client(SERVER_NAME="HOST", headers={"X-Forwarded-Proto": "https"}), []
    if person is not None:
        person.must_change_password = False
        person.save()
        browser.force_login(person)
    for _route, pattern in iterate_url_patterns():
        for keys in ({}, {"pk": 1}):
            try:
                address = reverse(pattern.name, kwargs=keys)
            except NoReverseMatch:
                continue
            answers.append(browser.get(address).status_code)
    assert max(answers) < 500, answers
    print("pages", answers.count(200))
""".replace("HOST", HOST)
"""A fault of a page is raised by Django's client, and ends the program."""


def _kind(path: Path) -> str:
    named = NAMED.fullmatch(path.name)
    assert named is not None
    return named[1]


def restored(kind: str, archive: Path, folder: Path, address: str) -> None:
    plain = folder / "kept.tar"
    plain.write_bytes(lzma.decompress(archive.read_bytes()))
    machine = Machine(folder / "machine")
    options = ["--database", address] if kind == "postgres" else []
    machine.run("setup", "--settings-only", "--host", HOST, *options)
    machine.run("restore", str(plain))
    assert "没有发现问题" in machine.run("check")
    counts = [int(count) for count in re.findall(r"pages (\d+)", machine.run("site", "shell", "-c", ASK_EVERY_PAGE))]
    assert counts[0] > 5, "the public pages"
    assert counts[1] > 40, "those of the office"
    assert "No changes detected" in machine.run("site", "makemigrations", "--check", "--dry-run")


def test_each_kind_of_database_is_kept() -> None:
    assert {_kind(path) for path in KEPT} == set(KINDS)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_it_is_brought_up_to_date(path: Path, tmp_path: Path) -> None:
    kind = _kind(path)
    if kind == "postgres" and (reason := why_not()):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    if kind == "sqlite":
        restored(kind, path, tmp_path, "")
        return
    with tempfile.TemporaryDirectory(prefix="duban-kept-") as folder:
        server = PostgresServer(Path(folder) / "server")
        try:
            restored(kind, path, tmp_path, new_database(server.start(), "restored"))
        finally:
            server.stop()


@pytest.mark.parametrize("path", sorted(HERE.glob("duban-*.migrations")), ids=lambda path: path.name)
def test_a_migration_that_was_released_is_as_it_was(path: Path) -> None:
    """A database that has run it never runs it again, so what it would do now helps nobody: add another."""
    released = dict(reversed(line.split()) for line in path.read_text(encoding="utf-8").splitlines())
    assert released
    assert released.items() <= digest_migrations().items()
