"""A table's cells as rows with heads: which rows are heads, captions and bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from duban.tables.heads import is_ratio, known_unit, plain, table_unit
from duban.text import Block, Document

_VALUE: Final = re.compile(
    r"(?:下降|减少|增长|增加)?[-+±]?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s?"
    r"(?P<unit>[%‰\u4e00-\u9fff]{0,6})"
)
_LOST: Final = re.compile(r"[\d.,]*[\ufffd\ue000-\uf8ff][\d.,%\ufffd\ue000-\uf8ff]*")
_YEAR: Final = re.compile(r"(?:19|20)\d\d年?")
_CAPTION: Final = re.compile(r"^(?:附?[表件]\s*[\d一二三四五六七八九十]|单位:)|表$")
_ABOVE: Final = re.compile(
    r"^附?[表件]\s*[\d一二三四五六七八九十]|单位:|(?:表|情况|指数|产量|构成|统计|增速|指标)$"
    r"|^.{0,16}\(%\)$"
)
_HEAD_WORD: Final = re.compile(
    r"^(?:指标(?:名称)?|项目(?:名称)?|类别|科目(?:名称)?|预算科目|单位|行业|产品名称|名称|地区|序号|内容)$"
    r"|预算数|完成数|执行数|决算数|绝对数|增长|占.*%|(?:19|20)\d\d年"
)
_NOTHING: Final = frozenset(("", "-", "--", "---", "/", "\\", "…", "……", "*", "空", "无", "×"))
"""What is written in a cell without content."""
_BEFORE: Final = 3
"""The caption and the unit are looked for in this many lines before the table."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell with its plain words."""

    block: Block
    words: str

    @property
    def row(self) -> int:
        """Its row, from 1."""
        return self.block.row or 1

    @property
    def left(self) -> int:
        """Its first column, from 1."""
        return self.block.column or 1

    @property
    def right(self) -> int:
        """The column after its last one."""
        return self.left + self.block.across

    @property
    def is_value(self) -> bool:
        """Whether it holds a number and nothing else."""
        found = _VALUE.fullmatch(self.words)
        if found is None:
            return self.is_lost
        unit = found["unit"]
        return not unit or (unit != "年" and (is_ratio(unit) or known_unit(unit)))

    @property
    def is_lost(self) -> bool:
        """Whether it holds a number with a character that could not be read."""
        return _LOST.fullmatch(self.words) is not None

    def covers(self, other: Entry) -> bool:
        """Whether it shares a column with another cell."""
        return self.left < other.right and other.left < self.right


@dataclass(slots=True)
class Section:
    """Rows under the same heads. `head_rows` are rows of cells, top first."""

    caption: str = ""
    unit: str | None = None
    heads: list[list[Entry]] = field(default_factory=list)
    rows: list[list[Entry]] = field(default_factory=list)


def tables_of(document: Document) -> Iterator[tuple[list[Entry], str]]:
    """The cells of each table with the lines that stand before it."""
    blocks = document.blocks
    cells = [b for b in blocks if b.kind == "cell"]
    for _, group in groupby(cells, key=lambda b: b.table):
        found = [Entry(b, plain(document.text[b.start : b.end])) for b in group]
        found = [entry for entry in found if entry.words not in _NOTHING]
        if not found:
            continue
        first = found[0].block.paragraph - 1
        above = [b for b in blocks[max(0, first - _BEFORE) : first] if b.kind != "cell"]
        lines = [plain(document.text[b.start : b.end]) for b in above]
        yield found, "\n".join(x for x in lines if len(x) < 60 and _ABOVE.search(x))


def sections(cells: list[Entry], above: str) -> list[Section]:
    """Split a table into sections, each with its head rows and the rows below them."""
    rows = [list(row) for _, row in groupby(cells, key=lambda e: e.row)]
    width = max(e.right for e in cells) - 1
    found = [Section(caption=above, unit=table_unit(above))]
    for at, row in enumerate(rows):
        current = found[-1]
        if any(e.is_value for e in row) and not (_years_only(row) and not current.rows):
            current.rows.append(row)
        elif _is_caption(row, width):
            if current.rows or current.heads:
                found.append(current := Section(unit=current.unit))
            words = " ".join(e.words for e in row)
            current.caption = f"{current.caption}\n{words}".strip()
            current.unit = table_unit(words) or current.unit
        elif _is_head(row, current, rows[at + 1 : at + 3]):
            if current.rows:
                found.append(current := Section(current.caption, current.unit))
            current.heads.append(row)
        elif current.heads:
            current.rows.append(row)
    return [section for section in found if section.rows]


def _years_only(row: list[Entry]) -> bool:
    values = [e for e in row if e.is_value]
    return bool(values) and all(_YEAR.fullmatch(e.words) for e in values)


def _is_caption(row: list[Entry], width: int) -> bool:
    if any(_CAPTION.search(e.words) for e in row):
        return len(row) <= 2
    return len(row) == 1 and row[0].left == 1 and row[0].block.across >= max(2, 0.6 * width)


def _is_head(row: list[Entry], current: Section, following: list[list[Entry]]) -> bool:
    if len(row) < 2:
        return bool(current.heads and not current.rows)
    if not current.rows:
        return True
    worded = any(_HEAD_WORD.search(e.words) for e in row)
    return worded and any(e.is_value for line in following for e in line)
