"""The security administrator decides on requests about accounts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Conflict, Refused
from duban_site.identity.actions.manage_accounts import (
    apply_rights,
    assign_first_password,
    collect_account_fields,
    remove_second_factor,
)
from duban_site.identity.models import Approval, ApprovalKind
from duban_site.people.models import Person


@transaction.atomic
def decide_approval(person: Person, approval: Approval, *, approve: bool, comment: str = "") -> str | None:
    """Approve or decline. Returns the first password of an approved reset, to be shown once.

    Raises Refused where `person` made the request or owns the account: a second person decides.
    """
    policy.require(person, "people.decide")
    locked_approval = Approval.objects.select_for_update().get(pk=approval.pk)
    if locked_approval.approved is not None:
        raise Conflict(_("这一项已经由别人办理。"))
    if person.pk in (locked_approval.asked_by_id, locked_approval.person_id):
        raise Refused(_("申请人和账号本人不能审批，须由另一人审批。"))
    if not approve and not comment.strip():
        raise Refused(_("请写明不同意的理由。"))
    password = _apply_approval(locked_approval) if approve else None
    locked_approval.decided_by, locked_approval.decided_at = person, utc_now()
    locked_approval.approved, locked_approval.comment = approve, comment.strip()
    locked_approval.save()
    event_data = {
        "kind": locked_approval.kind,
        "changes": locked_approval.changes,
        "asked_by": locked_approval.asked_by.username,
    }
    action = "people.approve" if approve else "people.decline"
    log_event(person, action, locked_approval.person, **event_data, comment=locked_approval.comment)
    return password


def _apply_approval(locked_approval: Approval) -> str | None:
    person = Person.objects.select_for_update().get(pk=locked_approval.person_id)
    if locked_approval.kind == ApprovalKind.RESET:
        return assign_first_password(person)
    if locked_approval.kind == ApprovalKind.SECOND_FACTOR:
        remove_second_factor(person)
        return None
    apply_rights(person, locked_approval.changes)
    return None


def describe_changes(approval: Approval) -> list[tuple[str, str, str]]:
    """(label, current value, new value) of each field that the request would change."""
    current_fields = collect_account_fields(approval.person)
    return [
        (
            _get_field_label(field_name),
            _format_value(field_name, current_fields.get(field_name)),
            _format_value(field_name, value),
        )
        for field_name, value in approval.changes.items()
    ]


def _get_field_label(field_name: str) -> str:
    return _("统一身份标识") if field_name == "subject" else str(_get_model_field(field_name).verbose_name)


def _get_model_field(field_name: str) -> Any:
    return Person._meta.get_field(field_name.removesuffix("_id"))


def _format_value(field_name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value in (None, "") or field_name == "subject":
        return str(value or "—")
    field = _get_model_field(field_name)
    if field.is_relation:
        related_object = field.related_model._default_manager.filter(pk=value).first()
        return str(related_object or value)
    return str(dict(field.flatchoices).get(value, value))
