"""The annexes of a bulletin: tables whose every cell comes from the snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from duban.documents.official import Annex, Table
from duban_site.bulletins.bindings import BEHIND, Values, collect_values
from duban_site.snapshots.content import CommitmentRow, SnapshotHeader
from duban_site.snapshots.groups import group_status_counts

MAX_PRINTED_ROWS = 400
"""A printed annex lists so many; the workbook lists all."""


def build_annexes(header: SnapshotHeader, rows: Sequence[CommitmentRow], values: Values) -> tuple[Annex, ...]:
    """Headline indicators, tasks behind, units, reports, orders: those that hold anything."""
    rows_behind = [row for row in rows if row.status in BEHIND]
    tables = (
        ("主要预期指标进展表", build_headline_table(header, values)),
        ("欠进度目标任务清单", build_task_table(rows_behind, values, MAX_PRINTED_ROWS)),
        ("各牵头单位进展情况表", build_body_table(header)),
        ("督办单情况表", build_order_table(header)),
    )
    return tuple(Annex(title, (table,)) for title, table in tables if table.rows)


def build_headline_table(header: SnapshotHeader, values: Values) -> Table:
    """Each headline indicator against its target."""
    rows = []
    for number, headline in enumerate(header.headlines, 1):
        cells = [
            values.get(f"headline.{headline.claim}.{name}", "")
            for name in ("name", "target", "period", "figure", "gap", "status")
        ]
        rows.append((str(number), *cells))
    columns = ("序号", "指标名称", "目标", "数据期", "进展数据", "与应达数相比", "评价")
    return Table("", columns, tuple(rows), (3, 8, 6, 5, 6, 7, 5), frozenset({0, 4}))


def build_task_table(rows: Sequence[CommitmentRow], values: Values, limit: int | None = None) -> Table:
    """Commitments with target, figure and unit."""
    names = ("text", "target", "figure", "expected", "status", "bodies")
    printed_rows = rows if limit is None else rows[:limit]
    cells = tuple(
        (row.number, *(values.get(f"task.{row.number}.{name}", "") for name in names)) for row in printed_rows
    )
    columns = ("编号", "目标任务", "目标", "进展数据", "应达", "评价", "牵头单位")
    omitted_count = len(rows) - len(printed_rows)
    note = f"另有{omitted_count}项见电子表格。" if omitted_count else ""
    return Table("", columns, cells, (4, 12, 5, 5, 5, 4, 6), frozenset({3, 4}), note)


def build_body_table(header: SnapshotHeader) -> Table:
    """One row a lead body: how many of its tasks are in each group of statuses."""
    rows = []
    for number, body in enumerate(header.bodies, 1):
        group_counts = tuple(str(group.count) for group in group_status_counts(body.counts))
        rows.append((str(number), body.who.name, str(body.total), *group_counts))
    columns = ("序号", "牵头单位", "总数", "已完成", "超进度", "达进度", "欠进度", "其他")
    return Table("", columns, tuple(rows), (3, 8, 3, 3, 3, 3, 3, 3), frozenset(range(2, 8)) | {0})


def build_order_table(header: SnapshotHeader) -> Table:
    """The orders of the month: opened, closed, open."""
    orders_by_state = header.orders if isinstance(header.orders, dict) else {}
    rows: dict[str, tuple[str, ...]] = {}
    for state in ("open", "closed", "opened"):
        for order in orders_by_state.get(state) or ():
            fields = ("label", "title", "body", "due", "outcome_zh")
            rows[str(order.get("id", len(rows)))] = tuple(str(order.get(field) or "") for field in fields)
    ordered = tuple(sorted(rows.values()))
    return Table("", ("编号", "督办事项", "承办单位", "期限", "办理情况"), ordered, (5, 12, 6, 4, 4))


def build_full_task_table(header: SnapshotHeader, rows: Iterable[CommitmentRow]) -> Table:
    """Every commitment, for the workbook."""
    row_list = list(rows)
    table = build_task_table(row_list, collect_values(header, row_list))
    return replace(table, caption="全部目标任务")
