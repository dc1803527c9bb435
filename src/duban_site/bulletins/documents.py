"""The other papers that come from a closed month: 分解表, 给单位的函, 对照表 for deputies."""

from __future__ import annotations

from collections.abc import Sequence

from duban.documents.breakdown_rows import BreakdownRow
from duban.documents.official import Annex, OfficialDocument, Paragraph, Run, Table
from duban_site.bulletins.annexes import build_task_table
from duban_site.bulletins.bindings import (
    BEHIND,
    Values,
    collect_values,
    describe_month_span,
    describe_period,
    describe_target,
    find_judged_claim,
    status_word,
)
from duban_site.bulletins.rendering import default_head
from duban_site.core.amounts import format_amount
from duban_site.snapshots.content import BodyOrLeader, Claim, CommitmentRow, SnapshotHeader

TYPE_WORDS = {"headline": "主要预期指标", "quantified": "量化指标", "project": "重点项目", "qualitative": "定性任务"}


def _make_paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def build_breakdown(header: SnapshotHeader, rows: Sequence[CommitmentRow]) -> OfficialDocument:
    """目标任务分解表: who answers for what, by when (domain facts 1.1)."""
    cells = tuple(
        (
            row.number,
            row.text,
            "；".join(claim.number or describe_target(claim) for claim in row.claims),
            "、".join(body.name for body in row.lead),
            "、".join(body.name for body in row.cooperating),
            "" if row.leader is None else row.leader.name,
            "" if row.deadline is None else row.deadline.isoformat(),
        )
        for row in rows
    )
    columns = ("编号", "目标任务", "指标要求", "牵头单位", "责任（协同）单位", "分管领导", "完成时限")
    table = Table("", columns, cells, (4, 12, 6, 6, 7, 4, 5))
    title = f"{header.plan.year}年《政府工作报告》\n目标任务分解表"
    return _build_list_document(header, title, table)


def build_breakdown_rows(rows: Sequence[CommitmentRow]) -> list[BreakdownRow]:
    """Build the rows of the breakdown workbook, which can be imported again, with each reply."""
    return [
        BreakdownRow(
            id=row.number,
            part=row.part.heading,
            topic=row.topic.heading,
            text=row.text,
            type=TYPE_WORDS[row.type],
            star="★" if row.starred else "",
            indicators="；".join(claim.indicator for claim in row.claims),
            targets="；".join(claim.number or describe_target(claim) for claim in row.claims),
            leader="" if row.leader is None else row.leader.name,
            lead="、".join(body.name for body in row.lead),
            cooperating="、".join(body.name for body in row.cooperating),
            deadline="" if row.deadline is None else row.deadline.isoformat(),
            status=status_word(row.status),
            progress="" if row.words is None else row.words.progress,
            problems="" if row.words is None else row.words.problems,
            next_steps="" if row.words is None else row.words.next_steps,
        )
        for row in rows
    ]


def build_comparison(header: SnapshotHeader, rows: Sequence[CommitmentRow]) -> OfficialDocument:
    """对照表 for deputies: every target of the report beside what was reached."""
    table_rows = []
    for row in rows:
        for claim in row.claims:
            if claim.role == "target":
                table_rows.append(_build_comparison_row(row, claim))
        if not any(claim.role == "target" for claim in row.claims):
            target_text = "（远期目标）" if row.claims else "（定性任务）"
            table_rows.append((row.number, row.text, target_text, "", "", status_word(row.status)))
    columns = ("编号", "目标任务", "目标", "数据期", "完成情况", "评价")
    table = Table("", columns, tuple(table_rows), (4, 14, 6, 4, 6, 4), frozenset({4}))
    months = describe_month_span(header.month)
    title = f"{header.plan.year}年《政府工作报告》目标任务\n{months}完成情况对照表"
    return _build_list_document(header, title, table)


def _build_comparison_row(row: CommitmentRow, claim: Claim) -> tuple[str, ...]:
    assessment = claim.assessment
    target_text = f"{claim.indicator}{describe_target(claim)}"
    if assessment is None or assessment.value is None:
        status = row.status if assessment is None else assessment.status
        return (row.number, row.text, target_text, "", "无数据", status_word(status))
    scale_reference = () if claim.value is None else (claim.value,)
    figure_text = format_amount(assessment.value, assessment.unit or claim.unit, *scale_reference)
    period = describe_period(assessment.period)
    return (row.number, row.text, target_text, period, figure_text, status_word(assessment.status))


def build_letter(header: SnapshotHeader, body: BodyOrLeader, rows: Sequence[CommitmentRow]) -> OfficialDocument:
    """给单位的函: what the body leads, what is behind, and what it must do by the next report."""
    snapshot_values: Values = collect_values(header, rows)
    behind = [row for row in rows if row.status in BEHIND]
    total, month = len(rows), header.month
    lines = [
        f"截至{month}月底，你单位牵头的{header.plan.year}年《政府工作报告》目标任务共{total}项，"
        f"其中欠进度{len(behind)}项（清单附后）。"
    ]
    for row in behind:
        claim = find_judged_claim(row)
        target_text = "" if claim is None else f"目标{describe_target(claim)}，"
        figure_text = snapshot_values.get(f"task.{row.number}.figure", "无数据")
        lines.append(f"{row.number}　{row.text.rstrip('。')}：{target_text}现为{figure_text}。")
    if behind:
        lines.append("请逐项查明原因，提出整改措施、完成时限和责任人，于下次填报时一并书面报送督查室。")
    else:
        lines.append("请继续按序时计划推进，并按时填报。")
    head = default_head(header)
    annex = Annex("你单位牵头目标任务进展表", (build_task_table(rows, snapshot_values),))
    return OfficialDocument(
        authority=head["authority"],
        number="",
        title=f"关于报送{header.plan.year}年目标任务\n整改情况的函",
        blocks=tuple(_make_paragraph(line) for line in lines),
        addressee=body.name,
        signing_authority=head["signed"],
        date=header.as_of,
        annexes=(annex,) if rows else (),
    )


def _build_list_document(header: SnapshotHeader, title: str, table: Table) -> OfficialDocument:
    simulated = "（模拟数据）" if header.plan.simulated else ""
    note = f"评价日期{header.as_of.isoformat()}{simulated}，共{header.total}项目标任务。"
    return OfficialDocument(authority="", number="", title=title, blocks=(_make_paragraph(note), table))
