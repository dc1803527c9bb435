"""Run a synchronisation in batches: each batch of rows and its records in one transaction.

A run can be interrupted and repeated at any point: committed rows are recognised by their digest,
and records are created under the source's key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from duban_site.api.actions.upsert_records import UpsertOutcome, UpsertResult, upsert_records
from duban_site.core.actor import SystemActor
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.registers.actions.update_to_state import TargetState
from duban_site.registers.models import Register, RegisterRecord
from duban_site.sync.answers import Answer, describe_changes, load_records_by_key
from duban_site.sync.link_numbers import link_numbers
from duban_site.sync.mapping import MappingError, MappingFile, Row
from duban_site.sync.models import SyncedRow, SyncRun
from duban_site.sync.row_reader import ParsedRow, RowReader, load_register

BATCH_SIZE = 250
DUPLICATE_KEY_FAULT = "来源里这个编号出现了两次，只取第一次"
AnswerCallback = Callable[[Answer], None]


@dataclass
class SyncRunner:
    """A run of a mapping over rows; `dry_run` rolls every batch back after reporting it."""

    mapping: MappingFile
    on_answer: AnswerCallback
    dry_run: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.actor = SystemActor(f"对接：{self.mapping.name}")
        self.register: Register = load_register(self.mapping)
        self.reader = RowReader(self.mapping, self.register.declaration)
        self._keys: set[str] = set()

    def import_rows(self, rows: Iterable[Row]) -> Counter[str]:
        """Import every row, then mark gone records; returns counts by result.

        Raises MappingError where more rows are gone than the mapping allows.
        """
        sync_run = SyncRun(mapping=self.mapping.name, register=self.register, started_at=utc_now())
        if not self.dry_run:
            sync_run.save()
        numbered = enumerate(rows, start=1)
        while batch := list(islice(numbered, BATCH_SIZE)):
            self._run_batch(sync_run, batch)
        self._mark_gone(sync_run)
        if not self.dry_run:
            self._finish(sync_run)
        return self.counts

    @transaction.atomic
    def _finish(self, sync_run: SyncRun) -> None:
        sync_run.finished_at, sync_run.counts = utc_now(), dict(self.counts)
        sync_run.save()
        log_event(self.actor, "registers.sync", self.register, mapping=self.mapping.name, **self.counts)

    def _report(self, answer: Answer) -> None:
        self.counts[answer.result] += 1
        self.on_answer(answer)

    def _run_batch(self, sync_run: SyncRun, rows: Sequence[tuple[int, Row]]) -> None:
        with transaction.atomic():
            self.reader.load_referenced_numbers(rows)
            parsed_rows = list(self._reject_duplicates(self.reader.read(*numbered_row) for numbered_row in rows))
            for answer in self._process_rows(sync_run, parsed_rows):
                self._report(answer)
            if self.dry_run:
                transaction.set_rollback(True)

    def _reject_duplicates(self, parsed_rows: Iterable[ParsedRow]) -> Iterator[ParsedRow]:
        """Pass valid rows on; report unreadable rows and repeated keys as refused."""
        for parsed_row in parsed_rows:
            is_duplicate = parsed_row.key in self._keys and parsed_row.key != ""
            fault = parsed_row.fault or (DUPLICATE_KEY_FAULT if is_duplicate else "")
            self._keys.add(parsed_row.key)
            if fault:
                message = f"第{parsed_row.line}行：{fault}"
                self._report(Answer(parsed_row.key, "", UpsertResult.REFUSED.value, fault=message))
                continue
            yield parsed_row

    def _process_rows(self, sync_run: SyncRun, parsed_rows: Sequence[ParsedRow]) -> Iterator[Answer]:
        synced_rows = SyncedRow.objects.filter(mapping=self.mapping.name, register=self.register)
        synced_by_key = {
            item.key: item
            for item in synced_rows.select_related("record").filter(key__in=[item.key for item in parsed_rows])
        }
        unchanged, pending = list[SyncedRow](), list[ParsedRow]()
        for item in parsed_rows:
            synced = synced_by_key.get(item.key)
            if synced is not None and synced.digest == item.digest and synced.gone_at is None:
                unchanged.append(synced)
                yield Answer(item.key, synced.record.number, UpsertResult.UNCHANGED.value)
            else:
                pending.append(item)
        if not self.dry_run:
            synced_rows.filter(pk__in=[item.pk for item in unchanged]).update(run=sync_run)
        yield from self._write_rows(sync_run, pending)

    def _write_rows(self, sync_run: SyncRun, pending: Sequence[ParsedRow]) -> Iterator[Answer]:
        if not pending:
            return
        link_numbers(
            self.actor,
            self.register,
            {parsed_row.key: parsed_row.number for parsed_row in pending if parsed_row.number},
        )
        record_by_key = load_records_by_key(self.register, [parsed_row.key for parsed_row in pending])
        desired_records = [
            (parsed_row.key, _as_desired(parsed_row, parsed_row.key in record_by_key)) for parsed_row in pending
        ]
        outcomes = upsert_records(self.actor, self.register, desired_records)
        synced_rows = list[SyncedRow]()
        for parsed_row, outcome in zip(pending, outcomes, strict=True):
            yield self._build_answer(parsed_row, outcome, record_by_key.get(parsed_row.key))
            if outcome.record is not None and outcome.error is None:
                synced_rows.append(self._build_synced_row(sync_run, parsed_row, outcome.record))
        if not self.dry_run:
            column_names = ["record", "digest", "run", "gone_at"]
            SyncedRow.objects.bulk_create(
                synced_rows, update_conflicts=True, update_fields=column_names,
                unique_fields=["mapping", "register", "key"],
            )  # fmt: skip

    def _build_synced_row(self, sync_run: SyncRun, parsed_row: ParsedRow, record: RegisterRecord) -> SyncedRow:
        return SyncedRow(
            mapping=self.mapping.name,
            register=self.register,
            key=parsed_row.key,
            record=record,
            digest=parsed_row.digest,
            run=sync_run,
        )

    def _build_answer(
        self, parsed_row: ParsedRow, outcome: UpsertOutcome, earlier_record: RegisterRecord | None
    ) -> Answer:
        if outcome.error is not None or outcome.record is None:
            number = "" if earlier_record is None else earlier_record.number
            fault = f"第{parsed_row.line}行：{outcome.error}"
            return Answer(parsed_row.key, number, UpsertResult.REFUSED.value, fault=fault)
        changes = describe_changes(self.register.declaration, earlier_record, outcome.record)
        return Answer(parsed_row.key, outcome.record.number, outcome.result.value, changes)

    def _mark_gone(self, sync_run: SyncRun) -> None:
        """Mark records whose rows are gone from the source; nothing is deleted."""
        synced_rows = SyncedRow.objects.filter(mapping=self.mapping.name, register=self.register)
        if "" in self._keys:  # a row whose key cannot be read may be any of them
            return
        present_rows = synced_rows.filter(gone_at=None)
        pairs = present_rows.values_list("pk", "key").iterator()
        missing = [pk for pk, key in pairs if key not in self._keys]
        total, max_percent = present_rows.count(), self.mapping.gone.max_percent
        if missing and len(missing) * 100 > max_percent * total:
            raise MappingError(
                f"来源里少了{len(missing)}条，超过原有{total}条的{max_percent}%："
                "没有标记。来源若确实如此，请把 [gone] most 改大"
            )
        desired_record = self.reader.build_gone_record()
        for start in range(0, len(missing), BATCH_SIZE):
            self._mark_gone_batch(synced_rows.filter(pk__in=missing[start : start + BATCH_SIZE]), desired_record)

    def _mark_gone_batch(self, synced_rows: QuerySet[SyncedRow], desired_record: TargetState | None) -> None:
        with transaction.atomic():
            synced_by_key = {synced_row.key: synced_row for synced_row in synced_rows.select_related("record")}
            record_by_key = load_records_by_key(self.register, list(synced_by_key))
            faults = dict[str, str]()
            records_after = {key: synced_row.record for key, synced_row in synced_by_key.items()}
            if desired_record is not None:
                for outcome in upsert_records(
                    self.actor, self.register, [(record_key, desired_record) for record_key in synced_by_key]
                ):
                    if outcome.error is not None:
                        faults[outcome.key] = str(outcome.error)
                    elif outcome.record is not None:
                        records_after[outcome.key] = outcome.record
            moment = utc_now()
            for key, synced_row in synced_by_key.items():
                fault = faults.get(key, "")
                changes = describe_changes(self.register.declaration, record_by_key.get(key), records_after[key])
                self._report(Answer(key, synced_row.record.number, "gone", changes, fault))
            SyncedRow.objects.filter(pk__in=[synced_row.pk for synced_row in synced_by_key.values()]).update(
                gone_at=moment
            )
            log_event(self.actor, "registers.sync_gone", self.register, keys=sorted(synced_by_key))
            if self.dry_run:
                transaction.set_rollback(True)


def _as_desired(parsed_row: ParsedRow, is_present: bool) -> TargetState:
    """Return the desired record; for an existing one dated by the row's change, not its start."""
    assert parsed_row.desired is not None  # noqa: S101 # what could not be read is not asked for
    return replace(parsed_row.desired, occurred_at=parsed_row.changed) if is_present else parsed_row.desired
