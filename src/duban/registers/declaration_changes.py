"""Checks a new version of a declaration: no data may be lost, and old events must still fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from duban.notices import Notice, Step
from duban.registers.declaration import Declaration
from duban.registers.errors import make_problem
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


def find_change_problems(old: Declaration, new: Declaration) -> tuple[Notice, ...]:
    """The reasons why `new` may not replace `old`; empty when it may.

    Allowed: adding anything; renaming a field or stage with `was`; retiring a field; retiring a
    choice; a wider type; other labels, rules, moves, clocks, measures. Not allowed: leaving out a
    field, stage, choice, clock or list of sub-rows; another unit or datum; removing `personal` or
    `sealed` from a field, since its old values were entered under that promise.
    """
    return tuple(_iterate_problems(old, new))


def _iterate_problems(old: Declaration, new: Declaration) -> Iterator[Notice]:
    if new.id != old.id:
        yield make_problem("id_changed", "id", key=old.id)
    if new.version <= old.version:
        yield make_problem("version_too_small", "version", version=old.version, next=old.version + 1)
    if old.restricted and not new.restricted:
        yield make_problem("restriction_lifted", "restricted")
    yield from _compare_fields((), old.fields, new.fields)
    for group in old.rows:
        new_group = next((candidate for candidate in new.rows if candidate.key == group.key), None)
        if new_group is None:
            yield make_problem("part_gone", Step("rows", group.key))
        else:
            yield from _compare_fields((Step("rows", group.key),), group.fields, new_group.fields)
    stage_keys = {key for stage in new.stages for key in (stage.key, *stage.was)}
    for stage in old.stages:
        if stage.key not in stage_keys:
            yield make_problem("stage_gone", Step("stages", stage.key), key=stage.key)
    clock_keys = {clock.key for clock in new.clocks}
    for clock in old.clocks:
        if clock.key not in clock_keys:
            yield make_problem("clock_gone", Step("clocks", clock.key))


def _compare_fields(within: tuple[Step, ...], old: Iterable[Field], new: Iterable[Field]) -> Iterator[Notice]:
    new_field_by_key = {key: field for field in new for key in (*field.was, field.key)}
    for field in old:
        new_field = new_field_by_key.get(field.key)
        path = (*within, Step("fields", field.key))
        if new_field is None:
            yield make_problem("field_gone", *path, key=field.key)
        else:
            yield from _compare_field(path, field, new_field)


def _compare_field(path: tuple[Step, ...], old: Field, new: Field) -> Iterator[Notice]:
    if new.type is not old.type and new.type not in WIDER_TYPES.get(old.type, frozenset()):
        yield make_problem("type_changed", *path, old=old.type, new=new.type)
    if new.unit != old.unit:
        yield make_problem("unit_changed", *path, old=old.unit, new=new.unit)
    if new.datum != old.datum and new.type is old.type:
        yield make_problem("datum_changed", *path, old=old.datum, new=new.datum)
    for attribute_name, was_set, is_set in (
        ("personal", old.personal, new.personal),
        ("sealed", old.sealed, new.sealed),
    ):
        if was_set and not is_set:
            yield make_problem("mark_removed", *path, mark=attribute_name)
    if new.type is FieldType.CHOICE:
        allowed_choices = {*new.choices, *new.retired_choices}
        for choice in (*old.choices, *old.retired_choices):
            if choice not in allowed_choices:
                yield make_problem("choice_gone", *path, choice=choice)
    if old.retired is not None and new.retired is None:
        yield make_problem("field_taken_back", *path)
