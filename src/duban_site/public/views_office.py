"""The office's and the bodies' pages for handling clues."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.web import done, key_or_none
from duban_site.people.models import Body
from duban_site.public.actions import moderate, publish_answer
from duban_site.public.actions.answer_clue import answer_clue
from duban_site.public.actions.see_contact import see_contact
from duban_site.public.forms import ForwardForm
from duban_site.public.models import Clue, Stage
from duban_site.public.voices import queries

ROWS = 50


def clues(request: PageRequest) -> HttpResponse:
    """The clues that the visitor may see, by stage."""
    asked = request.GET.get("stage", "")
    stage = asked if asked in Stage.values else ""
    counts = queries.stages(request.user)
    shown = {
        "page": Paginator(queries.clues(request.user, stage), ROWS).get_page(
            request.GET.get("page")
        ),
        "stage": stage,
        "stages": [(key, word, counts.get(key, 0)) for key, word in Stage.choices],
        "section": "clues",
    }
    return render(request, "public/office/clues.html", shown)


def clue(request: PageRequest, clue: Clue) -> HttpResponse:
    """One clue, and the actions that are possible on it."""
    return _shown(request, clue)


def _shown(request: PageRequest, clue: Clue, contact: str = "") -> HttpResponse:
    may_see = policy.may(request.user, "public.see_contact", clue)
    shown = {
        "clue": clue,
        "plan": clue.commitment.plan,
        "open": clue.stage in moderate.OPEN,
        "masked": queries.masked_contact(clue) if may_see else "",
        "contact": contact,
        "forward": ForwardForm(initial={"body": clue.body_id}),
        "section": "clues",
    }
    return render(request, "public/office/clue.html", shown)


def decide(request: PageRequest, clue: Clue) -> HttpResponse:
    """Accept, reject or forward."""
    what = request.POST.get("what", "")
    if what == "accept":
        moderate.accept(request.user, clue)
    elif what == "reject":
        moderate.reject(request.user, clue, request.POST.get("reason", ""))
    elif what == "forward":
        key = key_or_none(request.POST.get("body", ""))
        body = None if key is None else Body.objects.filter(pk=key).first()
        moderate.forward(request.user, clue, body)
    else:
        raise Refused(_("请选择采纳、不予采纳或转单位。"))
    return done(request, _("已记录。"), "clue", clue.pk)


def answered(request: PageRequest, clue: Clue) -> HttpResponse:
    """Write the answer."""
    answer_clue(request.user, clue, request.POST.get("answer", ""))
    return done(request, _("答复已保存，还没有公开。"), "clue", clue.pk)


def published(request: PageRequest, clue: Clue) -> HttpResponse:
    """Publish the answer, or withdraw it."""
    if request.POST.get("what") == "withdraw":
        publish_answer.withdraw_answer(request.user, clue)
        return done(request, _("已撤回公开。"), "clue", clue.pk)
    publish_answer.publish_answer(request.user, clue, request.POST.get("summary", ""))
    return done(request, _("答复已公开。"), "clue", clue.pk)


def contact(request: PageRequest, clue: Clue) -> HttpResponse:
    """Show the contact on this one page; the look at it is logged."""
    return _shown(request, clue, see_contact(request.user, clue))
