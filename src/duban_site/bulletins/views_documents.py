"""The papers of a closed month as pages and downloads."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban.documents.breakdown_xlsx import render_breakdown_xlsx
from duban.documents.official.model import join_title_lines
from duban_site.bulletins import documents as write
from duban_site.bulletins.files import download
from duban_site.core.access.page import PageRequest
from duban_site.core.responses import XLSX_TYPE, make_attachment
from duban_site.snapshots.content import CommitmentRow, SnapshotHeader
from duban_site.snapshots.models import Snapshot

DOCUMENT_BUILDERS = {"breakdown": write.build_breakdown, "comparison": write.build_comparison}


def show_papers(request: PageRequest, snapshot: Snapshot) -> HttpResponse:
    """List the papers that can be made from the closed month."""
    context = {"snapshot": snapshot, "header": SnapshotHeader.from_json(snapshot.data), "section": "bulletins"}
    return render(request, "bulletins/papers.html", context)


def download_paper(request: PageRequest, snapshot: Snapshot, kind: str, form: str) -> HttpResponse:
    """目标任务分解表 or 对照表."""
    if kind not in DOCUMENT_BUILDERS:
        raise Http404(_("没有这种文件。"))
    rows = _load_rows(snapshot)
    document = DOCUMENT_BUILDERS[kind](SnapshotHeader.from_json(snapshot.data), rows)
    if (kind, form) == ("breakdown", "xlsx"):
        table = render_breakdown_xlsx(join_title_lines(document.title), write.build_breakdown_rows(rows))
        return make_attachment(table, XLSX_TYPE, f"breakdown-{snapshot.pk}.xlsx")
    return download(document, form, f"{kind}-{snapshot.pk}")


def download_letter(request: PageRequest, snapshot: Snapshot, body: int, form: str) -> HttpResponse:
    """Download the letter to one body (给单位的函)."""
    header = SnapshotHeader.from_json(snapshot.data)
    recipient = next((group.who for group in header.bodies if group.who.id == body), None)
    if recipient is None:
        raise Http404(_("这个单位在本月没有牵头的目标任务。"))
    rows = [row for row in _load_rows(snapshot) if any(lead.id == body for lead in row.lead)]
    return download(write.build_letter(header, recipient, rows), form, f"letter-{snapshot.pk}-{body}")


def _load_rows(snapshot: Snapshot) -> list[CommitmentRow]:
    payloads = snapshot.rows.order_by("order", "pk").values_list("data", flat=True)
    return [CommitmentRow.from_json(payload) for payload in payloads]
