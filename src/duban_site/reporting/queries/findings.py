"""Plausibility checks of a month's report; body, head and office see the same findings.

Each check is one function of CHECKS. It takes a row of the month and the month's context, and gives
findings. One that `asks` is corrected or answered with a reason before the head signs; the rest are
notices. A finding's code is a digest of its subject, so a changed figure or text is asked anew.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import SequenceMatcher
from functools import partial

from django.utils.translation import gettext as _

from duban.quantities.printing import is_count_unit
from duban.series import Period, find_family
from duban_site.core.amounts import format_amount
from duban_site.plans.models import Claim
from duban_site.reporting.fall_signs import is_falling_claim
from duban_site.reporting.models import BodyReport, Evidence
from duban_site.reporting.period_words import period_words
from duban_site.reporting.queries.month import FigureRow, Finding, MonthRow

COPIED_RATIO = 0.9
"""Texts of consecutive months that share nine tenths of their characters count as copied."""
MIN_TEXT_LENGTH = 8
"""Shorter texts (无, 正常推进) are alike without being copied."""
MAGNITUDE_FACTOR = 10
RATE_JUMP_POINTS = 15
"""A rate that moves by so many points from one month to the next is asked about."""
IMPLAUSIBLE_FACTOR = 1000
"""Times the target, or per cent: a figure beyond is a slip of units (万, 亿), not of the pen."""
RATE_FAMILIES = ("percent", "points")
CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class MonthContext:
    """What checks see beside one row: all rows, and commitment numbers by a file's hash."""

    rows: Sequence[MonthRow]
    numbers_by_file_hash: dict[str, list[str]] = field(default_factory=dict)


CheckResults = Iterator[tuple[str, str]]
"""(subject, message): the subject is the values it is about, as a key."""
Check = Callable[[MonthRow, MonthContext], CheckResults]


def check_rows(report: BodyReport, rows: Sequence[MonthRow]) -> list[MonthRow]:
    """Run all checks; the rows with their findings and the reasons given so far."""
    context = MonthContext(rows, _find_shared_files(report))
    return [replace(row, findings=list(_check_row(row, context))) for row in rows]


def list_unanswered(rows: Sequence[MonthRow]) -> list[tuple[MonthRow, Finding]]:
    """The findings that keep a checked report from being signed."""
    return [(row, finding) for row in rows for finding in row.findings if finding.unanswered]


def _check_row(row: MonthRow, context: MonthContext) -> Iterator[Finding]:
    if not row.written:
        yield Finding("absent", _("没有填报"), asks=False)
        return
    for name, check in CHECKS.items():
        for subject, message in check(row, context):
            code = _finding_code(name, row, subject)
            yield Finding(code, message, check not in NOTICE_CHECKS, row.explanations.get(code, ""))


def _finding_code(check: str, row: MonthRow, subject: str) -> str:
    digest = hashlib.sha256(f"{check} {row.commitment.pk} {subject}".encode())
    return digest.hexdigest()[:CODE_LENGTH]


def missing_figure(row: MonthRow, _context: MonthContext) -> CheckResults:
    """A figure that is missing and not fed automatically."""
    for figure in row.figures:
        if figure.now is None and figure.source is None:
            yield f"{figure.claim.pk}", _("%s 没有数据") % figure.claim.indicator


def fallen_total(row: MonthRow, _context: MonthContext) -> CheckResults:
    """A total since the year's start that is below last month's."""
    for figure, words in _pair_with_previous(row):
        current, previous = figure.now, figure.last
        if current is None or previous is None or not _is_cumulative(figure.claim):
            continue
        if Period.parse(current.period).end > previous.end and current.value < previous.value:
            message = _("%(name)s 累计数由 %(old)s（%(period)s）降为 %(new)s")
            yield _subject_key(figure), message % words


def moved_tenfold(row: MonthRow, _context: MonthContext) -> CheckResults:
    """A figure ten times last month's or a tenth of it."""
    for figure, words in _pair_with_previous(row):
        current, previous = figure.now, figure.last
        if current is None or previous is None or _is_rate(figure.claim):
            continue
        small, large = sorted((abs(current.value), abs(previous.value)))
        has_fallen = _is_cumulative(figure.claim) and current.value < previous.value
        if small > 0 and large >= MAGNITUDE_FACTOR * small and not has_fallen:
            yield _subject_key(figure), _("%(name)s 由 %(old)s 变为 %(new)s，相差十倍以上") % words


def moved_rate(row: MonthRow, _context: MonthContext) -> CheckResults:
    """A rate that moved by many points (7% after 52.7%)."""
    for figure, words in _pair_with_previous(row):
        current, previous = figure.now, figure.last
        if current is None or previous is None or not _is_rate(figure.claim):
            continue
        if abs(current.value - previous.value) >= RATE_JUMP_POINTS:
            message = _("%(name)s 由 %(old)s（%(period)s）变为 %(new)s，变动过大")
            yield _subject_key(figure), message % words


def far_from_target(row: MonthRow, _context: MonthContext) -> CheckResults:
    """A first figure that is ten times its target."""
    for figure in row.figures:
        claim, current = figure.claim, figure.now
        if current is None or figure.last is not None or not claim.value:
            continue
        if abs(current.value) >= MAGNITUDE_FACTOR * abs(claim.value):
            words = {"name": claim.indicator, "new": format_amount(current.value, claim.unit)}
            yield _subject_key(figure), _("%(name)s %(new)s，是目标的十倍以上") % words


def fraction_of_count(row: MonthRow, _context: MonthContext) -> CheckResults:
    """A fraction in a unit that counts only whole things (215.25个)."""
    for figure in row.figures:
        claim, current = figure.claim, figure.now
        if current is None or not is_count_unit(claim.unit) or current.value == current.value.to_integral_value():
            continue
        words = {"name": claim.indicator, "new": f"{current.value.normalize():f}{claim.unit}"}
        yield _subject_key(figure), _("%(name)s %(new)s，应是整数") % words


def rise_for_fall(row: MonthRow, _context: MonthContext) -> CheckResults:
    """A rise where the target is a fall: it may be the sign."""
    for figure in row.figures:
        claim, current = figure.claim, figure.now
        if current is None or not is_falling_claim(claim) or current.value <= 0:
            continue
        words = {"name": claim.indicator, "new": format_amount(current.value, claim.unit, claim.value)}
        yield _subject_key(figure), _("%(name)s 填的是上升 %(new)s，目标是下降，请核对正负") % words


def impossible_share(row: MonthRow, _context: MonthContext) -> CheckResults:
    """A share beyond 0 to 100 per cent."""
    for figure in row.figures:
        claim, current = figure.claim, figure.now
        if current is None or claim.kind != "share" or 0 <= current.value <= 100:
            continue
        if claim.value is None or abs(claim.value) <= 100:
            words = {"name": claim.indicator, "new": format_amount(current.value, claim.unit)}
            yield _subject_key(figure), _("%(name)s %(new)s，占比应在零和百分之百之间") % words


def differing_source(row: MonthRow, _context: MonthContext) -> CheckResults:
    """A figure sent for an indicator that is fed from elsewhere, and differs from what is there."""
    for figure in row.figures:
        current, fed_figure = figure.now, figure.fed
        if current is None or figure.source is None or fed_figure is None or current.value == fed_figure.value:
            continue
        unit, target = figure.claim.unit, figure.claim.value
        words = {
            "name": figure.claim.indicator,
            "new": format_amount(current.value, unit, target),
            "old": format_amount(fed_figure.value, unit, target),
            "source": figure.source.words,
        }
        message = _("%(name)s 填报 %(new)s，与%(source)s的 %(old)s 不同，以后者为准")
        yield f"{_subject_key(figure)} {fed_figure.value}", message % words


def copied_text(row: MonthRow, _context: MonthContext) -> CheckResults:
    """A text that is last month's."""
    current_text, previous_text = row.progress, "" if row.before is None else row.before.progress
    if min(len(current_text), len(previous_text)) < MIN_TEXT_LENGTH:
        return
    if SequenceMatcher(None, current_text, previous_text, autojunk=False).ratio() >= COPIED_RATIO:
        yield current_text, _("进展情况与上期几乎相同")


def repeated_text(row: MonthRow, context: MonthContext) -> CheckResults:
    """The same text at several commitments of the month."""
    if len(row.progress) < MIN_TEXT_LENGTH:
        return
    same_numbers = [
        another_row.commitment.number
        for another_row in context.rows
        if another_row is not row and another_row.progress == row.progress
    ]
    if same_numbers:
        yield row.progress, _("进展情况与 %s 相同") % "、".join(same_numbers)


def shared_evidence(row: MonthRow, context: MonthContext) -> CheckResults:
    """A file that other commitments name as well."""
    for evidence in row.evidence:
        sharing_numbers = [
            number
            for number in context.numbers_by_file_hash.get(evidence.sha256, [])
            if number != row.commitment.number
        ]
        if sharing_numbers:
            message = _("佐证材料“%(name)s”也用于 %(others)s")
            details = {"name": evidence.name, "others": "、".join(sharing_numbers)}
            yield evidence.sha256, message % details


def milestone_without_source(row: MonthRow, _context: MonthContext) -> CheckResults:
    """A step that is reported done with neither a source nor a file."""
    for step in row.milestones:
        lacks_source = not step.reported_source and not row.evidence
        if step.reported_done_on and step.accepted_on is None and lacks_source:
            yield f"{step.pk}", _("节点“%s”报了完成，没有依据，也没有佐证材料") % step.text


CHECKS: Mapping[str, Check] = {
    "missing_figure": missing_figure,
    "fallen_total": fallen_total,
    "moved_tenfold": moved_tenfold,
    "moved_rate": moved_rate,
    "far_from_target": far_from_target,
    "parts_of_things": fraction_of_count,
    "rise_for_fall": rise_for_fall,
    "impossible_share": impossible_share,
    "other_source": differing_source,
    "copied_text": copied_text,
    "repeated_text": repeated_text,
    "shared_evidence": shared_evidence,
    "milestone_without_source": milestone_without_source,
}
"""By the name that goes into the code of a finding: reasons are stored under it, so it never changes."""
NOTICE_CHECKS = (missing_figure,)
"""Checks that never block signing: a figure may not exist yet."""


def is_implausible(claim: Claim, value: Decimal) -> bool:
    """Whether a figure in the claim's base unit is so far off that programs must confirm it."""
    if find_family(claim.unit)[0] in RATE_FAMILIES and abs(value) >= IMPLAUSIBLE_FACTOR:
        return True
    target = claim.value
    return target is not None and target != 0 and abs(value) >= IMPLAUSIBLE_FACTOR * abs(target)


def _pair_with_previous(row: MonthRow) -> Iterator[tuple[FigureRow, dict[str, str]]]:
    """The figures that have a previous one, each with both values in words for messages."""
    for figure in row.figures:
        if figure.now is None or figure.last is None:
            continue
        format_value = partial(format_amount, unit=figure.claim.unit)
        words = {"name": figure.claim.indicator, "period": period_words(figure.last.period)}
        yield (figure, words | {"new": format_value(figure.now.value), "old": format_value(figure.last.value)})


def _subject_key(figure: FigureRow) -> str:
    current = None if figure.now is None else f"{figure.now.value.normalize():f}"
    previous = None if figure.last is None else f"{figure.last.value.normalize():f}"
    return f"{figure.claim.pk} {current} {previous}"


def _is_cumulative(claim: Claim) -> bool:
    """Whether the claim's figures count from the year's start, so that they cannot fall."""
    return claim.kind == "volume" and claim.direction == "up"


def _is_rate(claim: Claim) -> bool:
    return find_family(claim.unit)[0] in RATE_FAMILIES


def _find_shared_files(report: BodyReport) -> dict[str, list[str]]:
    """Hash → the numbers of all commitments of the plan that name the file."""
    hashes = Evidence.objects.filter(entry__report=report).values("sha256")
    rows = Evidence.objects.filter(sha256__in=hashes, entry__commitment__plan=report.round.plan_id).values_list(
        "sha256", "entry__commitment__number"
    )
    numbers_by_hash: dict[str, list[str]] = defaultdict(list)
    for digest, number in rows.order_by("entry__commitment__order").distinct():
        numbers_by_hash[digest].append(number)
    return numbers_by_hash
