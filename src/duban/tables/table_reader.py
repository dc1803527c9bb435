"""Cells to claims: each number with the heads of its row and its column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from duban.commitments import Claim, ClaimKind, Comparator, Direction, Provenance, Role, Strength, Unread
from duban.tables.column_heads import (
    PLACE_NAME,
    SEQUENCE_HEAD,
    UNIT_HEAD,
    ColumnHead,
    Stage,
    convert_to_base_unit,
    detect_stage,
    extract_table_subject,
    find_year,
    is_ratio,
    is_unit,
    read_head,
    split_row_label,
)
from duban.tables.table_sections import TableCell, TableSection, list_tables, split_sections
from duban.text import Document

NO_HEADS: Final = "表格没有能认出的表头，数字没有读 (a table without heads)"
NO_UNIT: Final = "表格没有写明单位，数字没有读 (a table that states no unit)"
PAST_PLAN: Final = "过去年度的预算或计划数，不是结果 (a plan of a past year, not a result)"
UNCLEAR_STAGE: Final = "看不出是计划还是结果，数字没有读 (planned or reached is not said)"
UNREADABLE: Final = "数字里有不能确认的字符，没有取值 (a number with a character that cannot be read)"

_NUMBER_PATTERN: Final = re.compile(r"[-+]?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DOWN_WORD: Final = re.compile(r"下降|减少|降低")
_TOTAL_LABEL: Final = re.compile(r"^(?:合计|总计|小计|总额|全部|总数)$")
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
    is_result_report = title.endswith("公报") or "决算" in title  # on what was, and on nothing else
    tables: list[Table] = []
    for cells, lines_above in list_tables(document):
        reader = _TableReader(document.text, year, is_result_report)
        for section in split_sections(cells, lines_above):
            reader.read_section(section)
        if reader.claims or reader.unread:
            start, end = cells[0].block.start, cells[-1].block.end
            claims = tuple(sorted(reader.claims, key=lambda claim: claim.start))
            caption = lines_above.split("\n")[-1] or cells[0].words
            tables.append(Table(start, end, caption, claims, reader.list_unread()))
    return tables


@dataclass(frozen=True, slots=True)
class _RowLabel:
    """What a row says of its cells: label, unit, year, and the quote of the full row."""

    label: str
    unit: str | None
    year: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class _TableColumn:
    """A column's words, its parsed head, and the head of the amount that a growth rate is of."""

    words: str
    head: ColumnHead
    level_head: ColumnHead | None


class _TableReader:
    def __init__(self, text: str, year: int | None, is_result_report: bool) -> None:
        self._text, self._year, self._is_result_report = text, year, is_result_report
        self.claims: list[Claim] = []
        self.unread: list[tuple[TableCell, str]] = []

    def list_unread(self) -> tuple[Unread, ...]:
        """The unread cells; successive ones with the same reason are joined."""
        unread: list[Unread] = []
        for cell, reason in sorted(self.unread, key=lambda pair: pair[0].block.start):
            if unread and unread[-1].reason == reason and reason != UNREADABLE:
                unread[-1] = Unread(unread[-1].start, cell.block.end, reason)
            else:
                unread.append(Unread(cell.block.start, cell.block.end, reason))
        return tuple(unread)

    def read_section(self, section: TableSection) -> None:
        """Read the rows under one set of heads."""
        columns = _read_columns(section)
        label_cells: list[TableCell] = []
        for row in section.rows:
            label_cells = [cell for cell in label_cells if cell.row + cell.block.row_span > row[0].row]
            quote = self._text[row[0].block.start : row[-1].block.end]
            for value_cell in row:
                if value_cell.is_value:
                    self._read_cell(section, value_cell, columns, [*label_cells, *row], quote)
            label_cells += [cell for cell in row if not cell.is_value and cell.block.row_span > 1]

    def _read_cell(
        self,
        section: TableSection,
        cell: TableCell,
        columns: dict[tuple[int, int], _TableColumn],
        cells: list[TableCell],
        quote: str,
    ) -> None:
        column = columns[cell.first_column, cell.end_column]
        if SEQUENCE_HEAD.match(column.words):
            return
        row_stub = _read_row_stub(section, cell, cells)
        if not column.words or row_stub is None:
            self.unread.append((cell, NO_HEADS))
            return
        self._read_value(section, cell, column.head, column.level_head, _RowLabel(*row_stub, quote))

    def _read_value(
        self,
        section: TableSection,
        cell: TableCell,
        head: ColumnHead,
        level_head: ColumnHead | None,
        row_label: _RowLabel,
    ) -> None:
        if cell.is_unreadable:
            self.unread.append((cell, UNREADABLE))
            return
        number = _NUMBER_PATTERN.search(cell.words)
        role = self._decide_role(section, head, level_head, row_label)
        if number is None or isinstance(role, str):
            self.unread.append((cell, role if isinstance(role, str) else NO_HEADS))
            return
        cell_unit = cell.words[number.end() :].strip()
        value = _read_value(number[0], cell_unit, head, row_label, section)
        if value is None:
            self.unread.append((cell, NO_UNIT))
            return
        self._add_claim(section, cell, head, level_head, row_label, role, value)

    def _add_claim(
        self,
        section: TableSection,
        cell: TableCell,
        head: ColumnHead,
        level_head: ColumnHead | None,
        row_label: _RowLabel,
        role_and_year: tuple[Role, int | None],
        value_and_unit: tuple[Decimal, str],
    ) -> None:
        (value, unit), (claim_role, year) = value_and_unit, role_and_year
        is_down = head.kind is ClaimKind.GROWTH and (value < 0 or _DOWN_WORD.search(cell.words))
        block = cell.block
        self.claims.append(
            Claim(
                start=block.start,
                end=block.end,
                number=self._text[block.start : block.end],
                quote=row_label.quote,
                indicator=_name_indicator(section, head, level_head, row_label),
                role=claim_role,
                kind=_decide_kind(head, unit),
                comparator=Comparator.EQ,
                value=abs(value) if is_down else value,
                unit=unit,
                direction=Direction.DOWN if is_down else Direction.UP,
                strength=None if claim_role is Role.RESULT else Strength.PLAN,
                period=None if year in (None, self._year) else str(year),
                provenance=Provenance.TABLE,
            )
        )

    def _decide_role(
        self, section: TableSection, head: ColumnHead, level_head: ColumnHead | None, row_label: _RowLabel
    ) -> tuple[Role, int | None] | str:
        """The role and the year of a cell, or why they are not known."""
        deciding_head = level_head if head.is_change and level_head is not None else head
        stage = deciding_head.stage
        year = row_label.year or deciding_head.year or find_year(section.caption)
        if self._is_result_report:
            return Role.RESULT, year
        if stage is Stage.UNSAID and deciding_head.year is None:
            stage = detect_stage(section.caption)
        if stage is Stage.ACTUAL:
            return Role.RESULT, year
        if self._year is None:
            return UNCLEAR_STAGE
        if stage is Stage.PLAN:
            if year is not None and year < self._year:
                return PAST_PLAN
            return (Role.GOAL if year is not None and year > self._year else Role.TARGET), year
        if year is None or year == self._year:
            return UNCLEAR_STAGE
        return (Role.RESULT if year < self._year else Role.GOAL), year


def _read_columns(section: TableSection) -> dict[tuple[int, int], _TableColumn]:
    """The columns that hold numbers, by their edges. A rate is of the amount next on its left."""
    cell_by_edges = {
        (cell.first_column, cell.end_column): cell for row in section.rows for cell in row if cell.is_value
    }
    column_by_edges: dict[tuple[int, int], _TableColumn] = {}
    level_head: ColumnHead | None = None
    for edges in sorted(cell_by_edges):
        words, head = _find_head(section, cell_by_edges[edges])
        column_by_edges[edges] = _TableColumn(words, head, level_head)
        if words and not head.is_change and head.kind is not ClaimKind.SHARE:
            level_head = head
    return column_by_edges


def _find_head(section: TableSection, cell: TableCell) -> tuple[str, ColumnHead]:
    head_words: dict[str, None] = {}
    for head_row in section.head_rows:
        for head_cell in head_row:
            if head_cell.covers(cell):
                head_words[head_cell.words] = None
    words = " ".join(head_words)
    if (
        not section.head_rows
        and len({value_cell.first_column for row in section.rows for value_cell in row if value_cell.is_value}) == 1
    ):
        words = section.caption.split("\n")[-1]  # a single column's head is often set apart
    return words, read_head(words)


def _read_row_stub(
    section: TableSection, value_cell: TableCell, cells: list[TableCell]
) -> tuple[str, str | None, int | None] | None:
    """The label, unit and year of a cell's row: the words that stand nearest on its left."""
    preceding_cells = sorted(
        (row_cell for row_cell in cells if row_cell.end_column <= value_cell.first_column),
        key=lambda row_cell: row_cell.first_column,
    )
    while (
        preceding_cells
        and preceding_cells[-1].is_value
        and not SEQUENCE_HEAD.match(_find_head(section, preceding_cells[-1])[0])
    ):
        if _YEAR_ROW.fullmatch(preceding_cells[-1].words) and preceding_cells[-1].first_column == 1:
            break
        preceding_cells.pop()
    names: list[str] = []
    unit = year = None
    for cell in reversed(preceding_cells):
        head_words = _find_head(section, cell)[0]
        if SEQUENCE_HEAD.match(head_words):
            continue
        if year_match := _YEAR_ROW.fullmatch(cell.words):
            year = int(year_match[1])
            continue
        if cell.is_value:
            break
        if UNIT_HEAD.match(head_words):
            unit = cell.words
            continue
        label, label_unit = split_row_label(cell.words)
        unit = unit or label_unit
        if label:
            names.insert(0, label)
    if not names and year is None:
        return None
    return "".join(names), unit, year


def _read_value(
    number: str, cell_unit: str, head: ColumnHead, row_label: _RowLabel, section: TableSection
) -> tuple[Decimal, str] | None:
    """The value in its base unit; None where no unit is stated and one is needed."""
    digits_text = number.replace(",", "").replace(" ", "").replace("+", "")
    is_negative, digits = digits_text.startswith("-"), digits_text.lstrip("-")
    if cell_unit and (is_unit(cell_unit) or is_ratio(cell_unit)):
        unit: str | None = cell_unit
    elif head.unit is not None:
        unit = head.unit
    elif head.kind in (ClaimKind.GROWTH, ClaimKind.SHARE):
        unit = row_label.unit if row_label.unit is not None and is_ratio(row_label.unit) else None
        if unit is None and head.kind is ClaimKind.GROWTH and not row_label.unit and not section.unit:
            return None
    elif head.is_index:
        unit = ""
    else:
        unit = row_label.unit or section.unit
    if unit is None:
        return None
    measure = convert_to_base_unit(digits, unit)
    return measure if measure is None or not is_negative else (-measure[0], measure[1])


def _decide_kind(head: ColumnHead, unit: str) -> ClaimKind:
    if unit == "百分点":
        return ClaimKind.POINTS
    if unit in ("%", "‰") and head.kind is ClaimKind.LEVEL:
        return ClaimKind.SHARE
    return head.kind


def _name_indicator(
    section: TableSection, head: ColumnHead, level_head: ColumnHead | None, row_label: _RowLabel
) -> str:
    """What a cell measures: the row's label, and what its column adds to that."""
    subject = head.subject or (level_head.subject if level_head is not None and head.is_change else "")
    label = row_label.label
    if _TOTAL_LABEL.match(label) and not subject:
        label = extract_table_subject(section.caption) + label
    if PLACE_NAME.match(subject) and not PLACE_NAME.match(label):
        return subject + label
    shared_length = next((length for length in range(len(subject), 1, -1) if label.endswith(subject[:length])), 0)
    return label + subject[shared_length:]
