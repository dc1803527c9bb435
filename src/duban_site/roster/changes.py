"""The changes that a roster would make, row by row, for its preview."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from duban_site.core.errors import Refused, RowErrors
from duban_site.identity.actions.manage_accounts import collect_account_fields
from duban_site.identity.rights import change_needs_approval
from duban_site.jobs.differences import Change, Differences, list_reading_notices
from duban_site.people.models import BodyKind, Person, Role
from duban_site.roster.roster_rows import BodyRow, PersonRow, read_rows
from duban_site.roster.sheet import Roster

KIND_WORDS = {value: str(word) for value, word in BodyKind.choices}
ROLE_WORDS = {value: str(word) for value, word in Role.choices}
MASKED_DIGITS = 4
"""Digits of a telephone that a preview does not show."""


def compare_roster(actor: Person, roster: Roster) -> Differences:
    """Return the changes and notices. Raises RowErrors with every fault, by row and column."""
    roster_rows = read_rows(roster)
    changes = [change for row in roster_rows.bodies for change in list_body_changes(row)]
    changes += [change for row in roster_rows.people for change in list_person_changes(row)]
    notices = [
        *list_reading_notices(roster.bodies.missing if roster.bodies.rows else (), (), ()),
        *list_reading_notices(roster.people.missing if roster.people.rows else (), (), ()),
    ]
    for sheet in (roster.bodies, roster.people):
        notices += list_reading_notices((), sheet.unknown, sheet.carried_ranges)
    waiting_names = _find_waiting_accounts(actor, roster_rows.people)
    if waiting_names:
        message = _("%(n)s 个账号的权限须经安全管理员审批后才启用：%(names)s。")
        notices.append(message % {"n": len(waiting_names), "names": "、".join(waiting_names)})
    new_count = sum(row.person.pk is None for row in roster_rows.people)
    if new_count:
        message = _("将生成 %(n)s 个初始密码，导入后打印成条，只显示一次，首次登录须修改。")
        notices.append(message % {"n": new_count})
    return Differences(changes, notices)


def list_body_changes(row: BodyRow) -> Iterator[Change]:
    """What a row of the bodies changes."""
    body, subject = row.body, row.body.name
    leader = "" if body.leader is None else body.leader.name
    if body.pk is None:
        details = [*row.aliases, KIND_WORDS.get(row.kind, ""), row.leader or ""]
        yield Change(row.number, subject, _("新增单位"), "", "；".join(filter(None, details)) or subject)
        return
    if row.aliases:
        all_aliases = "、".join([*body.aliases, *row.aliases])
        yield Change(row.number, subject, "简称", "、".join(body.aliases), all_aliases)
    if row.kind and row.kind != body.kind:
        yield Change(row.number, subject, "类别", KIND_WORDS[body.kind], KIND_WORDS[row.kind])
    if row.leader is not None and row.leader != leader:
        yield Change(row.number, subject, "分管领导", leader, row.leader)


def list_person_changes(row: PersonRow) -> Iterator[Change]:
    """List what a row of the people changes. Telephones are masked: the preview is stored."""
    person = row.person
    subject = f"{row.name}（{person.username}）"
    if person.pk is None:
        details = [ROLE_WORDS[row.role], row.body, _mask_phone(row.contact.get("phone", ""))]
        yield Change(row.number, subject, _("新开账号"), "", "；".join(filter(None, details)))
        return
    body = "" if person.body is None else person.body.name
    comparisons = [
        ("姓名", person.name, row.name),
        ("角色", ROLE_WORDS[person.role], ROLE_WORDS[row.role]),
        ("单位", body, row.body),
    ]
    if "phone" in row.contact:
        comparisons.append(("电话", _mask_phone(person.phone), _mask_phone(row.contact["phone"])))
    if "email" in row.contact:
        comparisons.append(("电子邮箱", person.email, row.contact["email"]))
    for column, old, new in comparisons:
        if old != new:
            yield Change(row.number, subject, column, old, new)


def _mask_phone(phone: str) -> str:
    middle = (len(phone) - MASKED_DIGITS) // 2
    return phone if middle < 1 else phone[:middle] + "*" * MASKED_DIGITS + phone[middle + MASKED_DIGITS :]


def _find_waiting_accounts(actor: Person, rows: list[PersonRow]) -> list[str]:
    """Return the accounts whose rights a second person must approve. Raises RowErrors."""
    errors, waiting, opened_roles = [], [], set[str]()
    for row in rows:
        fields_before = {} if row.person.pk is None else collect_account_fields(row.person)
        requested = {"role": row.role, "is_active": True} if not fields_before else {"role": row.role}
        fields_after = {**collect_account_fields(row.person), **requested}
        if fields_before and fields_before.get("role") == row.role and not list(_list_right_changes(row)):
            continue
        try:
            if change_needs_approval(actor, fields_before, fields_after):
                waiting.append(row.person.username)
        except Refused as error:
            errors.append((row.number, "角色", str(error)))
        opened_roles.add(row.role)
    if errors:
        message = _("表中有 %(count)s 处错误，什么都没有导入。")
        raise RowErrors(message % {"count": len(errors)}, errors)
    return waiting


def _list_right_changes(row: PersonRow) -> Iterator[Change]:
    return (change for change in list_person_changes(row) if change.column in ("角色", "单位"))
