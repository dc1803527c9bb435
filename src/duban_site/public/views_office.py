"""The office's and the bodies' pages for handling clues."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.responses import parse_key, redirect_with_message
from duban_site.people.models import Body
from duban_site.public.actions import moderate, publish_answer
from duban_site.public.actions.answer_clue import answer_clue
from duban_site.public.actions.reveal_contact import reveal_contact
from duban_site.public.forms import ForwardForm
from duban_site.public.models import Clue, Stage
from duban_site.public.voices import queries

PAGE_SIZE = 50


def show_clues(request: PageRequest) -> HttpResponse:
    """The clues that the visitor may see, by stage."""
    requested_stage = request.GET.get("stage", "")
    stage = requested_stage if requested_stage in Stage.values else ""
    count_by_stage = queries.count_clues_by_stage(request.user)
    context_data = {
        "page": Paginator(queries.list_visible_clues(request.user, stage), PAGE_SIZE).get_page(request.GET.get("page")),
        "stage": stage,
        "stages": [
            (stage_key, stage_label, count_by_stage.get(stage_key, 0)) for stage_key, stage_label in Stage.choices
        ],
        "section": "clues",
    }
    return render(request, "public/office/clues.html", context_data)


def show_clue(request: PageRequest, clue: Clue) -> HttpResponse:
    """One clue, and the actions that are possible on it."""
    return _render_clue(request, clue)


def _render_clue(request: PageRequest, clue: Clue, contact: str = "") -> HttpResponse:
    may_see_contact = policy.may(request.user, "public.see_contact", clue)
    context_data = {
        "clue": clue,
        "plan": clue.commitment.plan,
        "open": clue.stage in moderate.OPEN_STAGES,
        "masked": queries.get_masked_contact(clue) if may_see_contact else "",
        "contact": contact,
        "forward": ForwardForm(initial={"body": clue.body_id}),
        "section": "clues",
    }
    return render(request, "public/office/clue.html", context_data)


def decide_clue(request: PageRequest, clue: Clue) -> HttpResponse:
    """Accept, reject or forward."""
    decision = request.POST.get("what", "")
    if decision == "accept":
        moderate.accept_clue(request.user, clue)
    elif decision == "reject":
        moderate.reject_clue(request.user, clue, request.POST.get("reason", ""))
    elif decision == "forward":
        body_id = parse_key(request.POST.get("body", ""))
        body = None if body_id is None else Body.objects.filter(pk=body_id).first()
        moderate.forward_clue(request.user, clue, body)
    else:
        raise Refused(_("请选择采纳、不予采纳或转单位。"))
    return redirect_with_message(request, _("已记录。"), "clue", clue.pk)


def save_answer(request: PageRequest, clue: Clue) -> HttpResponse:
    """Write the answer."""
    answer_clue(request.user, clue, request.POST.get("answer", ""))
    return redirect_with_message(request, _("答复已保存，还没有公开。"), "clue", clue.pk)


def change_publication(request: PageRequest, clue: Clue) -> HttpResponse:
    """Publish the answer, or withdraw it."""
    if request.POST.get("what") == "withdraw":
        publish_answer.withdraw_answer(request.user, clue)
        return redirect_with_message(request, _("已撤回公开。"), "clue", clue.pk)
    publish_answer.publish_answer(request.user, clue, request.POST.get("summary", ""))
    return redirect_with_message(request, _("答复已公开。"), "clue", clue.pk)


def show_contact(request: PageRequest, clue: Clue) -> HttpResponse:
    """Show the contact on this one page; the look at it is logged."""
    return _render_clue(request, clue, reveal_contact(request.user, clue))
