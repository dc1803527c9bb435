"""OFD (GB/T 33190-2016): the characters of each page where its XML places them, made lines again.

Writers differ in folder names, prefixes and namespaces, so parts are found by following the
references from OFD.xml and elements by their local names. Templates hold page heads and frames;
they are read only when the pages themselves hold no text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from duban.sources.builder import Builder, too_much
from duban.sources.layout import Glyph, Line, page_lines, without_running_heads
from duban.sources.limits import MAX_PAGE_CHARACTERS, MAX_PAGES
from duban.sources.package import Package, resolve
from duban.sources.paragraphs import build
from duban.sources.pdf import no_text_layer
from duban.sources.xml import parse

_ATTRIBUTES_WORDS = (
    "ID BaseLoc TemplateID Boundary CTM Size HScale Visible X Y DeltaX DeltaY ReadDirection"
)
_ATTRIBUTES = frozenset(_ATTRIBUTES_WORDS.split())
_SKIP_WORDS = "Annotations Attachments Outlines Actions Clips FillColor StrokeColor"
_SKIP = frozenset(_SKIP_WORDS.split())
_FAR = 1e5  # millimetres: nothing is printed there, and sums stay finite
_MOST_STEPS = 20_000
_A4 = 210.0  # millimetres, where a document does not state its page
Matrix = tuple[float, float, float, float, float, float]


def read_ofd(package: Package) -> tuple[Builder, tuple[str, ...]]:
    """The blocks of an OFD package and notes on it.

    Raises `SourceError` for a damaged package and for pages without text.
    """
    pages: list[list[Line]] = []
    templates: list[list[Line]] = []
    for document in _documents(package):
        for page in document.pages:
            lines, under = _page(package, document, page, len(pages) + 1)
            pages.append(lines)
            templates.append(under)
    if not any(pages):
        pages = templates
    lines = without_running_heads(pages)
    if not lines:
        raise no_text_layer()
    bare = [str(i) for i, page in enumerate(pages, start=1) if not page]
    notes = (f"no text on page(s) {', '.join(bare)}: perhaps pictures",) if bare else ()
    return build(lines), notes


@dataclass(frozen=True, slots=True)
class _Document:
    pages: tuple[str, ...]
    templates: dict[str, str]
    width: float


def _documents(package: Package) -> Iterator[_Document]:
    root = _parse(package, "OFD.xml")
    for body in root.iter("DocRoot"):
        name = resolve("/OFD.xml", (body.text or "").strip())
        document = _parse(package, name)
        common = document.find("CommonData")
        templates = {
            t.get("ID", ""): resolve(name, t.get("BaseLoc", ""))
            for t in (common.iter("TemplatePage") if common is not None else ())
        }
        pages = tuple(resolve(name, p.get("BaseLoc", "")) for p in document.iterfind("Pages/Page"))
        if len(pages) > MAX_PAGES:
            raise too_much()
        yield _Document(pages, templates, _width(common, _A4))


def _parse(package: Package, name: str) -> Element:
    return parse(package.read(name), skip=_SKIP, attributes=_ATTRIBUTES)


def _page(
    package: Package, document: _Document, name: str, number: int
) -> tuple[list[Line], list[Line]]:
    """The lines of a page, and those of its templates."""
    if name not in package:
        return [], []
    page = _parse(package, name)
    width = _width(page, document.width)
    used = [document.templates.get(t.get("TemplateID", "")) for t in page.iter("Template")]
    under = [_parse(package, t) for t in used if t is not None and t in package]
    return (
        page_lines(_glyphs(page), number, width),
        page_lines((g for t in under for g in _glyphs(t)), number, width),
    )


def _width(parent: Element | None, default: float) -> float:
    for tag in ("PageArea/PhysicalBox", "Area/PhysicalBox"):
        box = parent.find(tag) if parent is not None else None
        numbers = _numbers(box.text or "") if box is not None else []
        if len(numbers) == 4 and numbers[2] > 0:
            return numbers[2]
    return default


def _glyphs(page: Element) -> Iterator[Glyph]:
    total = 0
    for text in page.iter("TextObject"):
        if text.get("Visible", "true").lower() == "false":
            continue
        for glyph in _object(text):
            total += 1
            if total > MAX_PAGE_CHARACTERS:
                raise too_much()
            yield glyph


def _object(text: Element) -> Iterator[Glyph]:
    box = _numbers(text.get("Boundary", ""))
    left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    a, b, c, d, e, f = _matrix(text.get("CTM", ""))
    if abs(b) > abs(a) * 0.1:
        return  # aslant or sideways: a seal or a watermark
    size = (_numbers(text.get("Size", "")) or [4.0])[0]
    stretch = (_numbers(text.get("HScale", "")) or [1.0])[0]
    # Where each character is an object of its own, its box is the only measure of its width.
    single = sum(len(code.text or "") for code in text.iter("TextCode")) == 1
    alone = min(box[2] / (abs(a) or 1.0), 1.1 * size) if single and len(box) == 4 else 0.0
    x = y = 0.0
    for code in text.iter("TextCode"):
        x = (_numbers(code.get("X", "")) or [x])[0]
        y = (_numbers(code.get("Y", "")) or [y])[0]
        across, down = _deltas(code.get("DeltaX", "")), _deltas(code.get("DeltaY", ""))
        here_x, here_y = x, y
        for i, char in enumerate(code.text or ""):
            step = across[i] if i < len(across) else alone or _advance(char) * size * stretch
            # A step beyond an em leaves white after the character; within one it is its width.
            own = step if 0 < step <= 1.1 * size * stretch else _advance(char) * size * stretch
            yield Glyph(
                char,
                left + a * here_x + c * here_y + e,
                left + a * (here_x + own) + c * here_y + e,
                top + b * here_x + d * here_y + f,
                abs(d) * size,
            )
            here_x += across[i] if i < len(across) else (0.0 if down else step)
            here_y += down[i] if i < len(down) else 0.0


def _advance(char: str) -> float:
    """The width of a character in ems, near enough to tell a word space from none."""
    return 1.0 if ord(char) > 0x2000 else 0.55


def _matrix(text: str) -> Matrix:
    numbers = _numbers(text)
    if len(numbers) != 6:
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _numbers(text: str) -> list[float]:
    """The numbers of an attribute; none if one of them is no length on any page."""
    try:
        numbers = [float(x) for x in text.split()]
    except ValueError:
        return []
    return numbers if all(abs(x) < _FAR for x in numbers) else []


def _deltas(text: str) -> list[float]:
    """A list of steps; `g 5 3.5` stands for five steps of 3.5 (GB/T 33190, 11.3)."""
    out: list[float] = []
    words = iter(text.split())
    try:
        for word in words:
            if len(out) >= _MOST_STEPS:
                break
            times = min(int(next(words)), _MOST_STEPS) if word.lower() == "g" else 1
            step = float(next(words) if word.lower() == "g" else word)
            out += [step] * times
    except (ValueError, StopIteration):
        pass
    return out if all(abs(x) < _FAR for x in out) else []
