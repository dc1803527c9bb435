"""The declaration of a list: its columns, filters and batch operations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from duban.documents.report_rows import TableCell as Cell
from duban_site.core.actor import Actor
from duban_site.people.models import Person
from duban_site.plans.models import Plan

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `cell` gives its value for a row, `order` the fields by which it sorts, if any.

    `words` formats a cell for the page (an amount with its unit); exported files take the raw cell.
    `is_default`: whether the column is visible by default.
    """

    key: str
    heading: str | Promise
    cell: Callable[[Any], Cell]
    order: tuple[str, ...] = ()
    is_default: bool = True
    words: Callable[[Any], str] | None = None
    status: bool = False
    """Whether the cell is a status, shown as a chip."""
    is_wide: bool = False
    """Whether the column of a workbook is wide: it holds sentences."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a list; `choices` gives (value, word) pairs. `apply` overrides `field`."""

    key: str
    heading: str | Promise
    choices: Callable[[Person, Plan | None], Sequence[tuple[str, str]]]
    field: str
    apply: Callable[[Rows, str], Rows] | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A change of many rows, undone by setting the old values.

    `choices` are the values it can set. `change` is an action of the row's own app: it checks the
    permission (`right`), applies the value and logs it.
    """

    key: str
    heading: str | Promise
    right: str
    choices: Callable[[Person, Plan | None], Sequence[tuple[str, str]]]
    value: Callable[[Any], str]
    change: Callable[[Actor, Any, str], None]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: `rows` are those that the person may see, of a plan where it goes by plans."""

    key: str
    heading: str | Promise
    right: str
    rows: Callable[[Person, Plan | None], Rows]
    columns: tuple[Column, ...]
    search: tuple[str, ...]
    default_order: tuple[str, ...]
    """The order in which what is worst comes first."""
    address: Callable[[Any], str]
    filters: tuple[Filter, ...] = ()
    operations: tuple[Operation, ...] = ()
    by_plan: bool = True
    link_column: str = field(default="")
    """The key of the column that links to the row's page; the first one's where empty."""

    def column(self, key: str) -> Column | None:
        """The column of a key."""
        return next((column for column in self.columns if column.key == key), None)
