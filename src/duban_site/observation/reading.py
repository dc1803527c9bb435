"""A file's bytes → figures for a plan's claims."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from duban.commitments import Report
from duban.files import read_bytes_isolated
from duban.observation import Proposal, observe, wanted
from duban.observation.periods import document_period
from duban.series import UnitError, convert
from duban.sources import SourceError
from duban_site.core.errors import Refused
from duban_site.plans.as_report import as_report
from duban_site.plans.models import Claim, Plan, State


@dataclass(frozen=True, slots=True)
class Read:
    """A document, and the figures it states for claims of the plan, in the plan's order."""

    name: str
    title: str
    sha256: str
    text: str
    found: tuple[tuple[Claim, Proposal], ...]


def read_document(plan: Plan, name: str, data: bytes) -> Read:
    """Read the file and look for the plan's figures. Raises Refused with what to do."""
    name = Path(name).name or "document.txt"
    try:
        document = read_bytes_isolated(data, name)
    except SourceError as error:
        raise Refused(_("这个文件读不了：%(reason)s") % {"reason": error}) from error
    _fits(plan, document)
    title = document.title or name
    claims = _claims(plan)
    found = observe(wanted(as_report(plan)), document, title, place=plan.city or None)
    pairs = [(claims.get((p.target.start, p.target.end)), p) for p in found]
    told = [(c, q) for c, p in pairs if c is not None and (q := _in_unit(c, p)) is not None]
    digest = hashlib.sha256(data).hexdigest()
    return Read(name, title, digest, document.text, tuple(told))


def _fits(plan: Plan, document: Report) -> None:
    period = document_period(document)
    if period is None:
        raise Refused(_("文件的标题没有写年份，不知道是哪一年的数据。"))
    if period.year != plan.year:
        told = {"year": period.year, "own": plan.year}
        raise Refused(_("这个文件是%(year)s年的数据，计划是%(own)s年的。") % told)


def _claims(plan: Plan) -> dict[tuple[int, int], Claim]:
    accepted = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    return {(claim.start, claim.end): claim for claim in accepted}


def _in_unit(claim: Claim, proposal: Proposal) -> Proposal | None:
    """Convert the proposal to the claim's unit; None where impossible, unchanged without unit."""
    if not claim.unit:
        return proposal
    try:
        value = convert(proposal.value, proposal.unit, claim.unit)
    except UnitError:
        return None
    return replace(proposal, value=value, unit=claim.unit)
