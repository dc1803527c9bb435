"""Checks that the parts of a declaration fit together: every name that is used is declared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from duban.notices import Notice, Step
from duban.registers.declaration import Aggregation, Clock, Declaration, Measure, RowGroup, Span
from duban.registers.errors import make_problem
from duban.registers.field import NUMBER_TYPES, Field, FieldType
from duban.registers.headings import RESERVED_HEADINGS
from duban.registers.record_context import ROW_NAMES

# A repeated group inside a repetition backtracks exponentially on a text that does not match.
_NESTED_REPETITION = re.compile(r"\([^()]*[+*}][^()]*\)\s*[+*{]")


def find_problems(declaration: Declaration) -> list[Notice]:
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


def _find_duplicates(declaration: Declaration) -> Iterator[Notice]:
    keys_by_step = {
        Step("fields"): [*_list_keys(declaration.fields), "stage", "today", *ROW_NAMES],
        Step("stages"): [key for stage in declaration.stages for key in (stage.key, *stage.was)],
        Step("rows"): [group.key for group in declaration.rows],
        Step("clocks"): [clock.key for clock in declaration.clocks],
        Step("measures"): [measure.key for measure in declaration.measures],
        Step("field_names"): [
            *RESERVED_HEADINGS,
            *(field.heading for field in declaration.fields if field.retired is None),
        ],
        Step("row_names"): [declaration.name, *(group.label for group in declaration.rows)],
    }
    for group in declaration.rows:
        keys_by_step[Step("row_fields", group.label)] = _list_keys((*declaration.fields, *group.fields))
        keys_by_step[Step("field_names", group.label)] = [
            *RESERVED_HEADINGS,
            *(field.heading for field in group.fields),
        ]
    for step, keys in keys_by_step.items():
        for key, count in Counter(keys).items():
            if count > 1:
                yield make_problem("name_repeated", step, key=key)


def _check_required_parts(declaration: Declaration) -> Iterator[Notice]:
    field_keys = {field.key for field in declaration.fields}
    if not declaration.fields:
        yield make_problem("no_fields", Step("fields"))
    if not declaration.stages:
        yield make_problem("no_stages", Step("stages"))
    if declaration.title not in field_keys:
        yield make_problem("title_unknown", "title", key=declaration.title)
    for attribute in ("lead", "region"):
        key = getattr(declaration, attribute)
        if key is not None and key not in field_keys:
            yield make_problem("field_unknown", attribute, key=key)
    for attribute in ("create", "edit", "correct"):
        if not getattr(declaration, attribute):
            yield make_problem("duties_missing", attribute, key=attribute)


def _check_fields(declaration: Declaration) -> Iterator[Notice]:
    stage_keys = {stage.key for stage in declaration.stages}
    for field in declaration.fields:
        yield from _check_field(field, (Step("fields", field.key),), stage_keys)
    for group in declaration.rows:
        if not group.fields:
            yield make_problem("no_fields", Step("rows", group.key))
        for field in group.fields:
            yield from _check_field(field, (Step("rows", group.key), Step("fields", field.key)), {"added"})


def _check_field(field: Field, path: tuple[Step, ...], stage_keys: set[str]) -> Iterator[Notice]:
    if field.required is not None and field.required not in stage_keys:
        yield make_problem("choice_unknown", *path, "required", key=field.required, choices=tuple(stage_keys))
    if (field.type is FieldType.CHOICE) is not bool(field.choices):
        yield make_problem("choices_without_type", *path, "choices")
    if (field.type is FieldType.POINT) is not (field.datum is not None):
        yield make_problem("datum_missing", *path, "datum")
    if (field.type is FieldType.RECORD) is not (field.register is not None):
        yield make_problem("register_without_type", *path, "register")
    if field.type not in NUMBER_TYPES and (field.minimum is not None or field.maximum is not None):
        yield make_problem("limits_of_no_number", *path, "min/max")
    if field.type is FieldType.MONEY and not field.unit:
        yield make_problem("money_without_unit", *path, "unit")
    if field.public and (field.personal or field.sealed):
        yield make_problem("public_and_personal", *path, "public")
    if field.type in (FieldType.PERSON, FieldType.PHONE) and not field.personal:
        yield make_problem("personal_unmarked", *path, "personal")
    if field.sealed and field.type not in (FieldType.TEXT, FieldType.LONG):
        yield make_problem("sealed_without_text", *path, "sealed")
    if field.pattern is not None:
        try:
            re.compile(field.pattern)
        except re.error as error:
            yield make_problem("pattern_invalid", *path, "pattern", reason=error)
        if _NESTED_REPETITION.search(field.pattern):
            yield make_problem("pattern_slow", *path, "pattern")


def _check_moves(declaration: Declaration) -> Iterator[Notice]:
    stage_keys = {stage.key for stage in declaration.stages}
    field_keys = {field.key for field in declaration.fields}
    declared_pairs: set[tuple[str, str]] = set()
    for move in declaration.moves:
        step = Step("moves", move.label)
        for key in {*move.origins, move.to} - stage_keys:
            yield make_problem("stage_undeclared", step, key=key, choices=tuple(stage_keys))
        if not move.origins or not move.who:
            yield make_problem("move_incomplete", step)
        for key in set(move.requires) - field_keys:
            yield make_problem("field_unknown", step, "requires", key=key)
        for origin in move.origins:
            if (origin, move.to) in declared_pairs:
                yield make_problem("move_repeated", step, origin=origin, to=move.to)
            declared_pairs.add((origin, move.to))
    reachable_stages = _find_reachable_stages(declaration)
    for stage in declaration.stages:
        if stage.key not in reachable_stages:
            yield make_problem("stage_unreachable", Step("stages", stage.key))


def _find_reachable_stages(declaration: Declaration) -> set[str]:
    reachable = {declaration.stages[0].key} if declaration.stages else set()
    while True:
        next_stages = {move.to for move in declaration.moves if reachable & set(move.origins)} - reachable
        if not next_stages:
            return reachable
        reachable |= next_stages


def _check_clock(declaration: Declaration, clock: Clock) -> Iterator[Notice]:
    step = Step("clocks", clock.key)
    stage_keys = {stage.key for stage in declaration.stages}
    field_by_key = {field.key: field for field in declaration.fields}
    for key in {*clock.starts, *clock.after, *clock.stops, *clock.pauses} - stage_keys:
        yield make_problem("stage_undeclared", step, key=key, choices=tuple(stage_keys))
    for field_key in (clock.start_field, clock.stop_field):
        if field_key is not None and (
            field_key not in field_by_key or field_by_key[field_key].type is not FieldType.DATE
        ):
            yield make_problem("no_date_field", step, key=field_key)
    if bool(clock.starts) is (clock.start_field is not None):
        yield make_problem("clock_start_unclear", step)
    if not clock.stops and clock.stop_field is None:
        yield make_problem("clock_without_stop", step)
    yield from _check_limit(clock, field_by_key, step)
    extension = clock.extension
    if extension is not None and not (extension.ask and extension.approve):
        yield make_problem("extension_without_duties", step, "extension")


def _check_limit(clock: Clock, field_by_key: dict[str, Field], step: Step) -> Iterator[Notice]:
    if clock.limit_by is None:
        if clock.limit is None or clock.limits:
            yield make_problem("clock_without_limit", step)
        return
    field = field_by_key.get(clock.limit_by)
    if field is None or field.type is not FieldType.CHOICE:
        yield make_problem("no_choice_field", step, "limit_by", key=clock.limit_by)
        return
    choices = {*field.choices, *field.retired_choices}
    for choice in set(clock.limits) - choices:
        yield make_problem("limit_of_no_choice", step, "limits", choice=choice, field=field)
    if clock.limit is None and (missing := choices - set(clock.limits)):
        yield make_problem("limits_incomplete", step, "limits", choices=tuple(missing))


def _check_measure(declaration: Declaration, measure: Measure) -> Iterator[Notice]:
    step = Step("measures", measure.key)
    group_by_key = {group.key: group for group in declaration.rows}
    if measure.over is not None and measure.over not in group_by_key:
        yield make_problem("rows_unknown", step, "over", key=measure.over)
        return
    row_group: RowGroup | None = group_by_key.get(measure.over or "")
    field_by_key = {field.key: field for field in (*declaration.fields, *(row_group.fields if row_group else ()))}
    for key in measure.by:
        if key != "stage" and (key not in field_by_key or field_by_key[key].personal or field_by_key[key].sealed):
            yield make_problem("group_impossible", step, "by", key=key)
    takes_amount = measure.take in (Aggregation.SUM, Aggregation.AVERAGE, Aggregation.LATEST, Aggregation.RATIO)
    if takes_amount is not (measure.of is not None):
        yield make_problem("measure_of", step, "of")
    if (measure.take is Aggregation.RATE) is not (measure.part is not None):
        yield make_problem("measure_part", step, "part")
    if (measure.take is Aggregation.RATIO) is not (measure.per is not None):
        yield make_problem("measure_per", step, "per")
    if measure.span is not Span.STOCK and measure.date is None:
        yield make_problem("measure_without_date", step, "date")
    if measure.take is Aggregation.LATEST and measure.date is None:
        yield make_problem("latest_without_date", step, "date")
    for feed in measure.feeds:
        if (feed.by is None) is not (feed.value is None) or feed.by not in (None, *measure.by):
            yield make_problem("feed_incomplete", step, "feeds")
    if measure.take is Aggregation.RATE and measure.unit != "%":
        yield make_problem("rate_without_percent", step, "unit")
    expressions = (measure.where, measure.of, measure.part, measure.per, measure.date)
    used_names = {name for expression in expressions if expression for name in expression.names}
    for name in sorted(used_names & set(field_by_key)):
        if field_by_key[name].sealed:
            yield make_problem("measure_of_sealed", step, field=field_by_key[name])


def _check_retention(declaration: Declaration) -> Iterator[Notice]:
    stage_keys = {stage.key for stage in declaration.stages}
    field_lists = (declaration.fields, *(group.fields for group in declaration.rows))
    has_personal = any(field.personal for fields in field_lists for field in fields)
    if has_personal and declaration.retention is None:
        yield make_problem("retention_missing", "retention")
    if declaration.retention is not None:
        if not declaration.retention.after:
            yield make_problem("retention_without_start", "retention", "after")
        for key in set(declaration.retention.after) - stage_keys:
            yield make_problem("stage_undeclared", "retention", "after", key=key, choices=tuple(stage_keys))
