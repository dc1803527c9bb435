"""A rule: its name, what it looks for, and how grave that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from duban.lint.finding import Severity
from duban.lint.view import ReportView


class Hit(NamedTuple):
    """What a rule found at `[start, end)`, said in two languages.

    `severity` is given where it is not the rule's own.
    """

    start: int
    end: int
    message: tuple[str, str]
    advice: tuple[str, str]
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for. `title` is its Chinese name, `meaning` its English one."""

    name: str
    severity: Severity
    title: str
    meaning: str
    find: Callable[[ReportView], Iterator[Hit]]
