"""OpenDocument text and spreadsheets: paragraphs, headings and tables (ISO/IEC 26300, GB/T 33481).

Left out: notes, comments, tables of contents, and what tracked changes deleted (a file keeps that
apart from its text). Numbers that the program writes itself are put back.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from duban.sources.builder import Cell, DocumentBuilder
from duban.sources.errors import SourceError
from duban.sources.odt_numbering import Numbering
from duban.sources.package import Package
from duban.sources.xml import parse_xml
from duban.text.document import BlockKind

_SKIPPED_TAG_NAMES = (
    "tracked-changes note annotation table-of-content illustration-index alphabetical-index "
    "bibliography user-index object-index table-index forms scripts settings hidden-text "
    "hidden-paragraph ruby-text image plugin shapes sequence-decls event-listeners desc title"
)
_SKIPPED_TAGS = frozenset(_SKIPPED_TAG_NAMES.split())
_ATTRIBUTE_NAMES = (
    "outline-level style-name name c number-columns-spanned number-rows-spanned "
    "number-columns-repeated number-rows-repeated level num-format num-suffix num-prefix "
    "start-value display-levels list-style-name parent-style-name continue-numbering visibility "
    "display is-list-header"
)
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_BOX_TAGS = frozenset(("text-box", "custom-shape", "rect", "ellipse", "caption", "line"))
_MAX_COLUMNS = 1_024
_MAX_SPACES = 100


def read_odt(package: Package) -> DocumentBuilder:
    """The blocks of an ODT or ODS package. Raises `SourceError` when it is damaged or protected."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise SourceError.make("file_encrypted")
    root = parse_xml(package.read("content.xml"), skip=_SKIPPED_TAGS, attributes=_ATTRIBUTES)
    body = root.find("body")
    if body is None:
        raise SourceError.make("file_damaged")
    styles = [root]
    if "styles.xml" in package:
        styles.append(parse_xml(package.read("styles.xml"), skip=_SKIPPED_TAGS, attributes=_ATTRIBUTES))
    return _DocumentWalker(Numbering(styles), _find_hidden_styles(styles)).walk(body)


def _find_hidden_styles(roots: list[Element]) -> frozenset[str]:
    """The styles whose text is not shown, and those of sheets that are not."""
    return frozenset(
        style.get("name", "")
        for root in roots
        for style in root.iter("style")
        for properties in style
        if properties.get("display") in ("none", "false")
    )


class _DocumentWalker:
    def __init__(self, numbering: Numbering, hidden_styles: frozenset[str]) -> None:
        self._numbering = numbering
        self._hidden_styles = hidden_styles
        self._builder = DocumentBuilder()

    def walk(self, body: Element) -> DocumentBuilder:
        self._add_blocks(body, 0, "")
        return self._builder

    def _add_blocks(self, parent: Element, depth: int, style: str) -> None:
        """Everything in a body, section, list or text box, in order."""
        for child in parent:
            if child.tag in ("p", "h"):
                self._add_paragraph(child, self._build_label(child, parent, depth, style))
            elif child.tag == "table":
                self._add_table(child)
            elif child.tag == "list":
                list_style = child.get("style-name") or style
                self._add_blocks(child, depth + 1, list_style)
                self._numbering.leave_list(list_style, depth + 1, child.get("continue-numbering") == "true")
            else:
                self._add_blocks(child, depth, style)

    def _build_label(self, child: Element, parent: Element, depth: int, style: str) -> str:
        if parent.tag == "list-item" and parent.find("*") is child:
            return self._numbering.next_label(style, depth)
        if child.tag == "h" and parent.tag != "list-header" and child.get("is-list-header") is None:
            level = child.get("outline-level", "1")
            return self._numbering.next_outline_label(int(level) if level.isdecimal() else 1)
        return ""

    def _add_paragraph(self, paragraph: Element, label: str) -> None:
        text = "".join(self._list_run_texts(paragraph))
        kind: BlockKind = "heading" if paragraph.tag == "h" else "paragraph"
        if paragraph.get("style-name") in ("Title", "标题"):
            kind = "heading"
        self._builder.add_lines(label + text if text.strip() else "", kind=kind)
        for box in _list_boxes(paragraph):
            self._add_blocks(box, 0, "")

    def _list_run_texts(self, parent: Element) -> Iterator[str]:
        if parent.get("style-name") not in self._hidden_styles or parent.tag == "p":
            yield parent.text or ""
            for child in parent:
                if child.tag == "s":
                    count = child.get("c", "1")
                    yield " " * min(int(count) if count.isdecimal() else 1, _MAX_SPACES)
                elif child.tag == "tab":
                    yield "\t"
                elif child.tag == "line-break":
                    yield "\n"
                elif child.tag not in ("frame", "g", "p", "table") and child.tag not in _BOX_TAGS:
                    yield from self._list_run_texts(child)
                yield child.tail or ""

    def _add_table(self, table: Element) -> None:
        if table.get("style-name") not in self._hidden_styles:
            self._builder.add_table(self._list_cells(table))

    def _list_cells(self, table: Element) -> Iterator[Cell]:
        row_number = 1
        for row in _list_rows(table):
            column = 1
            for cell in row:
                repeat_count = _read_count(cell, "number-columns-repeated")
                if cell.tag == "table-cell":
                    text = "\n".join(self._list_cell_texts(cell))
                    column_span = _read_count(cell, "number-columns-spanned")
                    row_span = _read_count(cell, "number-rows-spanned")
                    for repeated_column in range(column, column + min(repeat_count, 50 if text else 0)):
                        yield Cell(row_number, repeated_column, text, column_span, row_span)
                column += repeat_count
                if column > _MAX_COLUMNS:
                    break
            row_number += _read_count(row, "number-rows-repeated")

    def _list_cell_texts(self, cell: Element) -> Iterator[str]:
        for child in cell:
            if child.tag in ("p", "h"):
                yield "".join(self._list_run_texts(child))
                for box in _list_boxes(child):
                    yield from self._list_cell_texts(box)
            elif child.tag not in ("frame", "covered-table-cell"):
                yield from self._list_cell_texts(child)


def _list_boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes and shapes with text that hang on a paragraph, not those within them."""
    for child in paragraph:
        if child.tag in _BOX_TAGS:
            yield child
        elif child.tag != "p":
            yield from _list_boxes(child)


def _list_rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "table-row":
            if child.get("visibility") not in ("collapse", "filter"):
                yield child
        elif child.tag != "table-cell":
            yield from _list_rows(child)


def _read_count(element: Element, attribute_name: str) -> int:
    value = element.get(attribute_name, "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 8 else 1
