"""Import a filled 目标任务分解表: show its changes first, then write all of them or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from duban.documents.breakdown_rows import COLUMNS, JOINT, BreakdownRow
from duban.documents.breakdown_xlsx import BreakdownError, BreakdownTable, read_breakdown
from duban_site.accounts.actions.manage_bodies import open_bodies as open_many
from duban_site.accounts.queries import SEPARATORS, directory
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.errors import Refused, RowErrors
from duban_site.jobs.differences import (
    Change,
    Differences,
    reading_notices,
    require_confirmed,
)
from duban_site.people.models import Body
from duban_site.plans import queries
from duban_site.plans.actions.assign import Assignment, assign_all
from duban_site.plans.breakdown import NOTHING, STAR, TYPE_WORDS, Reader, following_leader
from duban_site.plans.breakdown import row as row_now
from duban_site.plans.deadlines import deadline_of
from duban_site.plans.models import Commitment, Plan

TYPES_BY_WORD = {word: value for value, word in TYPE_WORDS.items()}
FREE = {column.field: column.heading for column in COLUMNS if not column.fixed}


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the table: its commitment, the current row (`now`) and the posted one (`asked`)."""

    number: int
    commitment: Commitment
    now: BreakdownRow
    asked: BreakdownRow


def read_table(data: bytes) -> BreakdownTable:
    """The table in a file. Raises RowErrors or Refused if it is no such table."""
    try:
        return read_breakdown(data)
    except BreakdownError as error:
        raise RowErrors(str(error), error.errors) from error
    except ImportError as error:
        raise Refused(str(error)) from error


def compare_breakdown(plan: Plan, table: BreakdownTable, *, open_bodies: bool) -> Differences:
    """What the table would change. Raises RowErrors with every fault, by row and column."""
    new = _unknown_bodies(table) if open_bodies else []
    for n, body in enumerate(new, 1):
        body.pk = -n  # not saved yet, but duplicates are found by the key
    lines, _unused = _read(plan, table, new, clear=True)
    notices = reading_notices(
        [FREE[name] for name in table.missing if name in FREE], table.unknown, table.carried
    )
    if new:
        notices.append(_("将新增单位：%s。") % "、".join(body.name for body in new))
    return Differences(list(_changes(plan, lines)), notices)


@transaction.atomic
def import_breakdown(
    actor: Actor,
    plan: Plan,
    table: BreakdownTable,
    *,
    open_bodies: bool = False,
    clear: bool = False,
    confirmed: str | None = None,
) -> int:
    """Write a table; return how many commitments changed. Absent commitments stay unchanged.

    So do missing columns and, unless `clear`, empty cells. `confirmed` is the digest of the
    differences that somebody confirmed. Raises Conflict if they have changed.
    """
    policy.require(actor, "plans.import_breakdown", plan)
    found = compare_breakdown(plan, table, open_bodies=open_bodies)
    if confirmed is not None:
        require_confirmed(found, confirmed)
    opened = open_many(actor, _unknown_bodies(table)) if open_bodies else []
    assignments = _read(plan, table, opened, clear=clear)[1]
    count = assign_all(actor, plan, assignments)
    told = {"rows": len(table.rows), "changed": count, "cleared": clear}
    log(actor, "plans.import_breakdown", plan, **told)
    return count


def _read(
    plan: Plan, table: BreakdownTable, opened: list[Body], *, clear: bool
) -> tuple[list[_Line], list[Assignment]]:
    """Every row with its commitment, and what it assigns. Raises RowErrors with every fault."""
    known = directory()
    known.bodies.update({body.name: body for body in opened})
    reader = Reader(known, plan.year)
    lines = list(_lines(plan, table, reader))
    assignments = [_assignment(reader, line, clear=clear) for line in lines]
    if reader.errors:
        message = _("分解表有 %(count)s 处错误，什么都没有导入。")
        raise RowErrors(message % {"count": len(reader.errors)}, sorted(reader.errors))
    return lines, assignments


def _lines(plan: Plan, table: BreakdownTable, reader: Reader) -> Iterator[_Line]:
    """The rows with their commitments; a missing column has the current text."""
    commitments = {c.number: c for c in queries.to_assign(plan)}
    seen: set[str] = set()
    for number, row in table.rows:
        commitment = commitments.get(row.id)
        if commitment is None:
            reader.errors.append((number, "序号", _("本计划没有已确认的“%s”号任务。") % row.id))
            continue
        if row.id in seen:
            reader.errors.append((number, "序号", _("“%s”写了两次。") % row.id))
        seen.add(row.id)
        now = row_now(commitment, NOTHING)
        kept = {name: getattr(now, name) for name in table.missing}
        asked = replace(row, **kept)
        if not asked.leader and not now.leader:
            leader = following_leader(reader.directory, asked.lead, now.lead)
            asked = replace(asked, leader=leader)
        yield _Line(number, commitment, now, asked)


def _changes(plan: Plan, lines: list[_Line]) -> Iterator[Change]:
    names = {name: body.name for name, body in directory().bodies.items()}
    for line in lines:
        for name, heading in FREE.items():
            old, new = getattr(line.now, name), getattr(line.asked, name)
            if name == "type" and not new:
                continue
            if name == "deadline" and new:
                new = deadline_of(new, plan.year).isoformat()
            if _alike(name, old, names) != _alike(name, new, names):
                yield Change(line.number, f"{line.now.id} {line.now.text[:40]}", heading, old, new)


def _alike(field: str, text: str, names: dict[str, str]) -> object:
    """A cell in comparable form: lists of bodies whatever the separator and spelling."""
    if field not in ("lead", "cooperating"):
        return text
    found = [one.strip() for one in SEPARATORS.split(text.removesuffix(JOINT)) if one.strip()]
    return [names.get(one, one) for one in found], text.endswith(JOINT) and len(found) > 1


def _unknown_bodies(table: BreakdownTable) -> list[Body]:
    known = directory().bodies
    names = [
        name.strip()
        for _row, row in table.rows
        for cell in (row.lead.removesuffix(JOINT), row.cooperating)
        for name in SEPARATORS.split(cell)
    ]
    return [Body(name=n) for n in dict.fromkeys(names) if n and n not in known]


def _assignment(reader: Reader, line: _Line, *, clear: bool) -> Assignment:
    number, commitment, row = line.number, line.commitment, line.asked
    if not clear:  # empty cells change nothing
        kept = {n: getattr(line.now, n) for n in FREE if not getattr(row, n)}
        row = replace(row, **kept)
    if row.text and row.text != commitment.text:
        message = _("任务原文与报告不符。原文不能在表中改。")
        reader.errors.append((number, "任务原文", message))
    type_ = TYPES_BY_WORD.get(row.type or line.now.type, "")
    if not type_:
        words = "、".join(TYPES_BY_WORD)
        reader.errors.append((number, "目标类型", _("应为以下之一：%s。") % words))
    if row.star not in ("", STAR):
        reader.errors.append((number, "重点", _("重点任务填 ★，其他留空。")))
    return reader.assignment(
        number,
        commitment,
        leads=row.lead.removesuffix(JOINT),
        cooperating=row.cooperating,
        leader=row.leader,
        reporter=row.reporter,
        deadline=row.deadline,
        joint=row.lead.endswith(JOINT),
        extra={"type": type_, "starred": row.star == STAR, "note": row.note},
    )
