"""Pages from report to plan: the list, the import, the review."""

from __future__ import annotations

from itertools import pairwise

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.responses import parse_key, redirect_with_message
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow_job
from duban_site.plans import queries
from duban_site.plans.actions import decide_commitment
from duban_site.plans.actions.activate_plan import close
from duban_site.plans.actions.add_missed import (
    add_claim,
    add_commitment,
    list_unclaimed_numbers,
    list_uncovered_sentences,
)
from duban_site.plans.actions.edit_claim import adjust_target, edit_claim
from duban_site.plans.actions.merge_commitments import merge
from duban_site.plans.actions.split_commitment import list_cut_offsets, split
from duban_site.plans.forms import AdjustForm, ClaimForm, ImportForm
from duban_site.plans.models import Claim, Commitment, Part, Plan, Topic

DECISIONS = {"accept": decide_commitment.accept, "reject": decide_commitment.reject, "reopen": decide_commitment.reopen}


def plans(request: PageRequest) -> HttpResponse:
    """The plans that the person may see."""
    context = {
        "plans": queries.list_plans(request.user),
        "form": ImportForm(initial={"city": settings.CITY}),
        "section": "plans",
    }
    return render(request, "plans/plans.html", context)


def import_plan(request: PageRequest) -> HttpResponse:
    """Enqueue the import of an uploaded report as a draft plan."""
    initial = {"city": settings.CITY}
    form = ImportForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        file, cleaned = form.cleaned_data["file"], form.cleaned_data
        arguments = {"city": cleaned["city"], "year": cleaned["year"]}
        title, upload = _("导入 %(name)s") % {"name": file.name}, (file.name, file.read())
        job = enqueue(request.user, "plans.import", arguments, title=title, file=upload)
        try:
            return follow_job(request, job)
        except Refused as error:
            form.add_error(None, str(error))
    return render(request, "plans/import.html", {"form": form, "section": "plans"})


def review(request: PageRequest, plan: Plan, order: int) -> HttpResponse:
    """One part: its text beside the commitments that were extracted."""
    part = get_object_or_404(queries.list_parts(plan).select_related("plan"), order=order)
    topics = queries.build_review_topics(part)
    context = {
        "plan": plan,
        "part": part,
        "parts": queries.list_parts(plan),
        "topics": topics,
        "missed": {
            review_topic.topic.pk: list_uncovered_sentences(
                review_topic.topic, part.plan.text, review_topic.commitments
            )
            for review_topic in topics
        },
        "section": "plans",
    }
    return render(request, "plans/review.html", context)


def accept_part(request: PageRequest, plan: Plan, order: int) -> HttpResponse:
    """Accept all that is undecided in a part."""
    part = get_object_or_404(Part, plan=plan, order=order)
    count = decide_commitment.accept_part(request.user, part)
    message = ngettext("确认了 %(count)s 项。", "确认了 %(count)s 项。", count)
    return redirect_with_message(request, message % {"count": count}, "review", plan.pk, order)


def reject_part(request: PageRequest, plan: Plan, order: int) -> HttpResponse:
    """Reject all that is undecided in a part."""
    part = get_object_or_404(Part, plan=plan, order=order)
    count = decide_commitment.reject_part(request.user, part)
    message = ngettext("%(count)s 项不是目标任务。", "%(count)s 项不是目标任务。", count)
    return redirect_with_message(request, message % {"count": count}, "review", plan.pk, order)


def decide_on(request: PageRequest, plan: Plan, commitment: int, what: str) -> HttpResponse:
    """Accept, reject or reopen one commitment; an HTMX request gets its card, and what is left of its part."""
    commitment_row = get_object_or_404(plan.commitments.select_related("topic__part"), pk=commitment)
    if what not in DECISIONS:
        raise Refused(_("没有这种操作。"))
    updated_commitment = DECISIONS[what](request.user, commitment_row)
    if request.headers.get("HX-Request"):
        part = queries.list_parts(plan).get(pk=commitment_row.topic.part_id)
        context = {"plan": plan, "commitment": updated_commitment, "part": part, "each": part}
        return render(request, "plans/decided.html", context)
    order = commitment_row.topic.part.order
    return redirect(f"{reverse('review', args=[plan.pk, order])}#c{commitment_row.pk}")


def commitment_review(request: PageRequest, plan: Plan, commitment: int) -> HttpResponse:
    """One commitment: correct its claims, split it, merge others into it."""
    commitment_row = get_object_or_404(plan.commitments.select_related("topic__part"), pk=commitment)
    offsets = [0, *list_cut_offsets(commitment_row.text), len(commitment_row.text)]
    context = {
        "plan": plan,
        "commitment": commitment_row,
        "forms": [
            (claim, ClaimForm(instance=claim, auto_id=f"c{claim.pk}-%s"))
            for claim in queries.list_claims_with_changes(commitment_row)
        ],
        "pieces": [(end, commitment_row.text[start:end]) for start, end in pairwise(offsets)],
        "neighbours": queries.list_merge_candidates(commitment_row),
        "numbers": list_unclaimed_numbers(commitment_row),
        "section": "plans",
    }
    return render(request, "plans/commitment_review.html", context)


def split_commitment(request: PageRequest, plan: Plan, commitment: int) -> HttpResponse:
    """Cut a commitment at the ticked places."""
    commitment_row = get_object_or_404(plan.commitments.select_related("topic__part"), pk=commitment)
    posted_offsets = map(parse_key, request.POST.getlist("at"))
    offsets = [offset for offset in posted_offsets if offset is not None]
    pieces = split(request.user, commitment_row, offsets)
    message = _("已拆分为 %(count)s 条。") % {"count": len(pieces)}
    return redirect_with_message(request, message, "review", plan.pk, commitment_row.topic.part.order)


def merge_commitments(request: PageRequest, plan: Plan, commitment: int) -> HttpResponse:
    """Merge the ticked commitments into this one."""
    commitment_row = get_object_or_404(plan.commitments.select_related("topic__part"), pk=commitment)
    posted_ids = map(parse_key, request.POST.getlist("others"))
    source_ids = [source_id for source_id in posted_ids if source_id is not None]
    merge(request.user, commitment_row, list(plan.commitments.filter(pk__in=source_ids)))
    return redirect_with_message(request, _("已合并。"), "review", plan.pk, commitment_row.topic.part.order)


def add(request: PageRequest, plan: Plan, order: int, topic: int) -> HttpResponse:
    """Make a passage that the reader missed a commitment."""
    topic_row = get_object_or_404(Topic.objects.filter(part__plan=plan, part__order=order), pk=topic)
    new_commitment = add_commitment(request.user, topic_row, request.POST.get("text", ""))
    message = _("已增加 %(number)s。请核对它的类型和指标。") % {"number": new_commitment.number}
    return redirect_with_message(request, message, "commitment_review", plan.pk, new_commitment.pk)


def add_indicator(request: PageRequest, plan: Plan, commitment: int) -> HttpResponse:
    """Make a number of the sentence an indicator."""
    commitment_row = get_object_or_404(plan.commitments, pk=commitment)
    number, indicator = request.POST.get("number", ""), request.POST.get("indicator", "")
    add_claim(request.user, commitment_row, number, indicator)
    return redirect_with_message(
        request, _("已增加指标，请核对要求和类型。"), "commitment_review", plan.pk, commitment_row.pk
    )


def save_claim(request: PageRequest, plan: Plan, claim: int) -> HttpResponse:
    """Save a corrected claim."""
    claim_row = get_object_or_404(Claim.objects.filter(commitment__plan=plan), pk=claim)
    form = ClaimForm(request.POST, instance=claim_row)
    if not form.is_valid():
        labels_by_field = {field_name: f"{field.label}：" for field_name, field in form.fields.items()}
        faults = [
            f"{labels_by_field.get(field_name, '')}{messages[0]}"
            for field_name, messages in form.errors.items()
            if messages
        ]
        raise Refused("；".join(faults))
    edit_claim(request.user, claim_row, form.collect_values())
    return redirect_with_message(request, _("已保存。"), "commitment_review", plan.pk, claim_row.commitment_id)


def adjust(request: PageRequest, plan: Plan, claim: int) -> HttpResponse:
    """口径调整: change a target that is in force."""
    claim_row = get_object_or_404(Claim.objects.filter(commitment__plan=plan).select_related("commitment"), pk=claim)
    form = AdjustForm(request.POST or None, instance=claim_row)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        adjust_target(
            request.user, claim_row, form.collect_values(), reason=cleaned["reason"], document=cleaned["document"]
        )
        return redirect_with_message(
            request, _("口径调整已登记。"), "commitment_review", plan.pk, claim_row.commitment_id
        )
    context = {"plan": plan, "claim": claim_row, "form": form, "changes": claim_row.changes.all(), "section": "plans"}
    return render(request, "plans/adjust.html", context)


def close_plan(request: PageRequest, plan: Plan) -> HttpResponse:
    """Close a plan after its year."""
    close(request.user, plan)
    return redirect_with_message(request, _("计划已结束。"), "plan", plan.pk)


def commitment(request: PageRequest, commitment: Commitment) -> HttpResponse:
    """A commitment's page: sentence, claims, responsibility, changes of its targets."""
    context = {
        "commitment": commitment,
        "claims": queries.list_claims_with_changes(commitment),
        "responsible": queries.group_responsibilities(commitment),
        "section": "plans",
    }
    return render(request, "plans/commitment.html", context)
