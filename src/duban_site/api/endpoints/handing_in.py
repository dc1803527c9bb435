"""The end of a unit's month: its head signs, the report is handed in. And the list of bodies."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from duban_site.api.endpoints.reports import Key, ReportSummary, report_json
from duban_site.api.guard import ByToken, needs, person_of
from duban_site.api.models import TokenScope
from duban_site.api.service import REPEATABLE, api, problems
from duban_site.core.access.policy import policy
from duban_site.people.models import Body
from duban_site.reporting.actions.sign import sign, submit
from duban_site.reporting.models import BodyReport

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
    """The unit's head signs the month's report, by a token of their own."""
    person = person_of(request)
    return report_json(sign(person, policy.get(person, SIGN, _reports(), pk=report)))


@api.post(
    "/body/reports/{report}/submit",
    auth=SUBMITTER,
    response={200: ReportSummary, **problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["body"],
    openapi_extra=REPEATABLE,
)
@needs(SUBMIT)
def submit_report(request: HttpRequest, report: Key) -> dict[str, Any]:
    """Hand the signed report in to the office."""
    person = person_of(request)
    return report_json(submit(person, policy.get(person, SUBMIT, _reports(), pk=report)))


def _reports() -> Any:
    return BodyReport.objects.select_related("round")
