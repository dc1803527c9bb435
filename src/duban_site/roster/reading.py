"""Match the rows of a roster with existing bodies and accounts, and collect every fault.

Nothing is written here: the rows are compared, previewed, and only then saved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from duban_site.accounts.queries import SEPARATORS, Directory, directory
from duban_site.core.errors import RowErrors
from duban_site.people.models import BODY_ROLES, Body, Person, Role
from duban_site.people.names import checked_name, normal_name
from duban_site.roster.sheet import KINDS, ROLES, Roster

LONGEST_BODY, LONGEST_LEADER = 80, 40
"""Characters of a name, as the database holds it."""
Row = tuple[int, dict[str, str]]


@dataclass(slots=True)
class BodyRow:
    """A body of the sheet: the existing or a new (unsaved) one, and the requested values."""

    number: int
    body: Body
    aliases: list[str]
    kind: str
    leader: str | None
    """The name; None where the sheet has no such column."""
    title: str


@dataclass(slots=True)
class PersonRow:
    """An account of the sheet: the existing or a new one, and the requested values.

    `body` and `leader` are names.
    """

    number: int
    person: Person
    name: str
    role: str
    body: str
    leader: str
    contact: dict[str, str]
    """Telephone and mail, as far as the sheet has the column."""


@dataclass
class Read:
    """Every row, and every fault of them."""

    bodies: list[BodyRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    errors: list[tuple[int, str, str]] = field(default_factory=list)


def read_rows(roster: Roster) -> Read:
    """Match every row with what exists. Raises RowErrors with every fault."""
    read, known = Read(), directory()
    for row in roster.bodies.rows:
        _body(read, known, row)
    named = {one.body.name for one in read.bodies}
    short = {alias: one.body.name for one in read.bodies for alias in one.aliases}
    standing = {person.username: person for person in Person.objects.select_related("body")}
    for row in roster.people.rows:
        _person(read, known, named, short, standing, row)
    if read.errors:
        message = _("表中有 %(count)s 处错误，什么都没有导入。")
        raise RowErrors(message % {"count": len(read.errors)}, sorted(read.errors))
    return read


def _body(read: Read, known: Directory, row: Row) -> None:
    n, line = row
    name = line["单位名称"]
    if not name:
        read.errors.append((n, "单位名称", _("没有填写。")))
        return
    body = known.bodies.get(name) or Body.objects.filter(name=name).first() or Body(name=name)
    if any(one.body.name == body.name for one in read.bodies):
        read.errors.append((n, "单位名称", _("“%s”写了两次。") % name))
    aliases = [one.strip() for one in SEPARATORS.split(line.get("简称", "")) if one.strip()]
    for alias in aliases:
        other = known.bodies.get(alias)
        if other is not None and other.name != body.name:
            message = _("“%(alias)s”已经是%(name)s的名称或简称。")
            read.errors.append((n, "简称", message % {"alias": alias, "name": other.name}))
    said = line.get("类别", "")
    if said and said not in KINDS:
        read.errors.append((n, "类别", _("应为以下之一：%s。") % "、".join(KINDS)))
    if len(name) > LONGEST_BODY:
        read.errors.append((n, "单位名称", _("太长。")))
    leader, title = line.get("分管领导"), line.get("领导职务", "")
    if leader and len(leader) > LONGEST_LEADER:
        read.errors.append((n, "分管领导", _("太长。")))
    new = [one for one in aliases if one not in body.aliases and one != body.name]
    read.bodies.append(BodyRow(n, body, new, KINDS.get(said, ""), leader, title))


def _person(
    read: Read,
    known: Directory,
    named: set[str],
    short: dict[str, str],
    standing: dict[str, Person],
    row: Row,
) -> None:
    n, line = row
    try:
        username = normal_name(line["账号"])
        person = standing.get(username) or Person(username=checked_name(username))
    except ValidationError as error:
        read.errors.append((n, "账号", " ".join(error.messages)))
        return
    if any(one.person.username == person.username for one in read.people):
        read.errors.append((n, "账号", _("“%s”写了两次。") % person.username))
    role = ROLES.get(line["角色"], "")
    if not role:
        words = "、".join(str(word) for _value, word in Role.choices)
        read.errors.append((n, "角色", _("应为以下之一：%s。") % words))
    body = _body_of(read, known, named, short, role, row)
    for column in ("姓名", "账号"):
        if not line[column]:
            read.errors.append((n, column, _("没有填写。")))
    contact = {
        name: line[column] for column, name in (("电话", "phone"), ("电子邮箱", "email"))
        if column in line
    }  # fmt: skip
    leader = line["姓名"] if role == Role.LEADER else ""
    _check(read, n, line["姓名"], contact)
    read.people.append(PersonRow(n, person, line["姓名"], role, body, leader, contact))


def _body_of(
    read: Read,
    known: Directory,
    named: set[str],
    short: dict[str, str],
    role: str,
    row: Row,
) -> str:
    n, line = row
    said = line.get("单位", "")
    if role not in BODY_ROLES:
        return ""  # people of the office may fill it in, but their accounts belong to no body
    if not said:
        read.errors.append((n, "单位", _("联络员和单位负责人须填单位。")))
        return ""
    found = known.bodies.get(said)
    name = said if said in named else short.get(said) or (found.name if found else "")
    if not name:
        message = _("没有“%s”这个单位。请核对名称，或写进单位表。")
        read.errors.append((n, "单位", message % said))
    return name


def _check(read: Read, n: int, name: str, contact: dict[str, str]) -> None:
    columns = {"phone": "电话", "email": "电子邮箱"}
    for field_name, value in {"name": name, **contact}.items():
        one: Any = Person._meta.get_field(field_name)
        try:
            if value:
                one.clean(value, None)
        except ValidationError as error:
            column = columns.get(field_name, "姓名")
            read.errors.append((n, column, " ".join(error.messages)))
