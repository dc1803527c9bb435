"""Declare a register or change its declaration; existing records stay."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban.notices import Notice, Step
from duban.registers import Declaration, DeclarationError, FoldError, fold, load
from duban.registers.declaration_changes import find_change_problems
from duban.registers.errors import make_problem
from duban.registers.problem_lines import add_line_numbers
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import today
from duban_site.people.models import Body
from duban_site.registers.actions.update_shares import reset_sums, write_shares
from duban_site.registers.duties import BodyDirectory
from duban_site.registers.errors import InvalidInput
from duban_site.registers.history import load_events
from duban_site.registers.models import Binding, Register, RegisterVersion
from duban_site.registers.summary import update_summary
from duban_site.registers.working_days import working_days


def parse_declaration(text: str, source_name: str = "") -> Declaration:
    """Parse the text of a declaration. Raises InvalidInput with every problem."""
    try:
        return load(text, source_name or str(_("声明")))
    except DeclarationError as error:
        raise InvalidInput(error.notices) from error


@transaction.atomic
def declare_register(
    actor: Actor, text: str, *, body: Body | None = None, template: str = "", simulated: bool = False
) -> Register:
    """Take a register into use. Raises InvalidInput, also where its id is in use already."""
    policy.require(actor, "registers.declare")
    declaration = parse_declaration(text)
    if Register.objects.filter(key=declaration.id).exists():
        raise InvalidInput([make_problem("id_taken", "id", key=declaration.id)])
    register = Register(
        key=declaration.id, body=body, template=template, simulated=simulated, created_by=as_person(actor)
    )
    _save_declaration(register, declaration, text)
    _save_version(actor, register, _("启用"))
    reset_sums(register)
    details = {"version": register.version, "template": template}
    log_event(actor, "registers.declare", register, body=None if body is None else body.name, **details)
    return register


@transaction.atomic
def change_declaration(actor: Actor, register: Register, text: str, reason: str) -> Register:
    """Put the next version of a declaration into use. Raises InvalidInput.

    Every record is folded by the new version and its row is rewritten: a version by which a record
    cannot be read is refused, and the problem names that record.
    """
    policy.require(actor, "registers.declare", register)
    locked_register = Register.objects.select_for_update().get(pk=register.pk)
    declaration = parse_declaration(text)
    problems = [
        *_find_change_problems(locked_register, declaration),
        *_find_lost_measures(locked_register, declaration),
    ]
    if not reason.strip():
        problems.append(make_problem("reason_not_filled", Step("reason")))
    if problems:
        raise InvalidInput(add_line_numbers(problems, text))
    _save_declaration(locked_register, declaration, text)
    _save_version(actor, locked_register, reason.strip())
    record_count = _rewrite_records(locked_register, declaration)
    log_event(
        actor,
        "registers.change",
        locked_register,
        version=locked_register.version,
        reason=reason.strip(),
        records=record_count,
    )
    return locked_register


@transaction.atomic
def assign_keeper(actor: Actor, register: Register, body: Body | None) -> Register:
    """Make another body, or (None) the office itself, the keeper of the register."""
    policy.require(actor, "registers.declare", register)
    locked_register = Register.objects.select_for_update().get(pk=register.pk)
    locked_register.body = body
    locked_register.save(update_fields=["body"])
    log_event(actor, "registers.give", locked_register, body=None if body is None else body.name)
    return locked_register


def _save_declaration(register: Register, declaration: Declaration, text: str) -> None:
    register.text = text
    register.name, register.english = declaration.name, declaration.english
    register.about, register.version = declaration.about, declaration.version
    register.restricted = declaration.restricted
    register.save()


def _save_version(actor: Actor, register: Register, reason: str) -> None:
    RegisterVersion.objects.create(
        register=register, version=register.version, text=register.text, reason=reason, by=as_person(actor)
    )


def _find_change_problems(register: Register, declaration: Declaration) -> list[Notice]:
    """The library's problems with the change, and a gap in the version numbers."""
    problems = list(find_change_problems(register.declaration, declaration))
    if declaration.version > register.version + 1:
        problems.append(make_problem("version_leaps", "version", next=register.version + 1))
    return problems


def _find_lost_measures(register: Register, declaration: Declaration) -> list[Notice]:
    """A problem for every bound measure that the new version no longer declares."""
    declared_measures = {measure.key for measure in declaration.measures}
    lost_bindings = Binding.objects.filter(register=register).exclude(measure__in=declared_measures)
    return [make_problem("measure_bound", "measures", key=binding.measure) for binding in lost_bindings]


def _rewrite_records(register: Register, declaration: Declaration) -> int:
    reset_sums(register)
    body_directory, record_count = BodyDirectory(), 0
    for row in register.records.order_by("pk").iterator(500):
        row.register = register
        try:
            events = load_events(declaration, row)
            record = fold(declaration, events)
        except (FoldError, KeyError) as error:
            problem = make_problem("record_unreadable", Step("record", row.number), reason=error)
            raise InvalidInput([problem]) from error
        if record is not None:
            bodies = update_summary(row, declaration, record, today(), working_days(), body_directory)
            row.save()
            row.others.set(bodies.mentioned)
            write_shares(register, [(row, events)])
        record_count += 1
    return record_count
