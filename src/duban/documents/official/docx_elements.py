"""Helpers for WordprocessingML that python-docx has no API for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from duban.documents.official.measures import LATIN_FONT, LINE_PITCH, TRACKING, Face, to_twips

ARCHIVE_DATE = (1980, 1, 1, 0, 0, 0)
"""The date of every member of the archive: the same document gives the same bytes."""
UNITS_PER_CHARACTER = 100
ILLEGAL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def create_element(tag: str, **attributes: str | int) -> Any:
    """An element of the `w:` namespace; attribute names are written without it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    node = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        node.set(qn(f"w:{name}"), str(value))
    return node


def strip_illegal(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return ILLEGAL_CHARACTERS.sub("", text)


def add_run(paragraph: Any, text: str) -> Any:
    """Add a run of this text to the paragraph."""
    return paragraph.add_run(strip_illegal(text))


def style_run(
    run: Any, face: Face, size: float, *, bold: bool = False, color: str = "", wavy_underline: bool = False
) -> None:
    """Set face, size, and the tracking that fits 28 characters into a line."""
    properties = run._r.get_or_add_rPr()
    fonts = create_element("rFonts", ascii=LATIN_FONT, hAnsi=LATIN_FONT, eastAsia=face.name, cs=LATIN_FONT)
    fonts.set(_qualify_name("hint"), "eastAsia")
    half_points = round(size * 2)
    elements = [fonts]
    if bold:
        elements += [create_element("b"), create_element("bCs")]
    if color or wavy_underline:
        elements.append(create_element("color", val=color or "FF0000"))
    if size >= 16:
        elements.append(create_element("spacing", val=to_twips(TRACKING)))
    elements += [create_element("sz", val=half_points), create_element("szCs", val=half_points)]
    if wavy_underline:
        elements.append(create_element("u", val="wave", color="FF0000"))
    for child in elements:
        properties.append(child)


def _qualify_name(name: str) -> str:
    from docx.oxml.ns import qn

    qualified_name: str = qn(f"w:{name}")
    return qualified_name


def lay_out_paragraph(
    paragraph: Any,
    *,
    align: str = "both",
    first_line_indent: int = 0,
    left: int = 0,
    right: int = 0,
    space_before: float = 0,
    space_after: float = 0,
    line_pitch: float = LINE_PITCH,
    stay_with_next: bool = False,
    page_break: bool = False,
    font_size: float = 16,
) -> Any:
    """Set alignment, indents (characters of `font_size`), spacing (points); returns the w:pPr."""
    properties = paragraph._p.get_or_add_pPr()
    if stay_with_next:
        properties.append(create_element("keepNext"))
    if page_break:
        properties.append(create_element("pageBreakBefore"))
    properties.append(create_element("widowControl", val=0))
    # Lines are as high as they say: a grid would stretch the small ones of tables.
    properties.append(create_element("snapToGrid", val=0))
    # Rounded down: twenty-two lines a twentieth of a point too high do not fit the page.
    spacing = {"before": to_twips(space_before), "after": to_twips(space_after), "line": int(line_pitch * 20)}
    properties.append(create_element("spacing", **spacing, lineRule="exact"))
    indents: dict[str, str | int] = {}
    for side, count in (("left", left), ("right", right), ("firstLine", first_line_indent)):
        indents[f"{side}Chars"] = count * UNITS_PER_CHARACTER
        indents[side] = to_twips(count * (font_size + TRACKING))
    properties.append(create_element("ind", **indents))
    properties.append(create_element("jc", val=align))
    return properties


def add_borders(properties: Any, sizes: Mapping[str, int], *, color: str = "000000", space: int = 0) -> None:
    """Add lines at a paragraph's sides; sizes by side in eighths of a point, `space` in points."""
    border_element = create_element("pBdr")
    for side, size in sizes.items():
        border_element.append(create_element(side, val="single", sz=size, space=space, color=color))
    insert_before_grid(properties, border_element)


def insert_before_grid(properties: Any, child: Any) -> None:
    """Insert borders or tabs in the schema's order: borders, tabs, grid, spacing."""
    tabs = properties.find(_qualify_name("tabs"))
    successor = properties.find(_qualify_name("snapToGrid")) if tabs is None else tabs
    successor.addprevious(child)


def add_field(paragraph: Any, instruction: str, style: Any) -> None:
    """Add a field such as PAGE, its runs styled by `style(run)`."""
    for marker, text in (("begin", ""), ("", instruction), ("end", "")):
        run = paragraph.add_run()
        style(run)
        if marker:
            run._r.append(create_element("fldChar", fldCharType=marker))
        else:
            instruction_element = create_element("instrText")
            instruction_element.text = f" {text} "
            run._r.append(instruction_element)


def pack_document(document: Any) -> bytes:
    """The DOCX file with sorted members and a fixed date, so that its bytes are reproducible."""
    saved_file = io.BytesIO()
    document.save(saved_file)
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(saved_file) as source_archive,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target_archive,
    ):
        for name in sorted(
            source_archive.namelist(), key=lambda member_name: (member_name != "[Content_Types].xml", member_name)
        ):
            member_info = zipfile.ZipInfo(name, ARCHIVE_DATE)
            member_info.compress_type = zipfile.ZIP_DEFLATED
            target_archive.writestr(member_info, source_archive.read(name))
    return buffer.getvalue()
