"""The workbook of bodies and people: its columns, a blank one, and reading a filled one."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from duban.documents.breakdown_xlsx import SheetText
from duban.workbooks import HeadingsError, NamedRows, named_rows
from duban_site.core.errors import RowErrors
from duban_site.jobs.sheets import ranges, workbook_sheets
from duban_site.people.models import BodyKind, Role

BODIES, PEOPLE = "单位", "人员"
BODY_COLUMNS = ("单位名称", "简称", "类别", "分管领导", "领导职务")
BODY_SYNONYMS = {
    "单位": "单位名称",
    "名称": "单位名称",
    "单位全称": "单位名称",
    "别名": "简称",
    "单位简称": "简称",
    "分管市领导": "分管领导",
    "分管领导姓名": "分管领导",
    "职务": "领导职务",
    "分管领导职务": "领导职务",
}
PERSON_COLUMNS = ("姓名", "账号", "单位", "角色", "电话", "电子邮箱")
PERSON_SYNONYMS = {
    "登录名": "账号",
    "用户名": "账号",
    "登录账号": "账号",
    "所在单位": "单位",
    "单位名称": "单位",
    "手机": "电话",
    "手机号": "电话",
    "联系电话": "电话",
    "邮箱": "电子邮箱",
}
NEEDED_OF_PEOPLE = ("姓名", "账号", "角色")
ROLES = {str(word): value for value, word in Role.choices} | {
    "联络员": Role.LIAISON.value,
    "负责人": Role.HEAD.value,
    "单位领导": Role.HEAD.value,
    "督查员": Role.OFFICER.value,
    "督查室": Role.OFFICER.value,
    "系统管理员": Role.ADMINISTRATOR.value,
    "安全保密管理员": Role.SECURITY.value,
    "安全审计员": Role.AUDITOR.value,
}
KINDS = {str(word): value for value, word in BodyKind.choices}
EMPTY = NamedRows([])


@dataclass(frozen=True, slots=True)
class Roster:
    """A filled workbook: the rows of its sheet of bodies and of its sheet of people."""

    bodies: NamedRows
    people: NamedRows


def read_roster(data: bytes) -> Roster:
    """Read a workbook; its sheets are recognised by their headings. Raises RowErrors, Refused."""
    bodies = people = None
    for sheet in workbook_sheets(data):
        rows, of_people = _rows(sheet)
        if (people if of_people else bodies) is not None:
            said = _("有两张%s表，请合并成一张。") % (PEOPLE if of_people else BODIES)
            raise RowErrors(said, [(1, sheet.name, said)])
        bodies, people = (bodies, rows) if of_people else (rows, people)
    if bodies is None and people is None:
        said = _("表是空的。")
        raise RowErrors(said, [(1, "文件", said)])
    return Roster(bodies or EMPTY, people or EMPTY)


def _rows(sheet: SheetText) -> tuple[NamedRows, bool]:
    """The rows, and whether they are of people."""
    told = (sheet.lines, ranges(sheet))
    try:
        found = named_rows(
            *told,
            PERSON_COLUMNS,
            needed=NEEDED_OF_PEOPLE,
            synonyms=PERSON_SYNONYMS,
            apart=("账号", "姓名", "电话", "电子邮箱"),
        )
        return found, True
    except HeadingsError as error:
        wrong = error
    try:
        found = named_rows(
            *told,
            BODY_COLUMNS,
            needed=("单位名称",),
            synonyms=BODY_SYNONYMS,
            apart=("单位名称", "简称"),
        )
        if not {"姓名", "账号"} & set(found.unknown):
            return found, False
    except HeadingsError:
        pass
    said = f"“{sheet.name}”：{wrong.message}"
    raise RowErrors(said, [(wrong.row, sheet.name, wrong.message)])


def blank_roster() -> bytes:
    """Return a workbook to be filled in, with both sheets and drop-down lists of allowed words."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    heading = book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1})
    text = book.add_format({"num_format": "@"})
    for name, columns in ((BODIES, BODY_COLUMNS), (PEOPLE, PERSON_COLUMNS)):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 22, text)
            sheet.write_string(0, at, column, heading)
            words = {"角色": Role.choices, "类别": BodyKind.choices}.get(column)
            if words:
                allowed = {"validate": "list", "source": [str(word) for _value, word in words]}
                sheet.data_validation(1, at, 2000, at, allowed)
    book.close()
    return out.getvalue()
