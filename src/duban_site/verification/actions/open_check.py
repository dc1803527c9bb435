"""Check a plan by a file: a draft with a proposed verdict for every target."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban.verification import Verdict
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Commitment, Plan, State, Status
from duban_site.verification.models import Check, CheckRow
from duban_site.verification.reading import CheckedFile, check_file

SHORT_LENGTH, MIDDLE_LENGTH, LONG_LENGTH, SOURCE_LENGTH = 120, 200, 300, 500
BATCH_SIZE = 500


def open_check(actor: Actor, plan: Plan, file_name: str, content: bytes) -> Check:
    """Read the file, propose verdicts, and store them as a draft, all or nothing."""
    policy.require(actor, "verification.make", plan)
    if plan.status == Status.DRAFT:
        raise Refused(_("计划还未执行，没有可以核对的目标。"))
    checked_file = check_file(plan, file_name, content)
    if not checked_file.verdicts:
        raise Refused(_("计划里没有可以核对的目标。请先确认目标任务和指标。"))
    with transaction.atomic():
        locked_plan = Plan.objects.select_for_update().get(pk=plan.pk)
        check = Check.objects.create(
            plan=locked_plan,
            serial=locked_plan.checks.count() + 1 + _count_removed_serials(locked_plan),
            title=checked_file.title[:MIDDLE_LENGTH],
            source_name=checked_file.name[:MIDDLE_LENGTH],
            source_sha256=checked_file.sha256,
            text=checked_file.text,
            made_at=utc_now(),
            made_by=as_person(actor),
        )
        CheckRow.objects.bulk_create(_build_rows(check, checked_file), BATCH_SIZE)
        log_event(actor, "verification.open", check, file=checked_file.name, sha256=checked_file.sha256)
    return check


def _count_removed_serials(plan: Plan) -> int:
    """Count the serials of discarded checks, so that no serial is used twice."""
    newest_serial = plan.checks.order_by("-serial").values_list("serial", flat=True).first() or 0
    return newest_serial - plan.checks.count()


def _build_rows(check: Check, checked_file: CheckedFile) -> list[CheckRow]:
    accepted = check.plan.commitments.filter(state=State.ACCEPTED)
    commitments = list(accepted.select_related("topic__part"))
    rows: list[CheckRow] = []
    for verdict in checked_file.verdicts:
        commitment = _find_commitment(commitments, verdict)
        if commitment is not None:
            rows.append(_build_row(check, len(rows), commitment, verdict, checked_file))
    return rows


def _find_commitment(commitments: list[Commitment], verdict: Verdict) -> Commitment | None:
    target_start = verdict.target.start
    return next((commitment for commitment in commitments if commitment.start <= target_start < commitment.end), None)


def _build_row(
    check: Check, order: int, commitment: Commitment, verdict: Verdict, checked_file: CheckedFile
) -> CheckRow:
    target, result = verdict.target, verdict.result
    row = CheckRow(
        check_of=check,
        order=order,
        commitment=commitment,
        part=commitment.topic.part.heading[:LONG_LENGTH],
        indicator=target.indicator[:MIDDLE_LENGTH],
        target_number=target.number[:SHORT_LENGTH],
        target_quote=target.clause or target.quote,
        target_start=target.start,
        target_end=target.end,
        sum=verdict.sum,
        proposed=verdict.judgement.value,
        judgement=verdict.judgement.value,
    )
    if result is not None:
        row.result_number = result.number[:SHORT_LENGTH]
        row.result_quote = result.quote if result.start is None else result.clause
        row.result_start, row.result_end = result.start, result.end
        row.source = (result.source or checked_file.title)[:SOURCE_LENGTH]
    return row
