"""Match the rows of a roster with existing bodies and accounts, and collect every fault.

Nothing is written here: the rows are compared, previewed, and only then saved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from duban_site.accounts.queries import SEPARATORS, Directory, load_directory
from duban_site.core.errors import RowErrors
from duban_site.people.models import BODY_ROLES, Body, Person, Role
from duban_site.people.names import normalize_name, validate_name
from duban_site.roster.sheet import KIND_BY_WORD, ROLE_BY_WORD, Roster

MAX_BODY_LENGTH, MAX_LEADER_LENGTH = 80, 40
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
class RosterRows:
    """Every row, and every fault of them."""

    bodies: list[BodyRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    errors: list[tuple[int, str, str]] = field(default_factory=list)


def read_rows(roster: Roster) -> RosterRows:
    """Match every row with what exists. Raises RowErrors with every fault."""
    roster_rows, current_directory = RosterRows(), load_directory()
    for row in roster.bodies.rows:
        _read_body(roster_rows, current_directory, row)
    sheet_bodies = {body_row.body.name for body_row in roster_rows.bodies}
    body_by_alias = {alias: body_row.body.name for body_row in roster_rows.bodies for alias in body_row.aliases}
    person_by_username = {person.username: person for person in Person.objects.select_related("body")}
    for row in roster.people.rows:
        _read_person(roster_rows, current_directory, sheet_bodies, body_by_alias, person_by_username, row)
    if roster_rows.errors:
        message = _("表中有 %(count)s 处错误，什么都没有导入。")
        raise RowErrors(message % {"count": len(roster_rows.errors)}, sorted(roster_rows.errors))
    return roster_rows


def _read_body(roster_rows: RosterRows, current_directory: Directory, row: Row) -> None:
    row_number, cells = row
    name = cells["单位名称"]
    if not name:
        roster_rows.errors.append((row_number, "单位名称", _("没有填写。")))
        return
    body = current_directory.bodies.get(name) or Body.objects.filter(name=name).first() or Body(name=name)
    if any(item.body.name == body.name for item in roster_rows.bodies):
        roster_rows.errors.append((row_number, "单位名称", _("“%s”写了两次。") % name))
    aliases = [item.strip() for item in SEPARATORS.split(cells.get("简称", "")) if item.strip()]
    for alias in aliases:
        namesake = current_directory.bodies.get(alias)
        if namesake is not None and namesake.name != body.name:
            message = _("“%(alias)s”已经是%(name)s的名称或简称。")
            roster_rows.errors.append((row_number, "简称", message % {"alias": alias, "name": namesake.name}))
    kind_word = cells.get("类别", "")
    if kind_word and kind_word not in KIND_BY_WORD:
        roster_rows.errors.append((row_number, "类别", _("应为以下之一：%s。") % "、".join(KIND_BY_WORD)))
    if len(name) > MAX_BODY_LENGTH:
        roster_rows.errors.append((row_number, "单位名称", _("太长。")))
    leader, title = cells.get("分管领导"), cells.get("领导职务", "")
    if leader and len(leader) > MAX_LEADER_LENGTH:
        roster_rows.errors.append((row_number, "分管领导", _("太长。")))
    new_aliases = [item for item in aliases if item not in body.aliases and item != body.name]
    roster_rows.bodies.append(BodyRow(row_number, body, new_aliases, KIND_BY_WORD.get(kind_word, ""), leader, title))


def _read_person(
    roster_rows: RosterRows,
    current_directory: Directory,
    sheet_bodies: set[str],
    body_by_alias: dict[str, str],
    person_by_username: dict[str, Person],
    row: Row,
) -> None:
    row_number, cells = row
    try:
        username = normalize_name(cells["账号"])
        person = person_by_username.get(username) or Person(username=validate_name(username))
    except ValidationError as error:
        roster_rows.errors.append((row_number, "账号", " ".join(error.messages)))
        return
    if any(person_row.person.username == person.username for person_row in roster_rows.people):
        roster_rows.errors.append((row_number, "账号", _("“%s”写了两次。") % person.username))
    role = ROLE_BY_WORD.get(cells["角色"], "")
    if not role:
        words = "、".join(str(word) for _value, word in Role.choices)
        roster_rows.errors.append((row_number, "角色", _("应为以下之一：%s。") % words))
    body = _resolve_body(roster_rows, current_directory, sheet_bodies, body_by_alias, role, row)
    for column in ("姓名", "账号"):
        if not cells[column]:
            roster_rows.errors.append((row_number, column, _("没有填写。")))
    contact = {
        name: cells[column] for column, name in (("电话", "phone"), ("电子邮箱", "email"))
        if column in cells
    }  # fmt: skip
    leader = cells["姓名"] if role == Role.LEADER else ""
    _validate_fields(roster_rows, row_number, cells["姓名"], contact)
    roster_rows.people.append(PersonRow(row_number, person, cells["姓名"], role, body, leader, contact))


def _resolve_body(
    roster_rows: RosterRows,
    current_directory: Directory,
    sheet_bodies: set[str],
    body_by_alias: dict[str, str],
    role: str,
    row: Row,
) -> str:
    row_number, cells = row
    body_text = cells.get("单位", "")
    if role not in BODY_ROLES:
        return ""  # people of the office may fill it in, but their accounts belong to no body
    if not body_text:
        roster_rows.errors.append((row_number, "单位", _("联络员和单位负责人须填单位。")))
        return ""
    directory_body = current_directory.bodies.get(body_text)
    name = (
        body_text
        if body_text in sheet_bodies
        else body_by_alias.get(body_text) or (directory_body.name if directory_body else "")
    )
    if not name:
        message = _("没有“%s”这个单位。请核对名称，或写进单位表。")
        roster_rows.errors.append((row_number, "单位", message % body_text))
    return name


def _validate_fields(roster_rows: RosterRows, row_number: int, name: str, contact: dict[str, str]) -> None:
    columns = {"phone": "电话", "email": "电子邮箱"}
    for field_name, value in {"name": name, **contact}.items():
        model_field: Any = Person._meta.get_field(field_name)
        try:
            if value:
                model_field.clean(value, None)
        except ValidationError as error:
            column = columns.get(field_name, "姓名")
            roster_rows.errors.append((row_number, column, " ".join(error.messages)))
