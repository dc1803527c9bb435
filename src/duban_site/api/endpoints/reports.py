"""A unit's own monthly reports, with a token of one of its people."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import P, PathEx, Query, Schema
from pydantic import Field

from duban_site.api.faults import Fault, RequestError
from duban_site.api.guard import ByToken, needs, person_of
from duban_site.api.models import TokenScope
from duban_site.api.service import REPEATABLE, Plain, Question, api, problems
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Commitment, Duty, State
from duban_site.plans.models.claim import DIGITS, PLACES
from duban_site.reporting.actions.write_entry import (
    EntryConflict,
    EntryInput,
    FigureInput,
    was_written,
    write_entry,
)
from duban_site.reporting.models import BodyReport, Entry, Evidence
from duban_site.reporting.models.report import OPEN
from duban_site.reporting.queries.findings import implausible

SEE, EDIT = "reporting.see_report", "reporting.edit_entry"
READER = ByToken(SEE, TokenScope.READ_REPORTS)
WRITER = ByToken(EDIT, TokenScope.WRITE_REPORTS)
Key = PathEx[int, P(ge=1, le=2**63 - 1)]
LONGEST = 4000
NUMBER = rf"^-?[0-9]{{1,{DIGITS - PLACES}}}(\.[0-9]{{1,{PLACES}}})?$"
A_LIST = 200


class ReportedFigure(Schema):
    """The figure that an entry gives for one claim, in the claim's base unit."""

    claim: int
    indicator: str
    unit: str
    period: str
    value: str
    published: dt.date | None
    version: str


class EvidenceFile(Schema):
    """A file beside an entry, known by its hash."""

    id: int
    name: str
    sha256: str
    size: int
    content_type: str


class ReportEntry(Schema):
    """What the unit says of one commitment; `version` must be sent back with a change."""

    commitment: int
    number: str
    version: int
    progress: str
    problems: str
    next_steps: str
    figures: list[ReportedFigure]
    evidence: list[EvidenceFile]


class ReportSummary(Schema):
    """A unit's report of a month."""

    id: int
    plan: int
    month: int
    due: dt.date
    status: str
    open: bool = Field(description="whether it can still be written")
    returned_because: str = Field("", description="why the office sent it back, until it is taken")


class AskedClaim(Schema):
    """A claim that the unit reports on."""

    id: int
    indicator: str
    unit: str
    number: str


class AskedCommitment(Schema):
    """A commitment that the unit reports on."""

    id: int
    number: str
    text: str
    claims: list[AskedClaim]


class ReportDetail(ReportSummary):
    """The report with what is asked and what is written."""

    asked: list[AskedCommitment]
    entries: list[ReportEntry]


class Reports(Schema):
    """A page of the unit's reports, newest first; `next` is the `offset` of the following one."""

    total: int
    next: int | None
    reports: list[ReportSummary]


class ReportsAsked(Question):
    """Which of them."""

    limit: int = Field(A_LIST, ge=1, le=A_LIST)
    offset: int = Field(0, ge=0, le=1_000_000)


class FigureChange(Plain):
    """A figure in the claim's base unit: 万, 亿 and 千 multiplied out.

    One that is a thousand times its target, or a thousand per cent, is refused as a slip of units
    unless `confirmed` says that it is right.
    """

    claim: int = Field(ge=1, le=2**63 - 1)
    period: str = Field(max_length=16, description="2025-Q1, 2025-01..05, 2025, 2025-06-30")
    value: str | None = Field(
        pattern=NUMBER,
        description="digits, a point, no separators; null takes the claim's figure away",
    )
    published: dt.date | None = None
    version: str = Field("preliminary", pattern="^(preliminary|revised|final)$")
    confirmed: bool = False


class EntryChange(Plain):
    """What is to be written; what is left out stays, figures as well.

    `version` is the one that was read (0: none). Somebody else's writing in between is answered
    with 409, and nothing is lost.
    """

    version: int = Field(ge=0, le=2**31 - 1)
    progress: str | None = Field(None, max_length=LONGEST)
    problems: str | None = Field(None, max_length=LONGEST)
    next_steps: str | None = Field(None, max_length=LONGEST)
    figures: list[FigureChange] | None = Field(None, max_length=100)


def report_json(report: BodyReport) -> dict[str, Any]:
    """A report as lists give it, as JSON."""
    month = report.round
    return {
        "id": report.pk,
        "plan": month.plan_id,
        "month": month.month,
        "due": month.due,
        "status": report.status,
        "open": report.status in OPEN,
        "returned_because": report.reason,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    texts = {name: getattr(entry, name) for name in ("progress", "problems", "next_steps")}
    figures = [
        {
            "claim": figure.claim_id,
            "indicator": figure.claim.indicator,
            "unit": figure.claim.unit,
            "period": figure.period,
            "value": f"{figure.value.normalize():f}",
            "published": figure.published,
            "version": figure.version,
        }
        for figure in entry.figures.all()
    ]
    key, number = entry.commitment_id, entry.commitment.number
    told = {"commitment": key, "number": number, "version": entry.version}
    evidence = [evidence_json(one) for one in entry.evidence.all()]
    return {**told, **texts, "figures": figures, "evidence": evidence}


def evidence_json(file: Evidence) -> dict[str, Any]:
    """A file of evidence as an entry gives it, as JSON."""
    names = ("name", "sha256", "size", "content_type")
    return {"id": file.pk, **{name: getattr(file, name) for name in names}}


def _asked(report: BodyReport) -> list[dict[str, Any]]:
    """The commitments that the report's body reports on: those it is named first lead for."""
    own = Commitment.objects.filter(
        plan=report.round.plan_id,
        state=State.ACCEPTED,
        responsibilities__body=report.body_id,
        responsibilities__duty=Duty.LEAD,
        responsibilities__order=0,
    )
    return [
        {
            "id": one.pk,
            "number": one.number,
            "text": one.text,
            "claims": [
                {name: getattr(claim, name) for name in ("id", "indicator", "unit", "number")}
                for claim in one.claims.all()
            ],
        }
        for one in own.prefetch_related("claims").order_by("order", "number")
    ]


@api.get(
    "/body/reports",
    auth=READER,
    response={200: Reports, **problems(401, 403, 422)},
    tags=["body"],
)
@needs(SEE)
def list_reports(request: HttpRequest, asked: Query[ReportsAsked]) -> dict[str, Any]:
    """The reports that the token's person may see, a page at a time."""
    person = person_of(request)
    seen = policy.visible(person, SEE, BodyReport.objects.select_related("round"))
    total, end = seen.count(), asked.offset + asked.limit
    page = seen.order_by("-round__due", "-pk")[asked.offset : end]
    following = end if end < total else None
    return {"total": total, "next": following, "reports": [report_json(one) for one in page]}


@api.get(
    "/body/reports/{report}",
    auth=READER,
    response={200: ReportDetail, **problems(401, 403, 404, 422)},
    tags=["body"],
)
@needs(SEE)
def get_report(request: HttpRequest, report: Key) -> dict[str, Any]:
    """One report: the commitments and claims it asks for, and what is written."""
    person = person_of(request)
    reports = BodyReport.objects.select_related("round")
    found = policy.get(person, SEE, reports, pk=report)
    entries = found.entries.select_related("commitment").prefetch_related(
        "figures__claim", "evidence"
    )
    written = [_entry(entry) for entry in entries]
    return {**report_json(found), "asked": _asked(found), "entries": written}


@api.post(
    "/body/reports/{report}/entries/{commitment}",
    auth=WRITER,
    response={200: ReportEntry, **problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["body"],
    openapi_extra=REPEATABLE,
)
@needs(EDIT)
def write_report_entry(
    request: HttpRequest, report: Key, commitment: Key, entry: EntryChange
) -> dict[str, Any]:
    """Write what the unit says of one commitment: all of it, or nothing."""
    person = person_of(request)
    found = policy.get(person, EDIT, BodyReport.objects.select_related("round__plan"), pk=report)
    asked = commitment_of(found, commitment)
    texts = {name: getattr(entry, name) for name in ("progress", "problems", "next_steps")}
    figures = None if entry.figures is None else _figures(asked, entry.figures)
    new = EntryInput(asked, entry.version, figures=figures, others_stay=True, **texts)
    try:
        return _entry(write_entry(person, found, new))
    except EntryConflict as conflict:
        if not was_written(person, conflict):
            raise
        return _entry(conflict.theirs)  # sent again after its answer was lost


def commitment_of(report: BodyReport, commitment: int) -> Commitment:
    """The commitment, if it is of the report's plan; 404 otherwise."""
    found = Commitment.objects.filter(plan=report.round.plan_id, pk=commitment).first()
    if found is None:
        raise Http404(_("没有找到，或者不在您的范围内。"))
    return found


def _figures(commitment: Commitment, figures: list[FigureChange]) -> list[FigureInput]:
    own: dict[int, Claim] = {claim.pk: claim for claim in commitment.claims.all()}
    for figure in figures:
        if figure.claim not in own:
            raise Refused(_("指标不属于这一条目标任务。"))
    if len({figure.claim for figure in figures}) != len(figures):
        raise Refused(_("同一个指标只能填一个数。"))
    values = [None if figure.value is None else Decimal(figure.value) for figure in figures]
    faults = [
        _implausible(n, own[figure.claim])
        for n, (figure, value) in enumerate(zip(figures, values, strict=True))
        if value is not None and not figure.confirmed and implausible(own[figure.claim], value)
    ]
    if faults:
        raise RequestError(faults, status=409)
    return [
        FigureInput(own[figure.claim], figure.period, value, figure.published, figure.version)
        for figure, value in zip(figures, values, strict=True)
    ]


def _implausible(n: int, claim: Claim) -> Fault:
    zh = "与目标相差千倍以上（或超过 1000%）；请核对单位，无误则加 confirmed: true"
    en = f"out of all proportion; check the unit ({claim.unit}), or send confirmed: true"
    return Fault(code="implausible", field=f"figures.{n}.value", zh=zh, en=en)
