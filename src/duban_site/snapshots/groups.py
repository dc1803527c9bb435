"""The five groups of a bulletin's opening: every status belongs to exactly one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

GROUP_DEFINITIONS = (
    ("completed", _("已完成"), ("completed",)),
    ("ahead", _("超进度"), ("ahead",)),
    ("on_schedule", _("达进度"), ("on_schedule", "near")),
    ("behind", _("欠进度"), ("behind", "overdue")),
    ("other", _("其他"), ("not_due", "no_data", "adjusted")),
)
"""(key, label, statuses) in the customary order of bulletins (domain facts 2.1)."""
SHARE_PRECISION = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class StatusGroupCount:
    """The number of commitments in a group, and their share of all in per cent."""

    key: str
    word: str
    count: int
    share: Decimal | None

    @property
    def percent(self) -> str:
        """The share as text."""
        return "—" if self.share is None else f"{self.share}%"


def group_status_counts(counts: Mapping[str, int]) -> list[StatusGroupCount]:
    """The groups for these counts by status; each share is rounded separately, half up."""
    total = sum(counts.values())
    grouped = []
    for group_key, label, statuses in GROUP_DEFINITIONS:
        count = sum(counts.get(status, 0) for status in statuses)
        grouped.append(StatusGroupCount(group_key, str(label), count, compute_percentage(count, total)))
    return grouped


def compute_percentage(count: int, total: int) -> Decimal | None:
    """Per cent with one decimal, rounded half up; None where `total` is 0."""
    if not total:
        return None
    return (Decimal(100) * count / total).quantize(SHARE_PRECISION, ROUND_HALF_UP)
