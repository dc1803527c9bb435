"""The rules as an office declares them in TOML; all faults are reported at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import files
from typing import Any

STATUSES = (
    "completed", "ahead", "on_schedule", "near", "behind", "overdue", "not_due", "no_data",
    "adjusted",
)  # fmt: skip
_PARTS = ("completion", "timeliness", "quality", "orders")
_ZERO = Decimal(0)


class RulesError(ValueError):
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
class Rules:
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
    def load(cls, text: str) -> Rules:
        """Read a declaration. Raises RulesError with every fault."""
        try:
            data = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise RulesError(f"不是 TOML：{error}") from error
        faults = list(_faults(data))
        if faults:
            raise RulesError("；".join(faults))
        return _rules(data)

    @classmethod
    def example(cls) -> Rules:
        """The example rules that ship with Duban, as a starting point."""
        return cls.load(example_text())

    def grade(self, total: Decimal) -> str:
        """The grade of a score; empty where none is declared."""
        return next((name for name, least in self.grades if total >= least), "")


def example_text() -> str:
    """The text of the example declaration that ships with Duban."""
    return files("duban").joinpath("data/appraisal/example.toml").read_text("utf-8")


def _faults(data: Mapping[str, Any]) -> Iterator[str]:
    for key in ("name", *_PARTS):
        if key not in data:
            yield f"缺少 {key}"
    for part in _PARTS:
        table = data.get(part, {})
        if part in data and not _number(table.get("points")):
            yield f"{part}.points 要写满分，是一个数"
    completion = data.get("completion", {})
    scores = completion.get("scores", {})
    yield from (f"completion.scores 缺少 {s}" for s in STATUSES if s not in scores)
    yield from (f"completion.scores 不认识 {s}" for s in scores if s not in STATUSES)
    for status, share in scores.items():
        if not _number(share) or not 0 <= share <= 1:
            yield f"completion.scores.{status} 要在0到1之间"
    for level, factor in completion.get("difficulty", {}).items():
        if not _number(factor) or factor <= 0:
            yield f"completion.difficulty.{level} 要大于0"
    for month, weight in completion.get("months", {}).items():
        if not month.isdigit() or not 1 <= int(month) <= 12 or not _number(weight) or weight < 0:
            yield f"completion.months.{month} 要写月份和不小于0的权重"
    for n, event in enumerate(data.get("events", []), 1):
        if not event.get("key") or not event.get("label") or not _number(event.get("points")):
            yield f"第{n}条 events 要写 key、label 和 points"


def _number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _rules(data: Mapping[str, Any]) -> Rules:
    done, quality = data["completion"], data["quality"]
    time, orders = data["timeliness"], data["orders"]
    rows = (_event(row) for row in data.get("events", []))
    grades = sorted(((n, Decimal(v)) for n, v in data.get("grades", {}).items()), key=_least)
    return Rules(
        name=str(data["name"]),
        points={part: Decimal(data[part]["points"]) for part in _PARTS},
        scores=_numbers(done["scores"]),
        difficulty=_numbers(done.get("difficulty", {})),
        months={int(m): Decimal(w) for m, w in done.get("months", {}).items()},
        late=Decimal(time.get("late", 0)),
        missing=Decimal(time.get("missing", 0)),
        returned=Decimal(quality.get("returned", 0)),
        copied=Decimal(quality.get("copied", 0)),
        empty=Decimal(quality.get("empty", 0)),
        colours=_numbers(orders.get("colours", {})),
        overdue=Decimal(orders.get("overdue", 0)),
        events={row.key: row for row in rows},
        additions=_cap(data, "additions"),
        deductions=_cap(data, "deductions"),
        grades=tuple(grades),
        cooperating=Decimal(done.get("cooperating", 0)),
        weights=_numbers(done.get("weights", {})),
        graded={str(k): str(v) for k, v in done.get("graded", {}).items()},
        places=int(data.get("places", 2)),
    )


def _least(row: tuple[str, Decimal]) -> Decimal:
    return -row[1]


def _numbers(table: Mapping[str, Any]) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in table.items()}


def _cap(data: Mapping[str, Any], key: str) -> Decimal | None:
    return Decimal(data["caps"][key]) if key in data.get("caps", {}) else None


def _event(row: Mapping[str, Any]) -> EventRule:
    cap = None if row.get("cap") is None else Decimal(row["cap"])
    return EventRule(
        key=str(row["key"]),
        label=str(row["label"]),
        points=Decimal(row["points"]),
        cap=cap,
        document=bool(row.get("document", True)),
        veto=bool(row.get("veto", False)),
    )
