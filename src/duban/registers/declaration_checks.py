"""Checks that the parts of a declaration fit together: every name that is used is declared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from duban.registers.declaration import Aggregation, Clock, Declaration, Measure, RowGroup, Span
from duban.registers.errors import Problem
from duban.registers.field import NUMBER_TYPES, Field, FieldType
from duban.registers.headings import RESERVED_HEADINGS
from duban.registers.record_context import ROW_NAMES

# A repeated group inside a repetition backtracks exponentially on a text that does not match.
_NESTED_REPETITION = re.compile(r"\([^()]*[+*}][^()]*\)\s*[+*{]")


def find_problems(declaration: Declaration) -> list[Problem]:
    """All problems between the parts of a declaration."""
    return [
        *_find_duplicates(declaration),
        *_check_required_parts(declaration),
        *_check_fields(declaration),
        *_check_moves(declaration),
        *(problem for clock in declaration.clocks for problem in _check_clock(declaration, clock)),
        *(problem for measure in declaration.measures for problem in _check_measure(declaration, measure)),
        *_check_retention(declaration),
    ]


def _list_keys(fields: Iterable[Field]) -> list[str]:
    return [key for field in fields for key in (field.key, *field.was)]


def _find_duplicates(declaration: Declaration) -> Iterator[Problem]:
    keys_by_label = {
        "字段": [*_list_keys(declaration.fields), "stage", "today", *ROW_NAMES],
        "阶段": [key for stage in declaration.stages for key in (stage.key, *stage.was)],
        "明细": [group.key for group in declaration.rows],
        "时限": [clock.key for clock in declaration.clocks],
        "统计口径": [measure.key for measure in declaration.measures],
        "字段名称": [*RESERVED_HEADINGS, *(field.heading for field in declaration.fields if field.retired is None)],
        "明细名称": [declaration.name, *(group.label for group in declaration.rows)],
    }
    for group in declaration.rows:
        keys_by_label[f"明细“{group.label}”及记录的字段"] = _list_keys((*declaration.fields, *group.fields))
        keys_by_label[f"明细“{group.label}”的字段名称"] = [
            *RESERVED_HEADINGS,
            *(field.heading for field in group.fields),
        ]
    for part_label, keys in keys_by_label.items():
        for key, count in Counter(keys).items():
            if count > 1:
                yield Problem(part_label, f"“{key}”重复或是保留的名称", "换一个")


def _check_required_parts(declaration: Declaration) -> Iterator[Problem]:
    field_keys = {field.key for field in declaration.fields}
    if not declaration.fields:
        yield Problem("字段", "一个字段也没有", "加上 [[fields]]")
    if not declaration.stages:
        yield Problem("阶段", "一个阶段也没有", "加上 [[stages]]")
    if declaration.title not in field_keys:
        yield Problem("title", f"没有“{declaration.title}”这个字段", "填作为记录名称的字段的键")
    for attribute in ("lead", "region"):
        key = getattr(declaration, attribute)
        if key is not None and key not in field_keys:
            yield Problem(attribute, f"没有“{key}”这个字段")
    for attribute in ("create", "edit", "correct"):
        if not getattr(declaration, attribute):
            yield Problem(attribute, "没有写明谁可以", f'加上 {attribute} = ["keeper"]')


def _check_fields(declaration: Declaration) -> Iterator[Problem]:
    stage_keys = {stage.key for stage in declaration.stages}
    for field in declaration.fields:
        yield from _check_field(field, f"字段“{field.key}”", stage_keys)
    for group in declaration.rows:
        if not group.fields:
            yield Problem(f"明细“{group.key}”", "一个字段也没有")
        for field in group.fields:
            yield from _check_field(field, f"明细“{group.key}”字段“{field.key}”", {"added"})


def _check_field(field: Field, location: str, stage_keys: set[str]) -> Iterator[Problem]:
    if field.required is not None and field.required not in stage_keys:
        yield Problem(f"{location} required", f"没有“{field.required}”", f"可用：{'、'.join(stage_keys)}")
    if (field.type is FieldType.CHOICE) is not bool(field.choices):
        yield Problem(f"{location} choices", "选项与类型不符", 'type = "choice" 时且只在此时写 choices')
    if (field.type is FieldType.POINT) is not (field.datum is not None):
        yield Problem(f"{location} datum", "坐标必须写明坐标系", "WGS84 或 GCJ-02")
    if (field.type is FieldType.RECORD) is not (field.register is not None):
        yield Problem(f"{location} register", 'type = "record" 时且只在此时写 register')
    if field.type not in NUMBER_TYPES and (field.minimum is not None or field.maximum is not None):
        yield Problem(f"{location} min/max", "只有数有上下限")
    if field.type is FieldType.MONEY and not field.unit:
        yield Problem(f"{location} unit", "金额必须写明单位", "元、万元或亿元")
    if field.public and (field.personal or field.sealed):
        yield Problem(f"{location} public", "个人信息和密封的字段不能公开")
    if field.type in (FieldType.PERSON, FieldType.PHONE) and not field.personal:
        yield Problem(f"{location} personal", "姓名和电话是个人信息", "写上 personal = true")
    if field.sealed and field.type not in (FieldType.TEXT, FieldType.LONG):
        yield Problem(f"{location} sealed", "密封的字段存的是密文，只能是文本")
    if field.pattern is not None:
        try:
            re.compile(field.pattern)
        except re.error as error:
            yield Problem(f"{location} pattern", f"不是合格的正则表达式：{error}")
        if _NESTED_REPETITION.search(field.pattern):
            yield Problem(f"{location} pattern", "重复里套着重复，可能极慢", "写成不嵌套的样子")


def _check_moves(declaration: Declaration) -> Iterator[Problem]:
    stage_keys = {stage.key for stage in declaration.stages}
    field_keys = {field.key for field in declaration.fields}
    declared_pairs: set[tuple[str, str]] = set()
    for move in declaration.moves:
        location = f"流转“{move.label}”"
        for key in {*move.origins, move.to} - stage_keys:
            yield Problem(location, f"没有“{key}”这个阶段", f"可用：{'、'.join(stage_keys)}")
        if not move.origins or not move.who:
            yield Problem(location, "要有 from 和 who")
        for key in set(move.requires) - field_keys:
            yield Problem(f"{location} requires", f"没有“{key}”这个字段")
        for origin in move.origins:
            if (origin, move.to) in declared_pairs:
                yield Problem(location, f"从“{origin}”到“{move.to}”已有一条流转", "合成一条")
            declared_pairs.add((origin, move.to))
    reachable_stages = _find_reachable_stages(declaration)
    for stage in declaration.stages:
        if stage.key not in reachable_stages:
            yield Problem(f"阶段“{stage.key}”", "从第一阶段到不了", "加一条流转，或删去")


def _find_reachable_stages(declaration: Declaration) -> set[str]:
    reachable = {declaration.stages[0].key} if declaration.stages else set()
    while True:
        next_stages = {move.to for move in declaration.moves if reachable & set(move.origins)} - reachable
        if not next_stages:
            return reachable
        reachable |= next_stages


def _check_clock(declaration: Declaration, clock: Clock) -> Iterator[Problem]:
    location = f"时限“{clock.key}”"
    stage_keys = {stage.key for stage in declaration.stages}
    field_by_key = {field.key: field for field in declaration.fields}
    for key in {*clock.starts, *clock.after, *clock.stops, *clock.pauses} - stage_keys:
        yield Problem(location, f"没有“{key}”这个阶段", f"可用：{'、'.join(stage_keys)}")
    for field_key in (clock.start_field, clock.stop_field):
        if field_key is not None and (
            field_key not in field_by_key or field_by_key[field_key].type is not FieldType.DATE
        ):
            yield Problem(location, f"“{field_key}”不是日期字段")
    if bool(clock.starts) is (clock.start_field is not None):
        yield Problem(location, "starts 和 start_field 写且只写一个")
    if not clock.stops and clock.stop_field is None:
        yield Problem(location, "没有写明何时停止", "加上 stops 或 stop_field")
    yield from _check_limit(clock, field_by_key, location)
    extension = clock.extension
    if extension is not None and not (extension.ask and extension.approve):
        yield Problem(f"{location} extension", "要写明谁申请（ask）谁审批（approve）")


def _check_limit(clock: Clock, field_by_key: dict[str, Field], location: str) -> Iterator[Problem]:
    if clock.limit_by is None:
        if clock.limit is None or clock.limits:
            yield Problem(location, "没有写明期限", "加上 limit，或 limit_by 和 limits")
        return
    field = field_by_key.get(clock.limit_by)
    if field is None or field.type is not FieldType.CHOICE:
        yield Problem(f"{location} limit_by", f"“{clock.limit_by}”不是选项字段")
        return
    choices = {*field.choices, *field.retired_choices}
    for choice in set(clock.limits) - choices:
        yield Problem(f"{location} limits", f"“{choice}”不在“{field.label}”的选项中")
    if clock.limit is None and (missing := choices - set(clock.limits)):
        yield Problem(f"{location} limits", f"没有写明{'、'.join(missing)}的期限", "补上，或加 limit")


def _check_measure(declaration: Declaration, measure: Measure) -> Iterator[Problem]:
    location = f"统计口径“{measure.key}”"
    group_by_key = {group.key: group for group in declaration.rows}
    if measure.over is not None and measure.over not in group_by_key:
        yield Problem(f"{location} over", f"没有“{measure.over}”这项明细")
        return
    row_group: RowGroup | None = group_by_key.get(measure.over or "")
    field_by_key = {field.key: field for field in (*declaration.fields, *(row_group.fields if row_group else ()))}
    for key in measure.by:
        if key != "stage" and (key not in field_by_key or field_by_key[key].personal or field_by_key[key].sealed):
            yield Problem(f"{location} by", f"不能按“{key}”分组", "用不是个人信息的字段")
    takes_amount = measure.take in (Aggregation.SUM, Aggregation.AVERAGE, Aggregation.LATEST, Aggregation.RATIO)
    if takes_amount is not (measure.of is not None):
        yield Problem(f"{location} of", "sum、average、latest、ratio 且只有它们要写 of")
    if (measure.take is Aggregation.RATE) is not (measure.part is not None):
        yield Problem(f"{location} part", "rate 且只有 rate 要写 part")
    if (measure.take is Aggregation.RATIO) is not (measure.per is not None):
        yield Problem(f"{location} per", "ratio 且只有 ratio 要写 per")
    if measure.span is not Span.STOCK and measure.date is None:
        yield Problem(f"{location} date", "按年或按月统计要写明按哪个日期")
    if measure.take is Aggregation.LATEST and measure.date is None:
        yield Problem(f"{location} date", "latest 要写明按哪个日期取最后一个")
    for feed in measure.feeds:
        if (feed.by is None) is not (feed.value is None) or feed.by not in (None, *measure.by):
            yield Problem(f"{location} feeds", "by 和 value 同写，且 by 是可分组的字段")
    if measure.take is Aggregation.RATE and measure.unit != "%":
        yield Problem(f"{location} unit", "比率的单位是 %")
    expressions = (measure.where, measure.of, measure.part, measure.per, measure.date)
    used_names = {name for expression in expressions if expression for name in expression.names}
    for name in sorted(used_names & set(field_by_key)):
        if field_by_key[name].sealed:
            yield Problem(location, f"“{field_by_key[name].label}”是密封的，不能统计")


def _check_retention(declaration: Declaration) -> Iterator[Problem]:
    stage_keys = {stage.key for stage in declaration.stages}
    field_lists = (declaration.fields, *(group.fields for group in declaration.rows))
    has_personal = any(field.personal for fields in field_lists for field in fields)
    if has_personal and declaration.retention is None:
        yield Problem("retention", "有个人信息，须写明保存多久", "加上 [retention] months 和 after")
    if declaration.retention is not None:
        if not declaration.retention.after:
            yield Problem("retention after", "没有写明从哪个阶段起算")
        for key in set(declaration.retention.after) - stage_keys:
            yield Problem("retention after", f"没有“{key}”这个阶段", f"可用：{'、'.join(stage_keys)}")
