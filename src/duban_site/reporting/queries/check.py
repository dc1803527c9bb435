"""What the office looks at before it accepts a report. A flag asks; it never decides."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from difflib import SequenceMatcher

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from duban.series import Period, family
from duban_site.core import clock
from duban_site.core.amounts import show
from duban_site.plans.models import Claim
from duban_site.reporting.models import BodyReport, Evidence
from duban_site.reporting.models.report import HANDED_IN
from duban_site.reporting.queries.month import FigureRow, MonthRow, month_rows

ALIKE = 0.9
"""Texts of consecutive months that share nine tenths of their characters are called copied."""
SHORTEST = 8
"""Shorter texts (无, 正常推进) are alike without being copied."""
MAGNITUDE = 10
IMPLAUSIBLE = 1000
"""Times the target, or per cent: a figure beyond is a slip of units (万, 亿), not of the pen."""
PERCENT = ("percent", "points")


def checked_rows(report: BodyReport) -> list[MonthRow]:
    """The report's rows, each with what a checker should look at."""
    shared = _shared_files(report)
    rows = month_rows(report)
    for row in rows:
        row.flags.extend(_flags(row, shared))
    return rows


def _flags(row: MonthRow, shared: dict[str, list[str]]) -> list[str]:
    flags = []
    if row.entry is None or not row.entry.version:
        return [_("没有填报")]
    if row.before is not None and _copied(row.entry.progress, row.before.progress):
        flags.append(_("进展情况与上期几乎相同"))
    for figure in row.figures:
        flags += _figure_flags(figure)
    for evidence in row.entry.evidence.all():
        others = [n for n in shared.get(evidence.sha256, []) if n != row.commitment.number]
        if others:
            message = _("佐证材料“%(name)s”也用于 %(others)s")
            flags.append(message % {"name": evidence.name, "others": "、".join(others)})
    return flags


def _copied(now: str, before: str) -> bool:
    if min(len(now), len(before)) < SHORTEST:
        return False
    return SequenceMatcher(None, now, before, autojunk=False).ratio() >= ALIKE


def _figure_flags(row: FigureRow) -> list[str]:
    claim, last = row.claim, row.last
    if row.now is None:
        return [_("%s 没有数据") % claim.indicator]
    flags = []
    new, period = row.now.value, Period.parse(row.now.period)
    words = {"name": claim.indicator, "new": show(new, claim.unit)}
    if last is not None:
        words |= {"old": show(last.value, claim.unit), "period": last.period}
        if _adds_up(row) and period.end > last.end and new < last.value:
            flags.append(_("%(name)s 累计数由 %(old)s（%(period)s）降为 %(new)s") % words)
        if _jumps(new, last.value):
            flags.append(_("%(name)s 由 %(old)s 变为 %(new)s，相差十倍以上") % words)
    elif claim.value and abs(new) >= MAGNITUDE * abs(claim.value):
        flags.append(_("%(name)s %(new)s，是目标的十倍以上") % words)
    return flags


def implausible(claim: Claim, value: Decimal) -> bool:
    """Whether a figure in the claim's base unit can hardly be meant; programs must confirm it."""
    if family(claim.unit)[0] in PERCENT and abs(value) >= IMPLAUSIBLE:
        return True
    target = claim.value
    return target is not None and target != 0 and abs(value) >= IMPLAUSIBLE * abs(target)


def _adds_up(row: FigureRow) -> bool:
    """Whether the claim's figures count from the year's start, so that they cannot fall."""
    return row.claim.kind == "volume" and row.claim.direction == "up"


def _jumps(new: Decimal, old: Decimal) -> bool:
    small, large = sorted((abs(new), abs(old)))
    return small > 0 and large >= MAGNITUDE * small


def _shared_files(report: BodyReport) -> dict[str, list[str]]:
    """Hash → the numbers of all commitments of the plan that name the file."""
    hashes = Evidence.objects.filter(entry__report=report).values("sha256")
    rows = Evidence.objects.filter(
        sha256__in=hashes, entry__commitment__plan=report.round.plan_id
    ).values_list("sha256", "entry__commitment__number")
    found: dict[str, list[str]] = defaultdict(list)
    for digest, number in rows.order_by("entry__commitment__order").distinct():
        found[digest].append(number)
    return found


def late_or_missing() -> QuerySet[BodyReport]:
    """Reports of plans in force that came late or have not come though they are due."""
    today = clock.today()
    reports = BodyReport.objects.filter(
        round__plan__status="active", round__due__lt=today
    ).select_related("round__plan", "body")
    waiting = reports.exclude(status__in=HANDED_IN)
    handed_in = reports.filter(status__in=HANDED_IN)
    late = [r.pk for r in handed_in if is_late(r)]
    return (waiting | reports.filter(pk__in=late)).order_by("-round__month", "body__order")


def is_late(report: BodyReport) -> bool:
    """Whether it was handed in after the days of grace."""
    at = report.submitted_at
    return at is not None and clock.day_of(at) > report.round.late_after
