"""Markdown: its text without the marks, a paragraph a line, and its tables."""

from __future__ import annotations

import re

from duban.sources.builder import Builder, Cell

_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t\u3000]+|(?=[^\s#]))(.*?)[ \t]*#*$")
_STRONG_MARKS = re.compile(r"\*\*[^*\n]{1,200}\*\*|__[^_\n]{1,200}__|\]\([^)\s]{1,500}\)")
_RULE = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_TABLE_RULE = re.compile(r"^ {0,3}\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")
_BEFORE = re.compile(r"^[ \t]*(?:(?:>[ \t]?)+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)+")
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,200}\])")
_LINK = re.compile(r"\[([^\[\]\n]{1,1000})\]\([^)\n]{0,2000}\)")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:\s?\S+")
_NOTE = re.compile(r"\[\^[^\]\n]{1,40}\]")
_STRONG = re.compile(r"(\*\*\*|\*\*|__|~~|==)(?=\S)(.{1,2000}?)(?<=\S)\1")
_WEAK = re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*])\*(?![*\w])")
_CODE = re.compile(r"(`{1,3})([^`\n]{1,1000})\1")
_COMMENT = re.compile(r"<!--.{0,20000}?-->", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")


def is_markdown(text: str) -> bool:
    """Whether a text is written in Markdown: headings with #, and words or links marked up."""
    probe = text[:50_000]
    lines = probe.split("\n")
    headings = sum(_HEADING.match(line) is not None for line in lines)
    tables = sum("|" in line and _TABLE_RULE.match(line) is not None for line in lines)
    return headings + tables + len(_STRONG_MARKS.findall(probe)) >= 2


def read_markdown(text: str) -> Builder:
    """The blocks of a Markdown text."""
    out = Builder()
    lines = _COMMENT.sub("", text).split("\n")
    if lines and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:40]):
        lines = lines[[line.strip() for line in lines].index("---", 1) + 1 :]
    rows: list[str] = []
    for at, line in enumerate(lines):
        if "|" in line and (rows or (at + 1 < len(lines) and _TABLE_RULE.match(lines[at + 1]))):
            rows.append(line)
            continue
        _table(out, rows)
        rows = []
        _line(out, line)
    _table(out, rows)
    return out


def _line(out: Builder, line: str) -> None:
    if _RULE.match(line) or _FENCE.match(line) or _REFERENCE.match(line):
        return
    heading = _HEADING.match(line)
    if heading is not None:
        out.paragraph(_plain(heading[2]), kind="heading")
        return
    for part in _BREAK.split(_BEFORE.sub("", line)):
        out.paragraph(_plain(part))


def _table(out: Builder, rows: list[str]) -> None:
    cells: list[Cell] = []
    kept = [row for row in rows if not _TABLE_RULE.match(row)]
    for number, row in enumerate(kept, start=1):
        inner = row.strip().removeprefix("|").removesuffix("|")
        for column, text in enumerate(inner.split("|"), start=1):
            cells.append(Cell(number, column, _plain(_BREAK.sub("\n", text))))
    out.grid(cells)


def _plain(text: str) -> str:
    """The words without the marks around them."""
    text = _LINK.sub(r"\1", _NOTE.sub("", _IMAGE.sub("", text)))
    for _ in range(3):
        text = _STRONG.sub(r"\2", text)
    text = _CODE.sub(r"\2", _WEAK.sub(r"\1", text))
    return _ESCAPED.sub(r"\1", _TAG.sub("", text)).strip()
