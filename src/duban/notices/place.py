"""Where something is: in a file, a sheet, a declaration, a form or a text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from duban.notices.entries import load_place_labels

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Step:
    """One step into what is read: its `kind` (a key of the catalogue's places), its number from 1 and its name."""

    kind: str
    name: str = ""
    number: int = 0

    def render(self, language: Language) -> str:
        """The step in words, such as 字段3“age”; a kind without a label gives its bare name."""
        label = getattr(load_place_labels()[self.kind], language)
        if not label:
            return self.name
        number = f"{'' if language == 'zh' else ' '}{self.number}" if self.number else ""
        quoted_name = f"{'' if language == 'zh' else ' '}“{self.name}”" if self.name else ""
        return f"{label}{number}{quoted_name}"


@dataclass(frozen=True, slots=True)
class Place:
    """A place; every part may be absent.

    `file` is a file's name or path, `sheet` the sheet of a workbook, `line` a row or line from 1, `column` the
    heading of a column; `steps` lead to an item of a declaration; `field` is the key of a form's field, which the
    sentence itself names; `start` and `end` are code points of a text.
    """

    file: str = ""
    sheet: str = ""
    line: int = 0
    steps: tuple[Step, ...] = ()
    column: str = ""
    field: str = ""
    start: int = 0
    end: int = 0

    def at_column(self, column: str) -> Place:
        """The same row at a column."""
        return replace(self, column=column)

    def render(self, language: Language = "zh") -> str:
        """The place in words, such as 工作表“树木”第3行“树龄”; "" where only a field or a span is known."""
        sheet = Step("sheet", self.sheet).render(language) if self.sheet else ""
        column = f"“{self.column}”" if self.column else ""
        steps = [step.render(language) for step in self.steps]
        if language == "zh":
            line = f"第{self.line}行" if self.line else ""
            return " ".join(filter(None, (self.file, f"{sheet}{line}{column}", *steps)))
        line = f"{'row' if self.sheet else 'line'} {self.line}" if self.line else ""
        return " ".join(filter(None, (self.file, sheet, line, column, *steps)))


NOWHERE = Place()
"""No place: it concerns the whole."""
