"""A document as DOCX, laid out by GB/T 9704-2012. The same document gives the same bytes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from duban.documents.errors import MissingExtraError
from duban.documents.official import docx_frame as frame
from duban.documents.official.docx_table import add_table
from duban.documents.official.measures import (
    FANGSONG,
    HEITI,
    KAITI,
    LINE_PITCH,
    TITLE,
    XIAOBIAOSONG,
    Face,
)
from duban.documents.official.model import (
    Block,
    Document,
    Heading,
    Mark,
    Paragraph,
    Run,
    annex_list,
    annex_mark,
    chinese_date,
    one_line,
)
from duban.documents.official.oxml import add_run, lay_paragraph, legal, packed, style_run

BODY = 16.0
FACES: dict[int, Face] = {1: HEITI, 2: KAITI, 3: FANGSONG}
DAY = 7
"""Characters that a date takes: its digits are half as wide."""
LONGEST_PROPERTY = 255
FROM_RIGHT = 4
"""成文日期右空四字."""


def document_docx(document: Document) -> bytes:
    """The document as a file for Word, WPS and LibreOffice."""
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("DOCX", "documents") from error
    made = docx.Document()
    frame.prepare(made)
    frame.head(made, document)
    _title(made, document)
    for block in document.blocks:
        _block(made, block)
    _close(made, document)
    for n, annex in enumerate(document.annexes, 1):
        line = _line(made, annex_mark(document, n), HEITI, align="left")
        frame.break_before(line)
        _line(made, "", FANGSONG)
        _line(made, annex.title, XIAOBIAOSONG, size=TITLE, align="center", line=32)
        _line(made, "", FANGSONG)
        for block in annex.blocks:
            _block(made, block)
    frame.foot(made, document)
    _properties(made, document)
    return packed(made)


def _title(made: Any, document: Document) -> None:
    """红色分隔线下空二行; 标题下空一行的主送机关."""
    for _ in range(2 if document.authority else 0):
        _line(made, "", FANGSONG)
    for line in document.title.split("\n"):
        _line(made, line, XIAOBIAOSONG, size=TITLE, align="center", line=32)
    _line(made, "", FANGSONG)
    if document.to:
        _line(made, f"{document.to}：", FANGSONG, align="both")


def _block(made: Any, block: Block) -> None:
    if isinstance(block, Heading):
        paragraph = made.add_paragraph()
        lay_paragraph(paragraph, first=2, keep=True)
        _runs(paragraph, block.runs, FACES[block.level], bold=block.level == 3)
    elif isinstance(block, Paragraph):
        paragraph = made.add_paragraph()
        lay_paragraph(paragraph, first=0 if block.flush else 2)
        _runs(paragraph, block.runs, FANGSONG)
    else:
        add_table(made, block)


def _runs(paragraph: Any, runs: tuple[Run, ...], face: Face, *, bold: bool = False) -> None:
    for run in runs:
        style_run(
            add_run(paragraph, run.text),
            face,
            BODY,
            bold=bold or run.bold,
            wave=run.mark is not Mark.NONE,
        )


def _close(made: Any, document: Document) -> None:
    """附件说明 after an empty line; 署名 centred above 成文日期, which ends four characters in."""
    listed = annex_list(document)
    if listed:
        _line(made, "", FANGSONG, keep=True)
    for n, title in enumerate(listed):
        # The second title stands below the first, not below the word 附件.
        _line(made, title, FANGSONG, align="both", left=2 if n == 0 else 5, keep=True)
    if not document.signed and document.date is None:
        return
    for _ in range(2):
        _line(made, "", FANGSONG, keep=True)
    inset = max(0, round(FROM_RIGHT + (DAY - len(document.signed)) / 2))
    if document.signed:
        _line(made, document.signed, FANGSONG, align="right", right=inset, keep=True)
    if document.date is not None:
        day = chinese_date(document.date)
        _line(made, day, FANGSONG, align="right", right=FROM_RIGHT)


def _line(
    made: Any,
    text: str,
    face: Face,
    *,
    size: float = BODY,
    align: str = "left",
    line: float = LINE_PITCH,
    left: int = 0,
    right: int = 0,
    keep: bool = False,
) -> Any:
    paragraph = made.add_paragraph()
    lay_paragraph(paragraph, align=align, left=left, right=right, line=line, keep=keep)
    style_run(add_run(paragraph, text), face, size)
    return paragraph


def _properties(made: Any, document: Document) -> None:
    """Set the file's properties from the document alone, never from the machine or the clock."""
    day = document.date or dt.date(2000, 1, 1)
    told = made.core_properties
    title, authority, number = (
        legal(text)[:LONGEST_PROPERTY]
        for text in (one_line(document.title), document.authority, document.number)
    )
    told.title, told.subject, told.author = title, number, authority
    told.last_modified_by, told.comments, told.keywords = authority, "", ""
    told.created = told.modified = dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001
    told.revision, told.language = 1, "zh-CN"
