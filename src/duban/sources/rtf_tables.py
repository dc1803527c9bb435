"""Rows of an RTF table: each states where its cells end; columns are found by these edges."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from duban.sources.builder import Cell

_NEAR = 60  # twips, 1 mm: edges nearer than this are the same one
_MOST_CELLS = 500


@dataclass(slots=True)
class Row:
    """A row: the text of its cells, their right edges, and which go on with the cell above."""

    texts: list[str] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    merged: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    left: int = 0

    def next(self) -> Row:
        """An empty row with the same cell definitions: a row may reuse the previous one's."""
        return replace(self, texts=[])

    def define(self, word: str, number: int | None) -> None:
        """A control word of a row's definition; others change nothing."""
        if word == "trowd":
            self.edges, self.merged, self.joined, self.left = [], set(), set(), 0
        elif word == "trleft":
            self.left = number or 0
        elif word == "clvmrg":
            self.merged.add(len(self.edges))
        elif word == "clmrg":
            self.joined.add(len(self.edges))
        elif word == "cellx" and len(self.edges) < _MOST_CELLS:
            self.edges.append(number or 0)


def cells(rows: list[Row]) -> list[Cell]:
    """The cells of successive rows, with how far each goes across and down."""
    edges = _distinct([e for row in rows for e in (row.left, *row.edges)])
    found: dict[tuple[int, int], Cell] = {}
    above: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(rows, start=1):
        left, last = row.left, (number, 0)
        for at, text in enumerate(row.texts):
            right = row.edges[at] if at < len(row.edges) else left + 2 * _NEAR
            column = _place(edges, left) + 1
            across = max(1, _place(edges, right) - _place(edges, left))
            if at in row.joined and last in found:
                found[last] = replace(found[last], across=found[last].across + across)
            elif at in row.merged and column in above:
                first = above[column]
                found[first] = replace(found[first], down=number - first[0] + 1)
            else:
                last = above[column] = (number, column)
                found[last] = Cell(number, column, text, across)
            left = right
    return list(found.values())


def _distinct(edges: list[int]) -> list[int]:
    out: list[int] = []
    for edge in sorted(edges):
        if not out or edge - out[-1] > _NEAR:
            out.append(edge)
    return out


def _place(edges: list[int], edge: int) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - edge))
