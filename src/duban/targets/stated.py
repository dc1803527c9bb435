"""What each report of a panel states of one indicator: this year's target, last year's result, or why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow.compute as pc
import pyarrow.parquet as pq

from duban.bulk.panel_rows import read_rows
from duban.indicators import load_vocabulary
from duban.notices import NoticeError
from duban.wording.sources import Reason, select_usable

Row = Mapping[str, Any]
_COVERED: Final = "found"
_PER_CENT: Final = "%"


@dataclass(frozen=True, slots=True)
class Figure:
    """One claim: a target or a result in per cent; of a range `value` is the lower end."""

    claim_id: str
    value: Decimal
    value_high: Decimal | None
    comparator: str | None
    strength: str | None
    basis: str | None
    quote: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A report that a measure leaves out, and why."""

    measure: str
    report: Row
    reason: str


@dataclass(slots=True)
class Stated:
    """The figures of the usable reports by region and year, and the reports that are none, with the reason.

    `figures` are by report id and what is asked, `target` or `result`; `missing` says why there is none.
    """

    indicator: str
    lower_is_better: bool
    reports: dict[tuple[str, int], Row]
    refused: list[tuple[Row, Reason]]
    figures: dict[tuple[str, str], Figure] = field(default_factory=dict)
    missing: dict[tuple[str, str], str] = field(default_factory=dict)

    def find_target(self, report: Row) -> Figure | None:
        """This year's target; None where `reason` says why."""
        return self.figures.get((report["report_id"], "target"))

    def find_result(self, report: Row) -> Figure | None:
        """Last year's result as the report states it."""
        return self.figures.get((report["report_id"], "result"))

    def explain(self, report: Row, asked: str) -> str:
        """Why there is no figure: a code of the panel's coverage, `not_in_per_cent`, or the basis."""
        return self.missing.get((report["report_id"], asked), "not_stated")

    def exclude_refused(self, measure: str) -> list[Exclusion]:
        """The reports that no measure can use, for the list of one measure."""
        return [Exclusion(measure, report, reason.value) for report, reason in self.refused]


def read_stated(panel: Path, indicator: str) -> Stated:
    """What the reports of a panel state of an indicator. Raises `NoticeError` for an unknown one."""
    coverage = [row for row in read_rows(panel / "coverage.parquet") if row["indicator_id"] == indicator]
    if not coverage:
        indicator_ids = sorted(set(pq.read_table(panel / "coverage.parquet", columns=["indicator_id"])[0].to_pylist()))
        raise NoticeError.make("indicator_not_in_panel", indicator=indicator, choices=tuple(indicator_ids))
    reports, refused = select_usable(read_rows(panel / "report.parquet"))
    stated = Stated(indicator, load_vocabulary()[indicator].better == "lower", reports, refused)
    claims = _read_claims(panel, {row["claim_id"] for row in coverage if row["coverage"] == _COVERED})
    for row in coverage:
        key = row["report_id"], row["asked"]
        claim = claims.get(row["claim_id"])
        reason = row["coverage"] if row["coverage"] != _COVERED or claim is None else _find_flaw(claim)
        if reason is None and claim is not None:
            stated.figures[key] = Figure(**{name: claim[name] for name in Figure.__dataclass_fields__})
        else:
            stated.missing[key] = str(reason)
    return stated


def _find_flaw(claim: Row) -> str | None:
    """Why a claim cannot be subtracted from another; None where it can."""
    if claim["unit"] != _PER_CENT or claim["value"] is None:
        return "not_in_per_cent"
    return None if claim["basis"] in (None, "year") else f"basis_{claim['basis']}"


def _read_claims(panel: Path, claim_ids: set[str]) -> dict[str, Row]:
    import pyarrow as pa

    id_array = pa.array(sorted(claim_ids), pa.string())
    columns = [*Figure.__dataclass_fields__, "unit"]
    claims: dict[str, Row] = {}
    with pq.ParquetFile(panel / "claim.parquet") as table:
        for group in range(table.num_row_groups):
            rows = table.read_row_group(group, columns=columns)
            chosen = rows.filter(pc.is_in(rows["claim_id"], value_set=id_array))
            claims |= {row["claim_id"]: row for row in chosen.to_pylist()}
    return claims
