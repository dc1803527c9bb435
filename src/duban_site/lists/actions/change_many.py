"""Apply one operation to many rows, all or nothing, and undo it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.lists.listing import Listing, Operation
from duban_site.lists.models import BatchChange
from duban_site.lists.queries.kinds import LISTINGS
from duban_site.people.models import Person
from duban_site.plans.models import Plan

MOST = 500


@transaction.atomic
def change_many(
    person: Person, listing: Listing, name: str, keys: Sequence[int], value: str, plan: Plan | None
) -> BatchChange:
    """Apply the operation to the rows of `row_ids`; rows that have the value are left unchanged.

    Raises Refused for an invalid value, too many rows, or where nothing would change.
    """
    operation = _operation(person, listing, name)
    if value not in {one for one, _word in operation.choices(person, plan)}:
        raise Refused(_("请选择要改成什么。"))
    if not keys or len(keys) > MOST:
        raise Refused(_("请先勾选要改的行，一次最多 %s 行。") % MOST)
    done = []
    for row in listing.rows(person, plan).filter(pk__in=keys).order_by("pk"):
        before = operation.value(row)
        if before != value:
            operation.change(person, row, value)
            done.append([row.pk, before, value])
    if not done:
        raise Refused(_("勾选的行已经是这样，没有要改的。"))
    change = BatchChange.objects.create(
        person=person, listing=listing.key, operation=operation.key, rows=done, at=utc_now()
    )
    log(person, "lists.change_many", change, rows=done)
    return change


@transaction.atomic
def undo(person: Person, change: BatchChange) -> int:
    """Restore the old values, all or nothing; returns how many rows.

    Raises Refused where somebody changed one of the rows since: their change is not overwritten.
    """
    policy.require(person, "lists.change_many", change)
    held = BatchChange.objects.select_for_update().get(pk=change.pk)
    if held.undone_at is not None:
        raise Refused(_("这次修改已经撤销过了。"))
    listing = LISTINGS[held.listing]
    operation = _operation(person, listing, held.operation)
    model = listing.rows(person, None).model
    rows = {row.pk: row for row in model._default_manager.filter(pk__in=[r[0] for r in held.rows])}
    for key, _before, after in held.rows:
        if key not in rows or operation.value(rows[key]) != after:
            raise Refused(_("其中有的行后来又改过，不能整批撤销。请逐行修改。"))
    for key, before, _after in held.rows:
        operation.change(person, rows[key], before)
    held.undone_at = utc_now()
    held.save(update_fields=["undone_at"])
    log(person, "lists.undo", held)
    return len(held.rows)


def _operation(person: Person, listing: Listing, name: str) -> Operation:
    found = next((one for one in listing.operations if one.key == name), None)
    if found is None:
        raise Refused(_("这个清单没有这种操作。"))
    policy.require(person, found.right)
    return found
