"""Markdown: its text without the marks, a paragraph a line, and its tables."""

from __future__ import annotations

import re

from duban.sources.builder import Cell, DocumentBuilder

_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t\u3000]+|(?=[^\s#]))(.*?)[ \t]*#*$")
_STRONG_MARKS = re.compile(r"\*\*[^*\n]{1,200}\*\*|__[^_\n]{1,200}__|\]\([^)\s]{1,500}\)")
_RULE = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_TABLE_RULE = re.compile(r"^ {0,3}\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")
_BLOCK_PREFIX = re.compile(r"^[ \t]*(?:(?:>[ \t]?)+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)+")
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,200}\])")
_LINK = re.compile(r"\[([^\[\]\n]{1,1000})\]\([^)\n]{0,2000}\)")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:\s?\S+")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\n]{1,40}\]")
_STRONG_TEXT = re.compile(r"(\*\*\*|\*\*|__|~~|==)(?=\S)(.{1,2000}?)(?<=\S)\1")
_EMPHASIS_TEXT = re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*])\*(?![*\w])")
_CODE_SPAN = re.compile(r"(`{1,3})([^`\n]{1,1000})\1")
_COMMENT = re.compile(r"<!--.{0,20000}?-->", re.DOTALL)
_HTML_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ESCAPED_CHARACTER = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")


def is_markdown(text: str) -> bool:
    """Whether a text is written in Markdown: headings with #, and words or links marked up."""
    probe = text[:50_000]
    lines = probe.split("\n")
    headings = sum(_HEADING.match(line) is not None for line in lines)
    tables = sum("|" in line and _TABLE_RULE.match(line) is not None for line in lines)
    return headings + tables + len(_STRONG_MARKS.findall(probe)) >= 2


def read_markdown(text: str) -> DocumentBuilder:
    """The blocks of a Markdown text."""
    builder = DocumentBuilder()
    lines = _COMMENT.sub("", text).split("\n")
    if lines and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:40]):
        lines = lines[[line.strip() for line in lines].index("---", 1) + 1 :]
    table_rows: list[str] = []
    for line_index, line in enumerate(lines):
        if "|" in line and (table_rows or (line_index + 1 < len(lines) and _TABLE_RULE.match(lines[line_index + 1]))):
            table_rows.append(line)
            continue
        _add_table(builder, table_rows)
        table_rows = []
        _add_line(builder, line)
    _add_table(builder, table_rows)
    return builder


def _add_line(builder: DocumentBuilder, line: str) -> None:
    if _RULE.match(line) or _FENCE.match(line) or _REFERENCE.match(line):
        return
    heading = _HEADING.match(line)
    if heading is not None:
        builder.add_paragraph(_strip_marks(heading[2]), kind="heading")
        return
    for part in _LINE_BREAK_TAG.split(_BLOCK_PREFIX.sub("", line)):
        builder.add_paragraph(_strip_marks(part))


def _add_table(builder: DocumentBuilder, rows: list[str]) -> None:
    cells: list[Cell] = []
    content_rows = [row for row in rows if not _TABLE_RULE.match(row)]
    for number, row in enumerate(content_rows, start=1):
        row_text = row.strip().removeprefix("|").removesuffix("|")
        for column, cell_text in enumerate(row_text.split("|"), start=1):
            cells.append(Cell(number, column, _strip_marks(_LINE_BREAK_TAG.sub("\n", cell_text))))
    builder.add_table(cells)


def _strip_marks(text: str) -> str:
    """The words without the marks around them."""
    text = _LINK.sub(r"\1", _FOOTNOTE_MARK.sub("", _IMAGE.sub("", text)))
    for _ in range(3):
        text = _STRONG_TEXT.sub(r"\2", text)
    text = _CODE_SPAN.sub(r"\2", _EMPHASIS_TEXT.sub(r"\1", text))
    return _ESCAPED_CHARACTER.sub(r"\1", _HTML_TAG.sub("", text)).strip()
