"""`docs/reference/words.md` is the one table of rooms: nothing missing, nothing made up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duban.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/words.md").read_text(encoding="utf-8")
SAY = "docs/reference/words.md, Rooms: one row for each word"


def _packages(of: str) -> set[str]:
    return {path.parent.name for path in (ROOT / "src" / of).glob("*/__init__.py")}


def _addresses() -> set[str]:
    urls = (ROOT / "src/duban_site/urls.py").read_text(encoding="utf-8")
    return set(re.findall(r'path\("([^"]+)", include', urls))


COLUMNS = {2: _packages("duban"), 3: set(main.commands), 4: _packages("duban_site"), 5: _addresses()}


@pytest.mark.parametrize("column", COLUMNS)
def test_each_room_command_and_address_has_one_row(column: int) -> None:
    part = PAGE.partition("## Rooms")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:-1] for line in part.splitlines() if line.startswith("| ")][1:]
    cells = [row[column] for row in rows if not row[column].strip().startswith("in ")]
    named = [word for cell in cells for word in re.findall(r"`([^`]+)`", cell)]
    assert sorted(named) == sorted(COLUMNS[column]), SAY
