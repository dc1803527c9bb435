"""A notice: a code, where, and what fills its sentence; and the error that carries notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from duban.notices.entries import load_catalogue
from duban.notices.place import NOWHERE, Language, Place


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is declared in both languages, or a word that each language says its own way."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know: a refusal, a warning, a fault of a file. `code` is a key of the catalogue.

    Raises ValueError where the code is not in the catalogue, or the parameters are not those of its sentence.
    """

    code: str
    place: Place = NOWHERE
    parameters: tuple[tuple[str, Parameter], ...] = ()

    def __post_init__(self) -> None:
        entry = load_catalogue().get(self.code)
        if entry is None or entry.parameter_names != {name for name, _value in self.parameters}:
            raise ValueError(f"notice {self.code}: parameters {[name for name, _value in self.parameters]} do not fit")

    @property
    def api_code(self) -> str:
        """The code by which the API gives it."""
        return load_catalogue()[self.code].api_code or self.code

    def move_to(self, place: Place) -> Notice:
        """The same notice about another place."""
        return replace(self, place=place)

    def render(self, language: Language = "zh") -> str:
        """The sentence, with what to do, in one of the two languages."""
        entry = load_catalogue()[self.code]
        sentences = (entry.zh, entry.do_zh) if language == "zh" else (entry.en, entry.do_en)
        texts = {name: render_parameter(value, language) for name, value in self.parameters}
        return ("；" if language == "zh" else "; ").join(text.format_map(texts) for text in sentences if text)

    def render_with_place(self, language: Language = "zh") -> str:
        """The place, then the sentence."""
        place = self.place.render(language)
        separator = "：" if language == "zh" else ": "
        return f"{place}{separator}{self.render(language)}" if place else self.render(language)

    def __str__(self) -> str:
        return self.render_with_place()


Parameter = str | Name | Notice | tuple[str | Name | Notice, ...]
"""What fills a gap of a sentence; a tuple is a list of such."""


class _Items(str):
    """The items of a list as text; a format spec is what stands between them instead of the usual separator."""

    __slots__ = ("items",)
    items: list[str]

    def __format__(self, separator: str) -> str:
        return separator.join(self.items) if separator else str(self)


def render_parameter(value: Parameter, language: Language) -> str:
    """A parameter in one of the two languages."""
    if isinstance(value, Name):
        return value.zh if language == "zh" else value.en
    if isinstance(value, Notice):
        return value.render(language)
    if isinstance(value, str):
        return value
    items = [render_parameter(item, language) for item in value]
    text = _Items(("、" if language == "zh" else ", ").join(items))
    text.items = items
    return text


def make_notice(code: str, place: Place = NOWHERE, /, **parameters: object) -> Notice:
    """The notice of a code; parameters that are no name, notice or tuple of them are written as text."""
    return Notice(code, place, tuple((name, _to_parameter(value)) for name, value in parameters.items()))


def _to_parameter(value: object) -> Parameter:
    if isinstance(value, tuple):
        return tuple(item if isinstance(item, str | Name | Notice) else str(item) for item in value)
    return value if isinstance(value, str | Name | Notice) else str(value)


class NoticeError(ValueError):
    """Something is wrong: `notices` say what, where and what to do; `str` is their sentences in Chinese."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        self.notices = tuple(notices)
        super().__init__(self.notices)

    @classmethod
    def make(cls, code: str, place: Place = NOWHERE, /, **parameters: object) -> Self:
        """The error of one notice, made as `make_notice` does."""
        return cls([make_notice(code, place, **parameters)])

    def __str__(self) -> str:
        return "；".join(map(str, self.notices))
