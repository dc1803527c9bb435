"""A document as DOCX, laid out by GB/T 9704-2012. The same document gives the same bytes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from duban.documents.errors import MissingExtraError
from duban.documents.official import docx_frame as frame
from duban.documents.official.docx_elements import add_run, lay_out_paragraph, pack_document, strip_illegal, style_run
from duban.documents.official.docx_table import add_table
from duban.documents.official.measures import FANGSONG, HEITI, KAITI, LINE_PITCH, TITLE_SIZE, XIAOBIAOSONG, Face
from duban.documents.official.model import (
    Block,
    Heading,
    Mark,
    OfficialDocument,
    Paragraph,
    Run,
    format_annex_mark,
    format_chinese_date,
    join_title_lines,
    list_annex_titles,
)

BODY_SIZE = 16.0
FACE_BY_LEVEL: dict[int, Face] = {1: HEITI, 2: KAITI, 3: FANGSONG}
DATE_WIDTH = 7
"""Characters that a date takes: its digits are half as wide."""
MAX_PROPERTY_LENGTH = 255
DATE_INSET = 4
"""成文日期右空四字."""


def render_document_docx(document: OfficialDocument) -> bytes:
    """The document as a file for Word, WPS and LibreOffice."""
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("DOCX", "documents") from error
    docx_document = docx.Document()
    frame.prepare_page(docx_document)
    frame.add_head(docx_document, document)
    _add_title(docx_document, document)
    for block in document.blocks:
        _add_block(docx_document, block)
    _add_closing(docx_document, document)
    for number, annex in enumerate(document.annexes, 1):
        annex_paragraph = _add_line(docx_document, format_annex_mark(document, number), HEITI, align="left")
        frame.add_page_break_before(annex_paragraph)
        _add_line(docx_document, "", FANGSONG)
        _add_line(docx_document, annex.title, XIAOBIAOSONG, size=TITLE_SIZE, align="center", line_pitch=32)
        _add_line(docx_document, "", FANGSONG)
        for block in annex.blocks:
            _add_block(docx_document, block)
    frame.add_imprint(docx_document, document)
    _set_properties(docx_document, document)
    return pack_document(docx_document)


def _add_title(docx_document: Any, document: OfficialDocument) -> None:
    """红色分隔线下空二行; 标题下空一行的主送机关."""
    for _ in range(2 if document.authority else 0):
        _add_line(docx_document, "", FANGSONG)
    for title_line in document.title.split("\n"):
        _add_line(docx_document, title_line, XIAOBIAOSONG, size=TITLE_SIZE, align="center", line_pitch=32)
    _add_line(docx_document, "", FANGSONG)
    if document.addressee:
        _add_line(docx_document, f"{document.addressee}：", FANGSONG, align="both")


def _add_block(docx_document: Any, block: Block) -> None:
    if isinstance(block, Heading):
        paragraph = docx_document.add_paragraph()
        lay_out_paragraph(paragraph, first_line_indent=2, stay_with_next=True)
        _add_runs(paragraph, block.runs, FACE_BY_LEVEL[block.level], bold=block.level == 3)
    elif isinstance(block, Paragraph):
        paragraph = docx_document.add_paragraph()
        lay_out_paragraph(paragraph, first_line_indent=0 if block.is_flush else 2)
        _add_runs(paragraph, block.runs, FANGSONG)
    else:
        add_table(docx_document, block)


def _add_runs(paragraph: Any, runs: tuple[Run, ...], face: Face, *, bold: bool = False) -> None:
    for run in runs:
        style_run(
            add_run(paragraph, run.text),
            face,
            BODY_SIZE,
            bold=bold or run.bold,
            wavy_underline=run.mark is not Mark.NONE,
        )


def _add_closing(docx_document: Any, document: OfficialDocument) -> None:
    """附件说明 after an empty line; 署名 centred above 成文日期, which ends four characters in."""
    annex_titles = list_annex_titles(document)
    if annex_titles:
        _add_line(docx_document, "", FANGSONG, stay_with_next=True)
    for index, title in enumerate(annex_titles):
        # The second title stands below the first, not below the word 附件.
        _add_line(
            docx_document, title, FANGSONG, align="both", start_indent=2 if index == 0 else 5, stay_with_next=True
        )
    if not document.signing_authority and document.date is None:
        return
    for _ in range(2):
        _add_line(docx_document, "", FANGSONG, stay_with_next=True)
    signature_inset = max(0, round(DATE_INSET + (DATE_WIDTH - len(document.signing_authority)) / 2))
    if document.signing_authority:
        _add_line(
            docx_document,
            document.signing_authority,
            FANGSONG,
            align="right",
            end_indent=signature_inset,
            stay_with_next=True,
        )
    if document.date is not None:
        date_text = format_chinese_date(document.date)
        _add_line(docx_document, date_text, FANGSONG, align="right", end_indent=DATE_INSET)


def _add_line(
    docx_document: Any,
    text: str,
    face: Face,
    *,
    size: float = BODY_SIZE,
    align: str = "left",
    line_pitch: float = LINE_PITCH,
    start_indent: int = 0,
    end_indent: int = 0,
    stay_with_next: bool = False,
) -> Any:
    paragraph = docx_document.add_paragraph()
    lay_out_paragraph(
        paragraph,
        align=align,
        left=start_indent,
        right=end_indent,
        line_pitch=line_pitch,
        stay_with_next=stay_with_next,
    )
    style_run(add_run(paragraph, text), face, size)
    return paragraph


def _set_properties(docx_document: Any, document: OfficialDocument) -> None:
    """Set the file's properties from the document alone, never from the machine or the clock."""
    created_date = document.date or dt.date(2000, 1, 1)
    core_properties = docx_document.core_properties
    title, authority, number = (
        strip_illegal(text)[:MAX_PROPERTY_LENGTH]
        for text in (join_title_lines(document.title), document.authority, document.number)
    )
    core_properties.title, core_properties.subject, core_properties.author = (title, number, authority)
    core_properties.last_modified_by, core_properties.comments, core_properties.keywords = (authority, "", "")
    created_at = dt.datetime(created_date.year, created_date.month, created_date.day)  # noqa: DTZ001
    core_properties.created = core_properties.modified = created_at
    core_properties.revision, core_properties.language = 1, "zh-CN"
