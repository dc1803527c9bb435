"""The end of a unit's month: its head signs, the report is handed in. And the list of bodies."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from duban_site.api.endpoints.reports import (
    EDIT,
    WRITER,
    EvidenceFile,
    Key,
    ReportSummary,
    commitment_of,
    evidence_json,
    report_json,
)
from duban_site.api.faults import Fault, RequestError
from duban_site.api.guard import ByToken, needs, person_of
from duban_site.api.models import TokenScope
from duban_site.api.service import REPEATABLE, Plain, api, problems
from duban_site.core.access.policy import policy
from duban_site.core.actor import person_or_none
from duban_site.core.errors import RowErrors
from duban_site.people.models import Body
from duban_site.reporting.actions.attach import attach, detach
from duban_site.reporting.actions.sign import sign, submit
from duban_site.reporting.actions.write_entry import require_reported_by
from duban_site.reporting.models import BodyReport, Evidence, ReportStatus
from duban_site.reporting.queries.findings import checked, unanswered
from duban_site.reporting.queries.month import month_rows

SIGN, SUBMIT, SEE = "reporting.sign", "reporting.submit", "reporting.see_report"
SIGNER = ByToken(SIGN, TokenScope.SIGN_REPORTS)
SUBMITTER = ByToken(SUBMIT, TokenScope.SIGN_REPORTS)
READER = ByToken(SEE, TokenScope.READ_REPORTS)


class BodyDetail(Schema):
    """A body."""

    id: int
    name: str
    aliases: list[str]
    kind: str


FINDING = ("code", "message", "asks", "reason")


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


class FindingReason(Plain):
    """Why what a check found is right all the same."""

    commitment: int = Field(ge=1, le=2**63 - 1)
    code: str = Field(max_length=40)
    reason: str = Field(min_length=1, max_length=500)


class Signing(Plain):
    """What the head answers to the checks."""

    reasons: list[FindingReason] = Field(default_factory=list, max_length=1000)


class Bodies(Schema):
    """Every body that is in use, in the office's order."""

    bodies: list[BodyDetail]


@api.get("/bodies", auth=READER, response={200: Bodies, **problems(401, 403, 422)}, tags=["body"])
@needs(SEE)
def list_bodies(request: HttpRequest) -> dict[str, Any]:
    """The bodies with their ids, so that a program need not read names."""
    names = ("id", "name", "aliases", "kind")
    return {"bodies": [*Body.objects.filter(active=True).values(*names)]}


@api.post(
    "/body/reports/{report}/sign",
    auth=SIGNER,
    response={200: ReportSummary, **problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["body"],
    openapi_extra=REPEATABLE,
)
@needs(SIGN)
def sign_report(
    request: HttpRequest, report: Key, signing: Signing | None = None
) -> dict[str, Any]:
    """The body's head signs the month's report; signed already by the same one, it stays so.

    What the checks ask (`findings`) is mended before, or answered here with its reason; 409 names
    what is left.
    """
    person = person_of(request)
    found = policy.get(person, SIGN, _reports(), pk=report)
    if found.status == ReportStatus.SIGNED and found.signed_by == person_or_none(person):
        return report_json(found)
    reasons: dict[int, dict[str, str]] = {}
    for one in signing.reasons if signing else ():
        reasons.setdefault(one.commitment, {})[one.code] = one.reason
    try:
        return report_json(sign(person, found, reasons))
    except RowErrors as error:
        left = unanswered(checked(found, month_rows(found)))
        faults = [_fault(row.commitment.pk, finding) for row, finding in left]
        raise RequestError(faults or [], status=409) from error


@api.get(
    "/body/reports/{report}/findings",
    auth=READER,
    response={200: Findings, **problems(401, 403, 404, 422)},
    tags=["body"],
)
@needs(SEE)
def list_findings(request: HttpRequest, report: Key) -> dict[str, Any]:
    """What the checks found in a report, to be mended or answered before it is signed."""
    found = policy.get(person_of(request), SEE, _reports(), pk=report)
    told = [
        {"commitment": row.commitment.pk, **{n: getattr(one, n) for n in FINDING}}
        for row in checked(found, month_rows(found))
        for one in row.findings
    ]
    return {"findings": told}


def _fault(commitment: int, finding: Any) -> Fault:
    en = f"commitment {commitment}: mend what the check found, or give its reason with the code"
    return Fault(code=finding.code, field=f"reasons.{commitment}", zh=finding.message, en=en)


@api.post(
    "/body/reports/{report}/submit",
    auth=SUBMITTER,
    response={200: ReportSummary, **problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["body"],
    openapi_extra=REPEATABLE,
)
@needs(SUBMIT)
def submit_report(request: HttpRequest, report: Key) -> dict[str, Any]:
    """Hand the signed report in to the office; handed in already, it stays so."""
    person = person_of(request)
    found = policy.get(person, SUBMIT, _reports(), pk=report)
    if found.status == ReportStatus.SUBMITTED:
        return report_json(found)
    return report_json(submit(person, found))


@api.post(
    "/body/reports/{report}/entries/{commitment}/evidence",
    auth=WRITER,
    response={200: EvidenceFile, 201: EvidenceFile, **problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["body"],
)
@needs(EDIT)
def upload_evidence(
    request: HttpRequest, report: Key, commitment: Key, file: File[UploadedFile]
) -> Status[dict[str, Any]]:
    """Put a file beside an entry: 201, or 200 where the entry has this very file already."""
    person = person_of(request)
    found = policy.get(person, EDIT, BodyReport.objects.select_related("round__plan"), pk=report)
    asked = commitment_of(found, commitment)
    require_reported_by(found, asked)
    before = Evidence.objects.filter(entry__report=found, entry__commitment=asked).count()
    kept = attach(person, found, asked, file.name or "", file.file or file)
    after = Evidence.objects.filter(entry=kept.entry_id).count()
    return Status(201 if after > before else 200, evidence_json(kept))


@api.delete(
    "/body/reports/{report}/entries/{commitment}/evidence/{evidence}",
    auth=WRITER,
    response={204: None, **problems(401, 403, 404, 409, 422)},
    tags=["body"],
)
@needs(EDIT)
def remove_evidence(
    request: HttpRequest, report: Key, commitment: Key, evidence: Key
) -> Status[None]:
    """Take a file off an entry that is not handed in."""
    person = person_of(request)
    found = policy.get(person, EDIT, _reports(), pk=report)
    files = Evidence.objects.filter(entry__report=found, entry__commitment=commitment)
    file = files.select_related("entry").filter(pk=evidence).first()
    if file is None:
        raise Http404(_("没有找到，或者不在您的范围内。"))
    detach(person, file)
    return Status(204, None)


def _reports() -> Any:
    return BodyReport.objects.select_related("round")
