"""The documentation says what the program does: commands, options, columns, fields, links."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from duban.bulk.codebook import render_codebook
from duban.cli import main
from duban.documents.json import schema
from duban.documents.report_rows import REPORT_COLUMNS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
REFERENCE = {p.stem: p.read_text(encoding="utf-8") for p in ROOT.glob("docs/reference/*.md")}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    missing = [x for x in links if "://" not in x and not (page.parent / x).exists()]
    assert not missing


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    rooms = ("tutorial", "how-to", "reference", "explanation", "contributing")
    pages = [p for room in rooms for p in (ROOT / "docs" / room).glob("*.md")]
    names = [p.relative_to(ROOT / "docs").as_posix() for p in pages]
    assert [name for name in names if f"]({name})" not in index] == []


# The service's commands come with the service, and are described with it.
OWN = [n for n, c in main.commands.items() if c.callback.__module__.startswith("duban.")]


@pytest.mark.parametrize("name", sorted(OWN))
def test_every_command_and_option_is_described(name: str) -> None:
    page = REFERENCE.get(name) or REFERENCE["cli"]
    assert f"duban {name}" in page
    options = [p for p in main.commands[name].params if isinstance(p, click.Option)]
    missing = [word for o in options for word in o.opts if word[:2] == "--" and word not in page]
    assert not missing


@pytest.mark.parametrize("name", sorted(set(main.commands) - set(OWN)))
def test_every_command_of_the_service_is_described(name: str) -> None:
    assert f"duban {name}" in REFERENCE["cli"]
    options = [p for p in main.commands[name].params if isinstance(p, click.Option)]
    words = {word for o in options for word in o.opts if word[:2] == "--"}
    assert {word for word in words if word not in REFERENCE["cli"]} == set()


def test_every_column_is_described() -> None:
    page = REFERENCE["tables"]
    for column in REPORT_COLUMNS:
        assert f"| `{column.name}` | {column.heading} | {column.value_type} |" in page


def test_the_codebook_is_what_the_program_says() -> None:
    said = "make it anew: .venv/bin/python -m duban.bulk.codebook > docs/reference/codebook.md"
    assert REFERENCE["codebook"] == render_codebook(), said


@pytest.mark.parametrize("kind", ["claim", "report"])
def test_every_key_of_the_json_is_described(kind: str) -> None:
    found = schema("claim") if kind == "claim" else schema("report")
    keys = set(found["properties"])
    for part in found.get("$defs", {}).values():
        keys |= set(part["properties"])
    assert {key for key in keys if f"`{key}`" not in REFERENCE["json"]} == set()


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_every_make_target_that_is_named_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.M))
    named = set(re.findall(r"\bmake ([a-z-]+)\b", (ROOT / page).read_text(encoding="utf-8")))
    assert {"test"} <= named & targets
    assert {n for n in named if f"make {n}" in _commands(page)} <= targets


def _commands(page: str) -> str:
    """The indented and quoted code of a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^    .*$", text, flags=re.M) + re.findall(r"`[^`\n]+`", text))


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "\nmake test " in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
