"""Accounts, for the administrator; units and leaders, for the office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duban_site.accounts import queries
from duban_site.accounts.actions.manage_accounts import (
    first_password,
    reset_password,
    save_account,
    unlock,
)
from duban_site.accounts.actions.manage_bodies import save_body, save_leader
from duban_site.accounts.forms import AccountForm, BodyForm, LeaderForm
from duban_site.core.access.page import PageRequest
from duban_site.core.web import done
from duban_site.people.models import Body, Leader, Person


def accounts(request: PageRequest) -> HttpResponse:
    """Everybody who can sign in."""
    shown = {
        "accounts": queries.accounts(),
        "locked": queries.locked_names(),
        "section": "accounts",
    }
    return render(request, "accounts/accounts.html", shown)


def open_account(request: PageRequest) -> HttpResponse:
    """A new account; its first password is shown once."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = first_password()
        person = save_account(request.user, form.save(commit=False), password=password)
        return _tell_password(request, person, password)
    shown = {"form": form, "section": "accounts"}
    return render(request, "accounts/account.html", shown)


def account(request: PageRequest, person: Person) -> HttpResponse:
    """Change an account."""
    form = AccountForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        save_account(request.user, form.save(commit=False))
        return done(request, _("已保存。"), "accounts")
    shown = {"form": form, "person": person, "section": "accounts"}
    return render(request, "accounts/account.html", shown)


def new_password(request: PageRequest, person: Person) -> HttpResponse:
    """A new first password."""
    return _tell_password(request, person, reset_password(request.user, person))


def _tell_password(request: PageRequest, person: Person, password: str) -> HttpResponse:
    message = _("%(name)s 的初始密码是 %(password)s 。只显示这一次，首次登录须修改。")
    messages.warning(request, message % {"name": person.username, "password": password})
    return redirect("accounts")


def unlock_account(request: PageRequest, person: Person) -> HttpResponse:
    """Let an account try again at once."""
    unlock(request.user, person)
    return done(request, _("已解锁。"), "accounts")


def bodies(request: PageRequest) -> HttpResponse:
    """Bodies and leaders."""
    shown = {
        "bodies": Body.objects.all(),
        "leaders": Leader.objects.all(),
        "leader_form": LeaderForm(),
        "section": "bodies",
    }
    return render(request, "accounts/bodies.html", shown)


def open_body(request: PageRequest) -> HttpResponse:
    """A new unit."""
    return _body(request, Body())


def body(request: PageRequest, body: Body) -> HttpResponse:
    """Change a unit."""
    return _body(request, body)


def _body(request: PageRequest, body: Body) -> HttpResponse:
    form = BodyForm(request.POST or None, instance=body)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        changed.aliases = form.cleaned_data["other_names"]
        save_body(request.user, changed)
        return done(request, _("已保存。"), "bodies")
    return render(request, "accounts/body.html", {"form": form, "body": body, "section": "bodies"})


def open_leader(request: PageRequest) -> HttpResponse:
    """A new leader in charge."""
    form = LeaderForm(request.POST)
    if form.is_valid():
        save_leader(request.user, form.save(commit=False))
        return done(request, _("已保存。"), "bodies")
    shown = {
        "bodies": Body.objects.all(),
        "leaders": Leader.objects.all(),
        "leader_form": form,
        "section": "bodies",
    }
    return render(request, "accounts/bodies.html", shown)
