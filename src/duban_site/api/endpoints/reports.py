"""A unit's own monthly reports, with a token of one of its people."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import P, PathEx, Query, Schema
from pydantic import Field

from duban_site.api.authentication import TokenAuth, get_caller, needs
from duban_site.api.faults import Fault, RequestError
from duban_site.api.models import TokenScope
from duban_site.api.service import IDEMPOTENCY_PARAMETER, QueryInput, WriteInput, api, document_problems
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Commitment, Duty, State
from duban_site.plans.models.claim import DIGITS, PLACES
from duban_site.reporting.actions.write_entry import (
    EntryConflict,
    EntryInput,
    FigureInput,
    is_repeated_entry,
    write_entry,
)
from duban_site.reporting.models import BodyReport, Entry, Evidence
from duban_site.reporting.models.report import OPEN
from duban_site.reporting.queries.findings import is_implausible

SEE, EDIT = "reporting.see_report", "reporting.edit_entry"
READER_AUTH = TokenAuth(SEE, TokenScope.READ_REPORTS)
WRITER_AUTH = TokenAuth(EDIT, TokenScope.WRITE_REPORTS)
ObjectId = PathEx[int, P(ge=1, le=2**63 - 1)]
MAX_TEXT_LENGTH = 4000
NUMBER_PATTERN = rf"^-?[0-9]{{1,{DIGITS - PLACES}}}(\.[0-9]{{1,{PLACES}}})?$"
PAGE_LIMIT = 200


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


class ReportsQuery(QueryInput):
    """Which of them."""

    limit: int = Field(PAGE_LIMIT, ge=1, le=PAGE_LIMIT)
    offset: int = Field(0, ge=0, le=1_000_000)


class FigureChange(WriteInput):
    """A figure in the claim's base unit: 万, 亿 and 千 multiplied out.

    One that is a thousand times its target, or a thousand per cent, is refused as a slip of units
    unless `confirmed` says that it is right.
    """

    claim: int = Field(ge=1, le=2**63 - 1)
    period: str = Field(max_length=16, description="2025-Q1, 2025-01..05, 2025, 2025-06-30")
    value: str | None = Field(
        pattern=NUMBER_PATTERN, description="digits, a point, no separators; null takes the claim's figure away"
    )
    published: dt.date | None = None
    version: str = Field("preliminary", pattern="^(preliminary|revised|final)$")
    confirmed: bool = False


class EntryChange(WriteInput):
    """What is to be written; what is left out stays, figures as well.

    `version` is the one that was read (0: none). Somebody else's writing in between is answered
    with 409, and nothing is lost.
    """

    version: int = Field(ge=0, le=2**31 - 1)
    progress: str | None = Field(None, max_length=MAX_TEXT_LENGTH)
    problems: str | None = Field(None, max_length=MAX_TEXT_LENGTH)
    next_steps: str | None = Field(None, max_length=MAX_TEXT_LENGTH)
    figures: list[FigureChange] | None = Field(None, max_length=100)


def report_json(report: BodyReport) -> dict[str, Any]:
    """A report as lists give it, as JSON."""
    reporting_round = report.round
    return {
        "id": report.pk,
        "plan": reporting_round.plan_id,
        "month": reporting_round.month,
        "due": reporting_round.due,
        "status": report.status,
        "open": report.status in OPEN,
        "returned_because": report.reason,
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    texts = {field_name: getattr(entry, field_name) for field_name in ("progress", "problems", "next_steps")}
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
    commitment_id, number = entry.commitment_id, entry.commitment.number
    facts = {"commitment": commitment_id, "number": number, "version": entry.version}
    evidence = [evidence_json(file) for file in entry.evidence.all()]
    return {**facts, **texts, "figures": figures, "evidence": evidence}


def evidence_json(file: Evidence) -> dict[str, Any]:
    """A file of evidence as an entry gives it, as JSON."""
    field_names = ("name", "sha256", "size", "content_type")
    return {"id": file.pk, **{field_name: getattr(file, field_name) for field_name in field_names}}


def _commitments_json(report: BodyReport) -> list[dict[str, Any]]:
    """The commitments that the report's body reports on: those it is named first lead for."""
    reported_commitments = Commitment.objects.filter(
        plan=report.round.plan_id,
        state=State.ACCEPTED,
        responsibilities__body=report.body_id,
        responsibilities__duty=Duty.LEAD,
        responsibilities__order=0,
    )
    return [
        {
            "id": commitment.pk,
            "number": commitment.number,
            "text": commitment.text,
            "claims": [
                {field_name: getattr(claim, field_name) for field_name in ("id", "indicator", "unit", "number")}
                for claim in commitment.claims.all()
            ],
        }
        for commitment in reported_commitments.prefetch_related("claims").order_by("order", "number")
    ]


@api.get("/body/reports", auth=READER_AUTH, response={200: Reports, **document_problems(401, 403, 422)}, tags=["body"])
@needs(SEE)
def list_reports(request: HttpRequest, query: Query[ReportsQuery]) -> dict[str, Any]:
    """The reports that the token's person may see, a page at a time."""
    person = get_caller(request)
    visible_reports = policy.filter_visible(person, SEE, BodyReport.objects.select_related("round"))
    total, end = visible_reports.count(), query.offset + query.limit
    page = visible_reports.order_by("-round__due", "-pk")[query.offset : end]
    following = end if end < total else None
    return {"total": total, "next": following, "reports": [report_json(body_report) for body_report in page]}


@api.get(
    "/body/reports/{report}",
    auth=READER_AUTH,
    response={200: ReportDetail, **document_problems(401, 403, 404, 422)},
    tags=["body"],
)
@needs(SEE)
def get_report(request: HttpRequest, report: ObjectId) -> dict[str, Any]:
    """One report: the commitments and claims it asks for, and what is written."""
    person = get_caller(request)
    reports = BodyReport.objects.select_related("round")
    body_report = policy.get_visible(person, SEE, reports, pk=report)
    entries = body_report.entries.select_related("commitment").prefetch_related("figures__claim", "evidence")
    written_entries = [_entry_json(entry) for entry in entries]
    return {**report_json(body_report), "asked": _commitments_json(body_report), "entries": written_entries}


@api.post(
    "/body/reports/{report}/entries/{commitment}",
    auth=WRITER_AUTH,
    response={200: ReportEntry, **document_problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["body"],
    openapi_extra=IDEMPOTENCY_PARAMETER,
)
@needs(EDIT)
def write_report_entry(
    request: HttpRequest, report: ObjectId, commitment: ObjectId, entry: EntryChange
) -> dict[str, Any]:
    """Write what the unit says of one commitment: all of it, or nothing."""
    person = get_caller(request)
    body_report = policy.get_visible(person, EDIT, BodyReport.objects.select_related("round__plan"), pk=report)
    reported_commitment = load_commitment(body_report, commitment)
    texts = {field_name: getattr(entry, field_name) for field_name in ("progress", "problems", "next_steps")}
    figures = None if entry.figures is None else _figure_inputs(reported_commitment, entry.figures)
    entry_input = EntryInput(reported_commitment, entry.version, figures=figures, is_partial=True, **texts)
    try:
        return _entry_json(write_entry(person, body_report, entry_input))
    except EntryConflict as conflict:
        if not is_repeated_entry(person, conflict):
            raise
        return _entry_json(conflict.theirs)  # sent again after its answer was lost


def load_commitment(report: BodyReport, commitment_id: int) -> Commitment:
    """The commitment, if it is of the report's plan; 404 otherwise."""
    commitment = Commitment.objects.filter(plan=report.round.plan_id, pk=commitment_id).first()
    if commitment is None:
        raise Http404(_("没有找到，或者不在您的范围内。"))
    return commitment


def _figure_inputs(commitment: Commitment, figures: list[FigureChange]) -> list[FigureInput]:
    claims_by_id: dict[int, Claim] = {claim.pk: claim for claim in commitment.claims.all()}
    for figure in figures:
        if figure.claim not in claims_by_id:
            raise Refused(_("指标不属于这一条目标任务。"))
    if len({figure.claim for figure in figures}) != len(figures):
        raise Refused(_("同一个指标只能填一个数。"))
    values = [None if figure.value is None else Decimal(figure.value) for figure in figures]
    faults = [
        _implausible_fault(index, claims_by_id[figure.claim])
        for index, (figure, value) in enumerate(zip(figures, values, strict=True))
        if value is not None and not figure.confirmed and is_implausible(claims_by_id[figure.claim], value)
    ]
    if faults:
        raise RequestError(faults, status=409)
    return [
        FigureInput(claims_by_id[figure.claim], figure.period, value, figure.published, figure.version)
        for figure, value in zip(figures, values, strict=True)
    ]


def _implausible_fault(index: int, claim: Claim) -> Fault:
    chinese = "与目标相差千倍以上（或超过 1000%）；请核对单位，无误则加 confirmed: true"
    english = f"out of all proportion; check the unit ({claim.unit}), or send confirmed: true"
    return Fault(code="implausible", field=f"figures.{index}.value", zh=chinese, en=english)
