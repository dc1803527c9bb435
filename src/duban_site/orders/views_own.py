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
from duban_site.core.web import done, key_or_none
from duban_site.orders import queries
from duban_site.orders.actions.calendar import renew_calendar, revoke_calendar
from duban_site.orders.actions.read_notices import read_notices
from duban_site.orders.calendar_feed import calendar_of, owner_of
from duban_site.orders.models import CalendarFeed
from duban_site.orders.report_notices import urge_reports
from duban_site.reporting.models import ReportingRound

ROWS = 50


def notices(request: PageRequest) -> HttpResponse:
    """The person's notices; marks them as read."""
    if request.method == "POST":
        asked = map(key_or_none, request.POST.getlist("notice"))
        keys = [key for key in asked if key is not None]
        everything = "all" in request.POST
        count = read_notices(request.user, None if everything else keys)
        return done(request, _("%(count)s 条已读。") % {"count": count}, "notices")
    rows = Paginator(queries.notices_of(request.user), ROWS)
    page = rows.get_page(request.GET.get("page"))
    return render(request, "orders/notices.html", {"page": page, "section": "notices"})


def urge(request: PageRequest, asked: ReportingRound) -> HttpResponse:
    """催报: notify all bodies that have not reported, or those ticked."""
    everybody = "all" in request.POST
    keys = [key for key in map(key_or_none, request.POST.getlist("reports")) if key is not None]
    if not everybody and not keys:
        raise Refused(_("没有勾选单位。请先勾选，或催报全部。"))
    count, silent = urge_reports(request.user, asked, None if everybody else keys)
    if silent:
        message = _("这些单位没有能收到提醒的账号：%(names)s。请打电话，或请管理员开账号。")
        messages.warning(request, message % {"names": "、".join(silent)})
    return done(request, _("已催报 %(count)s 个单位。") % {"count": count}, "round", asked.pk)


def calendar(request: PageRequest) -> HttpResponse:
    """The person's calendar feed; renews its address, which is displayed only once."""
    if request.method == "POST":
        token = renew_calendar(request.user)
        path = reverse("calendar_feed", args=[token])
        address = (
            f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)
        )
        return _calendar(request, address)
    return _calendar(request, "")


def _calendar(request: PageRequest, address: str) -> HttpResponse:
    feed = CalendarFeed.objects.filter(person=request.user).first()
    shown = {"feed": feed, "address": address, "section": "notices"}
    return render(request, "orders/calendar.html", shown)


def revoke(request: PageRequest) -> HttpResponse:
    """Revoke the calendar's address."""
    revoke_calendar(request.user)
    return done(request, _("日历地址已作废。"), "calendar")


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar for programs; anybody with the address can read it."""
    person = owner_of(token)
    if person is None:
        raise Http404(_("没有这个日历，或者已经作废。"))
    body = calendar_of(person, clock.today(), utc_now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="duban.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
