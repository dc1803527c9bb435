"""Pages of a person's notices and calendar; urging reports."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.core.responses import parse_key, redirect_with_message
from duban_site.orders import queries
from duban_site.orders.actions.calendar import renew_calendar, revoke_calendar
from duban_site.orders.actions.read_notices import mark_notices_read
from duban_site.orders.calendar_feed import find_feed_owner, render_person_calendar
from duban_site.orders.models import CalendarFeed
from duban_site.orders.report_notices import urge_reports
from duban_site.reporting.models import ReportingRound

ROWS_PER_PAGE = 50


def show_notices(request: PageRequest) -> HttpResponse:
    """The person's notices; marks them as read."""
    if request.method == "POST":
        posted_keys = map(parse_key, request.POST.getlist("notice"))
        notice_keys = [key for key in posted_keys if key is not None]
        mark_all = "all" in request.POST
        count = mark_notices_read(request.user, None if mark_all else notice_keys)
        return redirect_with_message(request, _("%(count)s 条已读。") % {"count": count}, "notices")
    paginator = Paginator(queries.list_notices(request.user), ROWS_PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    return render(request, "orders/notices.html", {"page": page, "section": "notices"})


def urge_bodies(request: PageRequest, reporting_round: ReportingRound) -> HttpResponse:
    """催报: notify all bodies that have not reported, or those ticked."""
    urge_all = "all" in request.POST
    report_keys = [key for key in map(parse_key, request.POST.getlist("reports")) if key is not None]
    if not urge_all and not report_keys:
        raise Refused(_("没有勾选单位。请先勾选，或催报全部。"))
    count, bodies_without_account = urge_reports(request.user, reporting_round, None if urge_all else report_keys)
    if bodies_without_account:
        message = _("这些单位没有能收到提醒的账号：%(names)s。请打电话，或请管理员开账号。")
        messages.warning(request, message % {"names": "、".join(bodies_without_account)})
    text = _("已催报 %(count)s 个单位。") % {"count": count} if count else _("今天已经催过，没有再发提醒。")
    return redirect_with_message(request, text, "round", reporting_round.pk)


def show_calendar(request: PageRequest) -> HttpResponse:
    """The person's calendar feed; renews its address, which is displayed only once."""
    if request.method == "POST":
        token = renew_calendar(request.user)
        path = reverse("calendar_feed", args=[token])
        address = f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)
        return _render_calendar_page(request, address)
    return _render_calendar_page(request, "")


def _render_calendar_page(request: PageRequest, address: str) -> HttpResponse:
    feed = CalendarFeed.objects.filter(person=request.user).first()
    context = {"feed": feed, "address": address, "section": "notices"}
    return render(request, "orders/calendar.html", context)


def revoke_calendar_address(request: PageRequest) -> HttpResponse:
    """Revoke the calendar's address."""
    revoke_calendar(request.user)
    return redirect_with_message(request, _("日历地址已作废。"), "calendar")


def serve_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar for programs; anybody with the address can read it."""
    person = find_feed_owner(token)
    if person is None:
        raise Http404(_("没有这个日历，或者已经作废。"))
    body = render_person_calendar(person, clock.today(), utc_now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="duban.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
