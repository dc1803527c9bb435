"""Helpers for WordprocessingML that python-docx has no API for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from duban.documents.official.measures import (
    LATIN,
    LINE_PITCH,
    TRACKING,
    Face,
    twips,
)

WHEN = (1980, 1, 1, 0, 0, 0)
"""The date of every member of the archive: the same document gives the same bytes."""
UNITS_A_CHARACTER = 100
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def element(tag: str, **attributes: str | int) -> Any:
    """An element of the `w:` namespace; attribute names are written without it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def legal(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return ILLEGAL.sub("", text)


def add_run(paragraph: Any, text: str) -> Any:
    """Add a run of this text to the paragraph."""
    return paragraph.add_run(legal(text))


def style_run(
    run: Any, face: Face, size: float, *, bold: bool = False, color: str = "", wave: bool = False
) -> None:
    """Set face, size, and the tracking that fits 28 characters into a line."""
    properties = run._r.get_or_add_rPr()
    fonts = element("rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=face.name, cs=LATIN)
    fonts.set(_w("hint"), "eastAsia")
    half = round(size * 2)
    parts = [fonts]
    if bold:
        parts += [element("b"), element("bCs")]
    if color or wave:
        parts.append(element("color", val=color or "FF0000"))
    if size >= 16:
        parts.append(element("spacing", val=twips(TRACKING)))
    parts += [element("sz", val=half), element("szCs", val=half)]
    if wave:
        parts.append(element("u", val="wave", color="FF0000"))
    for part in parts:
        properties.append(part)


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    found: str = qn(f"w:{name}")
    return found


def lay_paragraph(
    paragraph: Any,
    *,
    align: str = "both",
    first: int = 0,
    left: int = 0,
    right: int = 0,
    before: float = 0,
    after: float = 0,
    line: float = LINE_PITCH,
    keep: bool = False,
    page_break: bool = False,
    size: float = 16,
) -> Any:
    """Set alignment, indents (characters of `font_size`), spacing (points); returns the w:pPr."""
    properties = paragraph._p.get_or_add_pPr()
    if keep:
        properties.append(element("keepNext"))
    if page_break:
        properties.append(element("pageBreakBefore"))
    properties.append(element("widowControl", val=0))
    # Lines are as high as they say: a grid would stretch the small ones of tables.
    properties.append(element("snapToGrid", val=0))
    # Rounded down: twenty-two lines a twentieth of a point too high do not fit the page.
    spacing = {"before": twips(before), "after": twips(after), "line": int(line * 20)}
    properties.append(element("spacing", **spacing, lineRule="exact"))
    indents: dict[str, str | int] = {}
    for name, count in (("left", left), ("right", right), ("firstLine", first)):
        indents[f"{name}Chars"] = count * UNITS_A_CHARACTER
        indents[name] = twips(count * (size + TRACKING))
    properties.append(element("ind", **indents))
    properties.append(element("jc", val=align))
    return properties


def borders(
    properties: Any, sizes: Mapping[str, int], *, color: str = "000000", space: int = 0
) -> None:
    """Add lines at a paragraph's sides; sizes by side in eighths of a point, `space` in points."""
    found = element("pBdr")
    for side, size in sizes.items():
        found.append(element(side, val="single", sz=size, space=space, color=color))
    before_grid(properties, found)


def before_grid(properties: Any, part: Any) -> None:
    """Insert borders or tabs in the schema's order: borders, tabs, grid, spacing."""
    tabs = properties.find(_w("tabs"))
    place = properties.find(_w("snapToGrid")) if tabs is None else tabs
    place.addprevious(part)


def field(paragraph: Any, instruction: str, style: Any) -> None:
    """Add a field such as PAGE, its runs styled by `style(run)`."""
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        run = paragraph.add_run()
        style(run)
        if kind:
            run._r.append(element("fldChar", fldCharType=kind))
        else:
            told = element("instrText")
            told.text = f" {text} "
            run._r.append(told)


def packed(document: Any) -> bytes:
    """The DOCX file with sorted members and a fixed date, so that its bytes are reproducible."""
    written = io.BytesIO()
    document.save(written)
    out = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()
