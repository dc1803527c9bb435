"""Bodies and leaders, for the office."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.accounts.actions.manage_bodies import save_body, save_leader
from duban_site.accounts.forms import BodyForm, LeaderForm
from duban_site.core.access.page import PageRequest
from duban_site.core.responses import redirect_with_message
from duban_site.people.models import Body, Leader


def show_bodies(request: PageRequest) -> HttpResponse:
    """Bodies and leaders."""
    context = {
        "bodies": Body.objects.select_related("leader"),
        "leaders": Leader.objects.all(),
        "leader_form": LeaderForm(),
        "section": "bodies",
    }
    return render(request, "accounts/bodies.html", context)


def open_body(request: PageRequest) -> HttpResponse:
    """A new unit."""
    return _edit_body(request, Body())


def edit_body(request: PageRequest, body: Body) -> HttpResponse:
    """Change a unit."""
    return _edit_body(request, body)


def _edit_body(request: PageRequest, body: Body) -> HttpResponse:
    form = BodyForm(request.POST or None, instance=body)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        changed.aliases = form.cleaned_data["other_names"]
        save_body(request.user, changed)
        return redirect_with_message(request, _("已保存。"), "bodies")
    return render(request, "accounts/body.html", {"form": form, "body": body, "section": "bodies"})


def open_leader(request: PageRequest) -> HttpResponse:
    """A new leader in charge."""
    form = LeaderForm(request.POST)
    if form.is_valid():
        save_leader(request.user, form.save(commit=False))
        return redirect_with_message(request, _("已保存。"), "bodies")
    context = {
        "bodies": Body.objects.select_related("leader"),
        "leaders": Leader.objects.all(),
        "leader_form": form,
        "section": "bodies",
    }
    return render(request, "accounts/bodies.html", context)
