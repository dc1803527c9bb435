"""A body writes its entry on a commitment; optimistic locking by the entry's version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from duban.series import Period, PeriodError
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import today, utc_now
from duban_site.core.errors import Conflict, Refused
from duban_site.plans.models import Claim, Commitment, Duty, State
from duban_site.reporting.models import BodyReport, Entry, EntryFigure, Milestone
from duban_site.reporting.models.report import OPEN

TEXTS = ("progress", "problems", "next_steps")
LONGEST_REASON, LONGEST_SOURCE = 500, 300


@dataclass(frozen=True, slots=True)
class FigureInput:
    """A figure as it was typed, in the claim's base unit; None removes the claim's figure."""

    claim: Claim
    period: str
    value: Decimal | None
    published: dt.date | None = None
    version: str = "preliminary"


@dataclass(frozen=True, slots=True)
class StepInput:
    """A milestone that the body reports done on a day; None withdraws that report."""

    milestone: int
    done_on: dt.date | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class EntryInput:
    """An entry as it was typed. `version` is that of the entry when the form was opened (0: none).

    None for a text or for `figures` changes nothing. `figures` are all of the entry's, or, with
    `is_partial`, only those that change. `explanations` are reasons by the code of a finding; codes
    that are absent keep their reasons.
    """

    commitment: Commitment
    version: int
    progress: str | None = None
    problems: str | None = None
    next_steps: str | None = None
    figures: Sequence[FigureInput] | None = field(default=None)
    others_stay: bool = False
    steps: Sequence[StepInput] = ()
    explanations: Mapping[str, str] = field(default_factory=dict)


class EntryConflict(Conflict):
    """Somebody else wrote the same entry first: `theirs` is stored, `mine` was not written."""

    def __init__(self, mine: EntryInput, theirs: Entry) -> None:
        who = theirs.updated_by.name if theirs.updated_by else "—"
        message = _("%(who)s刚刚改过这一条。您的内容没有写入，请对照后再保存。")
        super().__init__(message % {"who": who})
        self.mine, self.theirs = mine, theirs


@transaction.atomic
def write_entry(actor: Actor, report: BodyReport, new: EntryInput) -> Entry:
    """Write one entry, or raise EntryConflict when it is no longer the one that was opened."""
    policy.require(actor, "reporting.edit_entry", report)
    held = _open_report(report)
    require_reported_by(held, new.commitment)
    entry = _entry(held, new.commitment)
    if entry.version != new.version:
        raise EntryConflict(new, entry)
    if not _write(entry, new):
        return entry
    entry.version += 1
    entry.updated_by, entry.updated_at = person_or_none(actor), utc_now()
    entry.save()
    told = {name: getattr(entry, name) for name in TEXTS}
    figures = [[str(f.claim_id), f.period, f.value] for f in entry.figures.all()]
    steps = [[step.milestone, step.done_on, step.source] for step in new.steps]
    more = {"figures": figures, "steps": steps, "explanations": entry.explanations}
    log(actor, "reporting.write_entry", entry, version=entry.version, **told, **more)
    return entry


def was_written(actor: Actor, conflict: EntryConflict) -> bool:
    """Whether the stored entry is the refused one: the same actor sent it twice."""
    mine, theirs, person = conflict.mine, conflict.theirs, person_or_none(actor)
    if theirs.version != mine.version + 1 or theirs.updated_by != person:
        return False
    said = ((getattr(mine, name), getattr(theirs, name)) for name in TEXTS)
    if any(text is not None and text.strip() != stands for text, stands in said):
        return False
    stand = {row.claim_id: row for row in theirs.figures.all()}
    return all(
        figure.claim.pk not in stand
        if figure.value is None
        else figure.claim.pk in stand
        and _same(stand[figure.claim.pk], _row(theirs, figure, figure.value))
        for figure in mine.figures or ()
    )


def _open_report(report: BodyReport) -> BodyReport:
    held = BodyReport.objects.select_for_update().get(pk=report.pk)
    if held.status not in OPEN:
        raise Refused(_("本月报告已签发或报送，不能再改。如需修改，请负责人撤回或督查室退回。"))
    return held


def require_reported_by(report: BodyReport, commitment: Commitment) -> None:
    """Raise Refused unless the report's unit is the one that reports on the commitment."""
    own = commitment.responsibilities.filter(body=report.body_id, duty=Duty.LEAD, order=0)
    if commitment.state != State.ACCEPTED or not own.exists():
        message = _("%(number)s 不由本单位填报。")
        raise Refused(message % {"number": commitment.number})


def _entry(report: BodyReport, commitment: Commitment) -> Entry:
    """The entry, locked; a new one has version 0 until something is written."""
    created = Entry.objects.get_or_create(
        report=report, commitment=commitment, defaults={"version": 0}
    )[0]
    return Entry.objects.select_for_update().get(pk=created.pk)


def _write(entry: Entry, new: EntryInput) -> bool:
    """Write what differs; return whether anything did."""
    changed = False
    for name in TEXTS:
        text = getattr(new, name)
        if text is not None and text.strip() != getattr(entry, name):
            setattr(entry, name, text.strip())
            changed = True
    if new.figures is not None:
        changed |= _write_figures(entry, new.figures, new.others_stay)
    changed |= explain(entry, new.explanations)
    for step in new.steps:
        changed |= _write_step(entry, step)
    return changed


def explain(entry: Entry, reasons: Mapping[str, str]) -> bool:
    """Merge reasons into the entry's; an empty one deletes its code. Return whether any changed."""
    given = {**entry.explanations, **{code: text.strip() for code, text in reasons.items()}}
    given = {code: text[:LONGEST_REASON] for code, text in given.items() if text}
    changed = bool(given != entry.explanations)
    entry.explanations = given
    return changed


def _write_step(entry: Entry, step: StepInput) -> bool:
    held = Milestone.objects.select_for_update().filter(commitment=entry.commitment_id)
    found = held.filter(pk=step.milestone, accepted_on=None).first()
    if found is None:
        raise Refused(_("这个节点不在这一条目标任务里，或者已经确认。"))
    if step.done_on is not None and step.done_on > today():
        raise Refused(_("完成日期在今天之后，请核对。"))
    source = step.source.strip() if step.done_on is not None else ""
    if (found.reported_done_on, found.reported_source) == (step.done_on, source):
        return False
    found.reported_done_on, found.reported_source = step.done_on, source
    if len(source) > LONGEST_SOURCE:
        raise Refused(_("节点的依据太长，请写在 %s 字以内。") % LONGEST_SOURCE)
    found.save(update_fields=["reported_done_on", "reported_source"])
    return True


def _write_figures(entry: Entry, figures: Sequence[FigureInput], others_stay: bool) -> bool:
    now = {row.claim_id: row for row in entry.figures.all()}
    named = {figure.claim.pk for figure in figures}
    asked = {
        figure.claim.pk: _row(entry, figure, figure.value)
        for figure in figures
        if figure.value is not None
    }
    gone = now.keys() - asked.keys()
    if others_stay:
        gone &= named
    changed = [row for key, row in asked.items() if key not in now or not _same(now[key], row)]
    if not gone and not changed:
        return False
    gone |= {row.claim_id for row in changed}
    EntryFigure.objects.filter(entry=entry, claim__in=gone).delete()
    EntryFigure.objects.bulk_create(changed)
    return True


def _row(entry: Entry, figure: FigureInput, value: Decimal) -> EntryFigure:
    if figure.claim.commitment_id != entry.commitment_id:
        raise Refused(_("指标不属于这一条目标任务。"))
    period = checked_period(figure.period, entry.report.round.plan.year)
    if figure.published is not None and figure.published < period.end:
        raise Refused(_("发布日期早于数据期末，请核对。"))
    if figure.published is not None and figure.published > today():
        raise Refused(_("发布日期在今天之后，请核对。"))
    return EntryFigure(
        entry=entry,
        claim=figure.claim,
        period=str(period),
        value=value,
        published=figure.published,
        version=figure.version,
    )


def checked_period(text: str, year: int) -> Period:
    """Parse a period of the year. Raises Refused for another year or January alone."""
    try:
        period = _period(text, year)
    except PeriodError as error:
        forms = "1—5月、一季度、上半年、前三季度、全年、2025-06-30"
        message = _("“%(text)s”不是数据期。请写成：%(forms)s。")
        raise Refused(message % {"text": text, "forms": forms}) from error
    if period.year != year:
        raise Refused(_("数据期 %(text)s 不在 %(year)s 年内。") % {"text": text, "year": year})
    if period.lone_january:
        raise Refused(_("1 月不单独公布，请填 1—2 月的数据。"))
    return period


def _period(text: str, year: int) -> Period:
    """Parse a period, also one without its year, as people write it: 1—5月, 上半年, 全年."""
    try:
        return Period.parse(text)
    except PeriodError:
        whole = text.strip() in ("全年", "年度")
        return Period.parse(str(year) if whole else f"{year}年{text.strip()}")


def _same(a: EntryFigure, b: EntryFigure) -> bool:
    fields = ("period", "value", "published", "version")
    return all(getattr(a, name) == getattr(b, name) for name in fields)
