"""Check a plan by a file: a draft with a proposed verdict for every target."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban.verification import Verdict
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Commitment, Plan, State, Status
from duban_site.verification.models import Check, CheckRow
from duban_site.verification.reading import Held, held_against

SHORT, MIDDLE, LONG, SOURCE = 120, 200, 300, 500
BATCH = 500


def open_check(actor: Actor, plan: Plan, name: str, data: bytes) -> Check:
    """Read the file, propose verdicts, and store them as a draft, all or nothing."""
    policy.require(actor, "verification.make", plan)
    if plan.status == Status.DRAFT:
        raise Refused(_("计划还未执行，没有可以核对的目标。"))
    held = held_against(plan, name, data)
    if not held.verdicts:
        raise Refused(_("计划里没有可以核对的目标。请先确认目标任务和指标。"))
    with transaction.atomic():
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        check = Check.objects.create(
            plan=locked,
            serial=locked.checks.count() + 1 + _removed(locked),
            title=held.title[:MIDDLE],
            source_name=held.name[:MIDDLE],
            source_sha256=held.sha256,
            text=held.text,
            made_at=utc_now(),
            made_by=person_or_none(actor),
        )
        CheckRow.objects.bulk_create(_rows(check, held), BATCH)
        log(actor, "verification.open", check, file=held.name, sha256=held.sha256)
    return check


def _removed(plan: Plan) -> int:
    """Count the serials of discarded checks, so that no serial is used twice."""
    newest = plan.checks.order_by("-serial").values_list("serial", flat=True).first() or 0
    return newest - plan.checks.count()


def _rows(check: Check, held: Held) -> list[CheckRow]:
    accepted = check.plan.commitments.filter(state=State.ACCEPTED)
    commitments = list(accepted.select_related("topic__part"))
    rows: list[CheckRow] = []
    for verdict in held.verdicts:
        own = _owner(commitments, verdict)
        if own is not None:
            rows.append(_row(check, len(rows), own, verdict, held))
    return rows


def _owner(commitments: list[Commitment], verdict: Verdict) -> Commitment | None:
    at = verdict.target.start
    return next((c for c in commitments if c.start <= at < c.end), None)


def _row(check: Check, order: int, own: Commitment, verdict: Verdict, held: Held) -> CheckRow:
    target, result = verdict.target, verdict.result
    row = CheckRow(
        check_of=check,
        order=order,
        commitment=own,
        part=own.topic.part.heading[:LONG],
        indicator=target.indicator[:MIDDLE],
        target_number=target.number[:SHORT],
        target_quote=target.clause or target.quote,
        target_start=target.start,
        target_end=target.end,
        sum=verdict.sum,
        proposed=verdict.judgement.value,
        judgement=verdict.judgement.value,
    )
    if result is not None:
        row.result_number = result.number[:SHORT]
        row.result_quote = result.quote if result.start is None else result.clause
        row.result_start, row.result_end = result.start, result.end
        row.source = (result.source or held.title)[:SOURCE]
    return row
