"""The rules as an office declares them in TOML; all faults are reported at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import files
from typing import Any

from duban.notices import Notice, NoticeError, make_notice

STATUSES = (
    "completed", "ahead", "on_schedule", "near", "behind", "overdue", "not_due", "no_data",
    "adjusted",
)  # fmt: skip
_PARTS = ("completion", "timeliness", "quality", "orders")
_ZERO = Decimal(0)


class RulesError(NoticeError):
    """Rules with faults: the location of each, and what to write instead."""


@dataclass(frozen=True, slots=True)
class EventRule:
    """A kind of event: `points` for each (negative ones deduct), at most `cap` in total."""

    key: str
    label: str
    points: Decimal
    cap: Decimal | None = None
    document: bool = True
    veto: bool = False


@dataclass(frozen=True, slots=True)
class AppraisalRules:
    """A year's rules. Points of the four parts add up to the full score.

    `scores` gives the share of its points that a task of each status earns; a task with numbers
    earns done ÷ target, at most 1. `months` weights the frozen months.
    """

    name: str
    points: Mapping[str, Decimal]
    scores: Mapping[str, Decimal]
    difficulty: Mapping[str, Decimal]
    months: Mapping[int, Decimal]
    late: Decimal
    missing: Decimal
    returned: Decimal
    copied: Decimal
    empty: Decimal
    colours: Mapping[str, Decimal]
    overdue: Decimal
    events: Mapping[str, EventRule] = field(default_factory=dict)
    additions: Decimal | None = None
    deductions: Decimal | None = None
    grades: tuple[tuple[str, Decimal], ...] = ()
    cooperating: Decimal = _ZERO
    """The share of a task that counts for a cooperating body; 0: only the lead body is scored."""
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    """By type of commitment (headline, quantified, project, qualitative); 1 where missing."""
    graded: Mapping[str, str] = field(default_factory=dict)
    """Number of a commitment → its difficulty."""
    places: int = 2

    @classmethod
    def load(cls, text: str) -> AppraisalRules:
        """Read a declaration. Raises RulesError with every fault."""
        try:
            declaration = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise RulesError.make("scheme_not_toml", reason=error) from error
        faults = list(_iterate_faults(declaration))
        if faults:
            raise RulesError(faults)
        return _read_rules(declaration)

    @classmethod
    def load_example(cls) -> AppraisalRules:
        """The example rules that ship with Duban, as a starting point."""
        return cls.load(read_example_text())

    def grade(self, total: Decimal) -> str:
        """The grade of a score; empty where none is declared."""
        return next((grade_name for grade_name, min_total in self.grades if total >= min_total), "")


def read_example_text() -> str:
    """The text of the example declaration that ships with Duban."""
    return files("duban").joinpath("data/appraisal/example.toml").read_text("utf-8")


def _iterate_faults(declaration: Mapping[str, Any]) -> Iterator[Notice]:
    for key in ("name", *_PARTS):
        if key not in declaration:
            yield make_notice("scheme_key_missing", key=key)
    for part in _PARTS:
        part_table = declaration.get(part, {})
        if part in declaration and not _is_number(part_table.get("points")):
            yield make_notice("scheme_points", part=part)
    completion = declaration.get("completion", {})
    scores = completion.get("scores", {})
    yield from (make_notice("scheme_score_missing", status=status) for status in STATUSES if status not in scores)
    yield from (make_notice("scheme_score_unknown", status=status) for status in scores if status not in STATUSES)
    for status, share in scores.items():
        if not _is_number(share) or not 0 <= share <= 1:
            yield make_notice("scheme_score_range", status=status)
    for level, factor in completion.get("difficulty", {}).items():
        if not _is_number(factor) or factor <= 0:
            yield make_notice("scheme_difficulty", level=level)
    for month, weight in completion.get("months", {}).items():
        if not month.isdigit() or not 1 <= int(month) <= 12 or not _is_number(weight) or weight < 0:
            yield make_notice("scheme_month", month=month)
    for number, event in enumerate(declaration.get("events", []), 1):
        if not event.get("key") or not event.get("label") or not _is_number(event.get("points")):
            yield make_notice("scheme_event", number=number)


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _read_rules(declaration: Mapping[str, Any]) -> AppraisalRules:
    completion, quality = declaration["completion"], declaration["quality"]
    timeliness, orders = declaration["timeliness"], declaration["orders"]
    event_rules = (_read_event_rule(event_rule) for event_rule in declaration.get("events", []))
    grades = sorted(
        ((grade_name, Decimal(min_total)) for grade_name, min_total in declaration.get("grades", {}).items()),
        key=_sort_by_descending_total,
    )
    return AppraisalRules(
        name=str(declaration["name"]),
        points={part: Decimal(declaration[part]["points"]) for part in _PARTS},
        scores=_read_numbers(completion["scores"]),
        difficulty=_read_numbers(completion.get("difficulty", {})),
        months={int(month): Decimal(weight) for month, weight in completion.get("months", {}).items()},
        late=Decimal(timeliness.get("late", 0)),
        missing=Decimal(timeliness.get("missing", 0)),
        returned=Decimal(quality.get("returned", 0)),
        copied=Decimal(quality.get("copied", 0)),
        empty=Decimal(quality.get("empty", 0)),
        colours=_read_numbers(orders.get("colours", {})),
        overdue=Decimal(orders.get("overdue", 0)),
        events={event_rule.key: event_rule for event_rule in event_rules},
        additions=_read_cap(declaration, "additions"),
        deductions=_read_cap(declaration, "deductions"),
        grades=tuple(grades),
        cooperating=Decimal(completion.get("cooperating", 0)),
        weights=_read_numbers(completion.get("weights", {})),
        graded={
            str(commitment_number): str(min_total)
            for commitment_number, min_total in completion.get("graded", {}).items()
        },
        places=int(declaration.get("places", 2)),
    )


def _sort_by_descending_total(row: tuple[str, Decimal]) -> Decimal:
    return -row[1]


def _read_numbers(table: Mapping[str, Any]) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in table.items()}


def _read_cap(declaration: Mapping[str, Any], key: str) -> Decimal | None:
    return Decimal(declaration["caps"][key]) if key in declaration.get("caps", {}) else None


def _read_event_rule(row: Mapping[str, Any]) -> EventRule:
    cap = None if row.get("cap") is None else Decimal(row["cap"])
    return EventRule(
        key=str(row["key"]),
        label=str(row["label"]),
        points=Decimal(row["points"]),
        cap=cap,
        document=bool(row.get("document", True)),
        veto=bool(row.get("veto", False)),
    )
