"""The one form of the lexicon's files, and a writer that puts a file into it.

`PYTHONPATH=tests python -m reading.vocabulary` rewrites the files of data/lexicon in that form: one
space between words, no word twice in a section (the first stays), nothing at a line's end. Order is
kept, because a line holds words of one sense; see data/lexicon/README.md.
"""

from __future__ import annotations

import os
from pathlib import Path

import duban
from duban.text import canonicalise

FOLDER = Path(duban.__file__).parent / "data" / "lexicon"
UNITS = FOLDER / "units.txt"


def files() -> list[Path]:
    """The files of words by [section]: all but the units, which are a table."""
    return [path for path in sorted(FOLDER.glob("*.txt")) if path != UNITS]


def sections(text: str) -> dict[str, list[str]]:
    """The words of a file by section, repeated ones repeated."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("["):
            name = line.strip("[] ")
        elif not line.startswith("#"):
            found.setdefault(name, []).extend(line.split())
    return found


def in_form(text: str) -> str:
    """A file of words in its one form."""
    out: list[str] = []
    seen: set[str] = set()
    for line in text.splitlines():
        if line.startswith("["):
            seen = set()
        if line.startswith(("#", "[")):
            out.append(line.rstrip())
            continue
        words = [w for w in dict.fromkeys(canonicalise(line).split()) if w not in seen]
        seen.update(words)
        if words:
            out.append(" ".join(words))
    return "\n".join(out) + "\n"


def units(text: str) -> list[list[str]]:
    """The rows of the table of units: unit, what must not follow, sort."""
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [[*row, "", ""][:3] for row in rows]


def main() -> None:
    for path in files():
        beside = path.with_suffix(".tmp")
        beside.write_text(in_form(path.read_text("utf-8")), encoding="utf-8")
        os.replace(beside, path)


if __name__ == "__main__":
    main()
