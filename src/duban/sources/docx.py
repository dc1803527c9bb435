"""DOCX: the paragraphs, headings and tables of the main part, in order (ECMA-376).

What a reader of the printed page would not take for the report's text is left out: pictures, hidden
runs, field codes, notes, and the table of contents. Tracked changes are read as accepted: what was
put in stands, what was taken out does not. A text box follows the paragraph that it hangs on.
Numbers that Word writes itself (automatic 一、 and (一)) are put back, because headings are known
by them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from duban.sources.builder import Cell, DocumentBuilder
from duban.sources.docx_numbering import Numbering
from duban.sources.errors import SourceError
from duban.sources.package import Package, resolve_part
from duban.sources.xml import parse_xml
from duban.text.document import BlockKind

_SKIPPED_TAG_NAMES = (
    "object Fallback instrText delText delInstrText blipFill spPr bodyPr "
    "rFonts lang sz szCs color spacing tblPr tblGrid tblPrEx sectPr ind jc rPrChange "
    "pPrChange tcW tcBorders shd bookmarkStart bookmarkEnd proofErr footnotePr rt"
)
_SKIPPED_TAGS = frozenset(_SKIPPED_TAG_NAMES.split())
_ATTRIBUTE_NAMES = "val ilvl numId abstractNumId styleId type Id Type Target char uri"
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_DOCUMENT_RELATION = "/officeDocument"
_NON_RUN_TAGS = frozenset(("pPr", "rPr", "sdtPr", "p", "tbl", "del", "moveFrom", "txbxContent"))


def read_docx(package: Package) -> DocumentBuilder:
    """The blocks of a DOCX package. Raises `SourceError` when it is damaged."""
    main_name = find_main_part(package)
    root = parse_xml(package.read(main_name), skip=_SKIPPED_TAGS, attributes=_ATTRIBUTES)
    body = root.find("body")
    if body is None:
        raise SourceError.make("file_damaged")
    styles = _parse_optional(package, resolve_part(main_name, "styles.xml"))
    numbering = _parse_optional(package, resolve_part(main_name, "numbering.xml"))
    return _DocumentWalker(_Styles(styles), Numbering(numbering)).walk(body)


def find_main_part(package: Package) -> str:
    """The name of the part that holds the document; `word/document.xml` but for odd writers."""
    if "_rels/.rels" in package:
        relations = parse_xml(package.read("_rels/.rels"), attributes=_ATTRIBUTES)
        for relation in relations:
            if relation.get("Type", "").endswith(_DOCUMENT_RELATION):
                return resolve_part("/", relation.get("Target", ""))
    return "word/document.xml"


def _parse_optional(package: Package, name: str) -> Element | None:
    return parse_xml(package.read(name), skip=_SKIPPED_TAGS, attributes=_ATTRIBUTES) if name in package else None


class _Styles:
    """The paragraph styles: name, outline level and numbering of each."""

    def __init__(self, root: Element | None) -> None:
        self._style_by_id = {style.get("styleId", ""): style for style in (root if root is not None else ())}

    def get_name(self, style_id: str) -> str:
        element = self._style_by_id.get(style_id)
        return "" if element is None else _get_value(element, "name").casefold()

    def list_properties(self, style_id: str) -> Iterator[Element]:
        """The paragraph properties of a style and of those that it is based on, nearest first."""
        for _ in range(10):  # a chain of styles is short; a loop of them would be endless
            element = self._style_by_id.get(style_id)
            if element is None:
                return
            paragraph_properties = element.find("pPr")
            if paragraph_properties is not None:
                yield paragraph_properties
            style_id = _get_value(element, "basedOn")


class _DocumentWalker:
    def __init__(self, styles: _Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._builder = DocumentBuilder()

    def walk(self, body: Element) -> DocumentBuilder:
        pending_text = ""
        for block in _list_blocks(body):
            if block.tag == "tbl":
                self._add_table(block)
            elif _is_mark_deleted(block):  # its text goes on in the next paragraph
                pending_text += self._read_text(block)
            else:
                self._add_paragraph(block, pending_text)
                pending_text = ""
            for box in _list_text_boxes(block):
                self._add_text_box(box)
        self._builder.add_lines(pending_text)
        return self._builder

    def _add_paragraph(self, paragraph: Element, prefix: str) -> None:
        kind = self._find_kind(paragraph)
        if kind is not None:
            self._builder.add_lines(prefix + self._read_text(paragraph), kind=kind)

    def _add_text_box(self, box: Element) -> None:
        for block in _list_blocks(box):
            if block.tag == "tbl":
                self._add_table(block)
            else:
                self._builder.add_lines(self._read_text(block), kind=self._find_kind(block) or "paragraph")

    def _find_kind(self, paragraph: Element) -> BlockKind | None:
        """The kind of a paragraph; None for a line of the table of contents."""
        style_id = _get_value(paragraph.find("pPr"), "pStyle")
        style_name = self._styles.get_name(style_id)
        if style_name.startswith("toc "):
            return None
        is_heading_style = style_name in ("title", "标题") or style_name.startswith(("heading ", "标题 "))
        levels = (_get_value(properties, "outlineLvl") for properties in self._list_properties(paragraph))
        level = next((outline for outline in levels if outline), "9")  # 9 is body text
        return "heading" if is_heading_style or level < "9" else "paragraph"

    def _list_properties(self, paragraph: Element) -> Iterator[Element]:
        paragraph_properties = paragraph.find("pPr")
        if paragraph_properties is not None:
            yield paragraph_properties
            yield from self._styles.list_properties(_get_value(paragraph_properties, "pStyle"))

    def _read_text(self, paragraph: Element) -> str:
        text = "".join(_list_run_texts(paragraph))
        if not text.strip():
            return ""
        for properties in self._list_properties(paragraph):
            numbering_properties = properties.find("numPr")
            if numbering_properties is not None:
                return (
                    self._numbering.next_label(
                        _get_value(numbering_properties, "numId"), _get_value(numbering_properties, "ilvl")
                    )
                    + text
                )
        return text

    def _add_table(self, table: Element) -> None:
        self._builder.add_table(self._list_cells(table))

    def _list_cells(self, table: Element) -> list[Cell]:
        cell_by_position: dict[tuple[int, int], Cell] = {}
        origin_by_column: dict[int, tuple[int, int]] = {}
        row_elements = (
            row_element for row_element in _list_children(table, "tr") if row_element.find("trPr/del") is None
        )
        for row, row_cells in enumerate(row_elements, start=1):
            column = 1
            for cell in _list_children(row_cells, "tc"):
                properties = cell.find("tcPr")
                span_text = _get_value(properties, "gridSpan", "1")
                column_span = int(span_text) if span_text.isdecimal() and 0 < len(span_text) < 4 else 1
                vertical_merge = properties.find("vMerge") if properties is not None else None
                origin = origin_by_column.get(column)
                if vertical_merge is not None and vertical_merge.get("val") != "restart" and origin is not None:
                    cell_by_position[origin] = replace(cell_by_position[origin], row_span=row - origin[0] + 1)
                else:
                    text = "\n".join(self._read_text(paragraph) for paragraph in cell.iter("p"))
                    cell_by_position[row, column] = Cell(row, column, text, column_span)
                    origin_by_column[column] = (row, column)
                column += column_span
        return list(cell_by_position.values())


def _is_mark_deleted(paragraph: Element) -> bool:
    """Whether a tracked change deletes the paragraph mark, which joins it with the next one."""
    return paragraph.find("pPr/rPr/del") is not None


def _list_text_boxes(block: Element) -> Iterator[Element]:
    """The text boxes that hang on a paragraph; those in a cell are part of its text."""
    if block.tag == "p":
        yield from block.iter("txbxContent")


def _list_blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables, through whatever wraps them (content controls, tracked insertions)."""
    for child in parent:
        if child.tag in ("p", "tbl"):
            yield child
        elif child.tag not in ("pPr", "sdtPr"):
            yield from _list_blocks(child)


def _list_children(parent: Element, tag: str) -> Iterator[Element]:
    """Rows or cells, through whatever wraps them, but not those of a table within."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in ("p", "tbl"):
            yield from _list_children(child, tag)


def _list_run_texts(parent: Element) -> Iterator[str]:
    for child in parent:
        if child.tag == "r":
            if child.find("rPr/vanish") is None:
                yield from _list_run_texts(child)
        elif child.tag == "t":
            yield child.text or ""
        elif child.tag in ("tab", "ptab"):
            yield "\t"
        elif child.tag in ("br", "cr"):
            yield "" if child.get("type") == "page" else "\n"
        elif child.tag == "noBreakHyphen":
            yield "-"
        elif child.tag not in _NON_RUN_TAGS:
            yield from _list_run_texts(child)


def _get_value(parent: Element | None, tag: str, default: str = "") -> str:
    child = parent.find(tag) if parent is not None else None
    return default if child is None else child.get("val", default)
