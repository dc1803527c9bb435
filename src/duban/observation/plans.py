"""The targets whose figures are looked for: from a report, or from claims (JSON lines)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from duban.assessment import tables
from duban.commitments import Claim, ClaimKind, Comparator, Direction, Report, Role
from duban.observation.model import Wanted
from duban.verification import gathering


class PlanError(ValueError):
    """A file of claims with faults: which line, which field, and what to write instead."""


def wanted(report: Report, year: int | None = None) -> list[Wanted]:
    """The targets of a report that was read, each by the place of its number in the text."""
    return [Wanted(f"@{t.start}", t) for t in gathering.targets(report, year)]


def read_plan(data: bytes, place: str | None = None) -> list[Wanted]:
    """The targets in a file of claims, as `duban read --format jsonl` writes it.

    Raises PlanError, which names every line with a fault.
    """
    try:
        rows = tables.read_claims(tables.decode(data))
    except tables.TableError as error:
        raise PlanError(str(error)) from error
    return list(from_rows(rows, place))


def from_rows(
    rows: Iterable[tuple[int, Mapping[str, Any]]], place: str | None = None
) -> Iterable[Wanted]:
    """The targets among numbered rows; results and goals of several years are passed over."""
    for line, row in rows:
        if row.get("role", "target") != "target":
            continue
        claim, text = _claim(row, line)
        name = str(row.get("id") or line)
        yield Wanted(name, gathering.target_in(text, claim, claim.indicator, place))


def _claim(row: Mapping[str, Any], line: int) -> tuple[Claim, str]:
    """A row as a claim in its own snippet of text."""
    try:
        number, kind = str(row["number"]), ClaimKind(row["kind"])
        comparator = Comparator(row["comparator"]) if row.get("comparator") else None
        indicator = str(row["indicator"])
        direction = Direction(row.get("direction") or "up")
    except KeyError as error:
        raise PlanError(f"第{line}行：缺少 {error.args[0]}；用 duban read -f jsonl 生成") from None
    except ValueError as error:
        raise PlanError(f"第{line}行：{error}") from None
    text = str(row.get("quote") or indicator + number)
    at = max(0, text.rfind(number))
    claim = Claim(
        start=at, end=at + len(number), number=number, quote=text, indicator=indicator,
        role=Role.TARGET, kind=kind, comparator=comparator, value=_decimal(row, "value", line),
        unit=str(row.get("unit") or ""), value_high=_decimal(row, "value_high", line),
        direction=direction,
    )  # fmt: skip
    return claim, text


def _decimal(row: Mapping[str, Any], name: str, line: int) -> Decimal | None:
    if row.get(name) is None:
        return None
    try:
        value = Decimal(str(row[name]))
    except InvalidOperation:
        raise PlanError(f"第{line}行：{name} 不是数：{row[name]!r}") from None
    if not value.is_finite():
        raise PlanError(f"第{line}行：{name} 不是数：{row[name]!r}")
    return value
