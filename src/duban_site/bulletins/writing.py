"""The first text of a bulletin, written from a snapshot in the field's order.

No figure stands here: every one is a reference into the snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from duban_site.bulletins.bindings import BEHIND, Values
from duban_site.bulletins.blocks import TextBlock, heading, paragraph
from duban_site.bulletins.tokens import token
from duban_site.snapshots.content import Header, Row
from duban_site.snapshots.groups import GROUPS

NUMERALS = "一二三四五六七八九十"
UNITS_NAMED, TASKS_NAMED, MOVES_NAMED, HEADLINES_NAMED = 8, 3, 8, 12
"""How many of each the text names at most; the annexes list everything."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes from a header, the rows it names, and what can be referred to."""

    header: Header
    rows: Sequence[Row]
    values: Values

    def t(self, key: str) -> str:
        """Return a token for `key`. Raises KeyError where the snapshot has no such key."""
        return token(key, self.values)

    def maybe(self, key: str, text: str) -> str:
        """Return `template` with a token in place of %s, or "" where there is no such key."""
        return text.replace("%s", self.t(key)) if key in self.values else ""


def title(values: Values) -> str:
    """The bulletin's title, set in two lines."""
    year, span = token("year", values), token("span", values)
    return f"关于{year}年《政府工作报告》\n目标任务{span}进展情况的通报"


def blocks(header: Header, rows: Sequence[Row], values: Values) -> list[TextBlock]:
    """Write every chapter that has something to say, numbered in order."""
    writer = Writer(header, rows, values)
    numbers = (f"{NUMERALS[n]}、" for n in count())
    out: list[TextBlock] = []
    for name, write in CHAPTERS:
        written = list(write(writer))
        if written:
            out += [heading(next(numbers) + name), *written]
    return out


def _overall(w: Writer) -> Iterator[TextBlock]:
    groups = "；".join(
        f"{_zh(word)}{w.t(f'counts.{key}')}项，占{w.t(f'share.{key}')}" for key, word, _s in GROUPS
    )
    month, total = w.t("month"), w.t("total")
    until = f"截至{month}月底，{w.t('city')}共有目标任务{total}项"
    yield paragraph(f"{until}，其中：{groups}。评价日期为{w.t('day')}。")
    if w.header.plan.simulated:
        yield paragraph("本通报所用数据为模拟数据，仅供演示。")
    within = []
    if w.header.counts.get("near"):
        within.append(f"达进度的任务中，基本达到的{w.t('status.near')}项")
    if w.header.counts.get("overdue"):
        within.append(f"欠进度的任务中，逾期未完成的{w.t('status.overdue')}项")
    if within:
        yield paragraph("；".join(within) + "。")
    told = w.header.reports
    if told is not None:
        text = f"本月应报送单位{w.t('reports.asked')}个，已采用{w.t('reports.accepted')}个。"
        for name, word in (("late", "迟报"), ("missing", "漏报")):
            if getattr(told, name):
                text += f"{word}{w.t(f'reports.{name}')}个：{w.t(f'reports.{name}.bodies')}。"
        yield paragraph(text)


def _zh(word: object) -> str:
    from django.utils.translation import override

    with override("zh-hans"):
        return str(word)


def _headlines(w: Writer) -> Iterator[TextBlock]:
    for one in w.header.headlines[:HEADLINES_NAMED]:
        key = f"headline.{one.claim}"
        text = f"{w.t(f'{key}.name')}：目标为{w.t(f'{key}.target')}，"
        if one.figure is None:
            yield paragraph(f"{text}{w.t(f'{key}.figure')}。")
            continue
        now = f"{w.t(f'{key}.period')}为{w.t(f'{key}.figure')}"
        gap = w.maybe(f"{key}.gap", "，与应达数相比%s")
        yield paragraph(f"{text}{now}{gap}，{w.t(f'{key}.status')}。")


def _parts(w: Writer) -> Iterator[TextBlock]:
    for part in w.header.parts:
        key = f"part.{part.order}"
        if f"{key}.total" not in w.values:
            continue
        groups = "、".join(
            f"{_zh(word)}{w.t(f'{key}.counts.{group}')}项"
            for group, word, statuses in GROUPS
            if sum(part.counts.get(s, 0) for s in statuses)
        )
        yield paragraph(f"“{w.t(f'{key}.heading')}”共{w.t(f'{key}.total')}项：{groups}。")


def _moved(w: Writer) -> Iterator[TextBlock]:
    if not w.header.moved_total:
        return
    ups, downs = w.t("moved.up"), w.t("moved.down")
    total = w.t("moved.total")
    yield paragraph(f"与上月相比，{total}项任务评价有变化，其中转好{ups}项，转差{downs}项。")
    for way, word in (("down", "转差的有"), ("up", "转好的有")):
        moves = [m for m in w.header.moved if m.direction == way][:MOVES_NAMED]
        named = [
            f"“{w.t(f'task.{m.number}.text')}”（{w.t(f'task.{m.number}.bodies')}，"
            f"现为{w.t(f'task.{m.number}.status')}）"
            for m in moves
            if f"task.{m.number}.text" in w.values
        ]
        if named:
            yield paragraph(word + "：" + "；".join(named) + "。")


def _behind(w: Writer) -> Iterator[TextBlock]:
    tasks: dict[int, list[Row]] = defaultdict(list)
    for row in w.rows:
        if row.status in BEHIND:
            for lead in row.lead[:1]:
                tasks[lead.id].append(row)
    bodies = [u for u in w.header.bodies if u.late and tasks[u.who.id]]
    for n, body in enumerate(bodies[:UNITS_NAMED]):
        key, number = f"body.{body.who.id}", f"（{NUMERALS[n]}）"
        own = f"牵头{w.t(f'{key}.total')}项，欠进度{w.t(f'{key}.behind')}项"
        yield heading(f"{number}{w.t(f'{key}.name')}（{own}）", 2)
        for row in tasks[body.who.id][:TASKS_NAMED]:
            yield paragraph(_laggard(w, f"task.{row.number}"))
    if bodies:
        yield paragraph("其余欠进度的目标任务见附件。")


def _laggard(w: Writer, key: str) -> str:
    text = f"“{w.t(f'{key}.text')}”：{w.t(f'{key}.status')}。"
    if f"{key}.figure" in w.values:
        text += w.maybe(f"{key}.target", "目标%s，")
        subject = w.maybe(f"{key}.name", "%s") or "到期节点完成比例"
        text += w.maybe(f"{key}.period", "%s") + subject + w.maybe(f"{key}.figure", "为%s")
        text += w.maybe(f"{key}.expected", "，应达%s") + w.maybe(f"{key}.gap", "，%s")
        text += "。"
    said = w.maybe(f"{key}.problems", "单位说明的原因：%s。") or "单位没有说明原因。"
    return text + said + w.maybe(f"{key}.next", "下一步：%s。")


def _orders(w: Writer) -> Iterator[TextBlock]:
    names = ("opened", "closed", "open")
    if not all(f"orders.{name}" in w.values for name in names):
        return
    opened, closed, still = (w.t(f"orders.{name}") for name in names)
    yield paragraph(f"本月立项交办督办单{opened}件，销号{closed}件，月末在办{still}件。")


def _demands(_w: Writer) -> Iterator[TextBlock]:
    yield paragraph(
        "请欠进度任务的牵头单位对照附件逐项查明原因，倒排工期，明确到人；"
        "请迟报、漏报单位按时补报。下次填报时一并报告整改情况，督查室将跟踪核查。"
    )


CHAPTERS = (
    ("总体情况", _overall),
    ("主要预期指标", _headlines),
    ("各部分进展", _parts),
    ("与上月相比的变化", _moved),
    ("欠进度任务和单位说明", _behind),
    ("督办单办理情况", _orders),
    ("有关要求", _demands),
)
