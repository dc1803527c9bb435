"""A filled 目标任务分解表 comes back: all of it, or nothing with every fault named."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban.documents.breakdown_rows import JOINT, BreakdownRow
from duban.documents.breakdown_xlsx import BreakdownError, read_breakdown
from duban_site.access.policy import policy
from duban_site.audit.log import log
from duban_site.errors import Refused, RowErrors
from duban_site.people.actions.manage_bodies import open_bodies as open_many
from duban_site.people.actor import Actor
from duban_site.people.models import Body
from duban_site.people.queries import SEPARATORS, directory
from duban_site.plans import queries
from duban_site.plans.actions.assign import Assignment, assign_all
from duban_site.plans.breakdown import STAR, TYPE_WORDS, Reader
from duban_site.plans.models import Commitment, Plan

TYPES_BY_WORD = {word: value for value, word in TYPE_WORDS.items()}
Rows = list[tuple[int, BreakdownRow]]


@transaction.atomic
def import_breakdown(actor: Actor, plan: Plan, data: bytes, *, open_bodies: bool = False) -> int:
    """Take a table in; says how many commitments changed. Commitments it leaves out stay."""
    policy.require(actor, "plans.import_breakdown", plan)
    try:
        rows = read_breakdown(data)
    except BreakdownError as error:
        raise RowErrors(str(error), error.errors) from error
    except ImportError as error:
        raise Refused(str(error)) from error
    if open_bodies:
        open_many(actor, _unknown_bodies(rows))
    assignments = _assignments(plan, rows)
    count = assign_all(actor, plan, assignments)
    log(actor, "plans.import_breakdown", plan, rows=len(rows), changed=count)
    return count


def _unknown_bodies(rows: Rows) -> list[Body]:
    known = directory().bodies
    names = [
        name.strip()
        for _row, row in rows
        for cell in (row.lead.removesuffix(JOINT), row.cooperating)
        for name in SEPARATORS.split(cell)
    ]
    return [Body(name=n) for n in dict.fromkeys(names) if n and n not in known]


def _assignments(plan: Plan, rows: Rows) -> list[Assignment]:
    commitments = {c.number: c for c in queries.to_assign(plan)}
    reader = Reader(directory())
    seen: set[str] = set()
    found = []
    for number, row in rows:
        commitment = commitments.get(row.id)
        if commitment is None:
            reader.errors.append((number, "序号", _("本计划没有已确认的“%s”号任务。") % row.id))
            continue
        if row.id in seen:
            reader.errors.append((number, "序号", _("“%s”写了两次。") % row.id))
        seen.add(row.id)
        found.append(_assignment(reader, number, row, commitment))
    if reader.errors:
        message = _("分解表有 %(count)s 处错误，什么都没有导入。")
        raise RowErrors(message % {"count": len(reader.errors)}, reader.errors)
    return found


def _assignment(
    reader: Reader, number: int, row: BreakdownRow, commitment: Commitment
) -> Assignment:
    if row.text and row.text != commitment.text:
        message = _("任务原文与报告不符。原文不能在表中改。")
        reader.errors.append((number, "任务原文", message))
    type_ = TYPES_BY_WORD.get(row.type, "")
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
