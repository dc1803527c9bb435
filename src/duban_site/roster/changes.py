"""The changes that a roster would make, row by row, for its preview."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from duban_site.core.errors import Refused, RowErrors
from duban_site.identity.actions.manage_accounts import account_fields
from duban_site.identity.rights import change_needs_approval
from duban_site.jobs.differences import Change, Differences, reading_notices
from duban_site.people.models import BodyKind, Person, Role
from duban_site.roster.reading import BodyRow, PersonRow, read_rows
from duban_site.roster.sheet import Roster

KINDS = {value: str(word) for value, word in BodyKind.choices}
ROLES = {value: str(word) for value, word in Role.choices}
HIDDEN = 4
"""Digits of a telephone that a preview does not show."""


def compare_roster(actor: Person, roster: Roster) -> Differences:
    """Return the changes and notices. Raises RowErrors with every fault, by row and column."""
    read = read_rows(roster)
    changes = [change for row in read.bodies for change in body_changes(row)]
    changes += [change for row in read.people for change in person_changes(row)]
    notices = [
        *reading_notices(roster.bodies.missing if roster.bodies.rows else (), (), ()),
        *reading_notices(roster.people.missing if roster.people.rows else (), (), ()),
    ]
    for sheet in (roster.bodies, roster.people):
        notices += reading_notices((), sheet.unknown, sheet.carried)
    waiting = _waiting(actor, read.people)
    if waiting:
        message = _("%(n)s 个账号的权限须经安全管理员审批后才启用：%(names)s。")
        notices.append(message % {"n": len(waiting), "names": "、".join(waiting)})
    new = sum(row.person.pk is None for row in read.people)
    if new:
        message = _("将生成 %(n)s 个初始密码，导入后打印成条，只显示一次，首次登录须修改。")
        notices.append(message % {"n": new})
    return Differences(changes, notices)


def body_changes(row: BodyRow) -> Iterator[Change]:
    """What a row of the bodies changes."""
    body, what = row.body, row.body.name
    leader = "" if body.leader is None else body.leader.name
    if body.pk is None:
        told = [*row.aliases, KINDS.get(row.kind, ""), row.leader or ""]
        yield Change(row.number, what, _("新增单位"), "", "；".join(filter(None, told)) or what)
        return
    if row.aliases:
        both = "、".join([*body.aliases, *row.aliases])
        yield Change(row.number, what, "简称", "、".join(body.aliases), both)
    if row.kind and row.kind != body.kind:
        yield Change(row.number, what, "类别", KINDS[body.kind], KINDS[row.kind])
    if row.leader is not None and row.leader != leader:
        yield Change(row.number, what, "分管领导", leader, row.leader)


def person_changes(row: PersonRow) -> Iterator[Change]:
    """List what a row of the people changes. Telephones are masked: the preview is stored."""
    person = row.person
    what = f"{row.name}（{person.username}）"
    if person.pk is None:
        told = [ROLES[row.role], row.body, _masked(row.contact.get("phone", ""))]
        yield Change(row.number, what, _("新开账号"), "", "；".join(filter(None, told)))
        return
    body = "" if person.body is None else person.body.name
    asked = [
        ("姓名", person.name, row.name),
        ("角色", ROLES[person.role], ROLES[row.role]),
        ("单位", body, row.body),
    ]
    if "phone" in row.contact:
        asked.append(("电话", _masked(person.phone), _masked(row.contact["phone"])))
    if "email" in row.contact:
        asked.append(("电子邮箱", person.email, row.contact["email"]))
    for column, old, new in asked:
        if old != new:
            yield Change(row.number, what, column, old, new)


def _masked(phone: str) -> str:
    middle = (len(phone) - HIDDEN) // 2
    return phone if middle < 1 else phone[:middle] + "*" * HIDDEN + phone[middle + HIDDEN :]


def _waiting(actor: Person, rows: list[PersonRow]) -> list[str]:
    """Return the accounts whose rights a second person must approve. Raises RowErrors."""
    errors, waiting, opened = [], [], set[str]()
    for row in rows:
        before = {} if row.person.pk is None else account_fields(row.person)
        asked = {"role": row.role, "is_active": True} if not before else {"role": row.role}
        after = {**account_fields(row.person), **asked}
        if before and before.get("role") == row.role and not list(_rights_changed(row)):
            continue
        try:
            if change_needs_approval(actor, before, after):
                waiting.append(row.person.username)
        except Refused as error:
            errors.append((row.number, "角色", str(error)))
        opened.add(row.role)
    if errors:
        message = _("表中有 %(count)s 处错误，什么都没有导入。")
        raise RowErrors(message % {"count": len(errors)}, errors)
    return waiting


def _rights_changed(row: PersonRow) -> Iterator[Change]:
    return (change for change in person_changes(row) if change.column in ("角色", "单位"))
