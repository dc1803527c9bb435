"""The workbook of bodies and people: its columns, a blank one, and reading a filled one."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from duban.documents.breakdown_xlsx import SheetText
from duban.workbooks import HeadingsError, NamedRows, read_named_rows
from duban_site.core.errors import RowErrors
from duban_site.core.notices import make_row_errors
from duban_site.jobs.sheets import list_merged_ranges, read_workbook_sheets
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
REQUIRED_PERSON_COLUMNS = ("姓名", "账号", "角色")
ROLE_BY_WORD = {str(word): value for value, word in Role.choices} | {
    "联络员": Role.LIAISON.value,
    "负责人": Role.HEAD.value,
    "单位领导": Role.HEAD.value,
    "督查员": Role.OFFICER.value,
    "督查室": Role.OFFICER.value,
    "系统管理员": Role.ADMINISTRATOR.value,
    "安全保密管理员": Role.SECURITY.value,
    "安全审计员": Role.AUDITOR.value,
}
KIND_BY_WORD = {str(word): value for value, word in BodyKind.choices}
NO_ROWS = NamedRows([])


@dataclass(frozen=True, slots=True)
class Roster:
    """A filled workbook: the rows of its sheet of bodies and of its sheet of people."""

    bodies: NamedRows
    people: NamedRows


def read_roster(content: bytes) -> Roster:
    """Read a workbook; its sheets are recognised by their headings. Raises RowErrors, Refused."""
    bodies = people = None
    for sheet in read_workbook_sheets(content):
        rows, is_people_sheet = _read_sheet(sheet)
        if (people if is_people_sheet else bodies) is not None:
            message = _("有两张%s表，请合并成一张。") % (PEOPLE if is_people_sheet else BODIES)
            raise RowErrors(message, [(1, sheet.name, message)])
        bodies, people = (bodies, rows) if is_people_sheet else (rows, people)
    if bodies is None and people is None:
        message = _("表是空的。")
        raise RowErrors(message, [(1, "文件", message)])
    return Roster(bodies or NO_ROWS, people or NO_ROWS)


def _read_sheet(sheet: SheetText) -> tuple[NamedRows, bool]:
    """The rows, and whether they are of people."""
    sheet_content = (sheet.rows, list_merged_ranges(sheet))
    try:
        rows = read_named_rows(
            *sheet_content,
            PERSON_COLUMNS,
            required_columns=REQUIRED_PERSON_COLUMNS,
            synonyms=PERSON_SYNONYMS,
            identifying_columns=("账号", "姓名", "电话", "电子邮箱"),
        )
        return rows, True
    except HeadingsError as error:
        headings_error = error
    try:
        rows = read_named_rows(
            *sheet_content,
            BODY_COLUMNS,
            required_columns=("单位名称",),
            synonyms=BODY_SYNONYMS,
            identifying_columns=("单位名称", "简称"),
        )
        if not {"姓名", "账号"} & set(rows.unknown):
            return rows, False
    except HeadingsError:
        pass
    raise make_row_errors(headings_error.notices, sheet.name)


def render_blank_roster() -> bytes:
    """Return a workbook to be filled in, with both sheets and drop-down lists of allowed words."""
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    heading_format = workbook.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1})
    text_format = workbook.add_format({"num_format": "@"})
    for name, columns in ((BODIES, BODY_COLUMNS), (PEOPLE, PERSON_COLUMNS)):
        sheet = workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, 22, text_format)
            sheet.write_string(0, index, column, heading_format)
            choices = {"角色": Role.choices, "类别": BodyKind.choices}.get(column)
            if choices:
                validation = {"validate": "list", "source": [str(word) for _value, word in choices]}
                sheet.data_validation(1, index, 2000, index, validation)
    workbook.close()
    return buffer.getvalue()
