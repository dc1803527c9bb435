"""Update shares and sums of measures with every event; rebuild them where they are stale.

A share is what one record adds to a measure and from which day on; sums add shares up by day and
group (docs/decisions/0046). Not for pages: called when events are written, and by the nightly run.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction

from duban.registers import Event, Measure, Span
from duban.registers.shares import Share as ComputedShare
from duban.registers.shares import ShareCalculator, is_summable
from duban_site.database.bulk import bulk_insert_rows
from duban_site.registers.history import stream_histories
from duban_site.registers.models import MeasureCache, Register, RegisterRecord, Share
from duban_site.registers.models.share import SCALE, SumState
from duban_site.registers.queries.measure_sums import compute_period, fingerprint_measure, format_group
from duban_site.registers.working_days import working_days

# An amount below 10**12, times SCALE (10**6), fits into the 64-bit columns.
CHUNK_SIZE, MAX_AMOUNT = 500, 10**12
SUM_COLUMN_TYPES = ("bigint", "integer", "boolean", "date", "text", "text", "bigint", "bigint", "bigint")
UPSERT_SUM_SQL = """
INSERT INTO registers_sum (cache_id, period, month, at, field, name, count, above, below)
{rows}
ON CONFLICT (cache_id, period, month, at, field, name) DO UPDATE SET
    count = registers_sum.count + excluded.count,
    above = registers_sum.above + excluded.above,
    below = registers_sum.below + excluded.below
"""
SHARE_COLUMNS = ("cache_id", "record_id", "row", "place", "since", "until", "day", "above", "below", "groups")
"""The columns of a _ShareLine."""
RowWithEvents = tuple[RegisterRecord, Sequence[Event]]


class _ShareLine(NamedTuple):
    """The columns of a stored share, to compare stored shares with expected ones."""

    cache: int
    record: int
    row: str
    place: int
    since: dt.date
    until: dt.date | None
    day: dt.date | None
    above: int
    below: int
    groups: tuple[tuple[str, str], ...]


def reset_sums(register: Register) -> None:
    """Mark all sums fresh; the caller shares every record anew in the same transaction."""
    _sync_tracked_measures(register, SumState.FRESH)


def write_shares(
    register: Register, rows_with_events: Iterable[RowWithEvents], *, new_keys: Collection[int] = ()
) -> None:
    """Write the shares of these records, each given with its full history, and update the sums.

    `new_keys` are those of records that have no shares yet.
    """
    events_by_record = {row.pk: events for row, events in rows_with_events}
    summable_measures = MeasureCache.objects.filter(register=register).exclude(state=SumState.UNFIT)
    expected_measures = _select_summable(register, [*summable_measures])
    shares_by_record = _compute_shares(
        register, expected_measures, events_by_record
    )  # computed before the sums are locked
    # Locked, so that two changes at once add to the sums one after the other.
    tracked_by_measure = {
        tracked_measure.measure: tracked_measure
        for tracked_measure in summable_measures.select_for_update(no_key=True).order_by("pk")
    }
    measure_by_key = _select_summable(register, [*tracked_by_measure.values()])
    if measure_by_key.keys() != expected_measures.keys():
        shares_by_record = _compute_shares(register, measure_by_key, events_by_record)
    if measure_by_key:
        tracked_by_measure = {key: tracked_by_measure[key] for key in measure_by_key}
        _update_shares(measure_by_key, tracked_by_measure, shares_by_record, new_keys)


def _select_summable(register: Register, tracked_measures: Iterable[MeasureCache]) -> dict[str, Measure]:
    measure_keys = {tracked_measure.measure for tracked_measure in tracked_measures}
    return {
        measure.key: measure
        for measure in register.declaration.measures
        if measure.key in measure_keys and is_summable(measure)
    }


def _compute_shares(
    register: Register, measure_by_key: Mapping[str, Measure], events_by_record: Mapping[int, Sequence[Event]]
) -> dict[int, list[ComputedShare]]:
    """Record key → its shares by these measures."""
    sharing = ShareCalculator(register.declaration, [*measure_by_key.values()], working_days())
    return {record_key: sharing.compute(events) for record_key, events in events_by_record.items()}


def _update_shares(
    measure_by_key: Mapping[str, Measure],
    tracked_by_measure: Mapping[str, MeasureCache],
    shares_by_record: Mapping[int, list[ComputedShare]],
    new_keys: Collection[int],
) -> None:
    expected_lines = _build_expected_lines(tracked_by_measure, shares_by_record)
    tracked_by_key = {
        tracked_measure.pk: tracked_measure
        for tracked_measure in tracked_by_measure.values()
        if tracked_measure.state != SumState.UNFIT
    }
    expected_lines = {line for line in expected_lines if line.cache in tracked_by_key}
    record_keys = [record_key for record_key in shares_by_record if record_key not in new_keys]
    share_key_by_line = _load_stored_lines(record_keys, [*tracked_by_key])
    stale_lines, new_lines = (share_key_by_line.keys() - expected_lines, expected_lines - share_key_by_line.keys())
    if stale_lines:  # nothing refers to a share: delete without loading them first
        stale_shares = Share.objects.filter(pk__in=[share_key_by_line[line] for line in stale_lines])
        stale_shares._raw_delete(stale_shares.db)
    sorted_lines = sorted(new_lines, key=lambda share_line: share_line[:5])
    bulk_insert_rows(Share, SHARE_COLUMNS, ((*line[:-1], dict(line.groups)) for line in sorted_lines))
    _add_to_sums(
        {key: measure_by_key[tracked_measure.measure].span for key, tracked_measure in tracked_by_key.items()},
        new_lines,
        stale_lines,
    )


def _build_expected_lines(
    tracked_by_measure: Mapping[str, MeasureCache], shares_by_record: Mapping[int, list[ComputedShare]]
) -> set[_ShareLine]:
    """The shares that should be stored; marks a measure unfit where an amount is not storable."""
    lines: set[_ShareLine] = set()
    for record_key, record_shares in shares_by_record.items():
        for record_share in record_shares:
            tracked_measure = tracked_by_measure[record_share.measure]
            if _is_storable(record_share.above) and _is_storable(record_share.below):
                lines.add(_share_line(tracked_measure.pk, record_key, record_share))
            elif tracked_measure.state != SumState.UNFIT:
                tracked_measure.state = SumState.UNFIT
                tracked_measure.save(update_fields=["state"])
    return lines


def _load_stored_lines(record_keys: list[int], tracked_keys: list[int]) -> dict[_ShareLine, int]:
    if not record_keys:
        return {}
    fields = ("pk", "cache", "record", "row", "place", "since", "until", "day", "above", "below")
    shares = Share.objects.filter(record__in=record_keys, cache__in=tracked_keys).order_by()
    rows = shares.values_list(*fields, "groups")
    return {
        _ShareLine._make((*columns, tuple(sorted(groups.items())))): share_key for share_key, *columns, groups in rows
    }


def _is_storable(amount: Decimal) -> bool:
    return abs(amount) < MAX_AMOUNT and amount * SCALE == int(amount * SCALE)


def _share_line(tracked_key: int, record_key: int, record_share: ComputedShare) -> _ShareLine:
    row_id = record_share.id.partition("/")[2]
    groups = tuple(sorted((key, format_group(value)) for key, value in record_share.groups))
    above, below = int(record_share.above * SCALE), int(record_share.below * SCALE)
    return _ShareLine(
        tracked_key,
        record_key,
        row_id,
        record_share.place,
        record_share.since,
        record_share.until,
        record_share.day,
        above,
        below,
        groups,
    )


SumKey = tuple[int, int, bool, dt.date, str, str]


def _add_to_sums(spans: Mapping[int, Span], new_lines: Iterable[_ShareLine], stale_lines: Iterable[_ShareLine]) -> None:
    """Add new shares to the sums and subtract stale ones; rows sorted, so as not to deadlock."""
    sums_by_key: dict[SumKey, list[int]] = defaultdict(lambda: [0, 0, 0])
    for lines, sign in ((new_lines, 1), (stale_lines, -1)):
        for line in lines:
            for date, direction in ((line.since, sign), (line.until, -sign)):
                if date is not None:
                    _add_line(sums_by_key, line, spans[line.cache], date, direction)
    rows: Any = [(*sum_key, *sums) for sum_key, sums in sorted(sums_by_key.items()) if any(sums)]
    if rows:
        _upsert_sums(rows)


def _upsert_sums(rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a single statement: executemany would send one for each row
            columns = ", ".join(f"%s::{column_type}[]" for column_type in SUM_COLUMN_TYPES)
            statement = UPSERT_SUM_SQL.format(rows=f"SELECT * FROM unnest({columns})")  # noqa: S608 # ours
            cursor.execute(statement, [[*column] for column in zip(*rows, strict=True)])
        else:
            placeholders = ", ".join(["%s"] * len(SUM_COLUMN_TYPES))
            cursor.executemany(UPSERT_SUM_SQL.format(rows=f"VALUES ({placeholders})"), rows)


def _add_line(
    sums_by_key: dict[SumKey, list[int]], line: _ShareLine, span: Span, date: dt.date, direction: int
) -> None:
    period = compute_period(span, line.day)
    for is_month, bucket_date in ((False, date), (True, date.replace(day=1))):
        for field, name in (("", ""), *line.groups):
            sums = sums_by_key[line.cache, period, is_month, bucket_date, field, name]
            sums[0] += direction
            sums[1] += direction * line.above
            sums[2] += direction * line.below


@transaction.atomic
def _sync_tracked_measures(register: Register, state: SumState) -> list[MeasureCache]:
    """Have a row for each summable measure; `state` is set where its rules have changed."""
    declaration, tracked_measures = register.declaration, []
    tracked_by_measure = {
        tracked_measure.measure: tracked_measure for tracked_measure in register.measure_caches.select_for_update()
    }
    for measure in declaration.measures:
        if not is_summable(measure):
            continue
        tracked_row = tracked_by_measure.pop(measure.key, None) or MeasureCache(register=register, measure=measure.key)
        current_fingerprint = fingerprint_measure(register, measure)
        if tracked_row.fingerprint != current_fingerprint:
            tracked_row.fingerprint, tracked_row.state = current_fingerprint, state
            tracked_row.save()
        tracked_measures.append(tracked_row)
    MeasureCache.objects.filter(pk__in=[tracked_measure.pk for tracked_measure in tracked_by_measure.values()]).delete()
    return tracked_measures


def rebuild_stale_sums(register: Register) -> int:
    """Rebuild stale sums in chunks, while other changes go on; gives the number of records.

    Changes made in the meantime apply the same rules, so neither undoes the other.
    """
    stale_keys = [
        tracked_measure.pk
        for tracked_measure in _sync_tracked_measures(register, SumState.STALE)
        if tracked_measure.state == SumState.STALE
    ]
    if not stale_keys:
        return 0
    record_count, last_key = 0, 0
    while record_keys := _share_chunk(register, last_key):
        record_count, last_key = record_count + len(record_keys), record_keys[-1]
    MeasureCache.objects.filter(pk__in=stale_keys, state=SumState.STALE).update(state=SumState.FRESH)
    return record_count


@transaction.atomic
def _share_chunk(register: Register, after_key: int) -> list[int]:
    """Lock and share the next chunk of records after a key; gives their keys."""
    records = register.records.filter(pk__gt=after_key).order_by("pk").select_for_update(of=("self",))
    rows = list(records[:CHUNK_SIZE])
    if rows:
        record_histories = stream_histories(register.declaration, [row.pk for row in rows])
        write_shares(register, zip(rows, record_histories, strict=True))
    return [row.pk for row in rows]
