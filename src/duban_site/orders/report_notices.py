"""Notices of monthly reporting: a round opened, a report urged, a report returned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.clock import today
from duban_site.orders.models import Kind
from duban_site.orders.telling import notify
from duban_site.people.models import BODY_ROLES, Person
from duban_site.reporting.models import BodyReport, ReportingRound, ReportStatus
from duban_site.reporting.models.report import OPEN

NOT_HANDED_IN = (*OPEN, ReportStatus.SIGNED)


@transaction.atomic
def urge_reports(
    actor: Actor, asked: ReportingRound, reports: Iterable[int] | None = None
) -> tuple[int, list[str]]:
    """Notify the bodies that have not reported; `reports` may limit them.

    Gives the number of bodies notified, and the names of bodies without an account. Urging twice
    on one day notifies once.
    """
    policy.require(actor, "reporting.urge", asked)
    missing = asked.reports.filter(status__in=NOT_HANDED_IN).select_related("body")
    if reports is not None:
        missing = missing.filter(pk__in=list(reports))
    day, silent, told = today(), [], []
    for report in missing.order_by("body__order", "pk"):
        people = people_of(report)
        if people:
            _tell(report, people, Kind.REPORT_URGED, day)
            told.append(report.body.name)
        else:
            silent.append(report.body.name)
    log(actor, "reporting.urge", asked, bodies=told, without_account=silent)
    return len(told), silent


def people_of(report: BodyReport) -> list[Person]:
    """Liaisons and heads of the report's body."""
    return list(Person.objects.filter(body=report.body_id, is_active=True, role__in=BODY_ROLES))


def tell_asked(round: ReportingRound, **_signal: Any) -> None:
    """Notify every body that a month's reporting was opened."""
    for report in round.reports.select_related("round__plan"):
        _tell(report, people_of(report), Kind.REPORT_ASKED, today())


def tell_returned(report: BodyReport, **_signal: Any) -> None:
    """Notify a body that its report was returned, with the reason."""
    _tell(report, people_of(report), Kind.REPORT_RETURNED, today(), reason=report.reason)


def _tell(
    report: BodyReport, people: Iterable[Person], kind: Kind, day: dt.date, **more: object
) -> None:
    key = f"{kind.value}:{report.pk}:{day}"
    words = {"title": f"{report.round}填报", "due": str(report.round.due), **more}
    notify(people, kind, key, day, reverse("report", args=[report.pk]), **words)
