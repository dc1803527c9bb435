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

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


def parse_block(payload: Mapping[str, Any]) -> TextBlock:
    """Read one block as `TextBlock.to_json` stored it."""
    return TextBlock(payload["kind"], payload["text"], payload["level"])


def parse_blocks(blocks: Iterable[Mapping[str, Any]]) -> list[TextBlock]:
    """Read a bulletin's stored blocks."""
    return [parse_block(payload) for payload in blocks]


def make_heading(text: str, level: int = 1) -> TextBlock:
    """A heading."""
    return TextBlock("heading", text, level)


def make_paragraph(text: str) -> TextBlock:
    """A paragraph."""
    return TextBlock("paragraph", text)
