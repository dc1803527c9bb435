"""A table in DOCX: as wide as the type area, its heading repeated on every page."""

from __future__ import annotations

from typing import Any

from duban.documents.official import measures as m
from duban.documents.official.model import Table
from duban.documents.official.oxml import add_run, element, lay_paragraph, style_run

SIZE, LINE = m.TABLE, 15.0
PADDING = 60
"""twips at a cell's left and right."""


def add_table(made: Any, table: Table) -> None:
    """Caption, table, note."""
    if table.caption:
        caption = made.add_paragraph()
        lay_paragraph(caption, align="center", keep=True, before=6, after=3)
        style_run(add_run(caption, table.caption), m.HEITI, m.SMALL)
    whole = m.twips(m.mm(m.TEXT_WIDTH))
    widths = _widths(table, whole)
    grid = made.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    _frame(grid._tbl, whole, widths)
    rows = list(grid._tbl.tr_lst)
    _heading(rows[0])
    _cells(rows[0], table.columns, widths, heading=True)
    for row, cells in zip(rows[1:], table.rows, strict=True):
        row.get_or_add_trPr().append(element("cantSplit"))
        _cells(row, cells, widths, numbers=table.numbers)
    note = made.add_paragraph()
    lay_paragraph(note, align="both", line=LINE if table.note else 8)
    style_run(add_run(note, table.note), m.FANGSONG, SIZE)


def _widths(table: Table, whole: int) -> list[int]:
    total = sum(table.widths)
    found = [whole * width // total for width in table.widths]
    found[-1] += whole - sum(found)
    return found


def _frame(table: Any, whole: int, widths: list[int]) -> None:
    properties = table.tblPr
    for child in list(properties):
        properties.remove(child)
    properties.append(element("tblW", w=whole, type="dxa"))
    properties.append(element("jc", val="center"))
    lines = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        lines.append(element(side, val="single", sz=4, space=0, color="000000"))
    properties.append(lines)
    properties.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    margins.append(element("left", w=PADDING, type="dxa"))
    margins.append(element("right", w=PADDING, type="dxa"))
    properties.append(margins)
    for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.set(_w("w"), str(width))


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    found: str = qn(f"w:{name}")
    return found


def _heading(row: Any) -> None:
    properties = row.get_or_add_trPr()
    properties.append(element("cantSplit"))
    properties.append(element("tblHeader"))


def _cells(
    row: Any,
    texts: tuple[str, ...],
    widths: list[int],
    *,
    heading: bool = False,
    numbers: frozenset[int] = frozenset(),
) -> None:
    from docx.text.paragraph import Paragraph

    for n, (cell, text, width) in enumerate(zip(row.tc_lst, texts, widths, strict=True)):
        properties = cell.get_or_add_tcPr()
        for child in list(properties):
            properties.remove(child)
        properties.append(element("tcW", w=width, type="dxa"))
        properties.append(element("vAlign", val="center"))
        paragraph = Paragraph(cell.p_lst[0], cell)
        align = "center" if heading else "right" if n in numbers else "left"
        lay_paragraph(paragraph, align=align, line=LINE)
        style_run(add_run(paragraph, text), m.HEITI if heading else m.FANGSONG, SIZE)
