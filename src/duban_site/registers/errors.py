"""Errors of the registers with messages for pages."""

from __future__ import annotations

from collections.abc import Sequence

from duban.notices import Notice
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.notices import describe_row, render_notice, render_with_place


class Declined(Refused):
    """An event was refused by the rules; `refusals` name the fields that they concern."""

    def __init__(self, refusals: Sequence[Notice]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("；".join(map(render_notice, refusals)))


class InvalidInput(RowErrors):
    """A declaration or sheet is invalid; `problems` are all that were found, in the language of the page."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        self.problems = tuple(map(render_with_place, notices))
        super().__init__("；".join(self.problems[:3]), list(map(describe_row, notices)))
