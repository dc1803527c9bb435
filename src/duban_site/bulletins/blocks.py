"""The blocks of a bulletin's text as they are stored and edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["heading", "paragraph"]
LEVELS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading or a paragraph; its text holds references (`tokens`)."""

    kind: Kind
    text: str
    level: int = 0

    def json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


def of(data: Mapping[str, Any]) -> TextBlock:
    """Read one block as `TextBlock.to_json` stored it."""
    return TextBlock(data["kind"], data["text"], data["level"])


def loaded(blocks: Iterable[Mapping[str, Any]]) -> list[TextBlock]:
    """Read a bulletin's stored blocks."""
    return [of(data) for data in blocks]


def heading(text: str, level: int = 1) -> TextBlock:
    """A heading."""
    return TextBlock("heading", text, level)


def paragraph(text: str) -> TextBlock:
    """A paragraph."""
    return TextBlock("paragraph", text)
