"""Checks a new version of a declaration: no data may be lost, and old events must still fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from duban.registers.declaration import Declaration
from duban.registers.errors import Problem
from duban.registers.field import Field, FieldType

#: Types that a field may change to: the wider type accepts every value of the narrower.
WIDER: dict[FieldType, frozenset[FieldType]] = {
    FieldType.TEXT: frozenset({FieldType.LONG}),
    FieldType.CHOICE: frozenset({FieldType.TEXT, FieldType.LONG}),
    FieldType.WHOLE: frozenset({FieldType.DECIMAL, FieldType.MONEY}),
    FieldType.BODY: frozenset({FieldType.TEXT}),
    FieldType.PLACE: frozenset({FieldType.TEXT}),
    FieldType.RECORD: frozenset({FieldType.TEXT}),
}


def change_problems(old: Declaration, new: Declaration) -> tuple[Problem, ...]:
    """The reasons why `new` may not replace `old`; empty when it may.

    Allowed: adding anything; renaming a field or stage with `was`; retiring a field; retiring a
    choice; a wider type; other labels, rules, moves, clocks, measures. Not allowed: leaving out a
    field, stage, choice, clock or list of sub-rows; another unit or datum; removing `personal` or
    `sealed` from a field, since its old values were entered under that promise.
    """
    return tuple(_problems(old, new))


def _problems(old: Declaration, new: Declaration) -> Iterator[Problem]:
    if new.id != old.id:
        yield Problem("id", f"应是“{old.id}”，不能改", "另立台账请用新的文件")
    if new.version <= old.version:
        yield Problem("version", f"应大于{old.version}", f"改成 {old.version + 1}")
    if old.restricted and not new.restricted:
        yield Problem("restricted", "限定范围的台账不能改成不限", "另立台账")
    yield from _fields("字段", old.fields, new.fields)
    for group in old.rows:
        after = next((one for one in new.rows if one.key == group.key), None)
        if after is None:
            yield Problem(f"明细“{group.key}”", "不见了", "保留它")
        else:
            yield from _fields(f"明细“{group.key}”的字段", group.fields, after.fields)
    known = {key for stage in new.stages for key in (stage.key, *stage.was)}
    for stage in old.stages:
        if stage.key not in known:
            yield Problem(f"阶段“{stage.key}”", "不见了", f'改名写 was = ["{stage.key}"]，否则保留')
    clocks = {clock.key for clock in new.clocks}
    for clock in old.clocks:
        if clock.key not in clocks:
            yield Problem(f"时限“{clock.key}”", "不见了，已有的延期和暂停记着它", "保留它")


def _fields(called: str, old: Iterable[Field], new: Iterable[Field]) -> Iterator[Problem]:
    by_key = {key: field for field in new for key in (*field.was, field.key)}
    for field in old:
        after = by_key.get(field.key)
        where = f"{called}“{field.key}”"
        if after is None:
            do = f'停用写 retired = 版本号，改名写 was = ["{field.key}"]'
            yield Problem(where, "不见了", do)
        else:
            yield from _field(where, field, after)


def _field(where: str, old: Field, new: Field) -> Iterator[Problem]:
    if new.type is not old.type and new.type not in WIDER.get(old.type, frozenset()):
        yield Problem(where, f"类型不能由{old.type}改成{new.type}", "停用它，另加一个字段")
    if new.unit != old.unit:
        yield Problem(where, f"单位不能由“{old.unit}”改成“{new.unit}”", "停用它，另加一个字段")
    if new.datum != old.datum and new.type is old.type:
        yield Problem(where, f"坐标系不能由{old.datum}改成{new.datum}", "停用它，另加一个字段")
    for mark, before, after in (
        ("personal", old.personal, new.personal),
        ("sealed", old.sealed, new.sealed),
    ):
        if before and not after:
            yield Problem(where, f"{mark} 不能去掉", "停用它，另加一个字段")
    if new.type is FieldType.CHOICE:
        kept = {*new.choices, *new.retired_choices}
        for choice in (*old.choices, *old.retired_choices):
            if choice not in kept:
                yield Problem(where, f"选项“{choice}”不见了", "移到 retired_choices")
    if old.retired is not None and new.retired is None:
        yield Problem(where, "已停用的字段不能重新启用", "另加一个字段")
