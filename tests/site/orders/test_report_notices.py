"""A month's reporting tells the bodies: asked, urged, returned; closing asks about the missing."""

from __future__ import annotations

import pytest
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied

from duban_site.core.audit.models import Event
from duban_site.orders.models import Notice, NoticeKind
from duban_site.orders.report_notices import urge_reports
from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.reporting.actions.check_report import send_back
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import ReportStatus


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_every_body_hears_that_a_month_was_opened(plan: Plan, cast: Cast) -> None:
    open_round(cast.shen, plan, 3)
    assert told(cast.lu) == told(cast.wei) == [NoticeKind.REPORT_REQUESTED]
    assert told(cast.shen) == []


def test_who_has_not_reported_is_urged_once_a_day(plan: Plan, cast: Cast) -> None:
    opened = open_round(cast.shen, plan, 3)
    count, silent = urge_reports(cast.shen, opened)
    assert (count, silent) == (opened.reports.count(), [])
    assert urge_reports(cast.shen, opened) == (0, [])
    assert told(cast.lu).count(NoticeKind.REPORT_URGED) == 1
    opened.reports.update(status=ReportStatus.SUBMITTED)
    assert urge_reports(cast.shen, opened) == (0, [])
    assert Event.objects.filter(action="reporting.urge").count() == 3
    with pytest.raises(PermissionDenied):
        urge_reports(cast.lu, opened)


def test_a_body_without_an_account_is_named(plan: Plan, cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    opened = open_round(cast.shen, plan, 3)
    Person.objects.filter(body=cast.water).update(is_active=False)
    assert urge_reports(cast.shen, opened)[1] == ["市水务局"]
    answer = signed_in(cast.shen).post(f"/orders/rounds/{opened.pk}/urge/", {"all": "1"}, follow=True)
    assert "市水务局" in answer.content.decode()


def test_a_report_that_came_back_says_why(plan: Plan, cast: Cast) -> None:
    report = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    report.status = ReportStatus.SUBMITTED
    report.save()
    send_back(cast.shen, report, "请补佐证")
    notice = Notice.objects.filter(person=cast.lu, kind=NoticeKind.REPORT_RETURNED).get()
    assert notice.data["reason"] == "请补佐证"


def test_a_month_is_not_closed_over_missing_reports_unasked(plan: Plan, cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    missing = open_round(cast.shen, plan, 3).reports.count()
    shen = signed_in(cast.shen)
    answer = shen.post(f"/snapshots/plans/{plan.pk}/close/", {"month": "3"})
    assert answer.status_code == 422
    assert "没有报送：市" in answer.content.decode()
    confirmed = shen.post(f"/snapshots/plans/{plan.pk}/close/", {"month": "3", "missing": missing})
    # What is missing now is the assessment, no longer the question.
    assert "没有报送" not in confirmed.content.decode()
