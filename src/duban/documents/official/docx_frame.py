"""The frame of the text: page setup, 版头, 版记, page numbers, fonts and their substitutes."""

from __future__ import annotations

from math import ceil
from typing import Any
from xml.sax.saxutils import quoteattr

from duban.documents.official import measures as m
from duban.documents.official.model import Document, chinese_date
from duban.documents.official.oxml import (
    add_run,
    before_grid,
    borders,
    element,
    field,
    lay_paragraph,
    style_run,
)

FONT_TABLE = "/word/fontTable.xml"
HEAD_FROM_TOP = 35.0
"""mm from the upper edge of the type area to 发文机关标志 (7.2.4)."""
RED_LINE = 12
THICK, THIN = 8, 6
"""版记's lines in eighths of a point: 0.35 mm, 0.25 mm (7.4.1)."""
IMPRINT_LINE = 24.0
"""pt from line to line of 版记."""
FOOTER_FROM_EDGE = 22.5
"""mm: sets the page number 7 mm below the type area."""


def prepare(made: Any) -> None:
    """Page, grid, the default style, the fonts."""
    from docx.shared import Mm

    section = made.sections[0]
    section.page_width, section.page_height = Mm(m.PAGE_WIDTH), Mm(m.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(m.TOP), Mm(m.BOTTOM)
    section.left_margin, section.right_margin = Mm(m.LEFT), Mm(m.RIGHT)
    section.gutter, section.header_distance = 0, Mm(15)
    section.footer_distance = Mm(FOOTER_FROM_EDGE)
    properties = section._sectPr
    for old in properties.xpath("w:docGrid"):
        properties.remove(old)
    properties.append(element("docGrid", type="lines", linePitch=int(m.LINE_PITCH * 20)))
    _default_style(made)
    _fonts(made)
    _page_numbers(made, section)


def _default_style(made: Any) -> None:
    style = made.styles["Normal"]
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    latin, half = m.LATIN, round(m.BODY * 2)
    properties.append(
        element("rFonts", ascii=latin, hAnsi=latin, eastAsia=m.FANGSONG.name, cs=latin)
    )
    properties.append(element("sz", val=half))
    properties.append(element("szCs", val=half))
    properties.append(element("lang", val="en-US", eastAsia="zh-CN"))


def _fonts(made: Any) -> None:
    """Write each face's alternative names into the font table: programs then find a substitute."""
    part = next(p for p in made.part.package.iter_parts() if str(p.partname) == FONT_TABLE)
    told = []
    for face in m.FACES:
        others = quoteattr(",".join((*face.same, *face.free)))
        told.append(
            f"<w:font w:name={quoteattr(face.name)}><w:altName w:val={others}/>"
            '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<w:fonts xmlns:w="{space}">{"".join(told)}</w:fonts>'
    part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()


def _page_numbers(made: Any, section: Any) -> None:
    """— 1 —, on odd pages to the right, on even pages to the left, one character in (7.5)."""
    made.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        inset = {"right": 1} if align == "right" else {"left": 1}
        size = m.PAGE_NUMBER
        lay_paragraph(paragraph, align=align, line=size + 2, size=size, **inset)  # type: ignore[arg-type]
        style_run(add_run(paragraph, "— "), m.FANGSONG, size)
        field(paragraph, "PAGE", lambda run: style_run(run, m.FANGSONG, m.PAGE_NUMBER))
        style_run(add_run(paragraph, " —"), m.FANGSONG, size)


def head(made: Any, document: Document) -> None:
    """版头: the draft's word, 发文机关标志, 发文字号, 签发人, the red line.

    A document without an authority is an annex that stands alone: nothing is added.
    """
    if not document.authority:
        return
    fits = m.mm(m.TEXT_WIDTH) / max(1, len(document.authority))
    size = min(m.AUTHORITY, int(fits))
    first = made.paragraphs[0] if made.paragraphs else made.add_paragraph()
    before = m.mm(HEAD_FROM_TOP)
    if document.draft:
        lay_paragraph(first, align="left")
        style_run(add_run(first, document.draft), m.HEITI, m.BODY)
        before -= m.LINE_PITCH
        first = made.add_paragraph()
    lay_paragraph(first, align="center", before=before, line=size * 1.2)
    style_run(add_run(first, document.authority), m.XIAOBIAOSONG, size, color=m.RED)
    for _ in range(2):
        lay_paragraph(made.add_paragraph(), align="center")
    paragraph = made.add_paragraph()
    align = "left" if document.signer else "center"
    inset = 1 if document.signer else 0
    properties = lay_paragraph(paragraph, align=align, left=inset, right=inset)
    style_run(add_run(paragraph, document.number), m.FANGSONG, m.BODY)
    if document.signer:
        _right_tab(properties, m.mm(m.TEXT_WIDTH) - m.BODY)
        style_run(add_run(paragraph, "\t签发人："), m.FANGSONG, m.BODY)
        style_run(add_run(paragraph, document.signer), m.KAITI, m.BODY)
    borders(properties, {"bottom": RED_LINE}, color=m.RED, space=11)


def _right_tab(properties: Any, at: float) -> None:
    tabs = element("tabs")
    tabs.append(element("tab", val="right", pos=m.twips(at)))
    before_grid(properties, tabs)


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    found: str = qn(f"w:{name}")
    return found


def break_before(paragraph: Any) -> None:
    """Begin a new page before this paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert(0, element("pageBreakBefore"))


def foot(made: Any, document: Document) -> None:
    """版记: at the foot of the last page, its last line on the last line of the type area (7.4).

    One frame a line, placed on the page: Word, WPS and LibreOffice all keep to that. LibreOffice
    makes no frame of paragraphs whose borders differ, and lets a floating table stand in the text.
    """
    lines = _imprint(document)
    if not lines:
        return
    floor = m.mm(m.TOP + m.TEXT_HEIGHT)
    heights = [IMPRINT_LINE * _rows(left) for left, _right in lines]
    for n, (left, right) in enumerate(lines):
        first, last = n == 0, n == len(lines) - 1
        paragraph = made.add_paragraph()
        properties = lay_paragraph(
            paragraph, align="left", line=IMPRINT_LINE, left=1, right=1, size=m.SMALL
        )
        _frame(properties, floor - sum(heights[n:]), heights[n])
        style_run(add_run(paragraph, left), m.FANGSONG, m.SMALL)
        if right:
            _right_tab(properties, m.mm(m.TEXT_WIDTH) - m.SMALL)
            style_run(add_run(paragraph, f"\t{right}"), m.FANGSONG, m.SMALL)
        below = {"bottom": THICK if last else THIN}
        borders(properties, {"top": THICK, **below} if first else below)
    # Frames stand on the page of what follows them: an empty line as high as they are together,
    # so that no text comes to lie where they stand.
    lay_paragraph(made.add_paragraph(), line=sum(heights))


def _imprint(document: Document) -> list[tuple[str, str]]:
    """The lines of 版记: what stands at the left, and at the right."""
    lines = []
    if document.copies:
        lines.append((f"抄送：{document.copies}。", ""))
    if document.printed_by or document.printed_on:
        day = f"{chinese_date(document.printed_on)}印发" if document.printed_on else ""
        lines.append((document.printed_by, day))
    return lines


def _rows(text: str) -> int:
    """Lines that a text of 版记 takes: one character is left free at either side."""
    return max(1, ceil(len(text) / int(m.mm(m.TEXT_WIDTH) / m.SMALL - 2)))


def _frame(properties: Any, top: float, height: float) -> None:
    """Place the paragraph on its page: `top_y` and `height` in points."""
    frame = element(
        "framePr",
        w=m.twips(m.mm(m.TEXT_WIDTH)),
        h=m.twips(height),
        hRule="exact",
        hSpace=0,
        wrap="around",
        vAnchor="page",
        hAnchor="page",
        x=m.twips(m.mm(m.LEFT)),
        y=m.twips(top),
    )
    properties.find(_tag("widowControl")).addprevious(frame)
