"""The end of a unit's month: its head signs, the report is handed in. And the list of bodies."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from duban_site.api.authentication import TokenAuth, get_caller, needs
from duban_site.api.endpoints.reports import (
    EDIT,
    WRITER_AUTH,
    EvidenceFile,
    ObjectId,
    ReportSummary,
    evidence_json,
    load_commitment,
    report_json,
)
from duban_site.api.faults import Fault, RequestError
from duban_site.api.models import TokenScope
from duban_site.api.service import IDEMPOTENCY_PARAMETER, WriteInput, api, document_problems
from duban_site.core.access.policy import policy
from duban_site.core.actor import as_person
from duban_site.people.models import Body
from duban_site.reporting.actions.attach_evidence import attach, detach
from duban_site.reporting.actions.sign_report import UnansweredFindings, sign, submit
from duban_site.reporting.actions.write_entry import require_reported_by
from duban_site.reporting.models import BodyReport, Evidence, ReportStatus
from duban_site.reporting.queries.findings import check_rows
from duban_site.reporting.queries.month import build_month_rows

SIGN, SUBMIT, SEE = "reporting.sign", "reporting.submit", "reporting.see_report"
SIGNER_AUTH = TokenAuth(SIGN, TokenScope.SIGN_REPORTS)
SUBMITTER_AUTH = TokenAuth(SUBMIT, TokenScope.SIGN_REPORTS)
READER_AUTH = TokenAuth(SEE, TokenScope.READ_REPORTS)


class BodyDetail(Schema):
    """A body."""

    id: int
    name: str
    aliases: list[str]
    kind: str


FINDING_FIELDS = ("code", "message", "asks", "reason")


class ReportFinding(Schema):
    """One thing that a check found in an entry; of `asks` it must be mended or answered."""

    commitment: int
    code: str = Field(description="changes with what it is about")
    message: str
    asks: bool
    reason: str = Field(description="why it is right all the same, as given so far")


class Findings(Schema):
    """All of them, in the report's order."""

    findings: list[ReportFinding]


class FindingReason(WriteInput):
    """Why what a check found is right all the same."""

    commitment: int = Field(ge=1, le=2**63 - 1)
    code: str = Field(max_length=40)
    reason: str = Field(min_length=1, max_length=500)


class Signing(WriteInput):
    """What the head answers to the checks."""

    reasons: list[FindingReason] = Field(default_factory=list, max_length=1000)


class Bodies(Schema):
    """Every body that is in use, in the office's order."""

    bodies: list[BodyDetail]


@api.get("/bodies", auth=READER_AUTH, response={200: Bodies, **document_problems(401, 403, 422)}, tags=["body"])
@needs(SEE)
def list_bodies(request: HttpRequest) -> dict[str, Any]:
    """The bodies with their ids, so that a program need not read names."""
    names = ("id", "name", "aliases", "kind")
    return {"bodies": [*Body.objects.filter(active=True).values(*names)]}


@api.post(
    "/body/reports/{report}/sign",
    auth=SIGNER_AUTH,
    response={200: ReportSummary, **document_problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["body"],
    openapi_extra=IDEMPOTENCY_PARAMETER,
)
@needs(SIGN)
def sign_report(request: HttpRequest, report: ObjectId, signing: Signing | None = None) -> dict[str, Any]:
    """The body's head signs the month's report; signed already by the same one, it stays so.

    What the checks ask (`findings`) is mended before, or answered here with its reason; 409 names
    what is left.
    """
    person = get_caller(request)
    body_report = policy.get_visible(person, SIGN, _reports_with_round(), pk=report)
    if body_report.status == ReportStatus.SIGNED and body_report.signed_by == as_person(person):
        return report_json(body_report)
    reasons: dict[int, dict[str, str]] = {}
    for answer in signing.reasons if signing else ():
        reasons.setdefault(answer.commitment, {})[answer.code] = answer.reason
    try:
        return report_json(sign(person, body_report, reasons))
    except UnansweredFindings as error:
        finding_faults = [_finding_fault(row.commitment.pk, finding) for row, finding in error.left]
        raise RequestError(finding_faults, status=409) from error


@api.get(
    "/body/reports/{report}/findings",
    auth=READER_AUTH,
    response={200: Findings, **document_problems(401, 403, 404, 422)},
    tags=["body"],
)
@needs(SEE)
def list_findings(request: HttpRequest, report: ObjectId) -> dict[str, Any]:
    """What the checks found in a report, to be mended or answered before it is signed."""
    body_report = policy.get_visible(get_caller(request), SEE, _reports_with_round(), pk=report)
    findings = [
        {"commitment": row.commitment.pk, **{field_name: getattr(finding, field_name) for field_name in FINDING_FIELDS}}
        for row in check_rows(body_report, build_month_rows(body_report))
        for finding in row.findings
    ]
    return {"findings": findings}


def _finding_fault(commitment: int, finding: Any) -> Fault:
    english = f"commitment {commitment}: mend what the check found, or give its reason with the code"
    return Fault(code=finding.code, field=f"reasons.{commitment}", zh=finding.message, en=english)


@api.post(
    "/body/reports/{report}/submit",
    auth=SUBMITTER_AUTH,
    response={200: ReportSummary, **document_problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["body"],
    openapi_extra=IDEMPOTENCY_PARAMETER,
)
@needs(SUBMIT)
def submit_report(request: HttpRequest, report: ObjectId) -> dict[str, Any]:
    """Hand the signed report in to the office; handed in already, it stays so."""
    person = get_caller(request)
    body_report = policy.get_visible(person, SUBMIT, _reports_with_round(), pk=report)
    if body_report.status == ReportStatus.SUBMITTED:
        return report_json(body_report)
    return report_json(submit(person, body_report))


@api.post(
    "/body/reports/{report}/entries/{commitment}/evidence",
    auth=WRITER_AUTH,
    response={200: EvidenceFile, 201: EvidenceFile, **document_problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["body"],
)
@needs(EDIT)
def upload_evidence(
    request: HttpRequest, report: ObjectId, commitment: ObjectId, file: File[UploadedFile]
) -> Status[dict[str, Any]]:
    """Put a file beside an entry: 201, or 200 where the entry has this very file already."""
    person = get_caller(request)
    body_report = policy.get_visible(person, EDIT, BodyReport.objects.select_related("round__plan"), pk=report)
    reported_commitment = load_commitment(body_report, commitment)
    require_reported_by(body_report, reported_commitment)
    count_before = Evidence.objects.filter(entry__report=body_report, entry__commitment=reported_commitment).count()
    evidence = attach(person, body_report, reported_commitment, file.name or "", file.file or file)
    count_after = Evidence.objects.filter(entry=evidence.entry_id).count()
    return Status(201 if count_after > count_before else 200, evidence_json(evidence))


@api.delete(
    "/body/reports/{report}/entries/{commitment}/evidence/{evidence}",
    auth=WRITER_AUTH,
    response={204: None, **document_problems(401, 403, 404, 409, 422)},
    tags=["body"],
)
@needs(EDIT)
def remove_evidence(request: HttpRequest, report: ObjectId, commitment: ObjectId, evidence: ObjectId) -> Status[None]:
    """Take a file off an entry that is not handed in."""
    person = get_caller(request)
    body_report = policy.get_visible(person, EDIT, _reports_with_round(), pk=report)
    files = Evidence.objects.filter(entry__report=body_report, entry__commitment=commitment)
    file = files.select_related("entry").filter(pk=evidence).first()
    if file is None:
        raise Http404(_("没有找到，或者不在您的范围内。"))
    detach(person, file)
    return Status(204, None)


def _reports_with_round() -> Any:
    return BodyReport.objects.select_related("round")
