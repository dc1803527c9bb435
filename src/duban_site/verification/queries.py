"""Checks as pages read them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from duban.documents.charts import Piece, stacked
from duban.documents.contrast import Line
from duban_site.core.access.policy import Anybody, policy
from duban_site.plans.models import Plan
from duban_site.verification.models import JUDGEMENTS, Check, CheckRow

GLYPHS = {
    "met": "✓",
    "near": "≈",
    "missed": "✗",
    "not_reported": "—",
    "changed_basis": "≠",
    "unclear": "?",
}
COLOURS = {"met": "green", "near": "yellow", "missed": "red"}


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows have a judgement."""

    name: str
    word: str
    glyph: str
    count: int


def visible(who: Anybody, plan: Plan | None = None) -> QuerySet[Check]:
    """Return the checks that `viewer` may see, newest first, without their texts."""
    found = policy.visible(who, "verification.see", Check.objects.defer("text"))
    if plan is not None:
        found = found.filter(plan=plan)
    return found.select_related("plan", "made_by", "confirmed_by").order_by(
        "-plan__year", "plan__city", "-serial"
    )


def rows(check: Check, judgement: str = "") -> QuerySet[CheckRow]:
    """Return the rows in the report's order, optionally of one judgement only."""
    found = check.rows.select_related("commitment", "decided_by")
    if judgement in dict(JUDGEMENTS):
        found = found.filter(judgement=judgement)
    return found.order_by("order")


def counts(check: Check) -> list[Count]:
    """Count the rows by judgement, with zeros for those that do not occur."""
    found = Counter(check.rows.values_list("judgement", flat=True))
    return [Count(name, str(word), GLYPHS[name], found[name]) for name, word in JUDGEMENTS]


def bar(found: list[Count]) -> str:
    """The counts as one bar."""
    total = sum(c.count for c in found)
    words = "，".join(f"{c.word}{c.count}" for c in found if c.count)
    return stacked(f"{total}：{words}", [Piece(f"v-{c.name}", c.word, c.count) for c in found])


def contrast(check: Check) -> list[Line]:
    """The check as lines of the 对照表."""
    return [
        Line(
            part=row.part,
            task=row.target_quote,
            target=row.target_number,
            result=row.result_number or row.result_quote,
            verdict=str(row.get_judgement_display()) + (f"（{row.reason}）" if row.reason else ""),
            source=row.source,
        )
        for row in rows(check)
    ]
