"""Accounts, for the system administrator; approvals, for the security administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duban_site.accounts import queries
from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.web import done, key_or_none
from duban_site.identity.actions import manage_accounts as manage
from duban_site.identity.actions.decide import change_in_words, decide
from duban_site.identity.actions.end_sessions import end_sessions_of
from duban_site.identity.forms import AccountForm
from duban_site.identity.lockout import blocked_names
from duban_site.identity.models import Approval
from duban_site.identity.open_sessions import open_sessions
from duban_site.identity.rights import missing_administrators
from duban_site.identity.second_factor import confirmed_factor
from duban_site.people.models import Person


def accounts(request: PageRequest) -> HttpResponse:
    """The list of accounts."""
    waiting = Approval.objects.filter(approved=None)
    shown = {
        "accounts": queries.accounts(),
        "locked": blocked_names(),
        "waiting": set(waiting.values_list("person_id", flat=True)),
        "missing": missing_administrators(),
        "section": "accounts",
    }
    return render(request, "identity/accounts.html", shown)


def open_account(request: PageRequest) -> HttpResponse:
    """A new account; its first password is shown once."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = manage.first_password()
        person = form.save(commit=False)
        try:
            asked = _save(request, form, password=password)
        except ValidationError as error:
            form.refuse(error)
        else:
            if asked is not None:
                messages.info(request, _("权限须经安全管理员审批，批准后账号启用。"))
            return _tell_password(request, person, password)
    shown = {"form": form, "section": "accounts"}
    return render(request, "identity/account.html", shown)


def account(request: PageRequest, person: Person) -> HttpResponse:
    """Change an account."""
    form = AccountForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save(commit=False)
        try:
            asked = _save(request, form)
        except ValidationError as error:
            form.refuse(error)
        else:
            if asked is not None:
                return done(request, _("已提交安全管理员审批，批准后生效。"), "accounts")
            return done(request, _("已保存。"), "accounts")
    shown = {
        "form": form,
        "person": person,
        "factor": confirmed_factor(person),
        "sessions": open_sessions(person),
        "section": "accounts",
    }
    return render(request, "identity/account.html", shown)


def _save(request: PageRequest, form: AccountForm, **told: Any) -> Approval | None:
    subject = form.cleaned_data["subject"]
    return manage.save_account(request.user, form.instance, subject=subject, **told)


def new_password(request: PageRequest, person: Person) -> HttpResponse:
    """Reset the password, or request that."""
    made = manage.reset_password(request.user, person)
    if isinstance(made, Approval):
        return done(request, _("已提交安全管理员审批，批准后生效。"), "accounts")
    return _tell_password(request, person, made)


def new_second_factor(request: PageRequest, person: Person) -> HttpResponse:
    """Remove a person's second factor, or request that."""
    if manage.reset_second_factor(request.user, person) is not None:
        return done(request, _("已提交安全管理员审批，批准后生效。"), "accounts")
    return done(request, _("两步验证已重置，本人登录后重新设置。"), "accounts")


def _tell_password(
    request: PageRequest, person: Person, password: str, to: str = "accounts"
) -> HttpResponse:
    message = _("%(name)s 的初始密码是 %(password)s 。只显示这一次，首次登录须修改。")
    messages.warning(request, message % {"name": person.username, "password": password})
    return redirect(to)


def unlock_account(request: PageRequest, person: Person) -> HttpResponse:
    """Unblock an account after failed attempts."""
    manage.unlock(request.user, person)
    return done(request, _("已解锁。"), "accounts")


def end_sessions(request: PageRequest, person: Person) -> HttpResponse:
    """Sign a person out everywhere."""
    count = end_sessions_of(request.user, person)
    return done(request, _("已结束 %(n)s 个会话。") % {"n": count}, "accounts")


def approvals(request: PageRequest) -> HttpResponse:
    """Open requests and the latest decisions."""
    found = Approval.objects.select_related("person", "asked_by", "decided_by")
    shown = {
        "waiting": [(one, change_in_words(one)) for one in found.filter(approved=None)],
        "decided": found.filter(approved__isnull=False)[:100],
        "missing": missing_administrators(),
        "section": "approvals",
    }
    return render(request, "identity/approvals.html", shown)


def decide_approvals(request: PageRequest) -> HttpResponse:
    """Decide on the selected requests one by one; a refused one does not stop the rest."""
    approve = request.POST.get("decision") == "approve"
    chosen = {key_or_none(key) or 0 for key in request.POST.getlist("approval")}
    if not chosen:
        raise Refused(_("请先选择要办理的申请。"))
    comment = request.POST.get("comment", "")
    for held in Approval.objects.filter(pk__in=chosen).select_related("person"):
        try:
            password = decide(request.user, held, approve=approve, comment=comment)
        except (Refused, ValidationError) as error:
            messages.error(request, f"{held.person}：{_words(error)}")
            continue
        if password is not None:
            _tell_password(request, held.person, password)
        else:
            messages.success(request, _("%(who)s：已办理。") % {"who": held.person})
    return redirect("approvals")


def _words(error: Refused | ValidationError) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
