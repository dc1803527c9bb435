"""Create or update records by their external keys, one or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from duban_site.api.models import ExternalKey
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.registers.actions.batch import Batch, Draft
from duban_site.registers.actions.create import reserve_numbers
from duban_site.registers.actions.put import Wanted, put_changed, put_new
from duban_site.registers.models import Register, RegisterRecord


class Result(StrEnum):
    """What was done with one record."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done with the record of a key; `error` says why it was refused."""

    key: str
    result: Result
    record: RegisterRecord | None = None
    error: Refused | PermissionDenied | None = None


def put_records(
    actor: Actor, register: Register, asked: Sequence[tuple[str, Wanted]]
) -> list[Outcome]:
    """Bring the record of each key to its state, or refuse it without affecting the others.

    One transaction for all. If only the database refuses, they are tried again one by one, which
    finds the record at fault.
    """
    try:
        return _put(actor, register, asked)
    except DatabaseError:
        if len(asked) > 1:
            return [put_records(actor, register, [one])[0] for one in asked]
        refused = Refused(_("数据库不接受这一条的内容，没有写入。"))
        return [Outcome(asked[0][0], Result.REFUSED, error=refused)]


def _put(actor: Actor, register: Register, asked: Sequence[tuple[str, Wanted]]) -> list[Outcome]:
    policy.require(actor, "registers.write", register)
    keys = {key for key, _wanted in asked}
    held = ExternalKey.objects.filter(register=register, key__in=keys)
    new = len(keys) - held.count()
    numbers = reserve_numbers(actor, register, new) if new else range(0)
    with transaction.atomic():
        return _put_all(
            Batch(actor, register, numbers), asked, dict(held.values_list("key", "record"))
        )


def _put_all(
    batch: Batch, asked: Sequence[tuple[str, Wanted]], known: dict[str, int]
) -> list[Outcome]:
    loaded = batch.load(known.values())
    drafts = {key: loaded[pk] for key, pk in known.items()}
    outcomes: list[Outcome] = []
    new: dict[int, str] = {}
    for key, wanted in asked:
        outcomes.append(_put_one(batch, drafts, key, wanted))
        if outcomes[-1].result is Result.CREATED:
            new[id(drafts[key])] = key

    def external_key(draft: Draft) -> ExternalKey:
        return ExternalKey(register=batch.register, record=draft.row, key=new[id(draft)])

    batch.write(external_key)
    return outcomes


def _put_one(batch: Batch, drafts: dict[str, Draft], key: str, wanted: Wanted) -> Outcome:
    draft = drafts.get(key)
    try:
        if draft is None:
            draft = drafts[key] = put_new(batch, wanted)
            return Outcome(key, Result.CREATED, draft.row)
        if draft.record is None:
            raise PermissionDenied(_("没有找到，或者不在您的范围内。"))
        count = len(draft.events)
        put_changed(batch, draft, wanted)
    except (Refused, PermissionDenied) as error:
        return Outcome(key, Result.REFUSED, error=error)
    changed = len(draft.events) > count
    return Outcome(key, Result.CHANGED if changed else Result.UNCHANGED, draft.row)
