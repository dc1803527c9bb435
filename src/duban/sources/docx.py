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

from duban.sources.builder import Builder, Cell
from duban.sources.docx_numbering import Numbering
from duban.sources.package import Package, damaged, resolve
from duban.sources.xml import parse
from duban.text.document import BlockKind

_SKIP_WORDS = (
    "object Fallback instrText delText delInstrText blipFill spPr bodyPr "
    "rFonts lang sz szCs color spacing tblPr tblGrid tblPrEx sectPr ind jc rPrChange "
    "pPrChange tcW tcBorders shd bookmarkStart bookmarkEnd proofErr footnotePr rt"
)
_SKIP = frozenset(_SKIP_WORDS.split())
_ATTRIBUTES_WORDS = "val ilvl numId abstractNumId styleId type Id Type Target char uri"
_ATTRIBUTES = frozenset(_ATTRIBUTES_WORDS.split())
_OFFICE_DOCUMENT = "/officeDocument"
_NOT_RUNS = frozenset(("pPr", "rPr", "sdtPr", "p", "tbl", "del", "moveFrom", "txbxContent"))


def read_docx(package: Package) -> Builder:
    """The blocks of a DOCX package. Raises `SourceError` when it is damaged."""
    main = main_part(package)
    root = parse(package.read(main), skip=_SKIP, attributes=_ATTRIBUTES)
    body = root.find("body")
    if body is None:
        raise damaged()
    styles = _optional(package, resolve(main, "styles.xml"))
    numbering = _optional(package, resolve(main, "numbering.xml"))
    return _Walk(_Styles(styles), Numbering(numbering)).walk(body)


def main_part(package: Package) -> str:
    """The name of the part that holds the document; `word/document.xml` but for odd writers."""
    if "_rels/.rels" in package:
        relations = parse(package.read("_rels/.rels"), attributes=_ATTRIBUTES)
        for relation in relations:
            if relation.get("Type", "").endswith(_OFFICE_DOCUMENT):
                return resolve("/", relation.get("Target", ""))
    return "word/document.xml"


def _optional(package: Package, name: str) -> Element | None:
    return (
        parse(package.read(name), skip=_SKIP, attributes=_ATTRIBUTES) if name in package else None
    )


class _Styles:
    """The paragraph styles: name, outline level and numbering of each."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {s.get("styleId", ""): s for s in (root if root is not None else ())}

    def name(self, style: str) -> str:
        found = self._styles.get(style)
        return "" if found is None else _val(found, "name").casefold()

    def properties(self, style: str) -> Iterator[Element]:
        """The paragraph properties of a style and of those that it is based on, nearest first."""
        for _ in range(10):  # a chain of styles is short; a loop of them would be endless
            found = self._styles.get(style)
            if found is None:
                return
            own = found.find("pPr")
            if own is not None:
                yield own
            style = _val(found, "basedOn")


class _Walk:
    def __init__(self, styles: _Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._out = Builder()

    def walk(self, body: Element) -> Builder:
        held = ""
        for block in _blocks(body):
            if block.tag == "tbl":
                self._table(block)
            elif _mark_deleted(block):  # its text goes on in the next paragraph
                held += self._text(block)
            else:
                self._paragraph(block, held)
                held = ""
            for box in _boxes(block):
                self._box(box)
        self._out.lines(held)
        return self._out

    def _paragraph(self, paragraph: Element, before: str) -> None:
        kind = self._kind(paragraph)
        if kind is not None:
            self._out.lines(before + self._text(paragraph), kind=kind)

    def _box(self, box: Element) -> None:
        for block in _blocks(box):
            if block.tag == "tbl":
                self._table(block)
            else:
                self._out.lines(self._text(block), kind=self._kind(block) or "paragraph")

    def _kind(self, paragraph: Element) -> BlockKind | None:
        """The kind of a paragraph; None for a line of the table of contents."""
        style = _val(paragraph.find("pPr"), "pStyle")
        name = self._styles.name(style)
        if name.startswith("toc "):
            return None
        heading = name in ("title", "标题") or name.startswith(("heading ", "标题 "))
        levels = (_val(p, "outlineLvl") for p in self._properties(paragraph))
        level = next((x for x in levels if x), "9")  # 9 is body text
        return "heading" if heading or level < "9" else "paragraph"

    def _properties(self, paragraph: Element) -> Iterator[Element]:
        own = paragraph.find("pPr")
        if own is not None:
            yield own
            yield from self._styles.properties(_val(own, "pStyle"))

    def _text(self, paragraph: Element) -> str:
        text = "".join(_runs(paragraph))
        if not text.strip():
            return ""
        for properties in self._properties(paragraph):
            number = properties.find("numPr")
            if number is not None:
                return self._numbering.label(_val(number, "numId"), _val(number, "ilvl")) + text
        return text

    def _table(self, table: Element) -> None:
        self._out.grid(self._cells(table))

    def _cells(self, table: Element) -> list[Cell]:
        found: dict[tuple[int, int], Cell] = {}
        above: dict[int, tuple[int, int]] = {}
        rows = (r for r in _children(table, "tr") if r.find("trPr/del") is None)
        for row, line in enumerate(rows, start=1):
            column = 1
            for cell in _children(line, "tc"):
                properties = cell.find("tcPr")
                span = _val(properties, "gridSpan", "1")
                across = int(span) if span.isdecimal() and 0 < len(span) < 4 else 1
                merged = properties.find("vMerge") if properties is not None else None
                first = above.get(column)
                if merged is not None and merged.get("val") != "restart" and first is not None:
                    found[first] = replace(found[first], down=row - first[0] + 1)
                else:
                    text = "\n".join(self._text(p) for p in cell.iter("p"))
                    found[row, column] = Cell(row, column, text, across)
                    above[column] = (row, column)
                column += across
        return list(found.values())


def _mark_deleted(paragraph: Element) -> bool:
    """Whether a tracked change deletes the paragraph mark, which joins it with the next one."""
    return paragraph.find("pPr/rPr/del") is not None


def _boxes(block: Element) -> Iterator[Element]:
    """The text boxes that hang on a paragraph; those in a cell are part of its text."""
    if block.tag == "p":
        yield from block.iter("txbxContent")


def _blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables, through whatever wraps them (content controls, tracked insertions)."""
    for child in parent:
        if child.tag in ("p", "tbl"):
            yield child
        elif child.tag not in ("pPr", "sdtPr"):
            yield from _blocks(child)


def _children(parent: Element, tag: str) -> Iterator[Element]:
    """Rows or cells, through whatever wraps them, but not those of a table within."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in ("p", "tbl"):
            yield from _children(child, tag)


def _runs(parent: Element) -> Iterator[str]:
    for child in parent:
        if child.tag == "r":
            if child.find("rPr/vanish") is None:
                yield from _runs(child)
        elif child.tag == "t":
            yield child.text or ""
        elif child.tag in ("tab", "ptab"):
            yield "\t"
        elif child.tag in ("br", "cr"):
            yield "" if child.get("type") == "page" else "\n"
        elif child.tag == "noBreakHyphen":
            yield "-"
        elif child.tag not in _NOT_RUNS:
            yield from _runs(child)


def _val(parent: Element | None, tag: str, default: str = "") -> str:
    found = parent.find(tag) if parent is not None else None
    return default if found is None else found.get("val", default)
