"""Change many records of one register in one transaction, with few SQL statements.

The result is the same as calling `record_event` for each record: the same rules are checked, the
same rows are written, and each event has its log entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from duban.registers import Created, Declaration, Event, Record, event_from_json, fold, propose
from duban.registers.events import NAMES
from duban.registers.folding import advance
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, actor_name
from duban_site.core.audit.log import Entry, log_all
from duban_site.core.clock import day_of, now
from duban_site.core.errors import Refused
from duban_site.database.many import insert_all, update_all
from duban_site.registers.actions.happen import BATCH, digest, event_row, personal_of
from duban_site.registers.actions.share import share
from duban_site.registers.days import days
from duban_site.registers.duties import Bodies, Names, rights
from duban_site.registers.errors import Declined
from duban_site.registers.history import merged
from duban_site.registers.models import Personal, Register, RegisterEvent, RegisterRecord
from duban_site.registers.queries.choosing import nowhere, remembering
from duban_site.registers.sealed import in_the_clear
from duban_site.registers.summary import summarise

LOGGED_AS = {
    "created": "registers.create",
    "edited": "registers.edit",
    "corrected": "registers.correct",
    "moved": "registers.move",
    "row_added": "registers.add_row",
    "row_edited": "registers.edit_row",
}
"""Kind of event → its action in the log, the same as for a single change."""
Beside = Callable[["Draft"], models.Model | None]


@dataclass(slots=True, eq=False)
class Draft:
    """A record being changed: all its events, its current state, and the events not yet written."""

    row: RegisterRecord
    events: list[Event] = field(default_factory=list)
    record: Record | None = None
    new: list[Event] = field(default_factory=list)
    told: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Serial of a new event → further details for its log entry."""

    @property
    def made(self) -> Record:
        """The record's current state; it exists as soon as the creation passed the rules."""
        assert self.record is not None  # noqa: S101 # by the order of calls
        return self.record


class Batch:
    """Changes of a register's records: each is validated at once, `write_drafts` writes them all.

    Use it within a transaction. New records take their numbers from `reserved_numbers`. Only the
    records themselves are locked before `write_drafts`, so several batches can run in parallel.
    """

    def __init__(self, actor: Actor, register: Register, numbers: Iterable[int]) -> None:
        policy.require(actor, "registers.write", register)
        self.actor, self.register = actor, register
        self.declaration: Declaration = register.declaration
        self.at = now()
        self._names = Names()
        self._look = remembering(self._names)
        self._drafts: list[Draft] = []
        self._numbers = [*numbers]
        self._taken: dict[int, set[str]] = {}

    def load(self, keys: Collection[int]) -> dict[int, Draft]:
        """Lock and load these records; those the actor may not change raise a 403 when changed."""
        held = RegisterRecord.objects.select_for_update(of=("self",), no_key=True).filter(
            register=self.register, pk__in=keys
        )
        held = held.order_by("pk")  # the same order everywhere, so that two batches cannot deadlock
        rows = {row.pk: row for row in held}
        events = RegisterEvent.objects.filter(record__in=rows).order_by("record", "serial")
        found = events.values_list("record", "data", "personal__values")
        drafts = {}
        for key, some in groupby(found.iterator(BATCH), key=lambda one: one[0]):
            whole = [event_from_json(self.declaration, merged(data, p)) for _k, data, p in some]
            rows[key].register = self.register
            drafts[key] = Draft(rows[key], whole, fold(self.declaration, whole))
        may = policy.visible(
            self.actor, "registers.write_record", RegisterRecord.objects.filter(pk__in=rows)
        )
        allowed = set(may.order_by().values_list("pk", flat=True))
        for key, draft in drafts.items():
            if key not in allowed:
                draft.record = None
        return drafts

    def begin(self, values: dict[str, Any], day: dt.date | None, stage: str | None) -> Draft:
        """Start a new record under the next reserved number. Raises Declined."""
        number = self._number((day or self.at).year)
        draft = Draft(RegisterRecord(register=self.register, number=number))
        event = Created(
            record=number,
            serial=1,
            at=self.at,
            actor=actor_name(self.actor),
            version=self.declaration.version,
            effective=day,
            values={key: value for key, value in values.items() if value is not None},
            stage=stage,
        )
        self._accept(draft, event)
        return draft

    def happen(self, draft: Draft, kind: type[Event], day: dt.date | None, **fields: Any) -> None:
        """Add the record's next event. Raises Declined with the rules' reasons."""
        if draft.record is None:
            raise PermissionDenied(_("您的角色无权进行此操作。"))
        event = kind(
            record=draft.row.number,
            serial=draft.record.serial + 1,
            at=self.at,
            actor=actor_name(self.actor),
            version=self.declaration.version,
            effective=day,
            **fields,
        )
        self._accept(draft, event)

    def _accept(self, draft: Draft, event: Event) -> None:
        after = self._after(draft, event)
        looked_at = after if draft.record is None else draft.record
        bodies = None if looked_at is None else self._names.of(self.declaration, looked_at)
        given = rights(self.actor, self.register, bodies)
        refusals = propose(self.declaration, draft.record, event, given, days())
        gone = nowhere(self.declaration, draft.record, event, self._look)
        if refusals := (*refusals, *in_the_clear(self.declaration, event), *gone):
            raise Declined(refusals, self.declaration)
        if after is None:
            after = fold(self.declaration, [*draft.events, event])
        draft.events.append(event)
        draft.new.append(event)
        draft.record = after

    def _after(self, draft: Draft, event: Event) -> Record | None:
        """The record after the event; None where it is invalid or a full fold is needed."""
        try:
            if draft.record is None:
                return fold(self.declaration, [event])
            return advance(self.declaration, draft.record, event)
        except (KeyError, ValueError):  # an unknown field or stage: the rules report it
            return None

    def _number(self, year: int) -> str:
        """The next reserved number that no record of the year uses."""
        if year not in self._taken:
            some = [f"{year}-{n:06}" for n in self._numbers]
            held = RegisterRecord.objects.filter(register=self.register, number__in=some)
            self._taken[year] = set(held.values_list("number", flat=True))
        while self._numbers:
            number = f"{year}-{self._numbers.pop(0):06}"
            if number not in self._taken[year]:
                return number
        raise Refused(_("预留的编号已被占用，请重试。"))

    def keep(self, draft: Draft) -> None:
        """Queue the draft for `write_drafts`, where it has new events."""
        if draft.new and draft not in self._drafts:
            self._drafts.append(draft)

    def write(self, beside: Beside = lambda _draft: None) -> None:
        """Write and log the queued drafts, and a row of `make_extra_row` with each new record."""
        drafts = self._drafts
        fresh = [draft for draft in drafts if draft.row.pk is None]
        named = {id(draft): self._summarise(draft) for draft in drafts}
        changed = [draft.row for draft in drafts if draft.row.pk is not None]
        insert_all(RegisterRecord, [draft.row for draft in fresh])
        update_all(RegisterRecord, changed)
        _write_others([(d.row, named[id(d)]) for d in drafts], {d.row.pk for d in fresh})
        events, personal = self._write_events(drafts)
        extra = {draft.row.pk: made for draft in fresh if (made := beside(draft)) is not None}
        for kind in {type(made) for made in extra.values()}:
            own = [made for made in extra.values() if type(made) is kind]
            insert_all(kind, own)
        share(self.register, [(draft.row, draft.events) for draft in drafts])
        log_all(self.actor, [*self._entries(drafts, events, personal, extra)])

    def _summarise(self, draft: Draft) -> Bodies:
        return summarise(
            draft.row, self.declaration, draft.made, day_of(self.at), days(), self._names
        )

    def _write_events(
        self, drafts: Sequence[Draft]
    ) -> tuple[dict[tuple[int, int], RegisterEvent], dict[tuple[int, int], Personal]]:
        """Insert the events; gives their rows and their personal rows by record and serial."""
        made = [
            event_row(self.actor, draft.row, self.declaration, event)
            for draft in drafts
            for event in draft.new
        ]
        insert_all(RegisterEvent, [kept for kept, _apart in made])
        personal = [personal_of(self.declaration, kept, apart) for kept, apart in made if apart]
        insert_all(Personal, personal)
        return (
            {(kept.record_id, kept.serial): kept for kept, _apart in made},
            {(one.record_id, one.event.serial): one for one in personal},
        )

    def _entries(
        self,
        drafts: Sequence[Draft],
        events: dict[tuple[int, int], RegisterEvent],
        personal: dict[tuple[int, int], Personal],
        extra: dict[int, models.Model],
    ) -> Iterator[Entry]:
        for draft in drafts:
            for event in draft.new:
                at = (draft.row.pk, event.serial)
                kept, rows = events[at], [draft.row, events[at]]
                rows += [personal[at]] if at in personal else []
                if isinstance(event, Created) and draft.row.pk in extra:
                    rows.append(extra[draft.row.pk])
                told = {"serial": event.serial, "digest": digest(kept.data)}
                told |= draft.told.get(event.serial, {})
                yield Entry(LOGGED_AS[NAMES[type(event)]], draft.row, told, tuple(rows))


def _write_others(told: Iterable[tuple[RegisterRecord, Bodies]], fresh: set[int]) -> None:
    """Update the link rows to the further bodies that the records name; unchanged ones stay."""
    through: Any = RegisterRecord.others.through
    wanted = {(row.pk, body.pk) for row, bodies in told for body in bodies.others}
    there: dict[tuple[int, int], int] = {}
    old = [row.pk for row, _bodies in told if row.pk not in fresh]
    if old:
        found = through.objects.filter(registerrecord__in=old)
        there = {(r, b): pk for pk, r, b in found.values_list("pk", "registerrecord", "body")}
    gone = [pk for pair, pk in there.items() if pair not in wanted]
    if gone:
        through.objects.filter(pk__in=gone).delete()
    new = sorted(wanted - there.keys())
    through.objects.bulk_create([through(registerrecord_id=r, body_id=b) for r, b in new], BATCH)
