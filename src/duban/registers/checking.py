"""Checks that the parts of a declaration fit together: every name that is used is declared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from duban.registers.declaration import Clock, Declaration, Measure, Rows, Span, Take
from duban.registers.errors import Problem
from duban.registers.evaluating import ROW_NAMES
from duban.registers.field import NUMBERS, Field, FieldType
from duban.registers.headings import HEADINGS

# A repeated group inside a repetition backtracks exponentially on a text that does not match.
_NESTED = re.compile(r"\([^()]*[+*}][^()]*\)\s*[+*{]")


def problems(declaration: Declaration) -> list[Problem]:
    """All problems between the parts of a declaration."""
    return [
        *_twice(declaration),
        *_whole(declaration),
        *_fields(declaration),
        *_moves(declaration),
        *(p for clock in declaration.clocks for p in _clock(declaration, clock)),
        *(p for measure in declaration.measures for p in _measure(declaration, measure)),
        *_retention(declaration),
    ]


def _keys(fields: Iterable[Field]) -> list[str]:
    return [key for field in fields for key in (field.key, *field.was)]


def _twice(declaration: Declaration) -> Iterator[Problem]:
    lists = {
        "字段": [*_keys(declaration.fields), "stage", "today", *ROW_NAMES],
        "阶段": [key for stage in declaration.stages for key in (stage.key, *stage.was)],
        "明细": [group.key for group in declaration.rows],
        "时限": [clock.key for clock in declaration.clocks],
        "统计口径": [measure.key for measure in declaration.measures],
        "字段名称": [*HEADINGS, *(f.heading for f in declaration.fields if f.retired is None)],
        "明细名称": [declaration.name, *(group.label for group in declaration.rows)],
    }
    for group in declaration.rows:
        lists[f"明细“{group.label}”及记录的字段"] = _keys((*declaration.fields, *group.fields))
        lists[f"明细“{group.label}”的字段名称"] = [*HEADINGS, *(f.heading for f in group.fields)]
    for called, keys in lists.items():
        for key, count in Counter(keys).items():
            if count > 1:
                yield Problem(called, f"“{key}”重复或是保留的名称", "换一个")


def _whole(declaration: Declaration) -> Iterator[Problem]:
    keys = {field.key for field in declaration.fields}
    if not declaration.fields:
        yield Problem("字段", "一个字段也没有", "加上 [[fields]]")
    if not declaration.stages:
        yield Problem("阶段", "一个阶段也没有", "加上 [[stages]]")
    if declaration.title not in keys:
        yield Problem("title", f"没有“{declaration.title}”这个字段", "填作为记录名称的字段的键")
    for name in ("lead", "region"):
        key = getattr(declaration, name)
        if key is not None and key not in keys:
            yield Problem(name, f"没有“{key}”这个字段")
    for name in ("create", "edit", "correct"):
        if not getattr(declaration, name):
            yield Problem(name, "没有写明谁可以", f'加上 {name} = ["keeper"]')


def _fields(declaration: Declaration) -> Iterator[Problem]:
    stages = {stage.key for stage in declaration.stages}
    for field in declaration.fields:
        yield from _field(field, f"字段“{field.key}”", stages)
    for group in declaration.rows:
        if not group.fields:
            yield Problem(f"明细“{group.key}”", "一个字段也没有")
        for field in group.fields:
            yield from _field(field, f"明细“{group.key}”字段“{field.key}”", {"added"})


def _field(field: Field, where: str, stages: set[str]) -> Iterator[Problem]:
    if field.required is not None and field.required not in stages:
        yield Problem(f"{where} required", f"没有“{field.required}”", f"可用：{'、'.join(stages)}")
    if (field.type is FieldType.CHOICE) is not bool(field.choices):
        yield Problem(
            f"{where} choices", "选项与类型不符", 'type = "choice" 时且只在此时写 choices'
        )
    if (field.type is FieldType.POINT) is not (field.datum is not None):
        yield Problem(f"{where} datum", "坐标必须写明坐标系", "WGS84 或 GCJ-02")
    if (field.type is FieldType.RECORD) is not (field.register is not None):
        yield Problem(f"{where} register", 'type = "record" 时且只在此时写 register')
    if field.type not in NUMBERS and (field.minimum is not None or field.maximum is not None):
        yield Problem(f"{where} min/max", "只有数有上下限")
    if field.type is FieldType.MONEY and not field.unit:
        yield Problem(f"{where} unit", "金额必须写明单位", "元、万元或亿元")
    if field.public and (field.personal or field.sealed):
        yield Problem(f"{where} public", "个人信息和密封的字段不能公开")
    if field.type in (FieldType.PERSON, FieldType.PHONE) and not field.personal:
        yield Problem(f"{where} personal", "姓名和电话是个人信息", "写上 personal = true")
    if field.sealed and field.type not in (FieldType.TEXT, FieldType.LONG):
        yield Problem(f"{where} sealed", "密封的字段存的是密文，只能是文本")
    if field.pattern is not None:
        try:
            re.compile(field.pattern)
        except re.error as error:
            yield Problem(f"{where} pattern", f"不是合格的正则表达式：{error}")
        if _NESTED.search(field.pattern):
            yield Problem(f"{where} pattern", "重复里套着重复，可能极慢", "写成不嵌套的样子")


def _moves(declaration: Declaration) -> Iterator[Problem]:
    stages = {stage.key for stage in declaration.stages}
    fields = {field.key for field in declaration.fields}
    seen: set[tuple[str, str]] = set()
    for move in declaration.moves:
        where = f"流转“{move.label}”"
        for key in {*move.origins, move.to} - stages:
            yield Problem(where, f"没有“{key}”这个阶段", f"可用：{'、'.join(stages)}")
        if not move.origins or not move.who:
            yield Problem(where, "要有 from 和 who")
        for key in set(move.requires) - fields:
            yield Problem(f"{where} requires", f"没有“{key}”这个字段")
        for origin in move.origins:
            if (origin, move.to) in seen:
                yield Problem(where, f"从“{origin}”到“{move.to}”已有一条流转", "合成一条")
            seen.add((origin, move.to))
    reached = _reached(declaration)
    for stage in declaration.stages:
        if stage.key not in reached:
            yield Problem(f"阶段“{stage.key}”", "从第一阶段到不了", "加一条流转，或删去")


def _reached(declaration: Declaration) -> set[str]:
    found = {declaration.stages[0].key} if declaration.stages else set()
    while True:
        more = {m.to for m in declaration.moves if found & set(m.origins)} - found
        if not more:
            return found
        found |= more


def _clock(declaration: Declaration, clock: Clock) -> Iterator[Problem]:
    where = f"时限“{clock.key}”"
    stages = {stage.key for stage in declaration.stages}
    fields = {field.key: field for field in declaration.fields}
    for key in {*clock.starts, *clock.after, *clock.stops, *clock.pauses} - stages:
        yield Problem(where, f"没有“{key}”这个阶段", f"可用：{'、'.join(stages)}")
    for day in (clock.start_field, clock.stop_field):
        if day is not None and (day not in fields or fields[day].type is not FieldType.DATE):
            yield Problem(where, f"“{day}”不是日期字段")
    if bool(clock.starts) is (clock.start_field is not None):
        yield Problem(where, "starts 和 start_field 写且只写一个")
    if not clock.stops and clock.stop_field is None:
        yield Problem(where, "没有写明何时停止", "加上 stops 或 stop_field")
    yield from _limit(clock, fields, where)
    extension = clock.extension
    if extension is not None and not (extension.ask and extension.approve):
        yield Problem(f"{where} extension", "要写明谁申请（ask）谁审批（approve）")


def _limit(clock: Clock, fields: dict[str, Field], where: str) -> Iterator[Problem]:
    if clock.limit_by is None:
        if clock.limit is None or clock.limits:
            yield Problem(where, "没有写明期限", "加上 limit，或 limit_by 和 limits")
        return
    field = fields.get(clock.limit_by)
    if field is None or field.type is not FieldType.CHOICE:
        yield Problem(f"{where} limit_by", f"“{clock.limit_by}”不是选项字段")
        return
    known = {*field.choices, *field.retired_choices}
    for choice in set(clock.limits) - known:
        yield Problem(f"{where} limits", f"“{choice}”不在“{field.label}”的选项中")
    if clock.limit is None and (missing := known - set(clock.limits)):
        yield Problem(f"{where} limits", f"没有写明{'、'.join(missing)}的期限", "补上，或加 limit")


def _measure(declaration: Declaration, measure: Measure) -> Iterator[Problem]:
    where = f"统计口径“{measure.key}”"
    groups = {group.key: group for group in declaration.rows}
    if measure.over is not None and measure.over not in groups:
        yield Problem(f"{where} over", f"没有“{measure.over}”这项明细")
        return
    over: Rows | None = groups.get(measure.over or "")
    known = {field.key: field for field in (*declaration.fields, *(over.fields if over else ()))}
    for key in measure.by:
        if key != "stage" and (key not in known or known[key].personal or known[key].sealed):
            yield Problem(f"{where} by", f"不能按“{key}”分组", "用不是个人信息的字段")
    amount = measure.take in (Take.SUM, Take.AVERAGE, Take.LATEST, Take.RATIO)
    if amount is not (measure.of is not None):
        yield Problem(f"{where} of", "sum、average、latest、ratio 且只有它们要写 of")
    if (measure.take is Take.RATE) is not (measure.part is not None):
        yield Problem(f"{where} part", "rate 且只有 rate 要写 part")
    if (measure.take is Take.RATIO) is not (measure.per is not None):
        yield Problem(f"{where} per", "ratio 且只有 ratio 要写 per")
    if measure.span is not Span.STOCK and measure.date is None:
        yield Problem(f"{where} date", "按年或按月统计要写明按哪个日期")
    if measure.take is Take.LATEST and measure.date is None:
        yield Problem(f"{where} date", "latest 要写明按哪个日期取最后一个")
    for feed in measure.feeds:
        if (feed.by is None) is not (feed.value is None) or feed.by not in (None, *measure.by):
            yield Problem(f"{where} feeds", "by 和 value 同写，且 by 是可分组的字段")
    if measure.take is Take.RATE and measure.unit != "%":
        yield Problem(f"{where} unit", "比率的单位是 %")
    said = (measure.where, measure.of, measure.part, measure.per, measure.date)
    spoken = {name for expression in said if expression for name in expression.names}
    for name in sorted(spoken & set(known)):
        if known[name].sealed:
            yield Problem(where, f"“{known[name].label}”是密封的，不能统计")


def _retention(declaration: Declaration) -> Iterator[Problem]:
    stages = {stage.key for stage in declaration.stages}
    groups = (declaration.fields, *(group.fields for group in declaration.rows))
    personal = any(field.personal for fields in groups for field in fields)
    if personal and declaration.retention is None:
        yield Problem("retention", "有个人信息，须写明保存多久", "加上 [retention] months 和 after")
    if declaration.retention is not None:
        if not declaration.retention.after:
            yield Problem("retention after", "没有写明从哪个阶段起算")
        for key in set(declaration.retention.after) - stages:
            yield Problem("retention after", f"没有“{key}”这个阶段", f"可用：{'、'.join(stages)}")
