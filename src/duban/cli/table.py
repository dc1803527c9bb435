"""The table that `duban read` prints: by parts, aligned, cut to the terminal's width."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from duban.commitments import Claim, Commitment, Part, Report

CHINESE_BY_ROLE = {"review": "回顾", "goals": "远期", "plan": "计划", "self": "自身建设", "other": "其他"}
CHINESE_BY_TYPE = {"headline": "主要预期指标", "quantified": "量化", "project": "项目", "qualitative": "定性"}
CHINESE_BY_STRENGTH = {"ensure": "确保", "strive": "力争", "plan": ""}
MIN_WIDTH, INDENT = 60, "  "
BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"

TableLine = tuple[str, str, str, str, str]
"""Id, type, indicator or text, number, and its strength and period."""


def supports_colour(stream: TextIO) -> bool:
    """Colour only on a terminal, and never where NO_COLOR is set (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def measure_terminal() -> int:
    """Columns of the terminal, or 100 where there is none."""
    return max(MIN_WIDTH, shutil.get_terminal_size((100, 24)).columns)


def count_columns(text: str) -> int:
    """How many terminal columns a text takes: Chinese characters take two."""
    return sum(map(_measure_character, text))


def _measure_character(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, columns: int) -> str:
    """The text cut or padded to exactly so many columns."""
    text = "".join(character if character.isprintable() else " " for character in text[: 2 * columns])
    if count_columns(text) <= columns:
        return text + " " * (columns - count_columns(text))
    cut_text, remaining_columns = "", columns - 1
    for character in text:
        remaining_columns -= _measure_character(character)
        if remaining_columns < 0:
            break
        cut_text += character
    return cut_text + "…" + " " * (columns - 1 - count_columns(cut_text))


def render_report(report: Report, *, columns: int, everything: bool = False, colour: bool = False) -> str:
    """The whole table, ending with its summary line and a line break."""
    output_lines = [_paint(_render_title(report), BOLD, colour), ""]
    for part in report.parts:
        lines = list(_list_part_lines(part, everything))
        output_lines.append(_paint(_render_part_heading(part, columns), BOLD, colour))
        output_lines += [_format_line(line, columns) for line in lines]
        output_lines.append("")
    output_lines.append(_paint(render_summary(report), DIM, colour))
    output_lines += [fit(f"注意：{notice.render('zh')}", columns).rstrip() for notice in report.notices]
    return "\n".join(output_lines) + "\n"


def render_summary(report: Report) -> str:
    """How much was found, in one line."""
    commitments = list(report.commitments())
    promised_count = sum(len(commitment.claims) for commitment in commitments)
    reported_count = sum(len(topic.results) for topic in report.topics())
    by_type = Counter(CHINESE_BY_TYPE[commitment.type] for commitment in commitments)
    type_counts = "，".join(f"{name} {by_type[name]}" for name in CHINESE_BY_TYPE.values() if by_type[name])
    idle_count = sum(not commitment.counts for commitment in commitments)
    return " · ".join(
        [
            f"{sum(part.number is not None for part in report.parts)} 个部分",
            f"{len(commitments)} 项目标任务" + (f"（{type_counts}）" if type_counts else ""),
            *([f"其中 {idle_count} 句概括或口号不计入"] if idle_count else []),
            f"{promised_count} 个承诺的指标",
            f"{reported_count} 个已报的成果",
            f"{len(report.unread)} 处未读",
        ]
    )


def _render_title(report: Report) -> str:
    facts = [report.title or "（没有标题）", report.jurisdiction, report.date and str(report.date)]
    year = f"计划年度 {report.year}" if report.year else "计划年度不明（可用 --year 指定）"
    return " · ".join([fact for fact in facts if fact] + [year])


def _render_part_heading(part: Part, columns: int) -> str:
    commitments = sum(len(topic.commitments) for topic in part.topics)
    results = sum(len(topic.results) for topic in part.topics)
    counts_text = f"{CHINESE_BY_ROLE[part.role]} · {commitments} 项目标任务"
    if results:
        counts_text += f" · {results} 个成果"
    return f"{fit(part.heading or '（无标题）', columns - count_columns(counts_text) - 2)}  {counts_text}"


def _list_part_lines(part: Part, everything: bool) -> Iterator[TableLine]:
    for topic in part.topics:
        if everything:
            yield from (_build_claim_line("", "成果", claim) for claim in topic.results)
        for commitment in topic.commitments:
            yield from _list_commitment_lines(commitment)


def _list_commitment_lines(commitment: Commitment) -> Iterator[TableLine]:
    type_name = CHINESE_BY_TYPE[commitment.type] if commitment.counts else "不计入任务"
    if not commitment.claims:
        yield commitment.id, type_name, commitment.text, "", ""
    for index, claim in enumerate(commitment.claims):
        yield _build_claim_line("" if index else commitment.id, "" if index else type_name, claim)


def _build_claim_line(number: str, type_name: str, claim: Claim) -> TableLine:
    qualifiers = [CHINESE_BY_STRENGTH[claim.strength] if claim.strength else "", claim.period or ""]
    figure = (claim.evidence and claim.evidence.figure) or claim.number
    return (number, type_name, claim.indicator, figure, " ".join(qualifier for qualifier in qualifiers if qualifier))


def _format_line(line: TableLine, columns: int) -> str:
    number, type_name, subject, figure, qualifiers = line
    opening = f"{INDENT}{fit(number, 8)} {fit(type_name, 12)} "
    if not figure:
        return opening + fit(subject, columns - count_columns(opening)).rstrip()
    ending = f" {fit(figure, 16)} {fit(qualifiers, 12)}"
    return (opening + fit(subject, columns - count_columns(opening) - count_columns(ending)) + ending).rstrip()


def _paint(text: str, style: str, colour: bool) -> str:
    return f"{style}{text}{PLAIN}" if colour else text
