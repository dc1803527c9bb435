"""Problems and refusals, worded so that the person who manages a register can correct them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duban.notices import Name, Notice, NoticeError, Place, Step, make_notice
from duban.registers.declaration import Clock, Move, RowGroup, Stage
from duban.registers.field import Field


class DeclarationError(NoticeError):
    """A declaration that cannot be used. `notices` are all its problems, `source` is its file."""

    def __init__(self, source: str, notices: Sequence[Notice]) -> None:
        self.source = source
        super().__init__(notices)

    def __str__(self) -> str:
        return "\n".join(f"{self.source}：{problem}" for problem in self.notices)


class RefusedError(NoticeError):
    """Raised when a refused event is applied. `notices` are all the reasons."""


def refuse(code: str, field: str = "", /, **parameters: object) -> Notice:
    """A refusal with the key of the field that it is about; what is declared stands by its names."""
    return _make_named(code, Place(field=field), parameters)


def make_problem(code: str, *path: Step | str, **parameters: object) -> Notice:
    """A problem of a declaration, at the item or key to which `path` leads."""
    steps = tuple(Step("key", step) if isinstance(step, str) else step for step in path)
    return _make_named(code, Place(steps=steps), parameters)


def _make_named(code: str, place: Place, parameters: Mapping[str, object]) -> Notice:
    return make_notice(code, place, **{key: _get_name(item) for key, item in parameters.items()})


def _get_name(parameter: object) -> object:
    if isinstance(parameter, Field | RowGroup | Stage | Move | Clock):
        return Name(parameter.label, parameter.english)
    return tuple(map(_get_name, parameter)) if isinstance(parameter, tuple) else parameter


class FoldError(NoticeError):
    """A history that cannot be folded: no creation, or an event the declaration does not know."""
