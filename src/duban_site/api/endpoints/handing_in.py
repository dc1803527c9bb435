"""The end of a unit's month: its head signs, the report is handed in. And the list of bodies."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Schema, Status
from ninja.files import UploadedFile

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
from duban_site.api.guard import ByToken, needs, person_of
from duban_site.api.models import TokenScope
from duban_site.api.service import REPEATABLE, api, problems
from duban_site.core.access.policy import policy
from duban_site.core.actor import person_or_none
from duban_site.people.models import Body
from duban_site.reporting.actions.attach import attach, detach
from duban_site.reporting.actions.sign import sign, submit
from duban_site.reporting.actions.write_entry import require_reported_by
from duban_site.reporting.models import BodyReport, Evidence, ReportStatus

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
def sign_report(request: HttpRequest, report: Key) -> dict[str, Any]:
    """The unit's head signs the month's report; signed already by the same one, it stays so."""
    person = person_of(request)
    found = policy.get(person, SIGN, _reports(), pk=report)
    if found.status == ReportStatus.SIGNED and found.signed_by == person_or_none(person):
        return report_json(found)
    return report_json(sign(person, found))


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
