"""Problems and refusals, worded so that the person who manages a register can correct them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: `where` it is (a key, a row and column), `what` is wrong, what to `do`.

    `line` is the line of the file, from 1; 0 where it is not known.
    """

    where: str
    what: str
    do: str = ""
    line: int = 0

    def __str__(self) -> str:
        location = f"第{self.line}行 {self.where}".strip() if self.line else self.where
        text = f"{location}：{self.what}" if location else self.what
        return f"{text}；{self.do}" if self.do else text


class DeclarationError(ValueError):
    """A declaration that cannot be used. `problems` lists all of them, `source` is its file."""

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{source}：{problem}" for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an event is refused: a stable `code`, a sentence for people, the `field` it is about."""

    code: str
    sentence: str
    field: str = ""

    def __str__(self) -> str:
        return self.sentence


class RefusedError(ValueError):
    """Raised when a refused event is applied. `refusals` are all the reasons."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("；".join(refusal.sentence for refusal in self.refusals))


class FoldError(ValueError):
    """A history that cannot be folded: no creation, or an event the declaration does not know."""
