"""The first text of a bulletin, written from a snapshot in the field's order.

No figure stands here: every one is a reference into the snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from duban_site.bulletins.bindings import BEHIND, Values
from duban_site.bulletins.blocks import TextBlock, make_heading, make_paragraph
from duban_site.bulletins.tokens import make_token
from duban_site.snapshots.content import CommitmentRow, SnapshotHeader
from duban_site.snapshots.groups import GROUP_DEFINITIONS

CHINESE_NUMERALS = "一二三四五六七八九十"
MAX_BODIES, MAX_TASKS_PER_BODY, MAX_MOVES, MAX_HEADLINES = 8, 3, 8, 12
"""How many of each the text names at most; the annexes list everything."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes from a header, the rows it names, and what can be referred to."""

    header: SnapshotHeader
    rows: Sequence[CommitmentRow]
    values: Values

    def cite(self, key: str) -> str:
        """Return a token for `key`. Raises KeyError where the snapshot has no such key."""
        return make_token(key, self.values)

    def fill(self, key: str, template: str) -> str:
        """Return `template` with a token in place of %s, or "" where there is no such key."""
        return template.replace("%s", self.cite(key)) if key in self.values else ""


def write_title(values: Values) -> str:
    """The bulletin's title, set in two lines."""
    year, months = make_token("year", values), make_token("span", values)
    return f"关于{year}年《政府工作报告》\n目标任务{months}进展情况的通报"


def write_blocks(header: SnapshotHeader, rows: Sequence[CommitmentRow], values: Values) -> list[TextBlock]:
    """Write every chapter that has something to say, numbered in order."""
    writer = Writer(header, rows, values)
    numerals = (f"{CHINESE_NUMERALS[index]}、" for index in count())
    text_blocks: list[TextBlock] = []
    for chapter_title, write in CHAPTERS:
        chapter_blocks = list(write(writer))
        if chapter_blocks:
            text_blocks += [make_heading(next(numerals) + chapter_title), *chapter_blocks]
    return text_blocks


def _write_overall(writer: Writer) -> Iterator[TextBlock]:
    groups = "；".join(
        f"{_in_chinese(word)}{writer.cite(f'counts.{key}')}项，占{writer.cite(f'share.{key}')}"
        for key, word, _statuses in GROUP_DEFINITIONS
    )
    month, total = writer.cite("month"), writer.cite("total")
    opening = f"截至{month}月底，{writer.cite('city')}共有目标任务{total}项"
    yield make_paragraph(f"{opening}，其中：{groups}。评价日期为{writer.cite('day')}。")
    if writer.header.plan.simulated:
        yield make_paragraph("本通报所用数据为模拟数据，仅供演示。")
    details = []
    if writer.header.counts.get("near"):
        details.append(f"达进度的任务中，基本达到的{writer.cite('status.near')}项")
    if writer.header.counts.get("overdue"):
        details.append(f"欠进度的任务中，逾期未完成的{writer.cite('status.overdue')}项")
    if details:
        yield make_paragraph("；".join(details) + "。")
    reports = writer.header.reports
    if reports is not None:
        text = f"本月应报送单位{writer.cite('reports.asked')}个，已采用{writer.cite('reports.accepted')}个。"
        for name, word in (("late", "迟报"), ("missing", "漏报")):
            if getattr(reports, name):
                text += f"{word}{writer.cite(f'reports.{name}')}个：{writer.cite(f'reports.{name}.bodies')}。"
        yield make_paragraph(text)


def _in_chinese(word: object) -> str:
    from django.utils.translation import override

    with override("zh-hans"):
        return str(word)


def _write_headlines(writer: Writer) -> Iterator[TextBlock]:
    for headline in writer.header.headlines[:MAX_HEADLINES]:
        key = f"headline.{headline.claim}"
        text = f"{writer.cite(f'{key}.name')}：目标为{writer.cite(f'{key}.target')}，"
        if headline.figure is None:
            yield make_paragraph(f"{text}{writer.cite(f'{key}.figure')}。")
            continue
        progress = f"{writer.cite(f'{key}.period')}为{writer.cite(f'{key}.figure')}"
        gap = writer.fill(f"{key}.gap", "，与应达数相比%s")
        yield make_paragraph(f"{text}{progress}{gap}，{writer.cite(f'{key}.status')}。")


def _write_parts(writer: Writer) -> Iterator[TextBlock]:
    for part in writer.header.parts:
        key = f"part.{part.order}"
        if f"{key}.total" not in writer.values:
            continue
        group_counts = "、".join(
            f"{_in_chinese(word)}{writer.cite(f'{key}.counts.{group}')}项"
            for group, word, statuses in GROUP_DEFINITIONS
            if sum(part.counts.get(status, 0) for status in statuses)
        )
        yield make_paragraph(f"“{writer.cite(f'{key}.heading')}”共{writer.cite(f'{key}.total')}项：{group_counts}。")


def _write_moves(writer: Writer) -> Iterator[TextBlock]:
    if not writer.header.moved_total:
        return
    better_count, worse_count = writer.cite("moved.up"), writer.cite("moved.down")
    total = writer.cite("moved.total")
    yield make_paragraph(f"与上月相比，{total}项任务评价有变化，其中转好{better_count}项，转差{worse_count}项。")
    for direction, opening in (("down", "转差的有"), ("up", "转好的有")):
        moves = [move for move in writer.header.moved if move.direction == direction][:MAX_MOVES]
        phrases = [
            f"“{writer.cite(f'task.{move.number}.text')}”（{writer.cite(f'task.{move.number}.bodies')}，"
            f"现为{writer.cite(f'task.{move.number}.status')}）"
            for move in moves
            if f"task.{move.number}.text" in writer.values
        ]
        if phrases:
            yield make_paragraph(opening + "：" + "；".join(phrases) + "。")


def _write_tasks_behind(writer: Writer) -> Iterator[TextBlock]:
    rows_by_body: dict[int, list[CommitmentRow]] = defaultdict(list)
    for row in writer.rows:
        if row.status in BEHIND:
            for lead in row.lead[:1]:
                rows_by_body[lead.id].append(row)
    bodies = [group for group in writer.header.bodies if group.late and rows_by_body[group.who.id]]
    for index, body in enumerate(bodies[:MAX_BODIES]):
        body_key, ordinal = f"body.{body.who.id}", f"（{CHINESE_NUMERALS[index]}）"
        summary = f"牵头{writer.cite(f'{body_key}.total')}项，欠进度{writer.cite(f'{body_key}.behind')}项"
        yield make_heading(f"{ordinal}{writer.cite(f'{body_key}.name')}（{summary}）", 2)
        for row in rows_by_body[body.who.id][:MAX_TASKS_PER_BODY]:
            yield make_paragraph(_write_task_behind(writer, f"task.{row.number}"))
    if bodies:
        yield make_paragraph("其余欠进度的目标任务见附件。")


def _write_task_behind(writer: Writer, task_key: str) -> str:
    text = f"“{writer.cite(f'{task_key}.text')}”：{writer.cite(f'{task_key}.status')}。"
    if f"{task_key}.figure" in writer.values:
        text += writer.fill(f"{task_key}.target", "目标%s，")
        subject = writer.fill(f"{task_key}.name", "%s") or "到期节点完成比例"
        text += writer.fill(f"{task_key}.period", "%s") + subject + writer.fill(f"{task_key}.figure", "为%s")
        text += writer.fill(f"{task_key}.expected", "，应达%s") + writer.fill(f"{task_key}.gap", "，%s")
        text += "。"
    reason = (
        writer.fill(f"{task_key}.problems", "单位说明的原因：%s。")
        or writer.fill(f"{task_key}.progress", "单位没有另写存在问题，报告的进展：%s。")
        or "单位没有说明原因。"
    )
    return text + reason + writer.fill(f"{task_key}.next", "下一步：%s。")


def _write_orders(writer: Writer) -> Iterator[TextBlock]:
    names = ("opened", "closed", "open")
    if not all(f"orders.{name}" in writer.values for name in names):
        return
    opened_count, closed_count, open_count = (writer.cite(f"orders.{name}") for name in names)
    yield make_paragraph(f"本月立项交办督办单{opened_count}件，销号{closed_count}件，月末在办{open_count}件。")


def _write_demands(_writer: Writer) -> Iterator[TextBlock]:
    yield make_paragraph(
        "请欠进度任务的牵头单位对照附件逐项查明原因，倒排工期，明确到人；"
        "请迟报、漏报单位按时补报。下次填报时一并报告整改情况，督查室将跟踪核查。"
    )


CHAPTERS = (
    ("总体情况", _write_overall),
    ("主要预期指标", _write_headlines),
    ("各部分进展", _write_parts),
    ("与上月相比的变化", _write_moves),
    ("欠进度任务和单位说明", _write_tasks_behind),
    ("督办单办理情况", _write_orders),
    ("有关要求", _write_demands),
)
