"""The frame of the text: page setup, 版头, 版记, page numbers, fonts and their substitutes."""

from __future__ import annotations

from math import ceil
from typing import Any
from xml.sax.saxutils import quoteattr

from duban.documents.official import measures as m
from duban.documents.official.docx_elements import (
    add_borders,
    add_field,
    add_run,
    create_element,
    insert_before_grid,
    lay_out_paragraph,
    style_run,
)
from duban.documents.official.model import OfficialDocument, format_chinese_date

FONT_TABLE = "/word/fontTable.xml"
AUTHORITY_FROM_TOP = 35.0
"""mm from the upper edge of the type area to 发文机关标志 (7.2.4)."""
RED_LINE_WEIGHT = 12
THICK_LINE_WEIGHT, THIN_LINE_WEIGHT = 8, 6
"""版记's lines in eighths of a point: 0.35 mm, 0.25 mm (7.4.1)."""
IMPRINT_LINE_PITCH = 24.0
"""pt from line to line of 版记."""
FOOTER_FROM_EDGE = 22.5
"""mm: sets the page number 7 mm below the type area."""


def prepare_page(docx_document: Any) -> None:
    """Page, grid, the default style, the fonts."""
    from docx.shared import Mm

    section = docx_document.sections[0]
    section.page_width, section.page_height = Mm(m.PAGE_WIDTH), Mm(m.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(m.TOP_MARGIN), Mm(m.BOTTOM_MARGIN)
    section.left_margin, section.right_margin = Mm(m.BINDING_MARGIN), Mm(m.OUTER_MARGIN)
    section.gutter, section.header_distance = 0, Mm(15)
    section.footer_distance = Mm(FOOTER_FROM_EDGE)
    properties = section._sectPr
    for previous_grid in properties.xpath("w:docGrid"):
        properties.remove(previous_grid)
    properties.append(create_element("docGrid", type="lines", linePitch=int(m.LINE_PITCH * 20)))
    _set_default_style(docx_document)
    _write_font_table(docx_document)
    _add_page_numbers(docx_document, section)


def _set_default_style(docx_document: Any) -> None:
    style = docx_document.styles["Normal"]
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    latin_font, half_points = m.LATIN_FONT, round(m.BODY_SIZE * 2)
    properties.append(
        create_element("rFonts", ascii=latin_font, hAnsi=latin_font, eastAsia=m.FANGSONG.name, cs=latin_font)
    )
    properties.append(create_element("sz", val=half_points))
    properties.append(create_element("szCs", val=half_points))
    properties.append(create_element("lang", val="en-US", eastAsia="zh-CN"))


def _write_font_table(docx_document: Any) -> None:
    """Write each face's alternative names into the font table: programs then find a substitute."""
    part = next(
        candidate for candidate in docx_document.part.package.iter_parts() if str(candidate.partname) == FONT_TABLE
    )
    font_elements = []
    for face in m.STANDARD_FACES:
        alternative_names = quoteattr(",".join((*face.aliases, *face.free_substitutes)))
        font_elements.append(
            f"<w:font w:name={quoteattr(face.name)}><w:altName w:val={alternative_names}/>"
            '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        )
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    font_table = f'<w:fonts xmlns:w="{namespace}">{"".join(font_elements)}</w:fonts>'
    part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{font_table}'.encode()


def _add_page_numbers(docx_document: Any, section: Any) -> None:
    """— 1 —, on odd pages to the right, on even pages to the left, one character in (7.5)."""
    docx_document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        inset = {"right": 1} if align == "right" else {"left": 1}
        size = m.PAGE_NUMBER_SIZE
        lay_out_paragraph(paragraph, align=align, line_pitch=size + 2, font_size=size, **inset)  # type: ignore[arg-type]
        style_run(add_run(paragraph, "— "), m.FANGSONG, size)
        add_field(paragraph, "PAGE", lambda run: style_run(run, m.FANGSONG, m.PAGE_NUMBER_SIZE))
        style_run(add_run(paragraph, " —"), m.FANGSONG, size)


def add_head(docx_document: Any, document: OfficialDocument) -> None:
    """版头: the draft's word, 发文机关标志, 发文字号, 签发人, the red line.

    A document without an authority is an annex that stands alone: nothing is added.
    """
    if not document.authority:
        return
    fitting_size = m.mm_to_points(m.TEXT_WIDTH) / max(1, len(document.authority))
    size = min(m.AUTHORITY_SIZE, int(fitting_size))
    first_paragraph = docx_document.paragraphs[0] if docx_document.paragraphs else docx_document.add_paragraph()
    space_before = m.mm_to_points(AUTHORITY_FROM_TOP)
    if document.draft_label:
        lay_out_paragraph(first_paragraph, align="left")
        style_run(add_run(first_paragraph, document.draft_label), m.HEITI, m.BODY_SIZE)
        space_before -= m.LINE_PITCH
        first_paragraph = docx_document.add_paragraph()
    lay_out_paragraph(first_paragraph, align="center", space_before=space_before, line_pitch=size * 1.2)
    style_run(add_run(first_paragraph, document.authority), m.XIAOBIAOSONG, size, color=m.RED_COLOR)
    for _ in range(2):
        lay_out_paragraph(docx_document.add_paragraph(), align="center")
    paragraph = docx_document.add_paragraph()
    align = "left" if document.signer else "center"
    inset = 1 if document.signer else 0
    properties = lay_out_paragraph(paragraph, align=align, left=inset, right=inset)
    style_run(add_run(paragraph, document.number), m.FANGSONG, m.BODY_SIZE)
    if document.signer:
        _add_right_tab(properties, m.mm_to_points(m.TEXT_WIDTH) - m.BODY_SIZE)
        style_run(add_run(paragraph, "\t签发人："), m.FANGSONG, m.BODY_SIZE)
        style_run(add_run(paragraph, document.signer), m.KAITI, m.BODY_SIZE)
    add_borders(properties, {"bottom": RED_LINE_WEIGHT}, color=m.RED_COLOR, space=11)


def _add_right_tab(properties: Any, position: float) -> None:
    tabs = create_element("tabs")
    tabs.append(create_element("tab", val="right", pos=m.to_twips(position)))
    insert_before_grid(properties, tabs)


def _qualify_tag(name: str) -> str:
    from docx.oxml.ns import qn

    qualified_name: str = qn(f"w:{name}")
    return qualified_name


def add_page_break_before(paragraph: Any) -> None:
    """Begin a new page before this paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert(0, create_element("pageBreakBefore"))


def add_imprint(docx_document: Any, document: OfficialDocument) -> None:
    """版记: at the foot of the last page, its last line on the last line of the type area (7.4).

    One frame a line, placed on the page: Word, WPS and LibreOffice all keep to that. LibreOffice
    makes no frame of paragraphs whose borders differ, and lets a floating table stand in the text.
    """
    lines = _list_imprint_lines(document)
    if not lines:
        return
    floor_y = m.mm_to_points(m.TOP_MARGIN + m.TEXT_HEIGHT)
    heights = [IMPRINT_LINE_PITCH * _count_rows(imprint_text) for imprint_text, _date_text in lines]
    for index, (imprint_text, date_text) in enumerate(lines):
        is_first, is_last = index == 0, index == len(lines) - 1
        paragraph = docx_document.add_paragraph()
        properties = lay_out_paragraph(
            paragraph, align="left", line_pitch=IMPRINT_LINE_PITCH, left=1, right=1, font_size=m.SMALL_SIZE
        )
        _place_frame(properties, floor_y - sum(heights[index:]), heights[index])
        style_run(add_run(paragraph, imprint_text), m.FANGSONG, m.SMALL_SIZE)
        if date_text:
            _add_right_tab(properties, m.mm_to_points(m.TEXT_WIDTH) - m.SMALL_SIZE)
            style_run(add_run(paragraph, f"\t{date_text}"), m.FANGSONG, m.SMALL_SIZE)
        bottom_border = {"bottom": THICK_LINE_WEIGHT if is_last else THIN_LINE_WEIGHT}
        add_borders(properties, {"top": THICK_LINE_WEIGHT, **bottom_border} if is_first else bottom_border)
    # Frames stand on the page of what follows them: an empty line as high as they are together,
    # so that no text comes to lie where they stand.
    lay_out_paragraph(docx_document.add_paragraph(), line_pitch=sum(heights))


def _list_imprint_lines(document: OfficialDocument) -> list[tuple[str, str]]:
    """The lines of 版记: what stands at the left, and at the right."""
    lines = []
    if document.copy_recipients:
        lines.append((f"抄送：{document.copy_recipients}。", ""))
    if document.printed_by or document.printed_on:
        date_text = f"{format_chinese_date(document.printed_on)}印发" if document.printed_on else ""
        lines.append((document.printed_by, date_text))
    return lines


def _count_rows(text: str) -> int:
    """Lines that a text of 版记 takes: one character is left free at either side."""
    return max(1, ceil(len(text) / int(m.mm_to_points(m.TEXT_WIDTH) / m.SMALL_SIZE - 2)))


def _place_frame(properties: Any, top_y: float, height: float) -> None:
    """Place the paragraph on its page: `top_y` and `height` in points."""
    frame_element = create_element(
        "framePr",
        w=m.to_twips(m.mm_to_points(m.TEXT_WIDTH)),
        h=m.to_twips(height),
        hRule="exact",
        hSpace=0,
        wrap="around",
        vAnchor="page",
        hAnchor="page",
        x=m.to_twips(m.mm_to_points(m.BINDING_MARGIN)),
        y=m.to_twips(top_y),
    )
    properties.find(_qualify_tag("widowControl")).addprevious(frame_element)
