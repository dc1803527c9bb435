"""The security administrator decides on requests about accounts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Conflict, Refused
from duban_site.identity.actions.manage_accounts import (
    account_fields,
    apply_rights,
    give_first_password,
    remove_second_factor,
)
from duban_site.identity.models import Approval, ApprovalKind
from duban_site.people.models import Person


@transaction.atomic
def decide(person: Person, approval: Approval, *, approve: bool, comment: str = "") -> str | None:
    """Approve or decline. Returns the first password of an approved reset, to be shown once.

    Raises Refused where `person` made the request or owns the account: a second person decides.
    """
    policy.require(person, "people.decide")
    held = Approval.objects.select_for_update().get(pk=approval.pk)
    if held.approved is not None:
        raise Conflict(_("这一项已经由别人办理。"))
    if person.pk in (held.asked_by_id, held.person_id):
        raise Refused(_("申请人和账号本人不能审批，须由另一人审批。"))
    if not approve and not comment.strip():
        raise Refused(_("请写明不同意的理由。"))
    password = _apply(held) if approve else None
    held.decided_by, held.decided_at = person, utc_now()
    held.approved, held.comment = approve, comment.strip()
    held.save()
    told = {"kind": held.kind, "changes": held.changes, "asked_by": held.asked_by.username}
    action = "people.approve" if approve else "people.decline"
    log(person, action, held.person, **told, comment=held.comment)
    return password


def _apply(held: Approval) -> str | None:
    person = Person.objects.select_for_update().get(pk=held.person_id)
    if held.kind == ApprovalKind.RESET:
        return give_first_password(person)
    if held.kind == ApprovalKind.SECOND_FACTOR:
        remove_second_factor(person)
        return None
    apply_rights(person, held.changes)
    return None


def change_in_words(approval: Approval) -> list[tuple[str, str, str]]:
    """(label, current value, new value) of each field that the request would change."""
    now = account_fields(approval.person)
    return [
        (_word(name), _value(name, now.get(name)), _value(name, value))
        for name, value in approval.changes.items()
    ]


def _word(name: str) -> str:
    return _("统一身份标识") if name == "subject" else str(_field(name).verbose_name)


def _field(name: str) -> Any:
    return Person._meta.get_field(name.removesuffix("_id"))


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value in (None, "") or name == "subject":
        return str(value or "—")
    field = _field(name)
    if field.is_relation:
        found = field.related_model._default_manager.filter(pk=value).first()
        return str(found or value)
    return str(dict(field.flatchoices).get(value, value))
