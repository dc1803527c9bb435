"""Pages of bulletins: the list, one bulletin, editing, comments, issuing, downloads."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban.documents.official import Table, document_sha256
from duban_site.bulletins import annexes, editing, naming, queries
from duban_site.bulletins.actions.circulate import answer, circulate, comment
from duban_site.bulletins.actions.issue import issue
from duban_site.bulletins.actions.write_bulletin import bind_anew, edit_bulletin
from duban_site.bulletins.files import download
from duban_site.bulletins.models import Bulletin, BulletinStatus
from duban_site.bulletins.rendering import Source
from duban_site.bulletins.rendering import render as rendered
from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.web import date_or_none, done, key_or_none
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow
from duban_site.snapshots.content import Row
from duban_site.snapshots.models import Snapshot

SECTION = "bulletins"
LISTED, A_PAGE = 24, 50


def bulletins(request: PageRequest) -> HttpResponse:
    """List the bulletins that the user may see, and for the office the months without one."""
    may = policy.may(request.user, "bulletins.write")
    page = Paginator(queries.bulletins_for(request.user), A_PAGE)
    shown = {
        "page": page.get_page(request.GET.get("page")),
        "closed": queries.without_bulletin()[:LISTED] if may else [],
        "section": SECTION,
    }
    return render(request, "bulletins/bulletins.html", shown)


def write(request: PageRequest, snapshot: Snapshot) -> HttpResponse:
    """Write one from a closed month."""
    title = _("起草通报：%(snapshot)s") % {"snapshot": snapshot}
    asked = {"snapshot": snapshot.pk}
    return follow(request, enqueue(request.user, "bulletins.write", asked, title=title))


def bulletin(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """One bulletin as it reads, with what can be done to it."""
    issued = bulletin.status == BulletinStatus.ISSUED
    document, faults = queries.document_and_faults(bulletin)
    write = policy.may(request.user, "bulletins.write", bulletin)
    shown = {
        "bulletin": bulletin,
        "document": document,
        "title_lines": document.title.split("\n"),
        "issued": issued,
        "faults": faults if write or issued else (),
        "whole": document_sha256(document) == bulletin.sha256 if issued else None,
        "newer": None if issued else queries.newer_closing(bulletin),
        "comments": queries.comments_for(request.user, bulletin),
        "may_write": write and not issued,
        "may_comment": policy.may(request.user, "bulletins.comment", bulletin),
        "today": clock.today(),
        "section": SECTION,
    }
    return render(request, "bulletins/bulletin.html", shown)


def edit(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """The words, each block beside how it reads, faults marked."""
    if request.method == "POST":
        version = key_or_none(request.POST.get("version", ""))
        if version is None:
            raise Refused(_("表单不完整。请重新打开再改。"))
        edit_bulletin(
            request.user,
            bulletin,
            version,
            title=editing.bound(
                request.POST.get("title", ""), bulletin.title, Source(bulletin.snapshot).values
            ),
            head=editing.head(request.POST),
            text=editing.posted(request.POST, bulletin.blocks, Source(bulletin.snapshot).values),
        )
        return done(request, _("已保存。"), "edit_bulletin", bulletin.pk)
    if bulletin.status == BulletinStatus.ISSUED:
        raise Refused(_("通报已印发，不能再改。"))
    source = Source(bulletin.snapshot)
    made = rendered(bulletin, source)
    shown = {
        "bulletin": bulletin,
        "blocks": list(zip(bulletin.blocks, made.by_block, strict=True)),
        "faults": made.faults,
        "values": [
            (number, naming.words(key, source.values), value)
            for number, (key, value) in enumerate(sorted(source.values.items()), 1)
        ],
        "newer": queries.newer_closing(bulletin),
        "section": SECTION,
    }
    return render(request, "bulletins/edit.html", shown)


def bind(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """Bind the bulletin to the newest snapshot; `refresh` also updates its numbers."""
    bind_anew(request.user, bulletin, refresh=request.POST.get("refresh") == "1")
    return done(request, _("已对应最新的封存。"), "edit_bulletin", bulletin.pk)


def circulate_draft(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """Open the draft to the units."""
    day = date_or_none(request.POST.get("answer_by", ""))
    if day is None:
        raise Refused(_("请填反馈截止日期。"))
    circulate(request.user, bulletin, day)
    return done(request, _("已发各单位征求意见。"), "bulletin", bulletin.pk)


def say(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """A unit's opinion."""
    comment(request.user, bulletin, request.POST.get("text", ""))
    return done(request, _("意见已提交督查室。"), "bulletin", bulletin.pk)


def answer_one(request: PageRequest, bulletin: Bulletin, comment: int) -> HttpResponse:
    """Record how the office dealt with a comment."""
    said = get_object_or_404(bulletin.comments.select_related("bulletin", "body"), pk=comment)
    answer(request.user, said, request.POST.get("answer", ""))
    return done(request, _("已登记采纳情况。"), "bulletin", bulletin.pk)


def issue_bulletin(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """Issue it."""
    day = date_or_none(request.POST.get("date", "")) or clock.today()
    stated = request.POST.get("with_faults") == "1"
    found = issue(request.user, bulletin, day, with_faults=stated)
    return done(request, _("已印发：%(n)s。") % {"n": found.number}, "bulletin", bulletin.pk)


def docx(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """As DOCX."""
    return download(queries.document(bulletin), "docx", f"bulletin-{bulletin.pk}")


def pdf(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """As PDF."""
    return download(queries.document(bulletin), "pdf", f"bulletin-{bulletin.pk}")


def xlsx(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """Its annexes, and every commitment, as a workbook."""

    def more() -> list[Table]:
        rows = bulletin.snapshot.rows.order_by("order", "pk").values_list("data", flat=True)
        return [annexes.everything(Source(bulletin.snapshot).header, map(Row.of, rows))]

    return download(queries.document(bulletin), "xlsx", f"bulletin-{bulletin.pk}", more)
