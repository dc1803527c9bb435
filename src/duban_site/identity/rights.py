"""Separation of the three administrators, and which changes need a second person's approval.

The system administrator (管理员) opens accounts, the security administrator (安全管理员) decides on
rights and resets, the auditor (审计员) reads the log. Granting rights, and resetting how an
administrator signs in, needs the security administrator's approval once there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core.actor import Actor, SystemActor
from duban_site.core.errors import Refused
from duban_site.people.models import Person, Role

PRIVILEGED_ROLES = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)
RIGHT_FIELDS = ("role", "body_id", "leader_id", "keeper", "supervisor", "intake", "is_active", "subject")
"""Fields of an account that determine its rights, or who may sign in with it."""
WARNING_BY_MISSING_ROLE: Mapping[Role, str | Promise] = {
    Role.ADMINISTRATOR: gettext_lazy("还没有管理员：没有人能开通账号。"),
    Role.SECURITY: gettext_lazy("还没有安全管理员：账号权限由管理员一人决定，没有第二人审批。"),
    Role.AUDITOR: gettext_lazy("还没有审计员：没有人查看操作日志。"),
}


def list_missing_administrators() -> list[str]:
    """A warning for each of the three administrators that is missing."""
    present_roles = set(Person.objects.filter(is_active=True).values_list("role", flat=True))
    return [str(warning) for role, warning in WARNING_BY_MISSING_ROLE.items() if role not in present_roles]


def has_security_administrator() -> bool:
    """Whether there is an active security administrator."""
    return Person.objects.filter(is_active=True, role=Role.SECURITY).exists()


def is_reduction(old_fields: Mapping[str, Any], new_fields: Mapping[str, Any]) -> bool:
    """Whether a change only removes rights: it closes the account, or removes duties."""
    changed_fields = [
        field_name for field_name in RIGHT_FIELDS if old_fields.get(field_name) != new_fields.get(field_name)
    ]
    removable_fields = ("keeper", "supervisor", "intake", "is_active")
    return all(field_name in removable_fields and not new_fields[field_name] for field_name in changed_fields)


def change_needs_approval(actor: Actor, old_fields: Mapping[str, Any], new_fields: Mapping[str, Any]) -> bool:
    """Whether a second person must approve that an account's rights become `new_fields`.

    `old_fields` is empty for a new account. Raises Refused where nobody could approve it, and the
    account is an administrator's that is not the first in its role.
    """
    if isinstance(actor, SystemActor) or (old_fields and is_reduction(old_fields, new_fields)):
        return False
    if has_security_administrator():
        return True
    if {old_fields.get("role"), new_fields["role"]} & set(PRIVILEGED_ROLES):
        is_first_of_role = not old_fields and not Person.objects.filter(role=new_fields["role"]).exists()
        if not is_first_of_role:
            raise Refused(_explain_missing_approver())
    return False


def reset_needs_approval(actor: Actor, person: Person) -> bool:
    """Whether a second person must approve resetting how `person` signs in.

    That is so for the three administrators. Raises Refused where nobody could approve it.
    """
    if isinstance(actor, SystemActor) or person.role not in PRIVILEGED_ROLES:
        return False
    if not has_security_administrator():
        raise Refused(_explain_missing_approver())
    return True


def _explain_missing_approver() -> str:
    return _(
        "这一项要由安全管理员审批，现在没有安全管理员。"
        "请先开通安全管理员，或在服务器上用 duban site reset_account 办理。"
    )
