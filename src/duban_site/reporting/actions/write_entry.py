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
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import today, utc_now
from duban_site.core.errors import Conflict, Refused
from duban_site.plans.models import Claim, Commitment, Duty, State
from duban_site.reporting.models import BodyReport, Entry, EntryFigure, Milestone
from duban_site.reporting.models.report import OPEN

TEXT_FIELDS = ("progress", "problems", "next_steps")
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
    is_partial: bool = False
    steps: Sequence[StepInput] = ()
    explanations: Mapping[str, str] = field(default_factory=dict)


class EntryConflict(Conflict):
    """Somebody else wrote the same entry first: `theirs` is stored, `mine` was not written."""

    def __init__(self, mine: EntryInput, theirs: Entry) -> None:
        author = theirs.updated_by.name if theirs.updated_by else "—"
        message = _("%(who)s刚刚改过这一条。您的内容没有写入，请对照后再保存。")
        super().__init__(message % {"who": author})
        self.mine, self.theirs = mine, theirs


@transaction.atomic
def write_entry(actor: Actor, report: BodyReport, entry_input: EntryInput) -> Entry:
    """Write one entry, or raise EntryConflict when it is no longer the one that was opened."""
    policy.require(actor, "reporting.edit_entry", report)
    locked_report = _lock_open_report(report)
    require_reported_by(locked_report, entry_input.commitment)
    entry = _lock_entry(locked_report, entry_input.commitment)
    if entry.version != entry_input.version:
        raise EntryConflict(entry_input, entry)
    if not _update_entry(entry, entry_input):
        return entry
    entry.version += 1
    entry.updated_by, entry.updated_at = as_person(actor), utc_now()
    entry.save()
    texts = {name: getattr(entry, name) for name in TEXT_FIELDS}
    figures = [[str(figure.claim_id), figure.period, figure.value] for figure in entry.figures.all()]
    steps = [[step.milestone, step.done_on, step.source] for step in entry_input.steps]
    details = {"figures": figures, "steps": steps, "explanations": entry.explanations}
    log_event(actor, "reporting.write_entry", entry, version=entry.version, **texts, **details)
    return entry


def is_repeated_entry(actor: Actor, conflict: EntryConflict) -> bool:
    """Whether the stored entry is the refused one: the same actor sent it twice."""
    entry_input, stored_entry, person = conflict.mine, conflict.theirs, as_person(actor)
    if stored_entry.version != entry_input.version + 1 or stored_entry.updated_by != person:
        return False
    text_pairs = ((getattr(entry_input, name), getattr(stored_entry, name)) for name in TEXT_FIELDS)
    if any(text is not None and text.strip() != stored_text for text, stored_text in text_pairs):
        return False
    figures_by_claim = {row.claim_id: row for row in stored_entry.figures.all()}
    return all(
        figure.claim.pk not in figures_by_claim
        if figure.value is None
        else figure.claim.pk in figures_by_claim
        and _is_same_figure(figures_by_claim[figure.claim.pk], _build_figure(stored_entry, figure, figure.value))
        for figure in entry_input.figures or ()
    )


def _lock_open_report(report: BodyReport) -> BodyReport:
    locked_report = BodyReport.objects.select_for_update().get(pk=report.pk)
    if locked_report.status not in OPEN:
        raise Refused(_("本月报告已签发或报送，不能再改。如需修改，请负责人撤回或督查室退回。"))
    return locked_report


def require_reported_by(report: BodyReport, commitment: Commitment) -> None:
    """Raise Refused unless the report's unit is the one that reports on the commitment."""
    lead_responsibility = commitment.responsibilities.filter(body=report.body_id, duty=Duty.LEAD, order=0)
    if commitment.state != State.ACCEPTED or not lead_responsibility.exists():
        message = _("%(number)s 不由本单位填报。")
        raise Refused(message % {"number": commitment.number})


def _lock_entry(report: BodyReport, commitment: Commitment) -> Entry:
    """The entry, locked; a new one has version 0 until something is written."""
    entry = Entry.objects.get_or_create(report=report, commitment=commitment, defaults={"version": 0})[0]
    return Entry.objects.select_for_update().get(pk=entry.pk)


def _update_entry(entry: Entry, entry_input: EntryInput) -> bool:
    """Write what differs; return whether anything did."""
    changed = False
    for name in TEXT_FIELDS:
        text = getattr(entry_input, name)
        if text is not None and text.strip() != getattr(entry, name):
            setattr(entry, name, text.strip())
            changed = True
    if entry_input.figures is not None:
        changed |= _write_figures(entry, entry_input.figures, entry_input.is_partial)
    changed |= add_explanations(entry, entry_input.explanations)
    for step in entry_input.steps:
        changed |= _write_step(entry, step)
    return changed


def add_explanations(entry: Entry, reasons: Mapping[str, str]) -> bool:
    """Merge reasons into the entry's; an empty one deletes its code. Return whether any changed."""
    explanations = {**entry.explanations, **{code: text.strip() for code, text in reasons.items()}}
    explanations = {code: text[:LONGEST_REASON] for code, text in explanations.items() if text}
    changed = bool(explanations != entry.explanations)
    entry.explanations = explanations
    return changed


def _write_step(entry: Entry, step: StepInput) -> bool:
    locked_milestones = Milestone.objects.select_for_update().filter(commitment=entry.commitment_id)
    milestone = locked_milestones.filter(pk=step.milestone, accepted_on=None).first()
    if milestone is None:
        raise Refused(_("这个节点不在这一条目标任务里，或者已经确认。"))
    if step.done_on is not None and step.done_on > today():
        raise Refused(_("完成日期在今天之后，请核对。"))
    source = step.source.strip() if step.done_on is not None else ""
    if (milestone.reported_done_on, milestone.reported_source) == (step.done_on, source):
        return False
    milestone.reported_done_on, milestone.reported_source = step.done_on, source
    if len(source) > LONGEST_SOURCE:
        raise Refused(_("节点的依据太长，请写在 %s 字以内。") % LONGEST_SOURCE)
    milestone.save(update_fields=["reported_done_on", "reported_source"])
    return True


def _write_figures(entry: Entry, figures: Sequence[FigureInput], is_partial: bool) -> bool:
    current_figures = {row.claim_id: row for row in entry.figures.all()}
    named_claims = {figure.claim.pk for figure in figures}
    new_figures = {
        figure.claim.pk: _build_figure(entry, figure, figure.value) for figure in figures if figure.value is not None
    }
    removed_claims = current_figures.keys() - new_figures.keys()
    if is_partial:
        removed_claims &= named_claims
    changed = [
        row
        for claim_id, row in new_figures.items()
        if claim_id not in current_figures or not _is_same_figure(current_figures[claim_id], row)
    ]
    if not removed_claims and not changed:
        return False
    removed_claims |= {row.claim_id for row in changed}
    EntryFigure.objects.filter(entry=entry, claim__in=removed_claims).delete()
    EntryFigure.objects.bulk_create(changed)
    return True


def _build_figure(entry: Entry, figure: FigureInput, value: Decimal) -> EntryFigure:
    if figure.claim.commitment_id != entry.commitment_id:
        raise Refused(_("指标不属于这一条目标任务。"))
    period = parse_period(figure.period, entry.report.round.plan.year)
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


def parse_period(text: str, year: int) -> Period:
    """Parse a period of the year. Raises Refused for another year or January alone."""
    try:
        period = _parse_period_text(text, year)
    except PeriodError as error:
        forms = "1—5月、一季度、上半年、前三季度、全年、2025-06-30"
        message = _("“%(text)s”不是数据期。请写成：%(forms)s。")
        raise Refused(message % {"text": text, "forms": forms}) from error
    if period.year != year:
        raise Refused(_("数据期 %(text)s 不在 %(year)s 年内。") % {"text": text, "year": year})
    if period.is_january_alone:
        raise Refused(_("1 月不单独公布，请填 1—2 月的数据。"))
    return period


def _parse_period_text(text: str, year: int) -> Period:
    """Parse a period, also one without its year, as people write it: 1—5月, 上半年, 全年."""
    try:
        return Period.parse(text)
    except PeriodError:
        is_full_year = text.strip() in ("全年", "年度")
        return Period.parse(str(year) if is_full_year else f"{year}年{text.strip()}")


def _is_same_figure(first: EntryFigure, second: EntryFigure) -> bool:
    fields = ("period", "value", "published", "version")
    return all(getattr(first, field_name) == getattr(second, field_name) for field_name in fields)
