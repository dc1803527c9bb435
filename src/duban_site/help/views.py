"""The guides."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.help.guides import GUIDE_BY_ROLE, guide_for_role


def redirect_to_guide(request: PageRequest) -> HttpResponse:
    """Redirect to the guide of the reader's role."""
    return redirect("guide", guide_for_role(request.user.role))


def show_guide(request: PageRequest, name: str) -> HttpResponse:
    """One guide."""
    if name not in GUIDE_BY_ROLE.values():
        raise Http404(_("没有这份指南。"))
    return render(request, f"help/{name}.html", {"guide": name, "section": "help"})
