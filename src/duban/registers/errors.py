"""What the room refuses, said so that somebody who keeps a register can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: `where` it stands (a key, a row and column), `what` is wrong, what to `do`.

    `line` is the line of the file, from 1; 0 where it is not known.
    """

    where: str
    what: str
    do: str = ""
    line: int = 0

    def __str__(self) -> str:
        where = f"第{self.line}行 {self.where}".strip() if self.line else self.where
        said = f"{where}：{self.what}" if where else self.what
        return f"{said}；{self.do}" if self.do else said


class DeclarationError(ValueError):
    """A declaration that cannot be used. `problems` are all that were found, `source` its file."""

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{source}：{problem}" for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an event may not be: a stable `code`, a sentence for people, the `field` it is about."""

    code: str
    sentence: str
    field: str = ""

    def __str__(self) -> str:
        return self.sentence


class RefusedError(ValueError):
    """An event that was applied although it is refused. `refusals` are the reasons, all of them."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("；".join(refusal.sentence for refusal in self.refusals))


class FoldError(ValueError):
    """A history that cannot be folded: no creation, or an event the declaration does not know."""
