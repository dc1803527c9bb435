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
from duban_site.core.web import done, key_or_none
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow
from duban_site.plans import queries
from duban_site.plans.actions import decide
from duban_site.plans.actions.activate import close
from duban_site.plans.actions.add_missed import (
    add_claim,
    add_commitment,
    numbers_without_claim,
    uncovered_sentences,
)
from duban_site.plans.actions.edit_claim import adjust_target, edit_claim
from duban_site.plans.actions.merge import merge
from duban_site.plans.actions.split import cuts, split
from duban_site.plans.forms import AdjustForm, ClaimForm, ImportForm
from duban_site.plans.models import Claim, Commitment, Part, Plan, Topic

DECISIONS = {"accept": decide.accept, "reject": decide.reject, "reopen": decide.reopen}


def plans(request: PageRequest) -> HttpResponse:
    """The plans that the person may see."""
    shown = {
        "plans": queries.plans_for(request.user),
        "form": ImportForm(initial={"city": settings.CITY}),
        "section": "plans",
    }
    return render(request, "plans/plans.html", shown)


def import_plan(request: PageRequest) -> HttpResponse:
    """Enqueue the import of an uploaded report as a draft plan."""
    initial = {"city": settings.CITY}
    form = ImportForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        file, asked = form.cleaned_data["file"], form.cleaned_data
        wanted = {"city": asked["city"], "year": asked["year"]}
        title, given = _("导入 %(name)s") % {"name": file.name}, (file.name, file.read())
        job = enqueue(request.user, "plans.import", wanted, title=title, file=given)
        try:
            return follow(request, job)
        except Refused as error:
            form.add_error(None, str(error))
    return render(request, "plans/import.html", {"form": form, "section": "plans"})


def review(request: PageRequest, plan: Plan, order: int) -> HttpResponse:
    """One part: its text beside the commitments that were extracted."""
    part = get_object_or_404(queries.parts_of(plan).select_related("plan"), order=order)
    topics = queries.review_topics(part)
    shown = {
        "plan": plan,
        "part": part,
        "parts": queries.parts_of(plan),
        "topics": topics,
        "missed": {
            each.topic.pk: uncovered_sentences(each.topic, part.plan.text, each.commitments)
            for each in topics
        },
        "section": "plans",
    }
    return render(request, "plans/review.html", shown)


def accept_part(request: PageRequest, plan: Plan, order: int) -> HttpResponse:
    """Accept all that is undecided in a part."""
    part = get_object_or_404(Part, plan=plan, order=order)
    count = decide.accept_part(request.user, part)
    message = ngettext("确认了 %(count)s 项。", "确认了 %(count)s 项。", count)
    return done(request, message % {"count": count}, "review", plan.pk, order)


def decide_on(request: PageRequest, plan: Plan, commitment: int, what: str) -> HttpResponse:
    """Accept, reject or reopen one commitment; an HTMX request gets its card alone."""
    held = get_object_or_404(plan.commitments.select_related("topic__part"), pk=commitment)
    if what not in DECISIONS:
        raise Refused(_("没有这种操作。"))
    decided = DECISIONS[what](request.user, held)
    if request.headers.get("HX-Request"):
        return render(request, "plans/card.html", {"plan": plan, "commitment": decided})
    order = held.topic.part.order
    return redirect(f"{reverse('review', args=[plan.pk, order])}#c{held.pk}")


def commitment_review(request: PageRequest, plan: Plan, commitment: int) -> HttpResponse:
    """One commitment: correct its claims, split it, merge others into it."""
    held = get_object_or_404(plan.commitments.select_related("topic__part"), pk=commitment)
    places = [0, *cuts(held.text), len(held.text)]
    shown = {
        "plan": plan,
        "commitment": held,
        "forms": [
            (claim, ClaimForm(instance=claim, auto_id=f"c{claim.pk}-%s"))
            for claim in queries.claim_history(held)
        ],
        "pieces": [(end, held.text[start:end]) for start, end in pairwise(places)],
        "neighbours": queries.neighbours(held),
        "numbers": numbers_without_claim(held),
        "section": "plans",
    }
    return render(request, "plans/commitment_review.html", shown)


def split_commitment(request: PageRequest, plan: Plan, commitment: int) -> HttpResponse:
    """Cut a commitment at the ticked places."""
    held = get_object_or_404(plan.commitments.select_related("topic__part"), pk=commitment)
    places = map(key_or_none, request.POST.getlist("at"))
    at = [place for place in places if place is not None]
    pieces = split(request.user, held, at)
    message = _("已拆分为 %(count)s 条。") % {"count": len(pieces)}
    return done(request, message, "review", plan.pk, held.topic.part.order)


def merge_commitments(request: PageRequest, plan: Plan, commitment: int) -> HttpResponse:
    """Merge the ticked commitments into this one."""
    held = get_object_or_404(plan.commitments.select_related("topic__part"), pk=commitment)
    others = map(key_or_none, request.POST.getlist("others"))
    keys = [key for key in others if key is not None]
    merge(request.user, held, list(plan.commitments.filter(pk__in=keys)))
    return done(request, _("已合并。"), "review", plan.pk, held.topic.part.order)


def add(request: PageRequest, plan: Plan, order: int, topic: int) -> HttpResponse:
    """Make a passage that the reader missed a commitment."""
    chosen = get_object_or_404(Topic.objects.filter(part__plan=plan, part__order=order), pk=topic)
    made = add_commitment(request.user, chosen, request.POST.get("text", ""))
    message = _("已增加 %(number)s。请核对它的类型和指标。") % {"number": made.number}
    return done(request, message, "commitment_review", plan.pk, made.pk)


def add_indicator(request: PageRequest, plan: Plan, commitment: int) -> HttpResponse:
    """Make a number of the sentence an indicator."""
    chosen = get_object_or_404(plan.commitments, pk=commitment)
    number, name = request.POST.get("number", ""), request.POST.get("indicator", "")
    add_claim(request.user, chosen, number, name)
    return done(
        request, _("已增加指标，请核对要求和类型。"), "commitment_review", plan.pk, chosen.pk
    )


def save_claim(request: PageRequest, plan: Plan, claim: int) -> HttpResponse:
    """Save a corrected claim."""
    held = get_object_or_404(Claim.objects.filter(commitment__plan=plan), pk=claim)
    form = ClaimForm(request.POST, instance=held)
    if not form.is_valid():
        known = {name: f"{field.label}：" for name, field in form.fields.items()}
        faults = [f"{known.get(name, '')}{e[0]}" for name, e in form.errors.items() if e]
        raise Refused("；".join(faults))
    edit_claim(request.user, held, form.asked())
    return done(request, _("已保存。"), "commitment_review", plan.pk, held.commitment_id)


def adjust(request: PageRequest, plan: Plan, claim: int) -> HttpResponse:
    """口径调整: change a target that is in force."""
    held = get_object_or_404(
        Claim.objects.filter(commitment__plan=plan).select_related("commitment"), pk=claim
    )
    form = AdjustForm(request.POST or None, instance=held)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        adjust_target(
            request.user, held, form.asked(), reason=asked["reason"], document=asked["document"]
        )
        return done(
            request, _("口径调整已登记。"), "commitment_review", plan.pk, held.commitment_id
        )
    shown = {
        "plan": plan,
        "claim": held,
        "form": form,
        "changes": held.changes.all(),
        "section": "plans",
    }
    return render(request, "plans/adjust.html", shown)


def close_plan(request: PageRequest, plan: Plan) -> HttpResponse:
    """Close a plan after its year."""
    close(request.user, plan)
    return done(request, _("计划已结束。"), "plan", plan.pk)


def commitment(request: PageRequest, commitment: Commitment) -> HttpResponse:
    """A commitment's page: sentence, claims, responsibility, changes of its targets."""
    shown = {
        "commitment": commitment,
        "claims": queries.claim_history(commitment),
        "responsible": queries.responsible(commitment),
        "section": "plans",
    }
    return render(request, "plans/commitment.html", shown)
