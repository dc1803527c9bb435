"""A file's bytes → figures for a plan's claims."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from duban.commitments import Report
from duban.files import read_bytes_isolated
from duban.observation import Proposal, list_plan_targets, observe
from duban.observation.periods import find_document_period
from duban.series import UnitError, convert
from duban.sources import SourceError
from duban_site.core.errors import Refused
from duban_site.core.notices import render_error
from duban_site.plans.build_report import build_report
from duban_site.plans.models import Claim, Plan, State


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """A document, and the figures it states for claims of the plan, in the plan's order."""

    name: str
    title: str
    sha256: str
    text: str
    proposals: tuple[tuple[Claim, Proposal], ...]


def read_document(plan: Plan, file_name: str, content: bytes) -> DocumentReading:
    """Read the file and look for the plan's figures. Raises Refused with what to do."""
    file_name = Path(file_name).name or "document.txt"
    try:
        document = read_bytes_isolated(content, file_name)
    except SourceError as error:
        raise Refused(_("这个文件读不了：%(reason)s") % {"reason": render_error(error)}) from error
    _require_plan_year(plan, document)
    title = document.title or file_name
    claims = _load_claims_by_span(plan)
    observed = observe(list_plan_targets(build_report(plan)), document, title, place=plan.city or None)
    pairs = [(claims.get((proposal.target.start, proposal.target.end)), proposal) for proposal in observed]
    matched_pairs = [
        (claim, converted)
        for claim, proposal in pairs
        if claim is not None and (converted := _convert_to_claim_unit(claim, proposal)) is not None
    ]
    digest = hashlib.sha256(content).hexdigest()
    return DocumentReading(file_name, title, digest, document.text, tuple(matched_pairs))


def _require_plan_year(plan: Plan, document: Report) -> None:
    period = find_document_period(document)
    if period is None:
        raise Refused(_("文件的标题没有写年份，不知道是哪一年的数据。"))
    if period.year != plan.year:
        parameters = {"year": period.year, "own": plan.year}
        raise Refused(_("这个文件是%(year)s年的数据，计划是%(own)s年的。") % parameters)


def _load_claims_by_span(plan: Plan) -> dict[tuple[int, int], Claim]:
    accepted = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    return {(claim.start, claim.end): claim for claim in accepted}


def _convert_to_claim_unit(claim: Claim, proposal: Proposal) -> Proposal | None:
    """Convert the proposal to the claim's unit; None where impossible, unchanged without unit."""
    if not claim.unit:
        return proposal
    try:
        value = convert(proposal.value, proposal.unit, claim.unit)
    except UnitError:
        return None
    return replace(proposal, value=value, unit=claim.unit)
