"""Cells to claims: each number with the heads of its row and its column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from duban.commitments import (
    Claim,
    ClaimKind,
    Comparator,
    Direction,
    Provenance,
    Role,
    Strength,
    Unread,
)
from duban.tables.grid import Entry, Section, sections, tables_of
from duban.tables.heads import (
    PLACE,
    SEQUENCE,
    UNIT_COLUMN,
    Head,
    Stage,
    core_of,
    is_ratio,
    known_unit,
    measured,
    read_head,
    row_label,
    stage_of,
    year_of,
)
from duban.text import Document

NO_HEADS: Final = "表格没有能认出的表头，数字没有读 (a table without heads)"
NO_UNIT: Final = "表格没有写明单位，数字没有读 (a table that states no unit)"
PAST_PLAN: Final = "过去年度的预算或计划数，不是结果 (a plan of a past year, not a result)"
UNSAID: Final = "看不出是计划还是结果，数字没有读 (planned or reached is not said)"
LOST: Final = "数字里有不能确认的字符，没有取值 (a number with a character that cannot be read)"

_NUMBER: Final = re.compile(r"[-+]?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DOWN: Final = re.compile(r"下降|减少|降低")
_TOTAL: Final = re.compile(r"^(?:合计|总计|小计|总额|全部|总数)$")
_YEAR_ROW: Final = re.compile(r"((?:19|20)\d\d)年?(?:度)?")


@dataclass(frozen=True, slots=True)
class Table:
    """A table's claims, in text order, and what of it was not read."""

    start: int
    end: int
    caption: str
    claims: tuple[Claim, ...]
    unread: tuple[Unread, ...]


def read_tables(document: Document, year: int | None) -> list[Table]:
    """The tables of a document that hold numbers. `year` is the plan year."""
    title = document.title or ""
    reports = title.endswith("公报") or "决算" in title  # on what was, and on nothing else
    found: list[Table] = []
    for cells, above in tables_of(document):
        reader = _Reader(document.text, year, reports)
        for section in sections(cells, above):
            reader.section(section)
        if reader.claims or reader.unread:
            start, end = cells[0].block.start, cells[-1].block.end
            claims = tuple(sorted(reader.claims, key=lambda c: c.start))
            caption = above.split("\n")[-1] or cells[0].words
            found.append(Table(start, end, caption, claims, reader.left_out()))
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row says of its cells: label, unit, year, and the quote of the full row."""

    label: str
    unit: str | None
    year: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class _Column:
    """A column's words, its parsed head, and the head of the amount that a growth rate is of."""

    words: str
    head: Head
    level: Head | None


class _Reader:
    def __init__(self, text: str, year: int | None, reports: bool) -> None:
        self._text, self._year, self._reports = text, year, reports
        self.claims: list[Claim] = []
        self.unread: list[tuple[Entry, str]] = []

    def left_out(self) -> tuple[Unread, ...]:
        """The unread cells; successive ones with the same reason are joined."""
        out: list[Unread] = []
        for entry, reason in sorted(self.unread, key=lambda pair: pair[0].block.start):
            if out and out[-1].reason == reason and reason != LOST:
                out[-1] = Unread(out[-1].start, entry.block.end, reason)
            else:
                out.append(Unread(entry.block.start, entry.block.end, reason))
        return tuple(out)

    def section(self, section: Section) -> None:
        """Read the rows under one set of heads."""
        columns = _columns(section)
        labels: list[Entry] = []
        for row in section.rows:
            labels = [e for e in labels if e.row + e.block.down > row[0].row]
            quote = self._text[row[0].block.start : row[-1].block.end]
            for entry in row:
                if entry.is_value:
                    self._entry(section, entry, columns, [*labels, *row], quote)
            labels += [e for e in row if not e.is_value and e.block.down > 1]

    def _entry(
        self,
        section: Section,
        entry: Entry,
        columns: dict[tuple[int, int], _Column],
        cells: list[Entry],
        quote: str,
    ) -> None:
        column = columns[entry.left, entry.right]
        if SEQUENCE.match(column.words):
            return
        stub = _stub(section, entry, cells)
        if not column.words or stub is None:
            self.unread.append((entry, NO_HEADS))
            return
        self._cell(section, entry, column.head, column.level, _Row(*stub, quote))

    def _cell(
        self, section: Section, entry: Entry, head: Head, level: Head | None, row: _Row
    ) -> None:
        if entry.is_lost:
            self.unread.append((entry, LOST))
            return
        number = _NUMBER.search(entry.words)
        role = self._role(section, head, level, row)
        if number is None or isinstance(role, str):
            self.unread.append((entry, role if isinstance(role, str) else NO_HEADS))
            return
        own = entry.words[number.end() :].strip()
        value = _value(number[0], own, head, row, section)
        if value is None:
            self.unread.append((entry, NO_UNIT))
            return
        self._claim(section, entry, head, level, row, role, value)

    def _claim(
        self,
        section: Section,
        entry: Entry,
        head: Head,
        level: Head | None,
        row: _Row,
        role: tuple[Role, int | None],
        measure: tuple[Decimal, str],
    ) -> None:
        (value, unit), (what, year) = measure, role
        down = head.kind is ClaimKind.GROWTH and (value < 0 or _DOWN.search(entry.words))
        block = entry.block
        self.claims.append(
            Claim(
                start=block.start,
                end=block.end,
                number=self._text[block.start : block.end],
                quote=row.quote,
                indicator=_indicator(section, head, level, row),
                role=what,
                kind=_kind(head, unit),
                comparator=Comparator.EQ,
                value=abs(value) if down else value,
                unit=unit,
                direction=Direction.DOWN if down else Direction.UP,
                strength=None if what is Role.RESULT else Strength.PLAN,
                period=None if year in (None, self._year) else str(year),
                provenance=Provenance.TABLE,
            )
        )

    def _role(
        self, section: Section, head: Head, level: Head | None, row: _Row
    ) -> tuple[Role, int | None] | str:
        """The role and the year of a cell, or why they are not known."""
        deciding = level if head.change and level is not None else head
        said = deciding.stage
        year = row.year or deciding.year or year_of(section.caption)
        if self._reports:
            return Role.RESULT, year
        if said is Stage.UNSAID and deciding.year is None:
            said = stage_of(section.caption)
        if said is Stage.ACTUAL:
            return Role.RESULT, year
        if self._year is None:
            return UNSAID
        if said is Stage.PLAN:
            if year is not None and year < self._year:
                return PAST_PLAN
            return (Role.GOAL if year is not None and year > self._year else Role.TARGET), year
        if year is None or year == self._year:
            return UNSAID
        return (Role.RESULT if year < self._year else Role.GOAL), year


def _columns(section: Section) -> dict[tuple[int, int], _Column]:
    """The columns that hold numbers, by their edges. A rate is of the amount next on its left."""
    entries = {(e.left, e.right): e for row in section.rows for e in row if e.is_value}
    found: dict[tuple[int, int], _Column] = {}
    level: Head | None = None
    for key in sorted(entries):
        words, head = _head_of(section, entries[key])
        found[key] = _Column(words, head, level)
        if words and not head.change and head.kind is not ClaimKind.SHARE:
            level = head
    return found


def _head_of(section: Section, entry: Entry) -> tuple[str, Head]:
    above: dict[str, None] = {}
    for line in section.heads:
        for head in line:
            if head.covers(entry):
                above[head.words] = None
    words = " ".join(above)
    if not section.heads and len({e.left for row in section.rows for e in row if e.is_value}) == 1:
        words = section.caption.split("\n")[-1]  # a single column's head is often set apart
    return words, read_head(words)


def _stub(
    section: Section, entry: Entry, cells: list[Entry]
) -> tuple[str, str | None, int | None] | None:
    """The label, unit and year of a cell's row: the words that stand nearest on its left."""
    left = sorted((e for e in cells if e.right <= entry.left), key=lambda e: e.left)
    while left and left[-1].is_value and not SEQUENCE.match(_head_of(section, left[-1])[0]):
        if _YEAR_ROW.fullmatch(left[-1].words) and left[-1].left == 1:
            break
        left.pop()
    names: list[str] = []
    unit = year = None
    for cell in reversed(left):
        head = _head_of(section, cell)[0]
        if SEQUENCE.match(head):
            continue
        if found := _YEAR_ROW.fullmatch(cell.words):
            year = int(found[1])
            continue
        if cell.is_value:
            break
        if UNIT_COLUMN.match(head):
            unit = cell.words
            continue
        label, own = row_label(cell.words)
        unit = unit or own
        if label:
            names.insert(0, label)
    if not names and year is None:
        return None
    return "".join(names), unit, year


def _value(
    number: str, own: str, head: Head, row: _Row, section: Section
) -> tuple[Decimal, str] | None:
    """The value in its base unit; None where no unit is stated and one is needed."""
    bare = number.replace(",", "").replace(" ", "").replace("+", "")
    negative, digits = bare.startswith("-"), bare.lstrip("-")
    if own and (known_unit(own) or is_ratio(own)):
        unit: str | None = own
    elif head.unit is not None:
        unit = head.unit
    elif head.kind in (ClaimKind.GROWTH, ClaimKind.SHARE):
        unit = row.unit if row.unit is not None and is_ratio(row.unit) else None
        if unit is None and head.kind is ClaimKind.GROWTH and not row.unit and not section.unit:
            return None
    elif head.index:
        unit = ""
    else:
        unit = row.unit or section.unit
    if unit is None:
        return None
    found = measured(digits, unit)
    return found if found is None or not negative else (-found[0], found[1])


def _kind(head: Head, unit: str) -> ClaimKind:
    if unit == "百分点":
        return ClaimKind.POINTS
    if unit in ("%", "‰") and head.kind is ClaimKind.LEVEL:
        return ClaimKind.SHARE
    return head.kind


def _indicator(section: Section, head: Head, level: Head | None, row: _Row) -> str:
    """What a cell measures: the row's label, and what its column adds to that."""
    rest = head.rest or (level.rest if level is not None and head.change else "")
    label = row.label
    if _TOTAL.match(label) and not rest:
        label = core_of(section.caption) + label
    if PLACE.match(rest) and not PLACE.match(label):
        return rest + label
    shared = next((n for n in range(len(rest), 1, -1) if label.endswith(rest[:n])), 0)
    return label + rest[shared:]
