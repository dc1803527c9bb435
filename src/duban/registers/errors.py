"""Problems and refusals, worded so that the person who manages a register can correct them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duban.notices import Name, Notice, NoticeError, Place, make_notice
from duban.registers.declaration import Clock, Move, RowGroup, Stage
from duban.registers.field import Field


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


class RefusedError(NoticeError):
    """Raised when a refused event is applied. `notices` are all the reasons."""


def refuse(code: str, field: str = "", /, **parameters: object) -> Notice:
    """A refusal with the key of the field that it is about; what is declared stands by its names."""
    names = {key: _get_name(parameter) for key, parameter in parameters.items()}
    return make_notice(code, Place(field=field), **names)


def _get_name(parameter: object) -> object:
    if isinstance(parameter, Field | RowGroup | Stage | Move | Clock):
        return Name(parameter.label, parameter.english)
    return tuple(map(_get_name, parameter)) if isinstance(parameter, tuple) else parameter


class FoldError(ValueError):
    """A history that cannot be folded: no creation, or an event the declaration does not know."""
