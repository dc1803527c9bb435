"""Notices of the library in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import get_language

from duban.notices import Language, Notice, NoticeError, Place
from duban_site.core.errors import RowErrors


def page_language() -> Language:
    """The language of the page, as the library names it."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def render_notice(notice: Notice) -> str:
    """The notice's sentence, with what to do, in the language of the page."""
    return notice.render(page_language())


def render_with_place(notice: Notice) -> str:
    """The place, then the sentence, in the language of the page."""
    return notice.render_with_place(page_language())


def render_error(error: NoticeError) -> str:
    """What an error says, in the language of the page."""
    return "；".join(map(render_with_place, error.notices))


def describe_row(notice: Notice) -> tuple[int, str, str]:
    """The row, the place in words, and the sentence: one of the errors of RowErrors."""
    return notice.place.line, notice.place.render(page_language()), render_notice(notice)


def make_row_errors(notices: Sequence[Notice], sheet: str = "") -> RowErrors:
    """The errors of a file, or of one of its sheets, by row and column, in the language of the page."""
    in_sheet = [notice.move_to(replace(notice.place, sheet=sheet)) for notice in notices]
    errors = [(notice.place.line, _name_column(notice.place), render_notice(notice)) for notice in in_sheet]
    return RowErrors("；".join(map(render_with_place, in_sheet)), errors)


def _name_column(place: Place) -> str:
    return place.column or replace(place, line=0).render(page_language())
