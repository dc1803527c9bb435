"""OFD (GB/T 33190-2016): the characters of each page where its XML places them, made lines again.

Writers differ in folder names, prefixes and namespaces, so parts are found by following the
references from OFD.xml and elements by their local names. Templates hold page heads and frames;
they are read only when the pages themselves hold no text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from duban.sources.builder import DocumentBuilder, too_large_error
from duban.sources.errors import SourceError
from duban.sources.layout import Glyph, Line, build_page_lines, remove_running_heads
from duban.sources.limits import MAX_PAGE_CHARACTERS, MAX_PAGES
from duban.sources.package import Package, resolve_part
from duban.sources.paragraphs import build_document
from duban.sources.xml import parse_xml

_ATTRIBUTE_NAMES = "ID BaseLoc TemplateID Boundary CTM Size HScale Visible X Y DeltaX DeltaY ReadDirection"
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_SKIPPED_TAG_NAMES = "Annotations Attachments Outlines Actions Clips FillColor StrokeColor"
_SKIPPED_TAGS = frozenset(_SKIPPED_TAG_NAMES.split())
_MAX_LENGTH = 1e5  # millimetres: nothing is printed there, and sums stay finite
_MAX_STEPS = 20_000
_A4_WIDTH = 210.0  # millimetres, where a document does not state its page
Matrix = tuple[float, float, float, float, float, float]


def read_ofd(package: Package) -> tuple[DocumentBuilder, tuple[str, ...]]:
    """The blocks of an OFD package and notes on it.

    Raises `SourceError` for a damaged package and for pages without text.
    """
    pages: list[list[Line]] = []
    templates: list[list[Line]] = []
    for document in _list_documents(package):
        for page in document.pages:
            lines, template_lines = _read_page(package, document, page, len(pages) + 1)
            pages.append(lines)
            templates.append(template_lines)
    if not any(pages):
        pages = templates
    lines = remove_running_heads(pages)
    if not lines:
        raise SourceError.make("file_without_text_layer")
    empty_pages = [str(i) for i, page in enumerate(pages, start=1) if not page]
    notes = (f"no text on page(s) {', '.join(empty_pages)}: perhaps pictures",) if empty_pages else ()
    return build_document(lines), notes


@dataclass(frozen=True, slots=True)
class _OfdDocument:
    pages: tuple[str, ...]
    templates: dict[str, str]
    width: float


def _list_documents(package: Package) -> Iterator[_OfdDocument]:
    root = _parse_part(package, "OFD.xml")
    for body in root.iter("DocRoot"):
        document_name = resolve_part("/OFD.xml", (body.text or "").strip())
        document = _parse_part(package, document_name)
        common = document.find("CommonData")
        templates = {
            template.get("ID", ""): resolve_part(document_name, template.get("BaseLoc", ""))
            for template in (common.iter("TemplatePage") if common is not None else ())
        }
        pages = tuple(resolve_part(document_name, page.get("BaseLoc", "")) for page in document.iterfind("Pages/Page"))
        if len(pages) > MAX_PAGES:
            raise too_large_error()
        yield _OfdDocument(pages, templates, _read_width(common, _A4_WIDTH))


def _parse_part(package: Package, name: str) -> Element:
    return parse_xml(package.read(name), skip=_SKIPPED_TAGS, attributes=_ATTRIBUTES)


def _read_page(
    package: Package, document: _OfdDocument, page_name: str, page_number: int
) -> tuple[list[Line], list[Line]]:
    """The lines of a page, and those of its templates."""
    if page_name not in package:
        return [], []
    page = _parse_part(package, page_name)
    width = _read_width(page, document.width)
    template_names = [document.templates.get(template.get("TemplateID", "")) for template in page.iter("Template")]
    template_pages = [
        _parse_part(package, template) for template in template_names if template is not None and template in package
    ]
    return (
        build_page_lines(_list_glyphs(page), page_number, width),
        build_page_lines(
            (glyph for template in template_pages for glyph in _list_glyphs(template)), page_number, width
        ),
    )


def _read_width(parent: Element | None, default: float) -> float:
    for tag in ("PageArea/PhysicalBox", "Area/PhysicalBox"):
        box = parent.find(tag) if parent is not None else None
        numbers = _parse_numbers(box.text or "") if box is not None else []
        if len(numbers) == 4 and numbers[2] > 0:
            return numbers[2]
    return default


def _list_glyphs(page: Element) -> Iterator[Glyph]:
    glyph_count = 0
    for text_object in page.iter("TextObject"):
        if text_object.get("Visible", "true").lower() == "false":
            continue
        for glyph in _place_text_object(text_object):
            glyph_count += 1
            if glyph_count > MAX_PAGE_CHARACTERS:
                raise too_large_error()
            yield glyph


def _place_text_object(text_object: Element) -> Iterator[Glyph]:
    box = _parse_numbers(text_object.get("Boundary", ""))
    origin_x, origin_y = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    x_scale, y_shear, x_shear, y_scale, x_shift, y_shift = _parse_matrix(text_object.get("CTM", ""))
    if abs(y_shear) > abs(x_scale) * 0.1:
        return  # aslant or sideways: a seal or a watermark
    size = (_parse_numbers(text_object.get("Size", "")) or [4.0])[0]
    stretch = (_parse_numbers(text_object.get("HScale", "")) or [1.0])[0]
    # Where each character is an object of its own, its box is the only measure of its width.
    is_single = sum(len(text_code.text or "") for text_code in text_object.iter("TextCode")) == 1
    single_width = min(box[2] / (abs(x_scale) or 1.0), 1.1 * size) if is_single and len(box) == 4 else 0.0
    x = y = 0.0
    for text_code in text_object.iter("TextCode"):
        x = (_parse_numbers(text_code.get("X", "")) or [x])[0]
        y = (_parse_numbers(text_code.get("Y", "")) or [y])[0]
        x_steps, y_steps = (_parse_deltas(text_code.get("DeltaX", "")), _parse_deltas(text_code.get("DeltaY", "")))
        glyph_x, glyph_y = x, y
        for i, character in enumerate(text_code.text or ""):
            step = x_steps[i] if i < len(x_steps) else single_width or _estimate_advance(character) * size * stretch
            # A step beyond an em leaves white after the character; within one it is its width.
            glyph_width = step if 0 < step <= 1.1 * size * stretch else _estimate_advance(character) * size * stretch
            yield Glyph(
                character,
                origin_x + x_scale * glyph_x + x_shear * glyph_y + x_shift,
                origin_x + x_scale * (glyph_x + glyph_width) + x_shear * glyph_y + x_shift,
                origin_y + y_shear * glyph_x + y_scale * glyph_y + y_shift,
                abs(y_scale) * size,
            )
            glyph_x += x_steps[i] if i < len(x_steps) else (0.0 if y_steps else step)
            glyph_y += y_steps[i] if i < len(y_steps) else 0.0


def _estimate_advance(char: str) -> float:
    """The width of a character in ems, near enough to tell a word space from none."""
    return 1.0 if ord(char) > 0x2000 else 0.55


def _parse_matrix(text: str) -> Matrix:
    numbers = _parse_numbers(text)
    if len(numbers) != 6:
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    x_scale, y_shear, x_shear, y_scale, x_shift, y_shift = numbers
    return x_scale, y_shear, x_shear, y_scale, x_shift, y_shift


def _parse_numbers(text: str) -> list[float]:
    """The numbers of an attribute; none if one of them is no length on any page."""
    try:
        numbers = [float(number) for number in text.split()]
    except ValueError:
        return []
    return numbers if all(abs(number) < _MAX_LENGTH for number in numbers) else []


def _parse_deltas(text: str) -> list[float]:
    """A list of steps; `g 5 3.5` stands for five steps of 3.5 (GB/T 33190, 11.3)."""
    steps: list[float] = []
    words = iter(text.split())
    try:
        for word in words:
            if len(steps) >= _MAX_STEPS:
                break
            repeat_count = min(int(next(words)), _MAX_STEPS) if word.lower() == "g" else 1
            step = float(next(words) if word.lower() == "g" else word)
            steps += [step] * repeat_count
    except (ValueError, StopIteration):
        pass
    return steps if all(abs(delta) < _MAX_LENGTH for delta in steps) else []
