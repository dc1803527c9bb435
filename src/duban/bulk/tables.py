"""One report to the rows of every table of the panel."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duban.bulk.about import about_years
from duban.bulk.basis import Basis, basis_of
from duban.bulk.coverage import coverage_rows
from duban.bulk.schema import TABLES, YearSource, arrow_schema
from duban.bulk.sentence_rows import enclosing, sentence_rows
from duban.commitments import Claim, Commitment, Part, Report
from duban.documents import parquet
from duban.documents.rows import COLUMNS, Entry, cells, entries
from duban.indicators import harmonised
from duban.regions import Level, Region, by_code, current_code, find_in_year

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
_NAMES = tuple(column.name for column in COLUMNS)


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


def tables(report: Report, origin: Origin) -> dict[str, pa.Table]:
    """Every table of the panel, with this report's rows."""
    rows = _Rows(report, origin)
    entries_as_rows = [rows.wide_row(entry) for entry in rows.found]
    claims = [row for row in entries_as_rows if "claim_id" in row]
    coverage = [rows.own | row for row in coverage_rows(report, claims)]
    wide = table("wide", entries_as_rows)
    made = {
        "report": table("report", [rows.report_row()]),
        "part": table("part", [rows.part_row(part) for part in report.parts]),
        "commitment": table("commitment", [rows.commitment_row(e) for e in rows.firsts()]),
        "claim": wide.filter(wide["claim_id"].is_valid()).select(arrow_schema("claim").names),
        "sentence": table("sentence", rows.sentence_rows()),
        "coverage": table("coverage", coverage),
        "wide": wide,
    }
    return {name: made[name] for name in TABLES}


def table(name: str, rows: Iterable[Row]) -> pa.Table:
    """Rows as an Arrow table of the panel; a figure that does not fit a decimal is null."""
    pa = parquet.arrow()
    kept = list(rows)
    schema = arrow_schema(name)
    whole = pa.struct(schema)
    try:
        found = pa.array(kept, type=whole)
    except (pa.ArrowInvalid, UnicodeEncodeError):
        fitting = [{key: parquet.fitting(cell) for key, cell in row.items()} for row in kept]
        found = pa.array(fitting, type=whole)
    return pa.Table.from_arrays(found.flatten(), schema=schema)


@dataclass(slots=True)
class _Rows:
    """Builds the rows of one report. `found` are its entries in the order of the wide table."""

    report: Report
    origin: Origin
    region: Region | None = None
    own: Row = field(default_factory=dict)
    about: dict[tuple[int, int], int] = field(default_factory=dict)
    found: list[Entry] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.region = region_of(self.report, self.origin.region_code)
        self.own = {
            "report_id": self.origin.report_id,
            "region_code": self.region and self.region.code,
            "year": self.report.year,
        }
        self.about = about_years(self.report)
        self.found = list(entries(self.report))
        self.places = {id(part): n for n, part in enumerate(self.report.parts, 1)}
        claims = [e.claim for e in self.found if e.claim]
        self.numbers = {id(claim): n for n, claim in enumerate(claims, 1)}

    def report_row(self) -> Row:
        report, region = self.report, self.region
        return self.own | {
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
            "claims": len(self.numbers),
            "unread": len(report.unread),
            "document_kind": report.kind.value,
            "notices": "|".join(n.code for n in report.notices),
        }

    def part_row(self, part: Part) -> Row:
        made = [c for topic in part.topics for c in topic.commitments]
        results = sum(len(topic.results) for topic in part.topics)
        return self.own | {
            "part_id": self._part_id(part),
            "within": self._part_key(enclosing(self.report, self.places[id(part)])),
            "part_number": part.number,
            "part_heading": part.heading,
            "part_role": part.role.value,
            "topics": len(part.topics),
            "commitments": len(made),
            "quantified": sum(1 for c in made if _values(c)),
            "claims": results + sum(len(c.claims) for c in made),
            "start": part.start,
            "end": part.end,
        }

    def firsts(self) -> Iterator[Entry]:
        """One entry for each commitment."""
        seen: set[int] = set()
        for entry in self.found:
            if entry.commitment is not None and id(entry.commitment) not in seen:
                seen.add(id(entry.commitment))
                yield entry

    def commitment_row(self, entry: Entry) -> Row:
        made = entry.commitment
        assert made is not None  # noqa: S101
        return self._place(entry) | {
            "section": entry.topic.section,
            "topic_heading": entry.topic.heading,
            "commitment": made.id,
            "commitment_type": made.type.value,
            "commitment_text": made.text,
            "verbs": "|".join(made.verbs),
            "names": "|".join(n.text for n in made.names),
            "claims": len(made.claims),
            "valued": _values(made),
            "verifiable": made.verifiable.value,
            "counts": int(made.counts),
            "start": made.start,
            "end": made.end,
        }

    def wide_row(self, entry: Entry) -> Row:
        """What the wide table and, where there is a claim, the claim table hold of an entry."""
        facts = {
            "file": self.origin.file,
            "sha256": self.origin.sha256,
            "title": self.report.title,
            "jurisdiction": self.report.jurisdiction,
        }
        said = zip(_NAMES, cells(entry), strict=True)
        return self._place(entry) | facts | dict(said) | self._harmonised(entry.claim)

    def _place(self, entry: Entry) -> Row:
        made = entry.commitment
        return self.own | {
            "commitment_id": f"{self.own['report_id']}:{made.id}" if made else None,
            "part_id": self._part_id(entry.part),
            "part_role": entry.part.role.value,
            "topic_number": entry.topic.number,
        }

    def sentence_rows(self) -> Iterator[Row]:
        """The report's sentences, each with its keys."""
        for row in sentence_rows(self.report):
            place = row.pop("place")
            keys = {
                "sentence_id": f"{self.own['report_id']}:s{row['sentence_number']}",
                "part_id": self._part_key(place),
            }
            yield self.own | keys | row

    def _part_id(self, part: Part) -> str:
        return f"{self.own['report_id']}:p{self.places[id(part)]}"

    def _part_key(self, place: int | None) -> str | None:
        return f"{self.own['report_id']}:p{place}" if place else None

    def _harmonised(self, claim: Claim | None) -> Row:
        if claim is None:
            return {}
        known = harmonised(claim.indicator, self.report.jurisdiction)
        basis = basis_of(claim, self.report)
        of_one_year = basis in (None, Basis.YEAR)
        return {
            "basis": basis and basis.value,
            "claim_id": f"{self.own['report_id']}:c{self.numbers[id(claim)]}",
            "indicator_id": known and known.id,
            "about_year": self.about.get((claim.start, claim.end)) if of_one_year else None,
        }


def region_of(report: Report, code: str | None = None) -> Region | None:
    """The region of a report, as it was in the plan year; None where nothing says which it is."""
    if code is not None:
        return by_code(code) or Region(code, report.jurisdiction or "", _level(code), None)
    return find_in_year(report.jurisdiction, report.year) if report.jurisdiction else None


def _level(code: str) -> Level:
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if code.endswith("00") else Level.COUNTY


def _values(commitment: Commitment) -> int:
    return sum(1 for c in commitment.claims if isinstance(c.value, Decimal))
