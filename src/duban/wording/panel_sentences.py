"""The sentences of one report out of a panel, without reading all of them."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyarrow.compute as pc
import pyarrow.parquet as pq

from duban.notices import NoticeError
from duban.wording.likeness import SentenceIndex

_REPORTS_AT_HAND: Final = 16
"""Indexes that stay in memory: a report's levels above are those of its neighbours."""
_COLUMNS: Final = ["report_id", "sentence_id", "part_role", "sentence_text"]


class PanelSentences:
    """Sentences of a panel by report; close it, or use it in a `with` statement."""

    def __init__(self, panel: Path) -> None:
        self._table = pq.ParquetFile(panel / "sentence.parquet")
        self._groups_by_report: defaultdict[str, list[int]] = defaultdict(list)
        for group in range(self._table.num_row_groups):
            column = self._table.read_row_group(group, columns=["report_id"])["report_id"]
            for report_id in column.unique().to_pylist():
                self._groups_by_report[report_id].append(group)
        self.read_index = lru_cache(_REPORTS_AT_HAND)(self._build_index)

    def __enter__(self) -> PanelSentences:
        return self

    def __exit__(self, *_: object) -> None:
        self._table.close()

    def read_sentences(self, report_id: str) -> list[dict[str, Any]]:
        """The rows of a report, in the order of its text. Raises `ValueError` where they have no texts."""
        rows: list[dict[str, Any]] = []
        for group in self._groups_by_report[report_id]:
            sentences = self._table.read_row_group(group, columns=_COLUMNS)
            rows += sentences.filter(pc.equal(sentences["report_id"], report_id)).to_pylist()
        if any(row["sentence_text"] is None for row in rows):
            raise NoticeError.make("panel_without_texts")
        return rows

    def _build_index(self, report_id: str) -> tuple[list[dict[str, Any]], SentenceIndex]:
        """A report's rows with the index of their texts."""
        rows = self.read_sentences(report_id)
        return rows, SentenceIndex([row["sentence_text"] for row in rows])
