"""The first page: what waits for whoever signed in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.clock import today
from duban_site.home.todos import list_todos
from duban_site.people.models import Role

START_PAGES = {Role.LEADER: "own_board", Role.LIAISON: "month", Role.ADMINISTRATOR: "accounts", Role.AUDITOR: "plans"}
"""Roles whose first page is another: a leader's board, a liaison's month, accounts, plans."""


def show_home(request: PageRequest) -> HttpResponse:
    """What waits, the overdue kinds first; some roles go straight to the page of their work."""
    start_page = START_PAGES.get(Role(request.user.role))
    if start_page is not None:
        return redirect(start_page)
    groups = list_todos(request.user, today())
    context = {
        "groups": groups,
        "total": sum(group.count for group in groups),
        "may_import": policy.may(request.user, "plans.import"),
        "section": "home",
    }
    return render(request, "home/home.html", context)
