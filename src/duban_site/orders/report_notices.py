"""Notices of monthly reporting: a round opened, a report urged, a report returned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.clock import today
from duban_site.orders.models import NoticeKind
from duban_site.orders.step_notices import write_notices
from duban_site.people.models import BODY_ROLES, Person
from duban_site.reporting.models import BodyReport, ReportingRound, ReportStatus
from duban_site.reporting.models.report import OPEN

NOT_HANDED_IN = (*OPEN, ReportStatus.SIGNED)


@transaction.atomic
def urge_reports(
    actor: Actor, reporting_round: ReportingRound, reports: Iterable[int] | None = None
) -> tuple[int, list[str]]:
    """Notify the bodies that have not reported; `reports` may limit them.

    Gives the number of bodies notified now, and the names of bodies without an account. Urging
    twice on one day notifies once.
    """
    policy.require(actor, "reporting.urge", reporting_round)
    missing_reports = reporting_round.reports.filter(status__in=NOT_HANDED_IN).select_related("body")
    if reports is not None:
        missing_reports = missing_reports.filter(pk__in=list(reports))
    current_date, bodies_without_account, notified_bodies = today(), [], []
    for report in missing_reports.order_by("body__order", "pk"):
        recipients = list_report_people(report)
        if recipients:
            if _notify_people(report, recipients, NoticeKind.REPORT_URGED, current_date):
                notified_bodies.append(report.body.name)
        else:
            bodies_without_account.append(report.body.name)
    log_event(actor, "reporting.urge", reporting_round, bodies=notified_bodies, without_account=bodies_without_account)
    return len(notified_bodies), bodies_without_account


def list_report_people(report: BodyReport) -> list[Person]:
    """Liaisons and heads of the report's body."""
    return list(Person.objects.filter(body=report.body_id, is_active=True, role__in=BODY_ROLES))


def notify_round_opened(round: ReportingRound, **_signal: Any) -> None:
    """Notify every body that a month's reporting was opened."""
    for report in round.reports.select_related("round__plan"):
        _notify_people(report, list_report_people(report), NoticeKind.REPORT_REQUESTED, today())


def notify_report_returned(report: BodyReport, **_signal: Any) -> None:
    """Notify a body that its report was returned, with the reason."""
    _notify_people(report, list_report_people(report), NoticeKind.REPORT_RETURNED, today(), reason=report.reason)


def _notify_people(
    report: BodyReport, people: Iterable[Person], notice_kind: NoticeKind, notice_date: dt.date, **extra_data: object
) -> int:
    notice_key = f"{notice_kind.value}:{report.pk}:{notice_date}"
    notice_data = {"title": f"{report.round}填报", "due": str(report.round.due), **extra_data}
    return write_notices(
        people, notice_kind, notice_key, notice_date, reverse("report", args=[report.pk]), **notice_data
    )
