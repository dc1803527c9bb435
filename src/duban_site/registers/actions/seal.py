"""Blind bids: issue keys, seal the table of bidders, open it when scoring is closed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Declaration, Field, Value
from duban.registers.sealing import (
    KeyFile,
    KeyFileError,
    Sealed,
    SealError,
    new_key_file,
    number_bidders,
    open_sealed,
    seal,
)
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.errors import Refused
from duban_site.registers.actions.happen import NOW, When, hold
from duban_site.registers.actions.write import move
from duban_site.registers.duties import rights
from duban_site.registers.models import Holder, Register, RegisterRecord
from duban_site.registers.sealed import context_of

CLOSED, OPENED = "scored", "opened"
"""The stages after which bids may be opened, and in which they are."""


@transaction.atomic
def give_key(actor: Actor, register: Register, holder: str, passphrase: str) -> str:
    """Issue a keyholder's key file, to be handed over now; only the public key is stored.

    Raises Refused for a passphrase that is too short. It is neither stored nor logged.
    """
    policy.require(actor, "registers.write", register)
    own = rights(actor, register)
    if not own.may(register.declaration.correct):
        raise Refused(_("只有台账管理员可以登记持钥人。"))
    if not holder.strip():
        raise Refused(_("请填写持钥人姓名。"))
    try:
        public, text = new_key_file(holder.strip(), passphrase)
    except KeyFileError as error:
        raise Refused(str(error)) from error
    kept = Holder.objects.create(
        register=register, name=public.holder, public=public.key, by=person_or_none(actor)
    )
    log(actor, "registers.give_key", kept, register=register.key, fingerprint=public.fingerprint)
    return text


@transaction.atomic
def seal_bids(
    actor: Actor,
    record: RegisterRecord,
    bidders: Sequence[str],
    holders: Sequence[Holder],
    threshold: int,
    *,
    when: When = NOW,
) -> dict[str, str]:
    """Number the bidders, seal the table into the record and move it on.

    Gives the table once, to write the numbers on the bids; it is stored only sealed. Raises
    Refused, Declined.
    """
    held = hold(actor, record)
    declaration = held.declaration
    field = sealed_field(declaration)
    if held.record.values.get(field.key) is not None:
        raise Refused(_("这个标段已经密封过，不能重新编号。"))
    try:
        table = number_bidders(bidders)
        keys = [holder.key for holder in holders]
        made = seal(table, keys, threshold, context_of(declaration, held.row.number))
    except SealError as error:
        raise Refused(str(error)) from error
    known = {one.key for one in declaration.fields}
    told: dict[str, Value] = {
        "fingerprint": made.fingerprint,
        "bidders": len(table),
        "keyholders": len(keys),
        "threshold": threshold,
    }
    values: dict[str, Value] = {key: x for key, x in told.items() if key in known}
    values[field.key] = made.text
    move(actor, record, str(field.required), values, when=when)
    return table


def open_bids(
    actor: Actor,
    record: RegisterRecord,
    keys: Sequence[tuple[str, str]],
    *,
    when: When = NOW,
) -> dict[str, str]:
    """Open the table with enough key files and passphrases, and move the record on.

    The attempt is logged first, also where it fails. Raises Refused, Declined.
    """
    with transaction.atomic():
        held = hold(actor, record)
        declaration = held.declaration
        field = sealed_field(declaration)
        closed = held.record.stage == CLOSED
        names = [_name(text) for text, _passphrase in keys]
        log(actor, "registers.open_seal", held.row, holders=names, scoring_closed=closed)
    sealed = held.record.values.get(field.key)
    if not isinstance(sealed, str):
        raise Refused(_("这个标段还没有密封。"))
    way = declaration.move(CLOSED, OPENED)
    if closed and (way is None or not rights(actor, held.row.register, held.bodies).may(way.who)):
        raise Refused(_("只有监督人员可以启封。"))
    try:
        files = [(KeyFile.read(text), passphrase) for text, passphrase in keys]
        context = context_of(declaration, held.row.number)
        table = open_sealed(Sealed(sealed), files, context=context, scoring_closed=closed)
    except (SealError, KeyFileError) as error:
        raise Refused(str(error)) from error
    winner = table.get(str(held.record.values.get("winner") or ""))
    move(actor, record, OPENED, {"winner_name": winner} if winner else {}, when=when)
    return table


def _name(text: str) -> str:
    try:
        return KeyFile.read(text).holder
    except KeyFileError:
        return "?"


def sealed_field(declaration: Declaration) -> Field:
    """The register's sealed field. Raises Refused for a register without one."""
    field = next((one for one in declaration.fields if one.sealed), None)
    if field is None or field.required is None:
        raise Refused(_("这个台账没有密封字段。"))
    return field
