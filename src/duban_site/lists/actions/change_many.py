"""Apply one operation to many rows, all or nothing, and undo it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.lists.declaration import Listing, Operation
from duban_site.lists.models import BatchChange
from duban_site.lists.queries.registry import LISTINGS
from duban_site.people.models import Person
from duban_site.plans.models import Plan

MAX_ROWS = 500


@transaction.atomic
def change_many(
    person: Person, listing: Listing, operation_key: str, row_ids: Sequence[int], new_value: str, plan: Plan | None
) -> BatchChange:
    """Apply the operation to the rows of `row_ids`; rows that have the value are left unchanged.

    Raises Refused for an invalid value, too many rows, or where nothing would change.
    """
    operation = _find_operation(person, listing, operation_key)
    if new_value not in {choice for choice, _word in operation.choices(person, plan)}:
        raise Refused(_("请选择要改成什么。"))
    if not row_ids or len(row_ids) > MAX_ROWS:
        raise Refused(_("请先勾选要改的行，一次最多 %s 行。") % MAX_ROWS)
    changes = []
    for row in listing.rows(person, plan).filter(pk__in=row_ids).order_by("pk"):
        old_value = operation.value(row)
        if old_value != new_value:
            operation.change(person, row, new_value)
            changes.append([row.pk, old_value, new_value])
    if not changes:
        raise Refused(_("勾选的行已经是这样，没有要改的。"))
    change = BatchChange.objects.create(
        person=person, listing=listing.key, operation=operation.key, rows=changes, at=utc_now()
    )
    log_event(person, "lists.change_many", change, rows=changes)
    return change


@transaction.atomic
def undo(person: Person, change: BatchChange) -> int:
    """Restore the old values, all or nothing; returns how many rows.

    Raises Refused where somebody changed one of the rows since: their change is not overwritten.
    """
    policy.require(person, "lists.change_many", change)
    locked_change = BatchChange.objects.select_for_update().get(pk=change.pk)
    if locked_change.undone_at is not None:
        raise Refused(_("这次修改已经撤销过了。"))
    listing = LISTINGS[locked_change.listing]
    operation = _find_operation(person, listing, locked_change.operation)
    model = listing.rows(person, None).model
    rows = {
        row.pk: row
        for row in model._default_manager.filter(pk__in=[change_row[0] for change_row in locked_change.rows])
    }
    for row_id, _old_value, new_value in locked_change.rows:
        if row_id not in rows or operation.value(rows[row_id]) != new_value:
            raise Refused(_("其中有的行后来又改过，不能整批撤销。请逐行修改。"))
    for row_id, old_value, _new_value in locked_change.rows:
        operation.change(person, rows[row_id], old_value)
    locked_change.undone_at = utc_now()
    locked_change.save(update_fields=["undone_at"])
    log_event(person, "lists.undo", locked_change)
    return len(locked_change.rows)


def _find_operation(person: Person, listing: Listing, operation_key: str) -> Operation:
    operation = next((candidate for candidate in listing.operations if candidate.key == operation_key), None)
    if operation is None:
        raise Refused(_("这个清单没有这种操作。"))
    policy.require(person, operation.right)
    return operation
