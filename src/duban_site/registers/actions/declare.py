"""Declare a register or change its declaration; existing records stay."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Declaration, DeclarationError, FoldError, Problem, fold, load
from duban.registers.changing import change_problems
from duban.registers.lines import with_lines
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import today
from duban_site.people.models import Body
from duban_site.registers.actions.share import begin_sums, share
from duban_site.registers.days import days
from duban_site.registers.duties import Names
from duban_site.registers.errors import Faulty
from duban_site.registers.history import events_of
from duban_site.registers.models import Binding, Register, RegisterVersion
from duban_site.registers.summary import summarise


def read(text: str, source: str = "") -> Declaration:
    """Parse the text of a declaration. Raises InvalidInput with every problem."""
    try:
        return load(text, source or str(_("声明")))
    except DeclarationError as error:
        raise Faulty(error.problems) from error


@transaction.atomic
def declare(
    actor: Actor,
    text: str,
    *,
    body: Body | None = None,
    template: str = "",
    simulated: bool = False,
) -> Register:
    """Take a register into use. Raises InvalidInput, also where its id is in use already."""
    policy.require(actor, "registers.declare")
    declaration = read(text)
    if Register.objects.filter(key=declaration.id).exists():
        what = _("代码“%(key)s”已经有台账在用") % {"key": declaration.id}
        raise Faulty([Problem("id", what, _("换一个代码，或到该台账里修改声明"))])
    register = Register(
        key=declaration.id,
        body=body,
        template=template,
        simulated=simulated,
        created_by=person_or_none(actor),
    )
    _write(register, declaration, text)
    _keep(actor, register, _("启用"))
    begin_sums(register)
    told = {"version": register.version, "template": template}
    log(actor, "registers.declare", register, body=None if body is None else body.name, **told)
    return register


@transaction.atomic
def change(actor: Actor, register: Register, text: str, reason: str) -> Register:
    """Put the next version of a declaration into use. Raises InvalidInput.

    Every record is folded by the new version and its row is rewritten: a version by which a record
    cannot be read is refused, and the problem names that record.
    """
    policy.require(actor, "registers.declare", register)
    held = Register.objects.select_for_update().get(pk=register.pk)
    declaration = read(text)
    problems = [*_next(held, declaration), *_bound(held, declaration)]
    if not reason.strip():
        problems.append(Problem(_("原因"), _("没有填写"), _("写明为什么修改")))
    if problems:
        raise Faulty(with_lines(problems, text))
    _write(held, declaration, text)
    _keep(actor, held, reason.strip())
    count = _again(held, declaration)
    log(actor, "registers.change", held, version=held.version, reason=reason.strip(), records=count)
    return held


@transaction.atomic
def give(actor: Actor, register: Register, body: Body | None) -> Register:
    """Make another body, or (None) the office itself, the keeper of the register."""
    policy.require(actor, "registers.declare", register)
    held = Register.objects.select_for_update().get(pk=register.pk)
    held.body = body
    held.save(update_fields=["body"])
    log(actor, "registers.give", held, body=None if body is None else body.name)
    return held


def _write(register: Register, declaration: Declaration, text: str) -> None:
    register.text = text
    register.name, register.english = declaration.name, declaration.english
    register.about, register.version = declaration.about, declaration.version
    register.restricted = declaration.restricted
    register.save()


def _keep(actor: Actor, register: Register, reason: str) -> None:
    RegisterVersion.objects.create(
        register=register,
        version=register.version,
        text=register.text,
        reason=reason,
        by=person_or_none(actor),
    )


def _next(register: Register, declaration: Declaration) -> list[Problem]:
    """The library's problems with the change, and a gap in the version numbers."""
    found = list(change_problems(register.declaration, declaration))
    if declaration.version > register.version + 1:
        what = _("应是%(next)s，即现在的版本加一") % {"next": register.version + 1}
        found.append(Problem("version", what))
    return found


def _bound(register: Register, declaration: Declaration) -> list[Problem]:
    """A problem for every bound measure that the new version no longer declares."""
    known = {measure.key for measure in declaration.measures}
    bound = Binding.objects.filter(register=register).exclude(measure__in=known)
    return [
        Problem("measures", _("统计口径%(key)s正为指标供数，不能去掉") % {"key": one.measure})
        for one in bound
    ]


def _again(register: Register, declaration: Declaration) -> int:
    begin_sums(register)
    names, count = Names(), 0
    for row in register.records.order_by("pk").iterator(500):
        row.register = register
        try:
            events = events_of(declaration, row)
            record = fold(declaration, events)
        except (FoldError, KeyError) as error:
            do = _("字段和阶段改名请用 was，停用请用 retired，不要直接删去")
            raise Faulty([Problem(row.number, str(error), do)]) from error
        if record is not None:
            bodies = summarise(row, declaration, record, today(), days(), names)
            row.save()
            row.others.set(bodies.others)
            share(register, [(row, events)])
        count += 1
    return count
