"""Plausibility checks of a month's report; body, head and office see the same findings.

Each check is one function of CHECKS. It takes a row of the month and the month's context, and gives
findings. One that `asks` is corrected or answered with a reason before the head signs; the rest are
notices. A finding's code is a digest of its subject, so a changed figure or text is asked anew.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import SequenceMatcher
from functools import partial

from django.utils.translation import gettext as _

from duban.quantities.printing import is_counted
from duban.series import Period, family
from duban_site.core.amounts import show
from duban_site.plans.models import Claim
from duban_site.reporting.models import BodyReport, Evidence
from duban_site.reporting.period_words import period_words
from duban_site.reporting.queries.month import FigureRow, Finding, MonthRow
from duban_site.reporting.signs import falling

ALIKE = 0.9
"""Texts of consecutive months that share nine tenths of their characters count as copied."""
SHORTEST = 8
"""Shorter texts (无, 正常推进) are alike without being copied."""
MAGNITUDE = 10
POINTS = 15
"""A rate that moves by so many points from one month to the next is asked about."""
IMPLAUSIBLE = 1000
"""Times the target, or per cent: a figure beyond is a slip of units (万, 亿), not of the pen."""
PERCENT = ("percent", "points")
CODE = 12


@dataclass(frozen=True, slots=True)
class Report:
    """What checks see beside one row: all rows, and commitment numbers by a file's hash."""

    rows: Sequence[MonthRow]
    shared: dict[str, list[str]] = field(default_factory=dict)


Found = Iterator[tuple[str, str]]
"""(subject, message): the subject is the values it is about, as a key."""
Check = Callable[[MonthRow, Report], Found]


def checked(report: BodyReport, rows: Sequence[MonthRow]) -> list[MonthRow]:
    """Run all checks; the rows with their findings and the reasons given so far."""
    whole = Report(rows, _shared_files(report))
    return [replace(row, findings=list(_of_row(row, whole))) for row in rows]


def unanswered(rows: Sequence[MonthRow]) -> list[tuple[MonthRow, Finding]]:
    """The findings that keep a checked report from being signed."""
    return [(row, found) for row in rows for found in row.findings if found.unanswered]


def _of_row(row: MonthRow, whole: Report) -> Iterator[Finding]:
    if not row.written:
        yield Finding("absent", _("没有填报"), asks=False)
        return
    for check in CHECKS:
        for about, message in check(row, whole):
            code = _code(check.__name__, row, about)
            yield Finding(code, message, check not in TELLING, row.explanations.get(code, ""))


def _code(check: str, row: MonthRow, about: str) -> str:
    # Stored reasons are found by this code: renaming a check function asks for them anew.
    digest = hashlib.sha256(f"{check} {row.commitment.pk} {about}".encode())
    return digest.hexdigest()[:CODE]


def missing_figure(row: MonthRow, _whole: Report) -> Found:
    """A figure that is missing and not fed automatically."""
    for figure in row.figures:
        if figure.now is None and figure.source is None:
            yield f"{figure.claim.pk}", _("%s 没有数据") % figure.claim.indicator


def fallen_total(row: MonthRow, _whole: Report) -> Found:
    """A total since the year's start that is below last month's."""
    for figure, words in _with_last(row):
        now, last = figure.now, figure.last
        if now is None or last is None or not _adds_up(figure.claim):
            continue
        if Period.parse(now.period).end > last.end and now.value < last.value:
            message = _("%(name)s 累计数由 %(old)s（%(period)s）降为 %(new)s")
            yield _about(figure), message % words


def moved_tenfold(row: MonthRow, _whole: Report) -> Found:
    """A figure ten times last month's or a tenth of it."""
    for figure, words in _with_last(row):
        now, last = figure.now, figure.last
        if now is None or last is None or _rate(figure.claim):
            continue
        small, large = sorted((abs(now.value), abs(last.value)))
        fell = _adds_up(figure.claim) and now.value < last.value
        if small > 0 and large >= MAGNITUDE * small and not fell:
            yield _about(figure), _("%(name)s 由 %(old)s 变为 %(new)s，相差十倍以上") % words


def moved_rate(row: MonthRow, _whole: Report) -> Found:
    """A rate that moved by many points (7% after 52.7%)."""
    for figure, words in _with_last(row):
        now, last = figure.now, figure.last
        if now is None or last is None or not _rate(figure.claim):
            continue
        if abs(now.value - last.value) >= POINTS:
            message = _("%(name)s 由 %(old)s（%(period)s）变为 %(new)s，变动过大")
            yield _about(figure), message % words


def far_from_target(row: MonthRow, _whole: Report) -> Found:
    """A first figure that is ten times its target."""
    for figure in row.figures:
        claim, now = figure.claim, figure.now
        if now is None or figure.last is not None or not claim.value:
            continue
        if abs(now.value) >= MAGNITUDE * abs(claim.value):
            words = {"name": claim.indicator, "new": show(now.value, claim.unit)}
            yield _about(figure), _("%(name)s %(new)s，是目标的十倍以上") % words


def parts_of_things(row: MonthRow, _whole: Report) -> Found:
    """A fraction in a unit that counts only whole things (215.25个)."""
    for figure in row.figures:
        claim, now = figure.claim, figure.now
        if now is None or not is_counted(claim.unit) or now.value == now.value.to_integral_value():
            continue
        words = {"name": claim.indicator, "new": f"{now.value.normalize():f}{claim.unit}"}
        yield _about(figure), _("%(name)s %(new)s，应是整数") % words


def rise_for_fall(row: MonthRow, _whole: Report) -> Found:
    """A rise where the target is a fall: it may be the sign."""
    for figure in row.figures:
        claim, now = figure.claim, figure.now
        if now is None or not falling(claim) or now.value <= 0:
            continue
        words = {"name": claim.indicator, "new": show(now.value, claim.unit, claim.value)}
        yield _about(figure), _("%(name)s 填的是上升 %(new)s，目标是下降，请核对正负") % words


def impossible_share(row: MonthRow, _whole: Report) -> Found:
    """A share beyond 0 to 100 per cent."""
    for figure in row.figures:
        claim, now = figure.claim, figure.now
        if now is None or claim.kind != "share" or 0 <= now.value <= 100:
            continue
        if claim.value is None or abs(claim.value) <= 100:
            words = {"name": claim.indicator, "new": show(now.value, claim.unit)}
            yield _about(figure), _("%(name)s %(new)s，占比应在零和百分之百之间") % words


def other_source(row: MonthRow, _whole: Report) -> Found:
    """A figure sent for an indicator that is fed from elsewhere, and differs from what is there."""
    for figure in row.figures:
        now, fed = figure.now, figure.fed
        if now is None or figure.source is None or fed is None or now.value == fed.value:
            continue
        unit, target = figure.claim.unit, figure.claim.value
        words = {
            "name": figure.claim.indicator,
            "new": show(now.value, unit, target),
            "old": show(fed.value, unit, target),
            "source": figure.source.words,
        }
        message = _("%(name)s 填报 %(new)s，与%(source)s的 %(old)s 不同，以后者为准")
        yield f"{_about(figure)} {fed.value}", message % words


def copied_text(row: MonthRow, _whole: Report) -> Found:
    """A text that is last month's."""
    now, before = row.progress, "" if row.before is None else row.before.progress
    if min(len(now), len(before)) < SHORTEST:
        return
    if SequenceMatcher(None, now, before, autojunk=False).ratio() >= ALIKE:
        yield now, _("进展情况与上期几乎相同")


def repeated_text(row: MonthRow, whole: Report) -> Found:
    """The same text at several commitments of the month."""
    if len(row.progress) < SHORTEST:
        return
    same = [
        other.commitment.number
        for other in whole.rows
        if other is not row and other.progress == row.progress
    ]
    if same:
        yield row.progress, _("进展情况与 %s 相同") % "、".join(same)


def shared_evidence(row: MonthRow, whole: Report) -> Found:
    """A file that other commitments name as well."""
    for evidence in row.evidence:
        others = [n for n in whole.shared.get(evidence.sha256, []) if n != row.commitment.number]
        if others:
            message = _("佐证材料“%(name)s”也用于 %(others)s")
            told = {"name": evidence.name, "others": "、".join(others)}
            yield evidence.sha256, message % told


def milestone_without_source(row: MonthRow, _whole: Report) -> Found:
    """A step that is reported done with neither a source nor a file."""
    for step in row.milestones:
        bare = not step.reported_source and not row.evidence
        if step.reported_done_on and step.accepted_on is None and bare:
            yield f"{step.pk}", _("节点“%s”报了完成，没有依据，也没有佐证材料") % step.text


CHECKS: tuple[Check, ...] = (
    missing_figure,
    fallen_total,
    moved_tenfold,
    moved_rate,
    far_from_target,
    parts_of_things,
    rise_for_fall,
    impossible_share,
    other_source,
    copied_text,
    repeated_text,
    shared_evidence,
    milestone_without_source,
)
TELLING = (missing_figure,)
"""Checks that never block signing: a figure may not exist yet."""


def implausible(claim: Claim, value: Decimal) -> bool:
    """Whether a figure in the claim's base unit is so far off that programs must confirm it."""
    if family(claim.unit)[0] in PERCENT and abs(value) >= IMPLAUSIBLE:
        return True
    target = claim.value
    return target is not None and target != 0 and abs(value) >= IMPLAUSIBLE * abs(target)


def _with_last(row: MonthRow) -> Iterator[tuple[FigureRow, dict[str, str]]]:
    """The figures that have a previous one, each with both values in words for messages."""
    for figure in row.figures:
        if figure.now is None or figure.last is None:
            continue
        shown = partial(show, unit=figure.claim.unit)
        words = {"name": figure.claim.indicator, "period": period_words(figure.last.period)}
        yield figure, words | {"new": shown(figure.now.value), "old": shown(figure.last.value)}


def _about(figure: FigureRow) -> str:
    now = None if figure.now is None else f"{figure.now.value.normalize():f}"
    last = None if figure.last is None else f"{figure.last.value.normalize():f}"
    return f"{figure.claim.pk} {now} {last}"


def _adds_up(claim: Claim) -> bool:
    """Whether the claim's figures count from the year's start, so that they cannot fall."""
    return claim.kind == "volume" and claim.direction == "up"


def _rate(claim: Claim) -> bool:
    return family(claim.unit)[0] in PERCENT


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
