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

from duban_site.api.actions.put_records import Outcome, Result, put_records
from duban_site.core.actor import System
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.registers.actions.put import Wanted
from duban_site.registers.models import Register, RegisterRecord
from duban_site.sync.answers import Answer, changes_of, state_of
from duban_site.sync.linking import link_numbers
from duban_site.sync.mapping import MappingError, MappingFile, Row
from duban_site.sync.models import SyncedRow, SyncRun
from duban_site.sync.reading import Reader, Taken, register_of

AT_ONCE = 250
TWICE = "来源里这个编号出现了两次，只取第一次"
Tell = Callable[[Answer], None]


@dataclass
class Run:
    """A run of a mapping over rows; `dry_run` rolls every batch back after reporting it."""

    mapping: MappingFile
    tell: Tell
    dry: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.actor = System(f"对接：{self.mapping.name}")
        self.register: Register = register_of(self.mapping)
        self.reader = Reader(self.mapping, self.register.declaration)
        self._keys: set[str] = set()

    def take(self, rows: Iterable[Row]) -> Counter[str]:
        """Import every row, then mark gone records; returns counts by result.

        Raises MappingError where more rows are gone than the mapping allows.
        """
        run = SyncRun(mapping=self.mapping.name, register=self.register, started_at=utc_now())
        if not self.dry:
            run.save()
        numbered = enumerate(rows, start=1)
        while batch := list(islice(numbered, AT_ONCE)):
            self._batch(run, batch)
        self._mark_gone(run)
        if not self.dry:
            self._finish(run)
        return self.counts

    @transaction.atomic
    def _finish(self, run: SyncRun) -> None:
        run.finished_at, run.counts = utc_now(), dict(self.counts)
        run.save()
        log(self.actor, "registers.sync", self.register, mapping=self.mapping.name, **self.counts)

    def _tell(self, answer: Answer) -> None:
        self.counts[answer.result] += 1
        self.tell(answer)

    def _batch(self, run: SyncRun, rows: Sequence[tuple[int, Row]]) -> None:
        with transaction.atomic():
            self.reader.refer(rows)
            taken = list(self._once(self.reader.read(*one) for one in rows))
            for answer in self._put(run, taken):
                self._tell(answer)
            if self.dry:
                transaction.set_rollback(True)

    def _once(self, taken: Iterable[Taken]) -> Iterator[Taken]:
        """Pass valid rows on; report unreadable rows and repeated keys as refused."""
        for one in taken:
            twice = one.key in self._keys and one.key != ""
            fault = one.fault or (TWICE if twice else "")
            self._keys.add(one.key)
            if fault:
                said = f"第{one.line}行：{fault}"
                self._tell(Answer(one.key, "", Result.REFUSED.value, fault=said))
                continue
            yield one

    def _put(self, run: SyncRun, taken: Sequence[Taken]) -> Iterator[Answer]:
        mine = SyncedRow.objects.filter(mapping=self.mapping.name, register=self.register)
        known = {
            one.key: one
            for one in mine.select_related("record").filter(key__in=[one.key for one in taken])
        }
        same, asked = list[SyncedRow](), list[Taken]()
        for one in taken:
            before = known.get(one.key)
            if before is not None and before.digest == one.digest and before.gone_at is None:
                same.append(before)
                yield Answer(one.key, before.record.number, Result.UNCHANGED.value)
            else:
                asked.append(one)
        if not self.dry:
            mine.filter(pk__in=[one.pk for one in same]).update(run=run)
        yield from self._write(run, asked)

    def _write(self, run: SyncRun, asked: Sequence[Taken]) -> Iterator[Answer]:
        if not asked:
            return
        link_numbers(
            self.actor, self.register, {one.key: one.number for one in asked if one.number}
        )
        before = state_of(self.register, [one.key for one in asked])
        wanted = [(one.key, _as_wanted(one, one.key in before)) for one in asked]
        outcomes = put_records(self.actor, self.register, wanted)
        done = list[SyncedRow]()
        for one, outcome in zip(asked, outcomes, strict=True):
            yield self._answer(one, outcome, before.get(one.key))
            if outcome.record is not None and outcome.error is None:
                done.append(self._synced(run, one, outcome.record))
        if not self.dry:
            names = ["record", "digest", "run", "gone_at"]
            SyncedRow.objects.bulk_create(
                done, update_conflicts=True, update_fields=names,
                unique_fields=["mapping", "register", "key"],
            )  # fmt: skip

    def _synced(self, run: SyncRun, one: Taken, record: RegisterRecord) -> SyncedRow:
        return SyncedRow(
            mapping=self.mapping.name,
            register=self.register,
            key=one.key,
            record=record,
            digest=one.digest,
            run=run,
        )

    def _answer(self, one: Taken, outcome: Outcome, before: RegisterRecord | None) -> Answer:
        if outcome.error is not None or outcome.record is None:
            number = "" if before is None else before.number
            fault = f"第{one.line}行：{outcome.error}"
            return Answer(one.key, number, Result.REFUSED.value, fault=fault)
        changes = changes_of(self.register.declaration, before, outcome.record)
        return Answer(one.key, outcome.record.number, outcome.result.value, changes)

    def _mark_gone(self, run: SyncRun) -> None:
        """Mark records whose rows are gone from the source; nothing is deleted."""
        mine = SyncedRow.objects.filter(mapping=self.mapping.name, register=self.register)
        if "" in self._keys:  # a row whose key cannot be read may be any of them
            return
        there = mine.filter(gone_at=None)
        pairs = there.values_list("pk", "key").iterator()
        missing = [pk for pk, key in pairs if key not in self._keys]
        total, most = there.count(), self.mapping.gone.most
        if missing and len(missing) * 100 > most * total:
            raise MappingError(
                f"来源里少了{len(missing)}条，超过原有{total}条的{most}%："
                "没有标记。来源若确实如此，请把 [gone] most 改大"
            )
        wanted = self.reader.gone()
        for start in range(0, len(missing), AT_ONCE):
            self._gone_batch(mine.filter(pk__in=missing[start : start + AT_ONCE]), wanted)

    def _gone_batch(self, found: QuerySet[SyncedRow], wanted: Wanted | None) -> None:
        with transaction.atomic():
            rows = {one.key: one for one in found.select_related("record")}
            before = state_of(self.register, list(rows))
            faults = dict[str, str]()
            after = {key: one.record for key, one in rows.items()}
            if wanted is not None:
                for outcome in put_records(self.actor, self.register, [(k, wanted) for k in rows]):
                    if outcome.error is not None:
                        faults[outcome.key] = str(outcome.error)
                    elif outcome.record is not None:
                        after[outcome.key] = outcome.record
            moment = utc_now()
            for key, one in rows.items():
                fault = faults.get(key, "")
                changes = changes_of(self.register.declaration, before.get(key), after[key])
                self._tell(Answer(key, one.record.number, "gone", changes, fault))
            SyncedRow.objects.filter(pk__in=[one.pk for one in rows.values()]).update(
                gone_at=moment
            )
            log(self.actor, "registers.sync_gone", self.register, keys=sorted(rows))
            if self.dry:
                transaction.set_rollback(True)


def _as_wanted(one: Taken, there: bool) -> Wanted:
    """Return the desired record; for an existing one dated by the row's change, not its start."""
    assert one.wanted is not None  # noqa: S101 # what could not be read is not asked for
    return replace(one.wanted, happened=one.changed) if there else one.wanted
