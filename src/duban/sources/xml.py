"""Parse XML that may be hostile: no DTD, no entities, a bounded number of elements.

Namespaces are dropped from names, because writers of OFD and strict OOXML disagree on them.
"""

from __future__ import annotations

from collections.abc import Collection
from xml.etree import ElementTree as ET

from duban.sources.errors import SourceError
from duban.sources.limits import MAX_CHARACTERS, MAX_XML_ELEMENTS
from duban.sources.package import bomb, damaged

_DEEPEST = 300  # elements within one another; tables within tables come to some sixty


class _Tree(ET.TreeBuilder):
    """A tree builder that refuses DTDs and leaves out what the reader does not want."""

    def __init__(self, skip: Collection[str], attributes: Collection[str]) -> None:
        super().__init__()
        self._skip = frozenset(skip)
        self._attributes = frozenset(attributes)
        self._skipping = 0
        self._count = 0
        self._depth = 0
        self._characters = 0

    def doctype(self, *_: str | None) -> None:
        """Called before any entity of the DTD is read."""
        raise _forbidden()

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        name = _local(tag)
        if self._skipping or name in self._skip:
            self._skipping += 1
            return _NOTHING
        self._count += 1
        self._depth += 1
        if self._depth > _DEEPEST:
            raise bomb()
        if self._count > MAX_XML_ELEMENTS:
            raise bomb()
        return super().start(
            name, {k: v for q, v in attrs.items() if (k := _local(q)) in self._attributes}
        )

    def end(self, tag: str, /) -> ET.Element:
        if self._skipping:
            self._skipping -= 1
            return _NOTHING
        self._depth -= 1
        return super().end(_local(tag))

    def data(self, data: str, /) -> None:
        if self._skipping:
            return
        self._characters += len(data)
        if self._characters > MAX_CHARACTERS:
            raise bomb()
        super().data(data)


_NOTHING = ET.Element("skipped")


def parse(
    data: bytes, *, skip: Collection[str] = (), attributes: Collection[str] = ()
) -> ET.Element:
    """The root of an XML document.

    Elements named in `skip` are left out with all they hold; of attributes only those named in
    `attributes` are kept, so that memory follows what the reader uses. Raises
    `SourceError` on a DTD, on malformed XML, and on too many elements or characters.
    """
    parser = ET.XMLParser(target=_Tree(skip, attributes))  # noqa: S314 DTDs are refused by the target
    try:
        parser.feed(data)
        root = parser.close()
    except (ET.ParseError, ValueError, LookupError, AssertionError) as error:
        raise error if isinstance(error, SourceError) else damaged() from None
    assert isinstance(root, ET.Element)  # noqa: S101 close() returns what the target built
    return root


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _forbidden() -> SourceError:
    return SourceError(
        "文件里的 XML 带有 DTD 实体定义，可能有害，已拒绝：请用 Word、WPS 或版式软件重新另存。",
        "The XML inside declares a DTD, which may be an attack: "
        "save the file again from an office program.",
    )
