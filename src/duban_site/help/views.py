"""The guides."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.rights import list_rights
from duban_site.help.guides import GUIDE_BY_ROLE, guide_for_role
from duban_site.people.models import Role


def redirect_to_guide(request: PageRequest) -> HttpResponse:
    """Redirect to the guide of the reader's role."""
    return redirect("guide", guide_for_role(request.user.role))


def show_guide(request: PageRequest, name: str) -> HttpResponse:
    """One guide in the reader's language, or in the one that `?language=` names."""
    if name not in GUIDE_BY_ROLE.values():
        raise Http404(_("没有这份指南。"))
    chosen = request.GET.get("language", "")
    language = chosen if chosen in dict(settings.LANGUAGES) else translation.get_language()
    template = f"help/en/{name}.html" if language == "en" else f"help/{name}.html"
    with translation.override(language):
        response = render(request, template, {"guide": name, "section": "help"})
    response.headers["Content-Language"] = language
    return response


def show_rights(request: PageRequest) -> HttpResponse:
    """Show who may do what, the reader's own role first."""
    roles = sorted(Role, key=lambda role: role != request.user.role)
    rights_by_role = [(role.label, list_rights(role)) for role in roles]
    return render(request, "help/rights.html", {"rights_by_role": rights_by_role, "section": "help"})
