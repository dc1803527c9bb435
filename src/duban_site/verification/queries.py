"""Checks as pages read them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from duban.documents.charts import BarSegment, render_stacked_bar
from duban.documents.contrast_table import ContrastRow
from duban_site.core.access.policy import AnyActor, policy
from duban_site.plans.models import Plan
from duban_site.verification.models import JUDGEMENTS, Check, CheckRow

GLYPHS = {"met": "✓", "near": "≈", "missed": "✗", "not_reported": "—", "changed_basis": "≠", "unclear": "?"}
COLOURS = {"met": "green", "near": "yellow", "missed": "red"}


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows have a judgement."""

    name: str
    word: str
    glyph: str
    count: int


def list_visible_checks(viewer: AnyActor, plan: Plan | None = None) -> QuerySet[Check]:
    """Return the checks that `viewer` may see, newest first, without their texts."""
    checks = policy.filter_visible(viewer, "verification.see", Check.objects.defer("text"))
    if plan is not None:
        checks = checks.filter(plan=plan)
    return checks.select_related("plan", "made_by", "confirmed_by").order_by("-plan__year", "plan__city", "-serial")


def list_rows(check: Check, judgement: str = "") -> QuerySet[CheckRow]:
    """Return the rows in the report's order, optionally of one judgement only."""
    check_rows = check.rows.select_related("commitment", "decided_by")
    if judgement in dict(JUDGEMENTS):
        check_rows = check_rows.filter(judgement=judgement)
    return check_rows.order_by("order")


def count_judgements(check: Check) -> list[Count]:
    """Count the rows by judgement, with zeros for those that do not occur."""
    count_by_judgement = Counter(check.rows.values_list("judgement", flat=True))
    return [Count(name, str(word), GLYPHS[name], count_by_judgement[name]) for name, word in JUDGEMENTS]


def draw_bar(counts: list[Count]) -> str:
    """The counts as one bar."""
    total = sum(judgement_count.count for judgement_count in counts)
    words = "，".join(
        f"{judgement_count.word}{judgement_count.count}" for judgement_count in counts if judgement_count.count
    )
    return render_stacked_bar(
        f"{total}：{words}",
        [
            BarSegment(f"v-{judgement_count.name}", judgement_count.word, judgement_count.count)
            for judgement_count in counts
        ],
    )


def build_contrast_lines(check: Check) -> list[ContrastRow]:
    """The check as lines of the 对照表."""
    return [
        ContrastRow(
            part=row.part,
            task=row.target_quote,
            target=row.target_number,
            result=row.result_number or row.result_quote,
            verdict=str(row.get_judgement_display()) + (f"（{row.reason}）" if row.reason else ""),
            source=row.source,
        )
        for row in list_rows(check)
    ]
