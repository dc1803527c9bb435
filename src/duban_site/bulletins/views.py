"""Pages of bulletins: the list, one bulletin, editing, comments, issuing, downloads."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban.documents.official import Table, hash_document
from duban_site.bulletins import annexes, key_words, posted_form, queries
from duban_site.bulletins.actions.circulate import add_comment, answer_comment, circulate
from duban_site.bulletins.actions.issue import is_open_to_comments, issue
from duban_site.bulletins.actions.write_bulletin import edit_bulletin, rebind_bulletin
from duban_site.bulletins.files import download
from duban_site.bulletins.models import Bulletin, BulletinStatus
from duban_site.bulletins.rendering import Source
from duban_site.bulletins.rendering import render as rendered
from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.responses import parse_date, parse_key, redirect_with_message
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow_job
from duban_site.snapshots.content import CommitmentRow
from duban_site.snapshots.models import Snapshot

SECTION = "bulletins"
MAX_CLOSED_MONTHS, PAGE_SIZE = 24, 50


def list_bulletins(request: PageRequest) -> HttpResponse:
    """List the bulletins that the user may see, and for the office the months without one."""
    may_write = policy.may(request.user, "bulletins.write")
    paginator = Paginator(queries.list_bulletins_for(request.user), PAGE_SIZE)
    context = {
        "page": paginator.get_page(request.GET.get("page")),
        "closed": queries.list_available_snapshots()[:MAX_CLOSED_MONTHS] if may_write else [],
        "section": SECTION,
    }
    return render(request, "bulletins/bulletins.html", context)


def start_bulletin(request: PageRequest, snapshot: Snapshot) -> HttpResponse:
    """Write one from a closed month."""
    title = _("起草通报：%(snapshot)s") % {"snapshot": snapshot}
    arguments = {"snapshot": snapshot.pk}
    return follow_job(request, enqueue(request.user, "bulletins.write", arguments, title=title))


def show_bulletin(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """One bulletin as it reads, with what can be done to it."""
    issued = bulletin.status == BulletinStatus.ISSUED
    document, faults = queries.load_document_and_faults(bulletin)
    may_write = policy.may(request.user, "bulletins.write", bulletin)
    context = {
        "bulletin": bulletin,
        "document": document,
        "title_lines": document.title.split("\n"),
        "issued": issued,
        "faults": faults if may_write or issued else (),
        "whole": hash_document(document) == bulletin.sha256 if issued else None,
        "newer": None if issued else queries.find_newer_snapshot(bulletin),
        "comments": queries.list_comments_for(request.user, bulletin),
        "may_write": may_write and not issued,
        "may_comment": policy.may(request.user, "bulletins.comment", bulletin),
        "early": is_open_to_comments(bulletin),
        "today": clock.today(),
        "section": SECTION,
    }
    return render(request, "bulletins/bulletin.html", context)


def edit_words(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """The words, each block beside how it reads, faults marked."""
    if request.method == "POST":
        version = parse_key(request.POST.get("version", ""))
        if version is None:
            raise Refused(_("表单不完整。请重新打开再改。"))
        edit_bulletin(
            request.user,
            bulletin,
            version,
            title=posted_form.bind_brackets(
                request.POST.get("title", ""), bulletin.title, Source(bulletin.snapshot).values
            ),
            head=posted_form.parse_head(request.POST),
            text_blocks=posted_form.parse_blocks(request.POST, bulletin.blocks, Source(bulletin.snapshot).values),
        )
        return redirect_with_message(request, _("已保存。"), "edit_bulletin", bulletin.pk)
    if bulletin.status == BulletinStatus.ISSUED:
        raise Refused(_("通报已印发，不能再改。"))
    source = Source(bulletin.snapshot)
    result = rendered(bulletin, source)
    context = {
        "bulletin": bulletin,
        "blocks": list(zip(bulletin.blocks, result.by_block, strict=True)),
        "faults": result.faults,
        "values": [
            (number, key_words.describe_key(key, source.values), value)
            for number, (key, value) in enumerate(sorted(source.values.items()), 1)
        ],
        "newer": queries.find_newer_snapshot(bulletin),
        "section": SECTION,
    }
    return render(request, "bulletins/edit.html", context)


def rebind(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """Bind the bulletin to the newest snapshot; `refresh` also updates its numbers."""
    rebind_bulletin(request.user, bulletin, refresh=request.POST.get("refresh") == "1")
    return redirect_with_message(request, _("已对应最新的封存。"), "edit_bulletin", bulletin.pk)


def circulate_draft(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """Open the draft to the units."""
    answer_by = parse_date(request.POST.get("answer_by", ""))
    if answer_by is None:
        raise Refused(_("请填反馈截止日期。"))
    circulate(request.user, bulletin, answer_by)
    return redirect_with_message(request, _("已发各单位征求意见。"), "bulletin", bulletin.pk)


def submit_comment(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """A unit's opinion."""
    add_comment(request.user, bulletin, request.POST.get("text", ""))
    return redirect_with_message(request, _("意见已提交督查室。"), "bulletin", bulletin.pk)


def submit_answer(request: PageRequest, bulletin: Bulletin, comment: int) -> HttpResponse:
    """Record how the office dealt with a comment."""
    opinion = get_object_or_404(bulletin.comments.select_related("bulletin", "body"), pk=comment)
    answer_comment(request.user, opinion, request.POST.get("answer", ""))
    return redirect_with_message(request, _("已登记采纳情况。"), "bulletin", bulletin.pk)


def issue_bulletin(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """Issue it."""
    issue_date = parse_date(request.POST.get("date", "")) or clock.today()
    with_faults = request.POST.get("with_faults") == "1"
    is_early = request.POST.get("early") == "1"
    issued_bulletin = issue(request.user, bulletin, issue_date, with_faults=with_faults, is_early=is_early)
    return redirect_with_message(request, _("已印发：%(n)s。") % {"n": issued_bulletin.number}, "bulletin", bulletin.pk)


def download_docx(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """As DOCX."""
    return download(queries.load_document(bulletin), "docx", f"bulletin-{bulletin.pk}")


def download_pdf(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """As PDF."""
    return download(queries.load_document(bulletin), "pdf", f"bulletin-{bulletin.pk}")


def download_xlsx(request: PageRequest, bulletin: Bulletin) -> HttpResponse:
    """Its annexes, and every commitment, as a workbook."""

    def list_all_tasks() -> list[Table]:
        payloads = bulletin.snapshot.rows.order_by("order", "pk").values_list("data", flat=True)
        return [annexes.build_full_task_table(Source(bulletin.snapshot).header, map(CommitmentRow.from_json, payloads))]

    return download(queries.load_document(bulletin), "xlsx", f"bulletin-{bulletin.pk}", list_all_tasks)
