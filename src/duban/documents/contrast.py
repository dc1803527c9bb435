"""对照表: the targets of a year and their results, as a workbook and as a Word file.

One line a target, in the report's order: 序号, 部分, 目标任务, 目标, 结果, 评价, 出处.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from duban.commitments import Report
from duban.documents.book import Sheet, book
from duban.documents.errors import MissingExtraError
from duban.documents.official import docx_frame as frame
from duban.documents.official.docx_table import add_table
from duban.documents.official.measures import FANGSONG, SMALL, TITLE, XIAOBIAOSONG
from duban.documents.official.model import Table
from duban.documents.official.oxml import lay_paragraph, packed, style_run
from duban.verification import Verdict

COLUMNS = ("序号", "部分", "目标任务", "目标", "结果", "评价", "出处")
_WIDE = frozenset({"部分", "目标任务", "结果", "出处"})
_WIDTHS = (3, 6, 11, 6, 9, 5, 8)


@dataclass(frozen=True, slots=True)
class Line:
    """One target. `verdict` is its Chinese word; `source` names the document of the result."""

    part: str
    task: str
    target: str
    result: str
    verdict: str
    source: str


def lines(last: Report, verdicts: Sequence[Verdict], source: str) -> list[Line]:
    """Build a row for each verdict; `default_source` names the report of the results."""
    found = []
    for v in verdicts:
        part = next((p for p in last.parts if p.start <= v.target.start < p.end), None)
        result = v.result
        found.append(
            Line(
                part=part.heading if part is not None else "",
                task=v.target.clause or v.target.quote,
                target=v.target.number,
                result="" if result is None else result.number or result.quote,
                verdict=v.judgement.chinese,
                source="" if result is None else result.source or source,
            )
        )
    return found


def contrast_xlsx(rows: Sequence[Line]) -> bytes:
    """The table as a workbook. The same lines give the same bytes."""
    return book([Sheet("对照表", COLUMNS, _cells(rows), _WIDE)])


def contrast_docx(title: str, rows: Sequence[Line]) -> bytes:
    """The table for Word, WPS and LibreOffice, its heading repeated on every page.

    Raises MissingExtraError where python-docx is not installed.
    """
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("DOCX", "documents") from error
    made = docx.Document()
    frame.prepare(made)
    heading = made.paragraphs[0] if made.paragraphs else made.add_paragraph()
    lay_paragraph(heading, align="center", line=32)
    style_run(heading.add_run(title), XIAOBIAOSONG, TITLE)
    counted = made.add_paragraph()
    lay_paragraph(counted, align="center", after=6)
    style_run(counted.add_run(summary(rows)), FANGSONG, SMALL)
    note = "“未报告”是没有找到同一口径的结果，不等于没有完成。"
    cells = tuple(tuple(map(str, row)) for row in _cells(rows))
    add_table(made, Table("", COLUMNS, cells, _WIDTHS, frozenset({0}), note))
    made.core_properties.title = title
    made.core_properties.author = ""
    return packed(made)


def summary(rows: Sequence[Line]) -> str:
    """How many there are of each verdict, as a Chinese sentence."""
    counted = Counter(row.verdict for row in rows)
    said = "，".join(f"{word}{count}项" for word, count in counted.most_common())
    return f"共{len(rows)}项" + (f"：{said}" if said else "")


def _cells(rows: Sequence[Line]) -> list[tuple[int | str, ...]]:
    return [
        (n, r.part, r.task, r.target, r.result, r.verdict, r.source)
        for n, r in enumerate(rows, start=1)
    ]
