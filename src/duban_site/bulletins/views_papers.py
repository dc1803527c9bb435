"""The papers of a closed month as pages and downloads."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban.documents.breakdown_xlsx import breakdown_xlsx
from duban.documents.official.model import one_line
from duban_site.bulletins import papers as write
from duban_site.bulletins.files import TYPES, download
from duban_site.core.access.page import PageRequest
from duban_site.core.web import attachment
from duban_site.snapshots.content import Header, Row
from duban_site.snapshots.models import Snapshot

MAKERS = {"breakdown": write.breakdown, "comparison": write.comparison}


def papers(request: PageRequest, snapshot: Snapshot) -> HttpResponse:
    """List the papers that can be made from the closed month."""
    shown = {
        "snapshot": snapshot,
        "header": Header.of(snapshot.data),
        "section": "bulletins",
    }
    return render(request, "bulletins/papers.html", shown)


def paper(request: PageRequest, snapshot: Snapshot, kind: str, form: str) -> HttpResponse:
    """目标任务分解表 or 对照表."""
    if kind not in MAKERS or form not in TYPES:
        raise Http404(_("没有这种文件。"))
    rows = _rows(snapshot)
    document = MAKERS[kind](Header.of(snapshot.data), rows)
    if (kind, form) == ("breakdown", "xlsx"):
        table = breakdown_xlsx(one_line(document.title), write.breakdown_rows(rows))
        return attachment(table, TYPES["xlsx"], f"breakdown-{snapshot.pk}.xlsx")
    return download(document, form, f"{kind}-{snapshot.pk}")


def letter(request: PageRequest, snapshot: Snapshot, body: int, form: str) -> HttpResponse:
    """Download the letter to one body (给单位的函)."""
    header = Header.of(snapshot.data)
    named = next((group.who for group in header.bodies if group.who.id == body), None)
    if named is None:
        raise Http404(_("这个单位在本月没有牵头的目标任务。"))
    rows = [row for row in _rows(snapshot) if any(lead.id == body for lead in row.lead)]
    return download(write.letter(header, named, rows), form, f"letter-{snapshot.pk}-{body}")


def _rows(snapshot: Snapshot) -> list[Row]:
    ordered = snapshot.rows.order_by("order", "pk").values_list("data", flat=True)
    return [Row.of(data) for data in ordered]
