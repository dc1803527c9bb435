"""Rows of an RTF table: each states where its cells end; columns are found by these edges."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from duban.sources.builder import Cell

_EDGE_TOLERANCE = 60  # twips, 1 mm: edges nearer than this are the same one
_MAX_CELLS = 500


@dataclass(slots=True)
class RtfRow:
    """A row: the text of its cells, their right edges, and which go on with the cell above."""

    texts: list[str] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    merged_down: set[int] = field(default_factory=set)
    merged_across: set[int] = field(default_factory=set)
    start_edge: int = 0

    def copy_definition(self) -> RtfRow:
        """An empty row with the same cell definitions: a row may reuse the previous one's."""
        return replace(self, texts=[])

    def read_definition(self, word: str, number: int | None) -> None:
        """A control word of a row's definition; others change nothing."""
        if word == "trowd":
            self.edges, self.merged_down, self.merged_across, self.start_edge = [], set(), set(), 0
        elif word == "trleft":
            self.start_edge = number or 0
        elif word == "clvmrg":
            self.merged_down.add(len(self.edges))
        elif word == "clmrg":
            self.merged_across.add(len(self.edges))
        elif word == "cellx" and len(self.edges) < _MAX_CELLS:
            self.edges.append(number or 0)


def list_cells(rows: list[RtfRow]) -> list[Cell]:
    """The cells of successive rows, with how far each goes across and down."""
    edges = _merge_near_edges([edge for row in rows for edge in (row.start_edge, *row.edges)])
    cell_by_position: dict[tuple[int, int], Cell] = {}
    origin_by_column: dict[int, tuple[int, int]] = {}
    for row_number, row in enumerate(rows, start=1):
        start_edge, last_position = row.start_edge, (row_number, 0)
        for cell_index, text in enumerate(row.texts):
            end_edge = row.edges[cell_index] if cell_index < len(row.edges) else start_edge + 2 * _EDGE_TOLERANCE
            column = _find_edge(edges, start_edge) + 1
            column_span = max(1, _find_edge(edges, end_edge) - _find_edge(edges, start_edge))
            if cell_index in row.merged_across and last_position in cell_by_position:
                cell_by_position[last_position] = replace(
                    cell_by_position[last_position],
                    column_span=cell_by_position[last_position].column_span + column_span,
                )
            elif cell_index in row.merged_down and column in origin_by_column:
                origin = origin_by_column[column]
                cell_by_position[origin] = replace(cell_by_position[origin], row_span=row_number - origin[0] + 1)
            else:
                last_position = origin_by_column[column] = (row_number, column)
                cell_by_position[last_position] = Cell(row_number, column, text, column_span)
            start_edge = end_edge
    return list(cell_by_position.values())


def _merge_near_edges(edges: list[int]) -> list[int]:
    distinct_edges: list[int] = []
    for edge in sorted(edges):
        if not distinct_edges or edge - distinct_edges[-1] > _EDGE_TOLERANCE:
            distinct_edges.append(edge)
    return distinct_edges


def _find_edge(edges: list[int], edge: int) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - edge))
