"""Blind bids: issue keys, seal the table of bidders, open it when scoring is closed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Declaration, Field, Value
from duban.registers.sealing import (
    KeyFile,
    KeyFileError,
    SealedTable,
    SealError,
    create_key_file,
    number_bidders,
    open_sealed_table,
    seal_table,
)
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.core.notices import render_notice
from duban_site.registers.actions.edit_record import move_to_stage
from duban_site.registers.actions.record_event import RECORDED_NOW, EventTiming, lock_record
from duban_site.registers.duties import resolve_rights
from duban_site.registers.models import Holder, Register, RegisterRecord
from duban_site.registers.sealed_values import sealing_context

SCORED_STAGE, OPENED_STAGE = "scored", "opened"
"""The stages after which bids may be opened, and in which they are."""


@transaction.atomic
def issue_key(actor: Actor, register: Register, holder_name: str, passphrase: str) -> str:
    """Issue a keyholder's key file, to be handed over now; only the public key is stored.

    Raises Refused for a passphrase that is too short. It is neither stored nor logged.
    """
    policy.require(actor, "registers.write", register)
    actor_rights = resolve_rights(actor, register)
    if not actor_rights.has_duty_among(register.declaration.correct):
        raise Refused(_("只有台账管理员可以登记持钥人。"))
    if not holder_name.strip():
        raise Refused(_("请填写持钥人姓名。"))
    try:
        public_key, key_file_text = create_key_file(holder_name.strip(), passphrase)
    except KeyFileError as error:
        raise Refused(render_notice(error.notices[0])) from error
    holder_row = Holder.objects.create(
        register=register, name=public_key.holder, public=public_key.key, by=as_person(actor)
    )
    log_event(actor, "registers.give_key", holder_row, register=register.key, fingerprint=public_key.fingerprint)
    return key_file_text


@transaction.atomic
def seal_bids(
    actor: Actor,
    record: RegisterRecord,
    bidders: Sequence[str],
    holders: Sequence[Holder],
    threshold: int,
    *,
    timing: EventTiming = RECORDED_NOW,
) -> dict[str, str]:
    """Number the bidders, seal the table into the record and move it on.

    Gives the table once, to write the numbers on the bids; it is stored only sealed. Raises
    Refused, Declined.
    """
    locked_record = lock_record(actor, record)
    declaration = locked_record.declaration
    seal_field = find_sealed_field(declaration)
    if locked_record.record.values.get(seal_field.key) is not None:
        raise Refused(_("这个标段已经密封过，不能重新编号。"))
    try:
        bidder_by_number = number_bidders(bidders)
        public_keys = [holder.key for holder in holders]
        sealed_table = seal_table(
            bidder_by_number, public_keys, threshold, sealing_context(declaration, locked_record.row.number)
        )
    except SealError as error:
        raise Refused(render_notice(error.notices[0])) from error
    field_keys = {declared_field.key for declared_field in declaration.fields}
    seal_values: dict[str, Value] = {
        "fingerprint": sealed_table.fingerprint,
        "bidders": len(bidder_by_number),
        "keyholders": len(public_keys),
        "threshold": threshold,
    }
    values: dict[str, Value] = {key: value for key, value in seal_values.items() if key in field_keys}
    values[seal_field.key] = sealed_table.text
    move_to_stage(actor, record, str(seal_field.required), values, timing=timing)
    return bidder_by_number


def open_bids(
    actor: Actor,
    record: RegisterRecord,
    keys_with_passphrases: Sequence[tuple[str, str]],
    *,
    timing: EventTiming = RECORDED_NOW,
) -> dict[str, str]:
    """Open the table with enough key files and passphrases, and move the record on.

    The attempt is logged first, also where it fails. Raises Refused, Declined.
    """
    with transaction.atomic():
        locked_record = lock_record(actor, record)
        declaration = locked_record.declaration
        seal_field = find_sealed_field(declaration)
        scoring_closed = locked_record.record.stage == SCORED_STAGE
        holder_names = [_read_holder_name(text) for text, _passphrase in keys_with_passphrases]
        log_event(actor, "registers.open_seal", locked_record.row, holders=holder_names, scoring_closed=scoring_closed)
    sealed_text = locked_record.record.values.get(seal_field.key)
    if not isinstance(sealed_text, str):
        raise Refused(_("这个标段还没有密封。"))
    opening_move = declaration.find_move(SCORED_STAGE, OPENED_STAGE)
    if scoring_closed and (
        opening_move is None
        or not resolve_rights(actor, locked_record.row.register, locked_record.bodies).has_duty_among(opening_move.who)
    ):
        raise Refused(_("只有监督人员可以启封。"))
    try:
        opened_keys = [(KeyFile.parse(text), passphrase) for text, passphrase in keys_with_passphrases]
        context = sealing_context(declaration, locked_record.row.number)
        bidder_by_number = open_sealed_table(
            SealedTable(sealed_text), opened_keys, context=context, scoring_closed=scoring_closed
        )
    except (SealError, KeyFileError) as error:
        raise Refused(render_notice(error.notices[0])) from error
    winner = bidder_by_number.get(str(locked_record.record.values.get("winner") or ""))
    move_to_stage(actor, record, OPENED_STAGE, {"winner_name": winner} if winner else {}, timing=timing)
    return bidder_by_number


def _read_holder_name(text: str) -> str:
    try:
        return KeyFile.parse(text).holder
    except KeyFileError:
        return "?"


def find_sealed_field(declaration: Declaration) -> Field:
    """The register's sealed field. Raises Refused for a register without one."""
    field = next((candidate for candidate in declaration.fields if candidate.sealed), None)
    if field is None or field.required is None:
        raise Refused(_("这个台账没有密封字段。"))
    return field
