"""Import a report as a draft plan; everything that the reader extracted is only proposed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from duban.commitments import Claim as ReadClaim
from duban.commitments import Commitment as ReadCommitment
from duban.commitments import Report, encode
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.errors import Refused
from duban_site.core.fitting import fitted
from duban_site.plans.models import Claim, Commitment, Part, Plan, Topic

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """Where a report came from: the file's name, format and hash."""

    name: str
    format: str = ""
    sha256: str = ""


def import_report(
    actor: Actor, report: Report, source: Source, *, city: str = "", year: int | None = None
) -> Plan:
    """Save the report as a draft plan. `city` and `year` are needed where the text has none.

    All or nothing: a report is there with every commitment and claim, or not at all.
    """
    policy.require(actor, "plans.import")
    city, year = city or report.jurisdiction or "", year or report.year
    if not city or year is None:
        raise Refused(_("报告中没有读出城市或年度。请填写城市和年度后再导入。"))
    with transaction.atomic():
        plan = _plan(actor, report, source, city, year)
        commitments = _commitments(plan, report)
        Commitment.objects.bulk_create(fitted(own for _read, own in commitments), BATCH)
        claims = [
            claim_row(own, n, claim)
            for read, own in commitments
            for n, claim in enumerate(read.claims)
        ]
        Claim.objects.bulk_create(fitted(claims), BATCH)
        found = {"commitments": len(commitments), "claims": len(claims)}
        log(actor, "plans.import", plan, file=source.name, sha256=source.sha256, **found)
    return plan


def _plan(actor: Actor, report: Report, source: Source, city: str, year: int) -> Plan:
    plan = Plan(
        city=city,
        year=year,
        title=report.title or "",
        text=report.text,
        report_date=report.date,
        source_name=source.name[-200:],
        source_format=source.format,
        source_sha256=source.sha256,
        unread=[{"start": u.start, "end": u.end, "reason": u.reason} for u in report.unread],
        notices=[encode.notice(n) for n in report.notices],
        created_by=person_or_none(actor),
    )
    fitted([plan])
    plan.save(force_insert=True)
    return plan


def _commitments(plan: Plan, report: Report) -> list[tuple[ReadCommitment, Commitment]]:
    """Each parsed commitment with its unsaved row; saves the parts and topics."""
    parts = [
        Part(
            plan=plan,
            order=n,
            number=part.number,
            heading=part.heading,
            role=part.role.value,
            start=part.start,
            end=part.end,
        )
        for n, part in enumerate(report.parts)
    ]
    Part.objects.bulk_create(fitted(parts))
    topics = [
        (
            topic.commitments,
            Topic(
                part=own,
                order=n,
                number=topic.number,
                heading=topic.heading,
                section=topic.section or "",
                start=topic.start,
                end=topic.end,
            ),
        )
        for part, own in zip(report.parts, parts, strict=True)
        for n, topic in enumerate(part.topics)
    ]
    Topic.objects.bulk_create(fitted(own for _, own in topics), BATCH)
    pairs = [(read, own) for commitments, own in topics for read in commitments]
    return [(read, _commitment(plan, topic, n, read)) for n, (read, topic) in enumerate(pairs)]


def _commitment(plan: Plan, topic: Topic, order: int, read: ReadCommitment) -> Commitment:
    return Commitment(
        plan=plan,
        topic=topic,
        order=order,
        number=read.id,
        type=read.type.value,
        text=read.text,
        start=read.start,
        end=read.end,
        verifiable=read.verifiable.value,
        counts=read.counts,
        names=[
            {"kind": n.kind.value, "text": n.text, "start": n.start, "end": n.end}
            for n in read.names
        ],
    )


def claim_row(commitment: Commitment, order: int, read: ReadClaim) -> Claim:
    """An unsaved row of a parsed claim."""
    return Claim(
        commitment=commitment,
        order=order,
        start=read.start,
        end=read.end,
        number=read.number,
        quote=read.quote,
        indicator=read.indicator,
        role=read.role.value,
        kind=read.kind.value,
        comparator=read.comparator.value if read.comparator else "",
        value=read.value,
        value_high=read.value_high,
        unit=read.unit,
        direction=read.direction.value,
        strength=read.strength.value if read.strength else "",
        period=read.period or "",
    )
