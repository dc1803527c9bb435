"""A table's cells as rows with heads: which rows are heads, captions and bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from duban.tables.column_heads import clean_words, find_table_unit, is_ratio, is_unit
from duban.text import Block, Document

_VALUE_PATTERN: Final = re.compile(
    r"(?:下降|减少|增长|增加)?[-+±]?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s?"
    r"(?P<unit>[%‰\u4e00-\u9fff]{0,6})"
)
_UNREADABLE_NUMBER: Final = re.compile(r"[\d.,]*[\ufffd\ue000-\uf8ff][\d.,%\ufffd\ue000-\uf8ff]*")
_YEAR: Final = re.compile(r"(?:19|20)\d\d年?")
_CAPTION: Final = re.compile(r"^(?:附?[表件]\s*[\d一二三四五六七八九十]|单位:)|表$")
_LINE_ABOVE: Final = re.compile(
    r"^附?[表件]\s*[\d一二三四五六七八九十]|单位:|(?:表|情况|指数|产量|构成|统计|增速|指标)$"
    r"|^.{0,16}\(%\)$"
)
_HEAD_WORD: Final = re.compile(
    r"^(?:指标(?:名称)?|项目(?:名称)?|类别|科目(?:名称)?|预算科目|单位|行业|产品名称|名称|地区|序号|内容)$"
    r"|预算数|完成数|执行数|决算数|绝对数|增长|占.*%|(?:19|20)\d\d年"
)
_EMPTY_MARKS: Final = frozenset(("", "-", "--", "---", "/", "\\", "…", "……", "*", "空", "无", "×"))
"""What is written in a cell without content."""
_MAX_LINES_ABOVE: Final = 3
"""The caption and the unit are looked for in this many lines before the table."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with its plain words."""

    block: Block
    words: str

    @property
    def row(self) -> int:
        """Its row, from 1."""
        return self.block.row or 1

    @property
    def first_column(self) -> int:
        """Its first column, from 1."""
        return self.block.column or 1

    @property
    def end_column(self) -> int:
        """The column after its last one."""
        return self.first_column + self.block.column_span

    @property
    def is_value(self) -> bool:
        """Whether it holds a number and nothing else."""
        match = _VALUE_PATTERN.fullmatch(self.words)
        if match is None:
            return self.is_unreadable
        unit = match["unit"]
        return not unit or (unit != "年" and (is_ratio(unit) or is_unit(unit)))

    @property
    def is_unreadable(self) -> bool:
        """Whether it holds a number with a character that could not be read."""
        return _UNREADABLE_NUMBER.fullmatch(self.words) is not None

    def covers(self, cell: TableCell) -> bool:
        """Whether it shares a column with another cell."""
        return self.first_column < cell.end_column and cell.first_column < self.end_column


@dataclass(slots=True)
class TableSection:
    """Rows under the same heads. `head_rows` are rows of cells, top first."""

    caption: str = ""
    unit: str | None = None
    head_rows: list[list[TableCell]] = field(default_factory=list)
    rows: list[list[TableCell]] = field(default_factory=list)


def list_tables(document: Document) -> Iterator[tuple[list[TableCell], str]]:
    """The cells of each table with the lines that stand before it."""
    blocks = document.blocks
    cells = [block for block in blocks if block.kind == "cell"]
    for _, group in groupby(cells, key=lambda block: block.table):
        table_cells = [TableCell(block, clean_words(document.text[block.start : block.end])) for block in group]
        table_cells = [entry for entry in table_cells if entry.words not in _EMPTY_MARKS]
        if not table_cells:
            continue
        first_paragraph = table_cells[0].block.paragraph - 1
        blocks_above = [
            block
            for block in blocks[max(0, first_paragraph - _MAX_LINES_ABOVE) : first_paragraph]
            if block.kind != "cell"
        ]
        lines_above = [clean_words(document.text[block.start : block.end]) for block in blocks_above]
        yield (table_cells, "\n".join(line for line in lines_above if len(line) < 60 and _LINE_ABOVE.search(line)))


def split_sections(cells: list[TableCell], lines_above: str) -> list[TableSection]:
    """Split a table into sections, each with its head rows and the rows below them."""
    rows = [list(row) for _, row in groupby(cells, key=lambda cell: cell.row)]
    width = max(cell.end_column for cell in cells) - 1
    table_sections = [TableSection(caption=lines_above, unit=find_table_unit(lines_above))]
    for index, row in enumerate(rows):
        open_section = table_sections[-1]
        if any(cell.is_value for cell in row) and not (_has_only_years(row) and not open_section.rows):
            open_section.rows.append(row)
        elif _is_caption(row, width):
            if open_section.rows or open_section.head_rows:
                table_sections.append(open_section := TableSection(unit=open_section.unit))
            words = " ".join(cell.words for cell in row)
            open_section.caption = f"{open_section.caption}\n{words}".strip()
            open_section.unit = find_table_unit(words) or open_section.unit
        elif _is_head(row, open_section, rows[index + 1 : index + 3]):
            if open_section.rows:
                table_sections.append(open_section := TableSection(open_section.caption, open_section.unit))
            open_section.head_rows.append(row)
        elif open_section.head_rows:
            open_section.rows.append(row)
    return [section for section in table_sections if section.rows]


def _has_only_years(row: list[TableCell]) -> bool:
    values = [cell for cell in row if cell.is_value]
    return bool(values) and all(_YEAR.fullmatch(cell.words) for cell in values)


def _is_caption(row: list[TableCell], width: int) -> bool:
    if any(_CAPTION.search(cell.words) for cell in row):
        return len(row) <= 2
    return len(row) == 1 and row[0].first_column == 1 and row[0].block.column_span >= max(2, 0.6 * width)


def _is_head(row: list[TableCell], open_section: TableSection, following: list[list[TableCell]]) -> bool:
    if len(row) < 2:
        return bool(open_section.head_rows and not open_section.rows)
    if not open_section.rows:
        return True
    has_head_word = any(_HEAD_WORD.search(cell.words) for cell in row)
    return has_head_word and any(cell.is_value for following_row in following for cell in following_row)
