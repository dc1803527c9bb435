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

from duban.documents.csv import format_csv_cell
from duban_site.core.access.page import PageRequest
from duban_site.core.audit.chain import verify_chain
from duban_site.core.audit.labels import LABELS_BY_KIND, get_kind_label
from duban_site.core.audit.models import Event
from duban_site.core.audit.queries import EventQuery, describe_event, list_events
from duban_site.core.responses import CSV_TYPE

PAGE_SIZE, BATCH_SIZE = 100, 1000
FILTER_NAMES = ("person", "kind", "since", "until", "thing")


def show_log(request: PageRequest) -> HttpResponse:
    """Events, newest first, by person, kind, days and object; `verify=1` verifies the chain."""
    page = Paginator(list_events(EventQuery.from_parameters(request.GET)), PAGE_SIZE).get_page(request.GET.get("page"))
    active_filters = {name: value for name in FILTER_NAMES if (value := request.GET.get(name, ""))}
    context_data = {
        "page": page,
        "rows": [describe_event(event) for event in page],
        "asked": active_filters,
        "query": urlencode(active_filters),
        "kinds": [(kind, get_kind_label(kind)) for kind in LABELS_BY_KIND],
        "verdict": verify_chain() if request.GET.get("verify") else None,
        "section": "log",
    }
    return render(request, "audit/log.html", context_data)


def download_log_csv(request: PageRequest) -> StreamingHttpResponse:
    """The same events as CSV, all pages, streamed."""
    response = StreamingHttpResponse(
        _render_csv_lines(list_events(EventQuery.from_parameters(request.GET))), content_type=CSV_TYPE
    )
    response.headers["Content-Disposition"] = 'attachment; filename="log.csv"'
    return response


def _render_csv_lines(matching_events: QuerySet[Event]) -> Iterator[bytes]:
    header_cells = (_("序号"), _("时间"), _("人员"), _("地址"), _("操作"), _("对象"), _("内容"), "hash")
    yield b"\xef\xbb\xbf" + _render_csv_line(header_cells)
    for event in matching_events.iterator(BATCH_SIZE):
        description = describe_event(event)
        occurred_at = timezone.localtime(event.at).isoformat(" ", "seconds")
        details = "；".join(f"{name}：{value}" for name, value in description.details)
        cells = (str(event.seq), occurred_at, event.actor, event.address, description.action, event.label, details)
        yield _render_csv_line((*cells, event.hash))


def _render_csv_line(cells: tuple[str, ...]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow(map(format_csv_cell, cells))
    return buffer.getvalue().encode()
