"""The log, for the auditor."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.audit.chain import verify
from duban_site.core.audit.models import Event
from duban_site.core.audit.queries import Asked, events, told
from duban_site.core.audit.words import KINDS, kind_word
from duban_site.core.web import CSV

A_PAGE, BATCH = 100, 1000
NAMES = ("person", "kind", "since", "until", "thing")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def log(request: PageRequest) -> HttpResponse:
    """Events, newest first, by person, kind, days and object; `verify=1` verifies the chain."""
    page = Paginator(events(Asked.of(request.GET)), A_PAGE).get_page(request.GET.get("page"))
    asked = {name: value for name in NAMES if (value := request.GET.get(name, ""))}
    shown = {
        "page": page,
        "rows": [told(event) for event in page],
        "asked": asked,
        "query": urlencode(asked),
        "kinds": [(kind, kind_word(kind)) for kind in KINDS],
        "verdict": verify() if request.GET.get("verify") else None,
        "section": "log",
    }
    return render(request, "audit/log.html", shown)


def log_csv(request: PageRequest) -> StreamingHttpResponse:
    """The same events as CSV, all pages, streamed."""
    response = StreamingHttpResponse(_lines(events(Asked.of(request.GET))), content_type=CSV)
    response.headers["Content-Disposition"] = 'attachment; filename="log.csv"'
    return response


def _lines(found: QuerySet[Event]) -> Iterator[bytes]:
    head = (_("序号"), _("时间"), _("人员"), _("地址"), _("操作"), _("对象"), _("内容"), "hash")
    yield b"\xef\xbb\xbf" + _line(head)
    for event in found.iterator(BATCH):
        one = told(event)
        at = timezone.localtime(event.at).isoformat(" ", "seconds")
        details = "；".join(f"{name}：{value}" for name, value in one.details)
        row = (str(event.seq), at, event.actor, event.address, one.action, event.label, details)
        yield _line((*row, event.hash))


def _line(cells: tuple[str, ...]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([f"'{one}" if one.startswith(FORMULA) else one for one in cells])
    return out.getvalue().encode()
