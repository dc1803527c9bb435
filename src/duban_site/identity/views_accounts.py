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
from duban_site.core.responses import parse_key, redirect_with_message
from duban_site.identity.actions import manage_accounts as manage
from duban_site.identity.actions.decide import decide_approval, describe_changes
from duban_site.identity.actions.end_sessions import end_person_sessions
from duban_site.identity.forms import AccountForm
from duban_site.identity.lockout import list_blocked_usernames
from duban_site.identity.models import Approval
from duban_site.identity.open_sessions import list_open_sessions
from duban_site.identity.rights import list_missing_administrators
from duban_site.identity.second_factor import get_confirmed_factor
from duban_site.people.models import Person


def show_accounts(request: PageRequest) -> HttpResponse:
    """The list of accounts."""
    open_approvals = Approval.objects.filter(approved=None)
    context_data = {
        "accounts": queries.list_accounts(),
        "locked": list_blocked_usernames(),
        "waiting": set(open_approvals.values_list("person_id", flat=True)),
        "missing": list_missing_administrators(),
        "section": "accounts",
    }
    return render(request, "identity/accounts.html", context_data)


def open_account(request: PageRequest) -> HttpResponse:
    """A new account; its first password is shown once."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = manage.generate_first_password()
        person = form.save(commit=False)
        try:
            approval = _save_form(request, form, password=password)
        except ValidationError as error:
            form.add_action_error(error)
        else:
            if approval is not None:
                messages.info(request, _("权限须经安全管理员审批，批准后账号启用。"))
            return _redirect_with_password(request, person, password)
    context_data = {"form": form, "section": "accounts"}
    return render(request, "identity/account.html", context_data)


def edit_account(request: PageRequest, person: Person) -> HttpResponse:
    """Change an account."""
    form = AccountForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save(commit=False)
        try:
            approval = _save_form(request, form)
        except ValidationError as error:
            form.add_action_error(error)
        else:
            if approval is not None:
                return redirect_with_message(request, _("已提交安全管理员审批，批准后生效。"), "accounts")
            return redirect_with_message(request, _("已保存。"), "accounts")
    context_data = {
        "form": form,
        "person": person,
        "factor": get_confirmed_factor(person),
        "sessions": list_open_sessions(person),
        "section": "accounts",
    }
    return render(request, "identity/account.html", context_data)


def _save_form(request: PageRequest, form: AccountForm, **account_options: Any) -> Approval | None:
    subject = form.cleaned_data["subject"]
    return manage.save_account(request.user, form.instance, subject=subject, **account_options)


def reset_account_password(request: PageRequest, person: Person) -> HttpResponse:
    """Reset the password, or request that."""
    password_or_approval = manage.reset_password(request.user, person)
    if isinstance(password_or_approval, Approval):
        return redirect_with_message(request, _("已提交安全管理员审批，批准后生效。"), "accounts")
    return _redirect_with_password(request, person, password_or_approval)


def reset_account_second_factor(request: PageRequest, person: Person) -> HttpResponse:
    """Remove a person's second factor, or request that."""
    if manage.reset_second_factor(request.user, person) is not None:
        return redirect_with_message(request, _("已提交安全管理员审批，批准后生效。"), "accounts")
    return redirect_with_message(request, _("两步验证已重置，本人登录后重新设置。"), "accounts")


def _redirect_with_password(request: PageRequest, person: Person, password: str, to: str = "accounts") -> HttpResponse:
    message = _("%(name)s 的初始密码是 %(password)s 。只显示这一次，首次登录须修改。")
    messages.warning(request, message % {"name": person.username, "password": password})
    return redirect(to)


def unlock_locked_account(request: PageRequest, person: Person) -> HttpResponse:
    """Unblock an account after failed attempts."""
    manage.unlock_account(request.user, person)
    return redirect_with_message(request, _("已解锁。"), "accounts")


def end_sessions(request: PageRequest, person: Person) -> HttpResponse:
    """Sign a person out everywhere."""
    count = end_person_sessions(request.user, person)
    return redirect_with_message(request, _("已结束 %(n)s 个会话。") % {"n": count}, "accounts")


def show_approvals(request: PageRequest) -> HttpResponse:
    """Open requests and the latest decisions."""
    all_approvals = Approval.objects.select_related("person", "asked_by", "decided_by")
    context_data = {
        "waiting": [(approval, describe_changes(approval)) for approval in all_approvals.filter(approved=None)],
        "decided": all_approvals.filter(approved__isnull=False)[:100],
        "missing": list_missing_administrators(),
        "section": "approvals",
    }
    return render(request, "identity/approvals.html", context_data)


def decide_approvals(request: PageRequest) -> HttpResponse:
    """Decide on the selected requests one by one; a refused one does not stop the rest."""
    approve = request.POST.get("decision") == "approve"
    selected_keys = {parse_key(approval_key) or 0 for approval_key in request.POST.getlist("approval")}
    if not selected_keys:
        raise Refused(_("请先选择要办理的申请。"))
    comment = request.POST.get("comment", "")
    for approval in Approval.objects.filter(pk__in=selected_keys).select_related("person"):
        try:
            password = decide_approval(request.user, approval, approve=approve, comment=comment)
        except (Refused, ValidationError) as error:
            messages.error(request, f"{approval.person}：{_format_error(error)}")
            continue
        if password is not None:
            _redirect_with_password(request, approval.person, password)
        else:
            messages.success(request, _("%(who)s：已办理。") % {"who": approval.person})
    return redirect("approvals")


def _format_error(error: Refused | ValidationError) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
