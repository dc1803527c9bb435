"""What a kind of thing says of itself so that it can be listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from duban_site.core.actor import Actor
from duban_site.people.models import Person
from duban_site.plans.models import Plan

Cell = str | Decimal | int | dt.date | None
Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its cell of a row, and by which fields it sorts (none: it does not).

    `words` prints a cell where its own form is not what people read (an amount in its unit);
    files take the cell itself.
    """

    key: str
    heading: str | Promise
    cell: Callable[[Any], Cell]
    order: tuple[str, ...] = ()
    shown: bool = True
    words: Callable[[Any], str] | None = None
    status: bool = False
    """Whether the cell is a status, shown as a chip."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice that narrows the list; `choices` are (value, word) of what there is."""

    key: str
    heading: str | Promise
    choices: Callable[[Person, Plan | None], Sequence[tuple[str, str]]]
    field: str
    apply: Callable[[Rows, str], Rows] | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that is done to many rows, and undone by doing it with the value before.

    `choices` are the values it can set. `change` is an action of the row's own app: it checks the
    right, does it and logs it.
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
    worst: tuple[str, ...]
    """The order in which what is worst comes first."""
    address: Callable[[Any], str]
    filters: tuple[Filter, ...] = ()
    operations: tuple[Operation, ...] = ()
    by_plan: bool = True
    named: str = field(default="")
    """The key of the column that links to the row's page; the first one's where empty."""

    def column(self, key: str) -> Column | None:
        """The column of a key."""
        return next((one for one in self.columns if one.key == key), None)
