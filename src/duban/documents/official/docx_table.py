"""A table in DOCX: as wide as the type area, its heading repeated on every page."""

from __future__ import annotations

from typing import Any

from duban.documents.official import measures as m
from duban.documents.official.docx_elements import add_run, create_element, lay_out_paragraph, style_run
from duban.documents.official.model import Table

FONT_SIZE, LINE_PITCH = m.TABLE_SIZE, 15.0
CELL_PADDING = 60
"""twips at a cell's left and right."""


def add_table(docx_document: Any, table: Table) -> None:
    """Caption, table, note."""
    if table.caption:
        caption_paragraph = docx_document.add_paragraph()
        lay_out_paragraph(caption_paragraph, align="center", stay_with_next=True, space_before=6, space_after=3)
        style_run(add_run(caption_paragraph, table.caption), m.HEITI, m.SMALL_SIZE)
    total_width = m.to_twips(m.mm_to_points(m.TEXT_WIDTH))
    widths = _compute_widths(table, total_width)
    docx_table = docx_document.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    _set_frame(docx_table._tbl, total_width, widths)
    rows = list(docx_table._tbl.tr_lst)
    _mark_heading_row(rows[0])
    _fill_cells(rows[0], table.columns, widths, is_heading=True)
    for row, cells in zip(rows[1:], table.rows, strict=True):
        row.get_or_add_trPr().append(create_element("cantSplit"))
        _fill_cells(row, cells, widths, number_columns=table.number_columns)
    note_paragraph = docx_document.add_paragraph()
    lay_out_paragraph(note_paragraph, align="both", line_pitch=LINE_PITCH if table.note else 8)
    style_run(add_run(note_paragraph, table.note), m.FANGSONG, FONT_SIZE)


def _compute_widths(table: Table, total_width: int) -> list[int]:
    relative_total = sum(table.widths)
    widths = [total_width * width // relative_total for width in table.widths]
    widths[-1] += total_width - sum(widths)
    return widths


def _set_frame(table: Any, total_width: int, widths: list[int]) -> None:
    properties = table.tblPr
    for child in list(properties):
        properties.remove(child)
    properties.append(create_element("tblW", w=total_width, type="dxa"))
    properties.append(create_element("jc", val="center"))
    border_element = create_element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border_element.append(create_element(side, val="single", sz=4, space=0, color="000000"))
    properties.append(border_element)
    properties.append(create_element("tblLayout", type="fixed"))
    margins = create_element("tblCellMar")
    margins.append(create_element("left", w=CELL_PADDING, type="dxa"))
    margins.append(create_element("right", w=CELL_PADDING, type="dxa"))
    properties.append(margins)
    for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.set(_qualify_name("w"), str(width))


def _qualify_name(name: str) -> str:
    from docx.oxml.ns import qn

    qualified_name: str = qn(f"w:{name}")
    return qualified_name


def _mark_heading_row(row: Any) -> None:
    properties = row.get_or_add_trPr()
    properties.append(create_element("cantSplit"))
    properties.append(create_element("tblHeader"))


def _fill_cells(
    row: Any,
    texts: tuple[str, ...],
    widths: list[int],
    *,
    is_heading: bool = False,
    number_columns: frozenset[int] = frozenset(),
) -> None:
    from docx.text.paragraph import Paragraph

    for column_index, (cell, text, width) in enumerate(zip(row.tc_lst, texts, widths, strict=True)):
        properties = cell.get_or_add_tcPr()
        for child in list(properties):
            properties.remove(child)
        properties.append(create_element("tcW", w=width, type="dxa"))
        properties.append(create_element("vAlign", val="center"))
        paragraph = Paragraph(cell.p_lst[0], cell)
        align = "center" if is_heading else "right" if column_index in number_columns else "left"
        lay_out_paragraph(paragraph, align=align, line_pitch=LINE_PITCH)
        style_run(add_run(paragraph, text), m.HEITI if is_heading else m.FANGSONG, FONT_SIZE)
