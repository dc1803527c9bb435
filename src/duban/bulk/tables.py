"""One report to the rows of every table of the panel."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duban.bulk.basis import Basis, find_basis
from duban.bulk.claim_years import find_claim_years
from duban.bulk.coverage import build_coverage_rows
from duban.bulk.schema import TABLES, YearSource, build_arrow_schema
from duban.bulk.sentence_rows import build_sentence_rows, find_enclosing_part
from duban.commitments import Claim, Commitment, Part, Report
from duban.documents import parquet
from duban.documents.report_rows import REPORT_COLUMNS, RowSubject, build_row, list_row_subjects
from duban.indicators import harmonise
from duban.regions import Level, Region, current_code, find_by_code, find_in_year

if TYPE_CHECKING:
    import pyarrow as pa

PanelRow = dict[str, Any]
_WIDE_COLUMNS = tuple(column.name for column in REPORT_COLUMNS)


@dataclass(frozen=True, slots=True)
class Origin:
    """Which file a report is from, and where its plan year was found."""

    file: str
    sha256: str
    year_source: YearSource | None = None
    region_code: str | None = None
    """The region's code, where a manifest gives it."""

    @property
    def report_id(self) -> str:
        """The report's id: of the file's name, so that it outlives a correction of its text."""
        return hashlib.sha256(self.file.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def build_tables(report: Report, origin: Origin) -> dict[str, pa.Table]:
    """Every table of the panel, with this report's rows."""
    rows = _ReportRows(report, origin)
    wide_rows = [rows.build_wide_row(entry) for entry in rows.wide_entries]
    claims = [row for row in wide_rows if "claim_id" in row]
    coverage = [rows.report_keys | row for row in build_coverage_rows(report, claims)]
    wide = build_table("wide", wide_rows)
    table_by_name = {
        "report": build_table("report", [rows.build_report_row()]),
        "part": build_table("part", [rows.build_part_row(part) for part in report.parts]),
        "commitment": build_table(
            "commitment", [rows.build_commitment_row(first_entry) for first_entry in rows.list_first_entries()]
        ),
        "claim": wide.filter(wide["claim_id"].is_valid()).select(build_arrow_schema("claim").names),
        "sentence": build_table("sentence", rows.build_sentence_rows()),
        "coverage": build_table("coverage", coverage),
        "wide": wide,
    }
    return {name: table_by_name[name] for name in TABLES}


def build_table(table_name: str, rows: Iterable[PanelRow]) -> pa.Table:
    """Rows as an Arrow table of the panel; a figure that does not fit a decimal is null."""
    pa = parquet.import_pyarrow()
    row_list = list(rows)
    schema = build_arrow_schema(table_name)
    struct_type = pa.struct(schema)
    try:
        array = pa.array(row_list, type=struct_type)
    except (pa.ArrowInvalid, UnicodeEncodeError):
        fitting_rows = [{column: parquet.fit_cell(cell) for column, cell in row.items()} for row in row_list]
        array = pa.array(fitting_rows, type=struct_type)
    return pa.Table.from_arrays(array.flatten(), schema=schema)


@dataclass(slots=True)
class _ReportRows:
    """Builds the rows of one report. `found` are its entries in the order of the wide table."""

    report: Report
    origin: Origin
    region: Region | None = None
    report_keys: PanelRow = field(default_factory=dict)
    year_by_span: dict[tuple[int, int], int] = field(default_factory=dict)
    wide_entries: list[RowSubject] = field(default_factory=list)
    number_by_part: dict[int, int] = field(default_factory=dict)
    number_by_claim: dict[int, int] = field(default_factory=dict)
    file_facts: PanelRow = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.region = find_region(self.report, self.origin.region_code)
        self.report_keys = {
            "report_id": self.origin.report_id,
            "region_code": self.region and self.region.code,
            "year": self.report.year,
        }
        self.file_facts = {
            "file": self.origin.file,
            "sha256": self.origin.sha256,
            "title": self.report.title,
            "jurisdiction": self.report.jurisdiction,
        }
        self.year_by_span = find_claim_years(self.report)
        self.wide_entries = list(list_row_subjects(self.report))
        self.number_by_part = {id(part): number for number, part in enumerate(self.report.parts, 1)}
        claims = [entry.claim for entry in self.wide_entries if entry.claim]
        self.number_by_claim = {id(claim): number for number, claim in enumerate(claims, 1)}

    def build_report_row(self) -> PanelRow:
        report, region = self.report, self.region
        return self.report_keys | {
            "file": self.origin.file,
            "sha256": self.origin.sha256,
            "title": report.title,
            "jurisdiction": report.jurisdiction,
            "region_series": region and current_code(region.code),
            "region_name": region and region.name,
            "region_level": region and region.level.value,
            "year_source": self.origin.year_source and self.origin.year_source.value,
            "date": report.date,
            "characters": len(report.text),
            "parts": len(report.parts),
            "commitments": sum(1 for _ in report.commitments()),
            "claims": len(self.number_by_claim),
            "unread": len(report.unread),
            "document_kind": report.kind.value,
            "notices": "|".join(notice.code for notice in report.notices),
        }

    def build_part_row(self, part: Part) -> PanelRow:
        commitments = [commitment for topic in part.topics for commitment in topic.commitments]
        result_count = sum(len(topic.results) for topic in part.topics)
        return self.report_keys | {
            "part_id": self._build_part_id(part),
            "within": self._build_part_key(find_enclosing_part(self.report, self.number_by_part[id(part)])),
            "part_number": part.number,
            "part_heading": part.heading,
            "part_role": part.role.value,
            "topics": len(part.topics),
            "commitments": len(commitments),
            "quantified": sum(1 for commitment in commitments if _count_values(commitment)),
            "claims": result_count + sum(len(commitment.claims) for commitment in commitments),
            "start": part.start,
            "end": part.end,
        }

    def list_first_entries(self) -> Iterator[RowSubject]:
        """One entry for each commitment."""
        commitment_ids: set[int] = set()
        for entry in self.wide_entries:
            if entry.commitment is not None and id(entry.commitment) not in commitment_ids:
                commitment_ids.add(id(entry.commitment))
                yield entry

    def build_commitment_row(self, entry: RowSubject) -> PanelRow:
        commitment = entry.commitment
        assert commitment is not None  # noqa: S101
        return self._build_place_values(entry) | {
            "section": entry.topic.section,
            "topic_heading": entry.topic.heading,
            "commitment": commitment.id,
            "commitment_type": commitment.type.value,
            "commitment_text": commitment.text,
            "verbs": "|".join(commitment.verbs),
            "names": "|".join(name.text for name in commitment.names),
            "claims": len(commitment.claims),
            "valued": _count_values(commitment),
            "verifiable": commitment.verifiable.value,
            "counts": int(commitment.counts),
            "start": commitment.start,
            "end": commitment.end,
        }

    def build_wide_row(self, entry: RowSubject) -> PanelRow:
        """What the wide table and, where there is a claim, the claim table hold of an entry."""
        return {
            **self._build_place_values(entry),
            **self.file_facts,
            **dict(zip(_WIDE_COLUMNS, build_row(entry), strict=True)),
            **self._build_harmonised_values(entry.claim),
        }

    def _build_place_values(self, entry: RowSubject) -> PanelRow:
        commitment = entry.commitment
        return self.report_keys | {
            "commitment_id": f"{self.report_keys['report_id']}:{commitment.id}" if commitment else None,
            "part_id": self._build_part_id(entry.part),
            "part_role": entry.part.role.value,
            "topic_number": entry.topic.number,
        }

    def build_sentence_rows(self) -> Iterator[PanelRow]:
        """The report's sentences, each with its keys."""
        for row in build_sentence_rows(self.report):
            part_number = row.pop("place")
            keys = {
                "sentence_id": f"{self.report_keys['report_id']}:s{row['sentence_number']}",
                "part_id": self._build_part_key(part_number),
            }
            yield self.report_keys | keys | row

    def _build_part_id(self, part: Part) -> str:
        return f"{self.report_keys['report_id']}:p{self.number_by_part[id(part)]}"

    def _build_part_key(self, part_number: int | None) -> str | None:
        return f"{self.report_keys['report_id']}:p{part_number}" if part_number else None

    def _build_harmonised_values(self, claim: Claim | None) -> PanelRow:
        if claim is None:
            return {}
        indicator_entry = harmonise(claim.indicator, self.report.jurisdiction)
        basis = find_basis(claim, self.report)
        is_annual = basis in (None, Basis.YEAR)
        return {
            "basis": basis and basis.value,
            "claim_id": f"{self.report_keys['report_id']}:c{self.number_by_claim[id(claim)]}",
            "indicator_id": indicator_entry and indicator_entry.id,
            "about_year": self.year_by_span.get((claim.start, claim.end)) if is_annual else None,
        }


def find_region(report: Report, region_code: str | None = None) -> Region | None:
    """The region of a report, as it was in the plan year; None where nothing says which it is."""
    if region_code is not None:
        return find_by_code(region_code) or Region(
            region_code, report.jurisdiction or "", _guess_level(region_code), None
        )
    return find_in_year(report.jurisdiction, report.year) if report.jurisdiction else None


def _guess_level(region_code: str) -> Level:
    if region_code.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if region_code.endswith("00") else Level.COUNTY


def _count_values(commitment: Commitment) -> int:
    return sum(1 for claim in commitment.claims if isinstance(claim.value, Decimal))
