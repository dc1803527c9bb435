"""The page of the patterns, written from their files.

`PYTHONPATH=tests python -m reading.pattern_page` writes docs/reference/patterns.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from duban.reading.fragments import read_toml
from duban.reading.patterns import FAMILIES, load_entries
from duban.reading.sentence_signs import load_entries as signs
from duban.reading.weights import pattern_weight

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "patterns.md"
INTRODUCTION = Path(__file__).with_suffix(".md")


def page() -> str:
    """The whole page."""
    sections = [INTRODUCTION.read_text("utf-8"), _fragments()]
    for family in FAMILIES:
        sections.append(f"## {family}\n")
        sections += [_entry(entry) for entry in load_entries(family)]
    sections.append("## Signs of a sentence\n")
    sections += [_sign(entry) for entry in signs()]
    return "\n".join(sections)


def _sign(entry: dict[str, Any]) -> str:
    match, silent = ("".join(f"- {say}\n" for say in entry[k]) for k in ("match", "no_match"))
    return f"### {entry['id']}\n\n{entry['summary']}.\n\n{match}\nNot in:\n\n{silent}"


def _fragments() -> str:
    rows = "".join(f"- `{{{n}}}`: `{p}`\n" for n, p in read_toml("fragments.toml")["fragment"].items())
    return f"## Fragments\n\n`{{verb}}`, `{{unit}}` and `{{head}}` come from the lexicon.\n\n{rows}"


def _entry(entry: dict[str, Any]) -> str:
    known = pattern_weight(entry["id"], entry["prior"])
    rule = f" Guide, rule {entry['guide']}." if entry["guide"] else ""
    match = "".join(f"- {say}\n" for say in entry["match"])
    silent = "".join(f"- {say}\n" for say in entry["no_match"])
    return (
        f"### {entry['id']}\n\n{entry['summary']}.{rule} "
        f"Proposes {entry['proposes']}; weight {known:.2f}.\n\n"
        f"{match}\nNot in:\n\n{silent}\nLimits: {entry['limits']}\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
