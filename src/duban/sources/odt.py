"""OpenDocument text and spreadsheets: paragraphs, headings and tables (ISO/IEC 26300, GB/T 33481).

Left out: notes, comments, tables of contents, and what tracked changes deleted (a file keeps that
apart from its text). Numbers that the program writes itself are put back.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from duban.sources.builder import Builder, Cell
from duban.sources.odt_numbering import Numbering
from duban.sources.package import Package, damaged, encrypted
from duban.sources.xml import parse
from duban.text.document import BlockKind

_SKIP_WORDS = (
    "tracked-changes note annotation table-of-content illustration-index alphabetical-index "
    "bibliography user-index object-index table-index forms scripts settings hidden-text "
    "hidden-paragraph ruby-text image plugin shapes sequence-decls event-listeners desc title"
)
_SKIP = frozenset(_SKIP_WORDS.split())
_ATTRIBUTES_WORDS = (
    "outline-level style-name name c number-columns-spanned number-rows-spanned "
    "number-columns-repeated number-rows-repeated level num-format num-suffix num-prefix "
    "start-value display-levels list-style-name parent-style-name continue-numbering visibility "
    "display is-list-header"
)
_ATTRIBUTES = frozenset(_ATTRIBUTES_WORDS.split())
_BOXES = frozenset(("text-box", "custom-shape", "rect", "ellipse", "caption", "line"))
_MOST_COLUMNS = 1_024
_MOST_SPACES = 100


def read_odt(package: Package) -> Builder:
    """The blocks of an ODT or ODS package. Raises `SourceError` when it is damaged or protected."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read(
        "META-INF/manifest.xml"
    ):
        raise encrypted()
    root = parse(package.read("content.xml"), skip=_SKIP, attributes=_ATTRIBUTES)
    body = root.find("body")
    if body is None:
        raise damaged()
    styles = [root]
    if "styles.xml" in package:
        styles.append(parse(package.read("styles.xml"), skip=_SKIP, attributes=_ATTRIBUTES))
    return _Walk(Numbering(styles), _hidden(styles)).walk(body)


def _hidden(roots: list[Element]) -> frozenset[str]:
    """The styles whose text is not shown, and those of sheets that are not."""
    return frozenset(
        style.get("name", "")
        for root in roots
        for style in root.iter("style")
        for properties in style
        if properties.get("display") in ("none", "false")
    )


class _Walk:
    def __init__(self, numbering: Numbering, hidden: frozenset[str]) -> None:
        self._numbering = numbering
        self._hidden = hidden
        self._out = Builder()

    def walk(self, body: Element) -> Builder:
        self._blocks(body, 0, "")
        return self._out

    def _blocks(self, parent: Element, depth: int, style: str) -> None:
        """Everything in a body, section, list or text box, in order."""
        for child in parent:
            if child.tag in ("p", "h"):
                self._paragraph(child, self._label(child, parent, depth, style))
            elif child.tag == "table":
                self._sheet_or_table(child)
            elif child.tag == "list":
                own = child.get("style-name") or style
                self._blocks(child, depth + 1, own)
                self._numbering.leave(own, depth + 1, child.get("continue-numbering") == "true")
            else:
                self._blocks(child, depth, style)

    def _label(self, child: Element, parent: Element, depth: int, style: str) -> str:
        if parent.tag == "list-item" and parent.find("*") is child:
            return self._numbering.label(style, depth)
        if child.tag == "h" and parent.tag != "list-header" and child.get("is-list-header") is None:
            level = child.get("outline-level", "1")
            return self._numbering.outline(int(level) if level.isdecimal() else 1)
        return ""

    def _paragraph(self, paragraph: Element, label: str) -> None:
        text = "".join(self._runs(paragraph))
        kind: BlockKind = "heading" if paragraph.tag == "h" else "paragraph"
        if paragraph.get("style-name") in ("Title", "标题"):
            kind = "heading"
        self._out.lines(label + text if text.strip() else "", kind=kind)
        for box in _boxes(paragraph):
            self._blocks(box, 0, "")

    def _runs(self, parent: Element) -> Iterator[str]:
        if parent.get("style-name") not in self._hidden or parent.tag == "p":
            yield parent.text or ""
            for child in parent:
                if child.tag == "s":
                    count = child.get("c", "1")
                    yield " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES)
                elif child.tag == "tab":
                    yield "\t"
                elif child.tag == "line-break":
                    yield "\n"
                elif child.tag not in ("frame", "g", "p", "table") and child.tag not in _BOXES:
                    yield from self._runs(child)
                yield child.tail or ""

    def _sheet_or_table(self, table: Element) -> None:
        if table.get("style-name") not in self._hidden:
            self._out.grid(self._cells(table))

    def _cells(self, table: Element) -> Iterator[Cell]:
        number = 1
        for row in _rows(table):
            column = 1
            for cell in row:
                repeated = _count(cell, "number-columns-repeated")
                if cell.tag == "table-cell":
                    text = "\n".join(self._cell_text(cell))
                    across = _count(cell, "number-columns-spanned")
                    down = _count(cell, "number-rows-spanned")
                    for at in range(column, column + min(repeated, 50 if text else 0)):
                        yield Cell(number, at, text, across, down)
                column += repeated
                if column > _MOST_COLUMNS:
                    break
            number += _count(row, "number-rows-repeated")

    def _cell_text(self, cell: Element) -> Iterator[str]:
        for child in cell:
            if child.tag in ("p", "h"):
                yield "".join(self._runs(child))
                for box in _boxes(child):
                    yield from self._cell_text(box)
            elif child.tag not in ("frame", "covered-table-cell"):
                yield from self._cell_text(child)


def _boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes and shapes with text that hang on a paragraph, not those within them."""
    for child in paragraph:
        if child.tag in _BOXES:
            yield child
        elif child.tag != "p":
            yield from _boxes(child)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "table-row":
            if child.get("visibility") not in ("collapse", "filter"):
                yield child
        elif child.tag != "table-cell":
            yield from _rows(child)


def _count(element: Element, name: str) -> int:
    value = element.get(name, "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 8 else 1
