"""对照表: the targets of a year and their results, as a workbook and as a Word file.

One line a target, in the report's order: 序号, 部分, 目标任务, 目标, 结果, 评价, 出处.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from duban.commitments import Report
from duban.documents.errors import MissingExtraError
from duban.documents.official import docx_frame as frame
from duban.documents.official.docx_elements import lay_out_paragraph, pack_document, style_run
from duban.documents.official.docx_table import add_table
from duban.documents.official.measures import FANGSONG, SMALL_SIZE, TITLE_SIZE, XIAOBIAOSONG
from duban.documents.official.model import Table
from duban.documents.workbook import Sheet, render_workbook
from duban.verification import Verdict, render_result, render_target

CONTRAST_COLUMNS = ("序号", "部分", "目标任务", "目标", "结果", "评价", "出处")
_WIDE_COLUMNS = frozenset({"部分", "目标任务", "结果", "出处"})
_RELATIVE_WIDTHS = (3, 6, 11, 6, 9, 5, 8)


@dataclass(frozen=True, slots=True)
class ContrastRow:
    """One target. `verdict` is its Chinese word; `source` names the document of the result."""

    part: str
    task: str
    target: str
    result: str
    verdict: str
    source: str


def build_contrast_rows(plan_report: Report, verdicts: Sequence[Verdict], default_source: str) -> list[ContrastRow]:
    """Build a row for each verdict; `default_source` names the report of the results."""
    rows = []
    for verdict in verdicts:
        part = next(
            (candidate for candidate in plan_report.parts if candidate.start <= verdict.target.start < candidate.end),
            None,
        )
        result = verdict.result
        rows.append(
            ContrastRow(
                part=part.heading if part is not None else "",
                task=verdict.target.clause or verdict.target.quote,
                target=render_target(verdict.target),
                result="" if result is None else render_result(result) or result.quote,
                verdict=verdict.judgement.chinese,
                source="" if result is None else result.source or default_source,
            )
        )
    return rows


def render_contrast_xlsx(rows: Sequence[ContrastRow]) -> bytes:
    """The table as a workbook. The same lines give the same bytes."""
    return render_workbook([Sheet("对照表", CONTRAST_COLUMNS, _list_cells(rows), _WIDE_COLUMNS)])


def render_contrast_docx(title: str, rows: Sequence[ContrastRow]) -> bytes:
    """The table for Word, WPS and LibreOffice, its heading repeated on every page.

    Raises MissingExtraError where python-docx is not installed.
    """
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("DOCX", "documents") from error
    document = docx.Document()
    frame.prepare_page(document)
    title_paragraph = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    lay_out_paragraph(title_paragraph, align="center", line_pitch=32)
    style_run(title_paragraph.add_run(title), XIAOBIAOSONG, TITLE_SIZE)
    summary_paragraph = document.add_paragraph()
    lay_out_paragraph(summary_paragraph, align="center", space_after=6)
    style_run(summary_paragraph.add_run(summarise_verdicts(rows)), FANGSONG, SMALL_SIZE)
    note = "“未报告”是没有找到同一口径的结果，不等于没有完成。"
    cells = tuple(tuple(map(str, row)) for row in _list_cells(rows))
    add_table(document, Table("", CONTRAST_COLUMNS, cells, _RELATIVE_WIDTHS, frozenset({0}), note))
    document.core_properties.title = title
    document.core_properties.author = ""
    return pack_document(document)


def summarise_verdicts(rows: Sequence[ContrastRow]) -> str:
    """How many there are of each verdict, as a Chinese sentence."""
    count_by_verdict = Counter(row.verdict for row in rows)
    counts_text = "，".join(f"{verdict}{count}项" for verdict, count in count_by_verdict.most_common())
    return f"共{len(rows)}项" + (f"：{counts_text}" if counts_text else "")


def _list_cells(rows: Sequence[ContrastRow]) -> list[tuple[int | str, ...]]:
    return [
        (number, row.part, row.task, row.target, row.result, row.verdict, row.source)
        for number, row in enumerate(rows, start=1)
    ]
