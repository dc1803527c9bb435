"""Parse XML that may be hostile: no DTD, no entities, a bounded number of elements.

Namespaces are dropped from names, because writers of OFD and strict OOXML disagree on them.
"""

from __future__ import annotations

from collections.abc import Collection
from xml.etree import ElementTree as ET

from duban.sources.errors import SourceError
from duban.sources.limits import MAX_CHARACTERS, MAX_XML_ELEMENTS
from duban.sources.package import zip_bomb_error

_MAX_DEPTH = 300  # elements within one another; tables within tables come to some sixty


class _BoundedTreeBuilder(ET.TreeBuilder):
    """A tree builder that refuses DTDs and leaves out what the reader does not want."""

    def __init__(self, skip: Collection[str], attributes: Collection[str]) -> None:
        super().__init__()
        self._skip = frozenset(skip)
        self._attributes = frozenset(attributes)
        self._skip_depth = 0
        self._element_count = 0
        self._depth = 0
        self._character_count = 0

    def doctype(self, *_: str | None) -> None:
        """Called before any entity of the DTD is read."""
        raise SourceError.make("file_with_dtd")

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        name = _get_local_name(tag)
        if self._skip_depth or name in self._skip:
            self._skip_depth += 1
            return _SKIPPED_ELEMENT
        self._element_count += 1
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise zip_bomb_error()
        if self._element_count > MAX_XML_ELEMENTS:
            raise zip_bomb_error()
        return super().start(
            name,
            {
                key: value
                for attribute_name, value in attrs.items()
                if (key := _get_local_name(attribute_name)) in self._attributes
            },
        )

    def end(self, tag: str, /) -> ET.Element:
        if self._skip_depth:
            self._skip_depth -= 1
            return _SKIPPED_ELEMENT
        self._depth -= 1
        return super().end(_get_local_name(tag))

    def data(self, data: str, /) -> None:
        if self._skip_depth:
            return
        self._character_count += len(data)
        if self._character_count > MAX_CHARACTERS:
            raise zip_bomb_error()
        super().data(data)


_SKIPPED_ELEMENT = ET.Element("skipped")


def parse_xml(data: bytes, *, skip: Collection[str] = (), attributes: Collection[str] = ()) -> ET.Element:
    """The root of an XML document.

    Elements named in `skip` are left out with all they hold; of attributes only those named in
    `attributes` are kept, so that memory follows what the reader uses. Raises
    `SourceError` on a DTD, on malformed XML, and on too many elements or characters.
    """
    parser = ET.XMLParser(target=_BoundedTreeBuilder(skip, attributes))  # noqa: S314 DTDs are refused by the target
    try:
        parser.feed(data)
        root = parser.close()
    except (ET.ParseError, ValueError, LookupError, AssertionError) as error:
        raise error if isinstance(error, SourceError) else SourceError.make("file_damaged") from None
    assert isinstance(root, ET.Element)  # noqa: S101 close() returns what the target built
    return root


def _get_local_name(tag: str) -> str:
    return tag.rpartition("}")[2]
