"""Import a filled 目标任务分解表: show its changes first, then write all of them or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from duban.documents.breakdown_rows import BREAKDOWN_COLUMNS, JOINT_LEAD_SUFFIX, BreakdownRow
from duban.documents.breakdown_xlsx import BreakdownError, BreakdownTable, read_breakdown
from duban_site.accounts.actions.manage_bodies import open_bodies as open_many
from duban_site.accounts.queries import SEPARATORS, load_directory
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.notices import make_row_errors
from duban_site.jobs.differences import Change, Differences, list_reading_notices, require_confirmed
from duban_site.people.models import Body
from duban_site.plans import queries
from duban_site.plans.actions.assign_commitments import Assignment, assign_all
from duban_site.plans.breakdown import NO_PROGRESS, STAR, TYPE_WORDS, AssignmentReader, find_following_leader
from duban_site.plans.breakdown import build_row as row_now
from duban_site.plans.deadlines import parse_deadline
from duban_site.plans.models import Commitment, Plan

TYPES_BY_WORD = {word: value for value, word in TYPE_WORDS.items()}
EDITABLE_HEADINGS = {column.field_name: column.heading for column in BREAKDOWN_COLUMNS if not column.is_fixed}


@dataclass(frozen=True, slots=True)
class _TableLine:
    """A row of the table: its commitment, the current row (`now`) and the posted one (`posted`)."""

    number: int
    commitment: Commitment
    now: BreakdownRow
    posted: BreakdownRow


def read_table(data: bytes) -> BreakdownTable:
    """The table in a file. Raises RowErrors or Refused if it is no such table."""
    try:
        return read_breakdown(data)
    except BreakdownError as error:
        raise make_row_errors(error.notices) from error
    except ImportError as error:
        raise Refused(str(error)) from error


def compare_breakdown(plan: Plan, table: BreakdownTable, *, open_bodies: bool) -> Differences:
    """What the table would change. Raises RowErrors with every fault, by row and column."""
    new_bodies = _list_unknown_bodies(table) if open_bodies else []
    for index, body in enumerate(new_bodies, 1):
        body.pk = -index  # not saved yet, but duplicates are found by the key
    lines, _unused = _read_assignments(plan, table, new_bodies, clear=True)
    notices = list_reading_notices(
        [EDITABLE_HEADINGS[field_name] for field_name in table.missing_fields if field_name in EDITABLE_HEADINGS],
        table.unknown_headings,
        table.carried_ranges,
    )
    if new_bodies:
        notices.append(_("将新增单位：%s。") % "、".join(body.name for body in new_bodies))
    return Differences(list(_list_changes(plan, lines)), notices)


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
    differences = compare_breakdown(plan, table, open_bodies=open_bodies)
    if confirmed is not None:
        require_confirmed(differences, confirmed)
    new_bodies = open_many(actor, _list_unknown_bodies(table)) if open_bodies else []
    assignments = _read_assignments(plan, table, new_bodies, clear=clear)[1]
    count = assign_all(actor, plan, assignments)
    details = {"rows": len(table.numbered_rows), "changed": count, "cleared": clear}
    log_event(actor, "plans.import_breakdown", plan, **details)
    return count


def _read_assignments(
    plan: Plan, table: BreakdownTable, new_bodies: list[Body], *, clear: bool
) -> tuple[list[_TableLine], list[Assignment]]:
    """Every row with its commitment, and what it assigns. Raises RowErrors with every fault."""
    body_directory = load_directory()
    body_directory.bodies.update({body.name: body for body in new_bodies})
    reader = AssignmentReader(body_directory, plan.year)
    lines = list(_read_lines(plan, table, reader))
    assignments = [_read_assignment(reader, line, clear=clear) for line in lines]
    if reader.errors:
        message = _("分解表有 %(count)s 处错误，什么都没有导入。")
        raise RowErrors(message % {"count": len(reader.errors)}, sorted(reader.errors))
    return lines, assignments


def _read_lines(plan: Plan, table: BreakdownTable, reader: AssignmentReader) -> Iterator[_TableLine]:
    """The rows with their commitments; a missing column has the current text."""
    commitments = {candidate.number: candidate for candidate in queries.list_assignable(plan)}
    row_ids: set[str] = set()
    for number, row in table.numbered_rows:
        commitment = commitments.get(row.id)
        if commitment is None:
            reader.errors.append((number, "序号", _("本计划没有已确认的“%s”号任务。") % row.id))
            continue
        if row.id in row_ids:
            reader.errors.append((number, "序号", _("“%s”写了两次。") % row.id))
        row_ids.add(row.id)
        current_row = row_now(commitment, NO_PROGRESS)
        retained_cells = {field_name: getattr(current_row, field_name) for field_name in table.missing_fields}
        requested_row = replace(row, **retained_cells)
        if not requested_row.leader and not current_row.leader:
            leader = find_following_leader(reader.directory, requested_row.lead, current_row.lead)
            requested_row = replace(requested_row, leader=leader)
        yield _TableLine(number, commitment, current_row, requested_row)


def _list_changes(plan: Plan, lines: list[_TableLine]) -> Iterator[Change]:
    names_by_spelling = {field_name: body.name for field_name, body in load_directory().bodies.items()}
    for line in lines:
        for field_name, heading in EDITABLE_HEADINGS.items():
            old_text, new_text = getattr(line.now, field_name), getattr(line.posted, field_name)
            if field_name == "type" and not new_text:
                continue
            if field_name == "deadline" and new_text:
                new_text = parse_deadline(new_text, plan.year).isoformat()
            if _normalise_cell(field_name, old_text, names_by_spelling) != _normalise_cell(
                field_name, new_text, names_by_spelling
            ):
                yield Change(line.number, f"{line.now.id} {line.now.text[:40]}", heading, old_text, new_text)


def _normalise_cell(field: str, text: str, names_by_spelling: dict[str, str]) -> object:
    """A cell in comparable form: lists of bodies whatever the separator and spelling."""
    if field not in ("lead", "cooperating"):
        return text
    body_names = [
        body_name.strip() for body_name in SEPARATORS.split(text.removesuffix(JOINT_LEAD_SUFFIX)) if body_name.strip()
    ]
    return [names_by_spelling.get(body_name, body_name) for body_name in body_names], text.endswith(
        JOINT_LEAD_SUFFIX
    ) and len(body_names) > 1


def _list_unknown_bodies(table: BreakdownTable) -> list[Body]:
    bodies_by_name = load_directory().bodies
    body_names = [
        body_name.strip()
        for _row, row in table.numbered_rows
        for cell in (row.lead.removesuffix(JOINT_LEAD_SUFFIX), row.cooperating)
        for body_name in SEPARATORS.split(cell)
    ]
    return [
        Body(name=unknown_name)
        for unknown_name in dict.fromkeys(body_names)
        if unknown_name and unknown_name not in bodies_by_name
    ]


def _read_assignment(reader: AssignmentReader, line: _TableLine, *, clear: bool) -> Assignment:
    number, commitment, row = line.number, line.commitment, line.posted
    if not clear:  # empty cells change nothing
        retained_cells = {
            field_name: getattr(line.now, field_name)
            for field_name in EDITABLE_HEADINGS
            if not getattr(row, field_name)
        }
        row = replace(row, **retained_cells)
    if row.text and row.text != commitment.text:
        message = _("任务原文与报告不符。原文不能在表中改。")
        reader.errors.append((number, "任务原文", message))
    commitment_type = TYPES_BY_WORD.get(row.type or line.now.type, "")
    if not commitment_type:
        words = "、".join(TYPES_BY_WORD)
        reader.errors.append((number, "目标类型", _("应为以下之一：%s。") % words))
    if row.star not in ("", STAR):
        reader.errors.append((number, "重点", _("重点任务填 ★，其他留空。")))
    return reader.read_assignment(
        number,
        commitment,
        leads=row.lead.removesuffix(JOINT_LEAD_SUFFIX),
        cooperating=row.cooperating,
        leader=row.leader,
        reporter=row.reporter,
        deadline=row.deadline,
        joint=row.lead.endswith(JOINT_LEAD_SUFFIX),
        extra={"type": commitment_type, "starred": row.star == STAR, "note": row.note},
    )
