"""Checks a new version of a declaration: no data may be lost, and old events must still fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from duban.registers.declaration import Declaration
from duban.registers.errors import Problem
from duban.registers.field import Field, FieldType

#: Types that a field may change to: the wider type accepts every value of the narrower.
WIDER_TYPES: dict[FieldType, frozenset[FieldType]] = {
    FieldType.TEXT: frozenset({FieldType.LONG}),
    FieldType.CHOICE: frozenset({FieldType.TEXT, FieldType.LONG}),
    FieldType.INTEGER: frozenset({FieldType.DECIMAL, FieldType.MONEY}),
    FieldType.BODY: frozenset({FieldType.TEXT}),
    FieldType.PLACE: frozenset({FieldType.TEXT}),
    FieldType.RECORD: frozenset({FieldType.TEXT}),
}


def find_change_problems(old: Declaration, new: Declaration) -> tuple[Problem, ...]:
    """The reasons why `new` may not replace `old`; empty when it may.

    Allowed: adding anything; renaming a field or stage with `was`; retiring a field; retiring a
    choice; a wider type; other labels, rules, moves, clocks, measures. Not allowed: leaving out a
    field, stage, choice, clock or list of sub-rows; another unit or datum; removing `personal` or
    `sealed` from a field, since its old values were entered under that promise.
    """
    return tuple(_iterate_problems(old, new))


def _iterate_problems(old: Declaration, new: Declaration) -> Iterator[Problem]:
    if new.id != old.id:
        yield Problem("id", f"应是“{old.id}”，不能改", "另立台账请用新的文件")
    if new.version <= old.version:
        yield Problem("version", f"应大于{old.version}", f"改成 {old.version + 1}")
    if old.restricted and not new.restricted:
        yield Problem("restricted", "限定范围的台账不能改成不限", "另立台账")
    yield from _compare_fields("字段", old.fields, new.fields)
    for group in old.rows:
        new_group = next((candidate for candidate in new.rows if candidate.key == group.key), None)
        if new_group is None:
            yield Problem(f"明细“{group.key}”", "不见了", "保留它")
        else:
            yield from _compare_fields(f"明细“{group.key}”的字段", group.fields, new_group.fields)
    stage_keys = {key for stage in new.stages for key in (stage.key, *stage.was)}
    for stage in old.stages:
        if stage.key not in stage_keys:
            yield Problem(f"阶段“{stage.key}”", "不见了", f'改名写 was = ["{stage.key}"]，否则保留')
    clock_keys = {clock.key for clock in new.clocks}
    for clock in old.clocks:
        if clock.key not in clock_keys:
            yield Problem(f"时限“{clock.key}”", "不见了，已有的延期和暂停记着它", "保留它")


def _compare_fields(part_label: str, old: Iterable[Field], new: Iterable[Field]) -> Iterator[Problem]:
    new_field_by_key = {key: field for field in new for key in (*field.was, field.key)}
    for field in old:
        new_field = new_field_by_key.get(field.key)
        location = f"{part_label}“{field.key}”"
        if new_field is None:
            remedy = f'停用写 retired = 版本号，改名写 was = ["{field.key}"]'
            yield Problem(location, "不见了", remedy)
        else:
            yield from _compare_field(location, field, new_field)


def _compare_field(location: str, old: Field, new: Field) -> Iterator[Problem]:
    if new.type is not old.type and new.type not in WIDER_TYPES.get(old.type, frozenset()):
        yield Problem(location, f"类型不能由{old.type}改成{new.type}", "停用它，另加一个字段")
    if new.unit != old.unit:
        yield Problem(location, f"单位不能由“{old.unit}”改成“{new.unit}”", "停用它，另加一个字段")
    if new.datum != old.datum and new.type is old.type:
        yield Problem(location, f"坐标系不能由{old.datum}改成{new.datum}", "停用它，另加一个字段")
    for attribute_name, was_set, is_set in (
        ("personal", old.personal, new.personal),
        ("sealed", old.sealed, new.sealed),
    ):
        if was_set and not is_set:
            yield Problem(location, f"{attribute_name} 不能去掉", "停用它，另加一个字段")
    if new.type is FieldType.CHOICE:
        allowed_choices = {*new.choices, *new.retired_choices}
        for choice in (*old.choices, *old.retired_choices):
            if choice not in allowed_choices:
                yield Problem(location, f"选项“{choice}”不见了", "移到 retired_choices")
    if old.retired is not None and new.retired is None:
        yield Problem(location, "已停用的字段不能重新启用", "另加一个字段")
