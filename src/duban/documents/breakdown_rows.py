"""The rows of a 目标任务分解表: the superset of the columns that cities use (domain facts, 1.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One commitment, every cell as text. `id` is stable: it identifies the row's commitment."""

    id: str
    part: str = ""
    topic: str = ""
    text: str = ""
    type: str = ""
    star: str = ""
    indicators: str = ""
    targets: str = ""
    leader: str = ""
    lead: str = ""
    cooperating: str = ""
    reporter: str = ""
    deadline: str = ""
    status: str = ""
    progress: str = ""
    problems: str = ""
    next_steps: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BreakdownColumn:
    """A column with its heading. `width` is in characters; import ignores an `is_fixed` column."""

    field_name: str
    heading: str
    width: int
    is_fixed: bool = False


BREAKDOWN_COLUMNS = (
    BreakdownColumn("id", "序号", 10, is_fixed=True),
    BreakdownColumn("part", "一级板块", 18, is_fixed=True),
    BreakdownColumn("topic", "二级板块", 24, is_fixed=True),
    BreakdownColumn("text", "任务原文", 48, is_fixed=True),
    BreakdownColumn("type", "目标类型", 12),
    BreakdownColumn("star", "重点", 6),
    BreakdownColumn("indicators", "指标名称", 24, is_fixed=True),
    BreakdownColumn("targets", "指标要求", 18, is_fixed=True),
    BreakdownColumn("leader", "牵头领导", 12),
    BreakdownColumn("lead", "牵头单位", 22),
    BreakdownColumn("cooperating", "责任（协同）单位", 34),
    BreakdownColumn("reporter", "填报人", 12),
    BreakdownColumn("deadline", "完成时限", 13),
    BreakdownColumn("status", "工作评价", 12, is_fixed=True),
    BreakdownColumn("progress", "工作进展情况", 34, is_fixed=True),
    BreakdownColumn("problems", "存在问题", 24, is_fixed=True),
    BreakdownColumn("next_steps", "近期工作安排", 24, is_fixed=True),
    BreakdownColumn("note", "备注", 20),
)

COLUMN_BY_HEADING = {column.heading: column for column in BREAKDOWN_COLUMNS}
HEADING_BY_SYNONYM = {
    **dict.fromkeys(("编号", "任务编号"), "序号"),
    **dict.fromkeys(("目标任务", "工作任务", "任务内容"), "任务原文"),
    **dict.fromkeys(("任务类型", "类型"), "目标类型"),
    **dict.fromkeys(("牵头部门", "牵头责任单位", "主办单位", "主办部门"), "牵头单位"),
    **dict.fromkeys(("协同单位", "配合单位", "协办单位", "配合部门", "协同部门"), "责任（协同）单位"),
    **dict.fromkeys(("牵头市领导", "分管领导", "包抓领导", "责任领导"), "牵头领导"),
    **dict.fromkeys(("完成时间", "时限", "时限要求", "完成期限"), "完成时限"),
    **dict.fromkeys(("填报人员", "填报人账号"), "填报人"),
}
"""Other headings that cities write for the same columns. 责任单位 alone is not listed: in some
tables it is the lead body, in others a cooperating one."""
JOINT_LEAD_SUFFIX = "（共同牵头）"
"""Written after the lead bodies where several lead together by decision."""


def list_cells(row: BreakdownRow) -> list[str]:
    """The row's cells in the order of `BREAKDOWN_COLUMNS`."""
    return [str(getattr(row, column.field_name)) for column in BREAKDOWN_COLUMNS]


def build_row(read_cell: Callable[[str], str]) -> BreakdownRow:
    """Build a row whose fields are what `read_cell(field name)` returns for each."""
    return BreakdownRow(**{field.name: read_cell(field.name) for field in fields(BreakdownRow)})
