"""The annexes of a bulletin: tables whose every cell comes from the snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from duban.documents.official import Annex, Table
from duban_site.bulletins.bindings import BEHIND, Values, values
from duban_site.snapshots.content import Header, Row
from duban_site.snapshots.groups import groups

MOST_ROWS = 400
"""A printed annex lists so many; the workbook lists all."""


def annexes(header: Header, rows: Sequence[Row], told: Values) -> tuple[Annex, ...]:
    """Headline indicators, tasks behind, units, reports, orders: those that hold anything."""
    behind = [row for row in rows if row.status in BEHIND]
    tables = (
        ("主要预期指标进展表", headlines(header, told)),
        ("欠进度目标任务清单", tasks(behind, told, MOST_ROWS)),
        ("各牵头单位进展情况表", bodies(header)),
        ("督办单情况表", orders(header)),
    )
    return tuple(Annex(title, (table,)) for title, table in tables if table.rows)


def headlines(header: Header, told: Values) -> Table:
    """Each headline indicator against its target."""
    rows = []
    for n, one in enumerate(header.headlines, 1):
        cells = [
            told.get(f"headline.{one.claim}.{name}", "")
            for name in ("name", "target", "period", "figure", "gap", "status")
        ]
        rows.append((str(n), *cells))
    columns = ("序号", "指标名称", "目标", "数据期", "进展数据", "与应达数相比", "评价")
    return Table("", columns, tuple(rows), (3, 8, 6, 5, 6, 7, 5), frozenset({0, 4}))


def tasks(rows: Sequence[Row], told: Values, most: int | None = None) -> Table:
    """Commitments with target, figure and unit."""
    names = ("text", "target", "figure", "expected", "status", "bodies")
    shown = rows if most is None else rows[:most]
    cells = tuple(
        (row.number, *(told.get(f"task.{row.number}.{name}", "") for name in names))
        for row in shown
    )
    columns = ("编号", "目标任务", "目标", "进展数据", "应达", "评价", "牵头单位")
    left = len(rows) - len(shown)
    note = f"另有{left}项见电子表格。" if left else ""
    return Table("", columns, cells, (4, 12, 5, 5, 5, 4, 6), frozenset({3, 4}), note)


def bodies(header: Header) -> Table:
    """One row a lead body: how many of its tasks are in each group of statuses."""
    rows = []
    for n, body in enumerate(header.bodies, 1):
        counted = tuple(str(group.count) for group in groups(body.counts))
        rows.append((str(n), body.who.name, str(body.total), *counted))
    columns = ("序号", "牵头单位", "总数", "已完成", "超进度", "达进度", "欠进度", "其他")
    return Table("", columns, tuple(rows), (3, 8, 3, 3, 3, 3, 3, 3), frozenset(range(2, 8)) | {0})


def orders(header: Header) -> Table:
    """The orders of the month: opened, closed, open."""
    listed = header.orders if isinstance(header.orders, dict) else {}
    rows: dict[str, tuple[str, ...]] = {}
    for name in ("open", "closed", "opened"):
        for one in listed.get(name) or ():
            fields = ("label", "title", "body", "due", "outcome_zh")
            rows[str(one.get("id", len(rows)))] = tuple(str(one.get(f) or "") for f in fields)
    ordered = tuple(sorted(rows.values()))
    return Table(
        "", ("编号", "督办事项", "承办单位", "期限", "办理情况"), ordered, (5, 12, 6, 4, 4)
    )


def everything(header: Header, rows: Iterable[Row]) -> Table:
    """Every commitment, for the workbook."""
    listed = list(rows)
    found = tasks(listed, values(header, listed))
    return replace(found, caption="全部目标任务")
