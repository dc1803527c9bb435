"""The targets whose figures are looked for: from a report, or from claims (JSON lines)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from duban.assessment import tables
from duban.commitments import Claim, ClaimKind, Comparator, Direction, Report, Role
from duban.notices import NoticeError, Place
from duban.observation.model import PlanTarget
from duban.verification import gather_claims


class PlanError(NoticeError):
    """A file of claims with faults: which line, which field, and what to write instead."""


def list_plan_targets(report: Report, year: int | None = None) -> list[PlanTarget]:
    """The targets of a report that was read, each by the place of its number in the text."""
    return [PlanTarget(f"@{target.start}", target) for target in gather_claims.gather_targets(report, year)]


def read_plan(content: bytes, place: str | None = None) -> list[PlanTarget]:
    """The targets in a file of claims, as `duban read --format jsonl` writes it.

    Raises PlanError, which names every line with a fault.
    """
    try:
        rows = tables.read_claims(tables.decode_text(content))
    except tables.TableError as error:
        raise PlanError(error.notices) from error
    return list(parse_rows(rows, place))


def parse_rows(rows: Iterable[tuple[int, Mapping[str, Any]]], place: str | None = None) -> Iterable[PlanTarget]:
    """The targets among numbered rows; results and goals of several years are passed over."""
    for line, row in rows:
        if row.get("role", "target") != "target":
            continue
        claim, quote = _build_claim(row, line)
        target_id = str(row.get("id") or line)
        yield PlanTarget(target_id, gather_claims.build_target(quote, claim, claim.indicator, place))


def _build_claim(row: Mapping[str, Any], line: int) -> tuple[Claim, str]:
    """A row as a claim in its own snippet of text."""
    try:
        number, kind = str(row["number"]), ClaimKind(row["kind"])
        comparator = Comparator(row["comparator"]) if row.get("comparator") else None
        indicator = str(row["indicator"])
        direction = Direction(row.get("direction") or "up")
    except KeyError as error:
        raise PlanError.make("claim_key_missing", Place(line=line), key=error.args[0]) from None
    except ValueError as error:
        raise PlanError.make("claim_unreadable", Place(line=line), reason=error) from None
    quote = str(row.get("quote") or indicator + number)
    offset = max(0, quote.rfind(number))
    claim = Claim(
        start=offset, end=offset + len(number), number=number, quote=quote, indicator=indicator,
        role=Role.TARGET, kind=kind, comparator=comparator, value=_parse_decimal(row, "value", line),
        unit=str(row.get("unit") or ""), value_high=_parse_decimal(row, "value_high", line),
        direction=direction,
    )  # fmt: skip
    return claim, quote


def _parse_decimal(row: Mapping[str, Any], field: str, line: int) -> Decimal | None:
    if row.get(field) is None:
        return None
    try:
        value = Decimal(str(row[field]))
    except InvalidOperation:
        raise PlanError.make("claim_value_not_a_number", Place(line=line), key=field, value=repr(row[field])) from None
    if not value.is_finite():
        raise PlanError.make("claim_value_not_a_number", Place(line=line), key=field, value=repr(row[field]))
    return value
