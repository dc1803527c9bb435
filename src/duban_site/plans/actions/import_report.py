"""Import a report as a draft plan; everything that the reader extracted is only proposed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from duban.commitments import Claim as ReadClaim
from duban.commitments import Commitment as ReadCommitment
from duban.commitments import Report, encode
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.column_fitting import fit_rows_to_columns
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Commitment, Part, Plan, Topic

BATCH_SIZE = 1000


@dataclass(frozen=True, slots=True)
class ReportSource:
    """Where a report came from: the file's name, format and hash."""

    name: str
    format: str = ""
    sha256: str = ""


def import_report(
    actor: Actor, report: Report, source: ReportSource, *, city: str = "", year: int | None = None
) -> Plan:
    """Save the report as a draft plan. `city` and `year` are needed where the text has none.

    All or nothing: a report is there with every commitment and claim, or not at all.
    """
    policy.require(actor, "plans.import")
    city, year = require_city_and_year(report, city, year)
    with transaction.atomic():
        plan = _save_plan(actor, report, source, city, year)
        commitments = _build_commitments(plan, report)
        Commitment.objects.bulk_create(
            fit_rows_to_columns(commitment_row for _parsed, commitment_row in commitments), BATCH_SIZE
        )
        claims = [
            build_claim(commitment_row, claim_order, claim)
            for parsed_commitment, commitment_row in commitments
            for claim_order, claim in enumerate(parsed_commitment.claims)
        ]
        Claim.objects.bulk_create(fit_rows_to_columns(claims), BATCH_SIZE)
        counts = {"commitments": len(commitments), "claims": len(claims)}
        log_event(actor, "plans.import", plan, file=source.name, sha256=source.sha256, **counts)
    return plan


def require_city_and_year(report: Report, city: str, year: int | None) -> tuple[str, int]:
    """City and year of the plan: as given, else as read. Raises Refused where there is none."""
    city, year = city or report.jurisdiction or "", year or report.year
    if not city or year is None:
        raise Refused(_("报告中没有读出城市或年度。请填写城市和年度后再导入。"))
    return city, year


def _save_plan(actor: Actor, report: Report, source: ReportSource, city: str, year: int) -> Plan:
    plan = Plan(
        city=city,
        year=year,
        title=report.title or "",
        text=report.text,
        report_date=report.date,
        source_name=source.name[-200:],
        source_format=source.format,
        source_sha256=source.sha256,
        unread=[{"start": passage.start, "end": passage.end, "reason": passage.reason} for passage in report.unread],
        notices=[encode.notice_to_json(notice) for notice in report.notices],
        created_by=as_person(actor),
    )
    fit_rows_to_columns([plan])
    plan.save(force_insert=True)
    return plan


def _build_commitments(plan: Plan, report: Report) -> list[tuple[ReadCommitment, Commitment]]:
    """Each parsed commitment with its unsaved row; saves the parts and topics."""
    parts = [
        Part(
            plan=plan,
            order=order,
            number=part.number,
            heading=part.heading,
            role=part.role.value,
            start=part.start,
            end=part.end,
        )
        for order, part in enumerate(report.parts)
    ]
    Part.objects.bulk_create(fit_rows_to_columns(parts))
    topics = [
        (
            topic.commitments,
            Topic(
                part=row,
                order=order,
                number=topic.number,
                heading=topic.heading,
                section=topic.section or "",
                start=topic.start,
                end=topic.end,
            ),
        )
        for part, row in zip(report.parts, parts, strict=True)
        for order, topic in enumerate(part.topics)
    ]
    Topic.objects.bulk_create(fit_rows_to_columns(row for _, row in topics), BATCH_SIZE)
    pairs = [(parsed_commitment, row) for commitments, row in topics for parsed_commitment in commitments]
    return [
        (parsed_commitment, _build_commitment(plan, topic, order, parsed_commitment))
        for order, (parsed_commitment, topic) in enumerate(pairs)
    ]


def _build_commitment(plan: Plan, topic: Topic, order: int, parsed_commitment: ReadCommitment) -> Commitment:
    return Commitment(
        plan=plan,
        topic=topic,
        order=order,
        number=parsed_commitment.id,
        type=parsed_commitment.type.value,
        text=parsed_commitment.text,
        start=parsed_commitment.start,
        end=parsed_commitment.end,
        verifiable=parsed_commitment.verifiable.value,
        counts=parsed_commitment.counts,
        names=[
            {"kind": name.kind.value, "text": name.text, "start": name.start, "end": name.end}
            for name in parsed_commitment.names
        ],
    )


def build_claim(commitment: Commitment, order: int, parsed_claim: ReadClaim) -> Claim:
    """An unsaved row of a parsed claim."""
    return Claim(
        commitment=commitment,
        order=order,
        start=parsed_claim.start,
        end=parsed_claim.end,
        number=parsed_claim.number,
        quote=parsed_claim.quote,
        indicator=parsed_claim.indicator,
        role=parsed_claim.role.value,
        kind=parsed_claim.kind.value,
        comparator=parsed_claim.comparator.value if parsed_claim.comparator else "",
        value=parsed_claim.value,
        value_high=parsed_claim.value_high,
        unit=parsed_claim.unit,
        direction=parsed_claim.direction.value,
        strength=parsed_claim.strength.value if parsed_claim.strength else "",
        period=parsed_claim.period or "",
    )
