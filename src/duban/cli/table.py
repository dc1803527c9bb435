"""The table that `duban read` prints: by parts, aligned, cut to the terminal's width."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from duban.commitments import Claim, Commitment, Part, Report

ROLES = {"review": "回顾", "goals": "远期", "plan": "计划", "self": "自身建设", "other": "其他"}
TYPES = {
    "headline": "主要预期指标",
    "quantified": "量化",
    "project": "项目",
    "qualitative": "定性",
}
STRENGTHS = {"ensure": "确保", "strive": "力争", "plan": ""}
NARROWEST, INDENT = 60, "  "
BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"

Line = tuple[str, str, str, str, str]
"""Id, type, indicator or text, number, and its strength and period."""


def colours(stream: TextIO) -> bool:
    """Colour only on a terminal, and never where NO_COLOR is set (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Columns of the terminal, or 100 where there is none."""
    return max(NARROWEST, shutil.get_terminal_size((100, 24)).columns)


def cells(text: str) -> int:
    """How many terminal columns a text takes: Chinese characters take two."""
    return sum(map(_cell, text))


def _cell(c: str) -> int:
    if unicodedata.combining(c):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def fit(text: str, columns: int) -> str:
    """The text cut or padded to exactly so many columns."""
    text = "".join(c if c.isprintable() else " " for c in text[: 2 * columns])
    if cells(text) <= columns:
        return text + " " * (columns - cells(text))
    kept, room = "", columns - 1
    for c in text:
        room -= _cell(c)
        if room < 0:
            break
        kept += c
    return kept + "…" + " " * (columns - 1 - cells(kept))


def render(report: Report, *, columns: int, everything: bool = False, colour: bool = False) -> str:
    """The whole table, ending with its summary line and a line break."""
    out = [_paint(_title(report), BOLD, colour), ""]
    for part in report.parts:
        lines = list(_part_lines(part, everything))
        out.append(_paint(_part_heading(part, columns), BOLD, colour))
        out += [_set(line, columns) for line in lines]
        out.append("")
    out.append(_paint(summary(report), DIM, colour))
    out += [fit(f"注意：{notice.say('zh')}", columns).rstrip() for notice in report.notices]
    return "\n".join(out) + "\n"


def summary(report: Report) -> str:
    """How much was found, in one line."""
    commitments = list(report.commitments())
    promised = sum(len(c.claims) for c in commitments)
    reported = sum(len(t.results) for t in report.topics())
    by_type = Counter(TYPES[c.type] for c in commitments)
    types = "，".join(f"{name} {by_type[name]}" for name in TYPES.values() if by_type[name])
    idle = sum(not c.counts for c in commitments)
    return " · ".join(
        [
            f"{sum(p.number is not None for p in report.parts)} 个部分",
            f"{len(commitments)} 项目标任务" + (f"（{types}）" if types else ""),
            *([f"其中 {idle} 句概括或口号不计入"] if idle else []),
            f"{promised} 个承诺的指标",
            f"{reported} 个已报的成果",
            f"{len(report.unread)} 处未读",
        ]
    )


def _title(report: Report) -> str:
    facts = [report.title or "（没有标题）", report.jurisdiction, report.date and str(report.date)]
    year = f"计划年度 {report.year}" if report.year else "计划年度不明（可用 --year 指定）"
    return " · ".join([f for f in facts if f] + [year])


def _part_heading(part: Part, columns: int) -> str:
    commitments = sum(len(t.commitments) for t in part.topics)
    results = sum(len(t.results) for t in part.topics)
    counts = f"{ROLES[part.role]} · {commitments} 项目标任务"
    if results:
        counts += f" · {results} 个成果"
    return f"{fit(part.heading or '（无标题）', columns - cells(counts) - 2)}  {counts}"


def _part_lines(part: Part, everything: bool) -> Iterator[Line]:
    for topic in part.topics:
        if everything:
            yield from (_claim_line("", "成果", claim) for claim in topic.results)
        for commitment in topic.commitments:
            yield from _commitment_lines(commitment)


def _commitment_lines(commitment: Commitment) -> Iterator[Line]:
    kind = TYPES[commitment.type] if commitment.counts else "不计入任务"
    if not commitment.claims:
        yield commitment.id, kind, commitment.text, "", ""
    for n, claim in enumerate(commitment.claims):
        yield _claim_line("" if n else commitment.id, "" if n else kind, claim)


def _claim_line(number: str, kind: str, claim: Claim) -> Line:
    binds = [STRENGTHS[claim.strength] if claim.strength else "", claim.period or ""]
    figure = (claim.evidence and claim.evidence.figure) or claim.number
    return number, kind, claim.indicator, figure, " ".join(b for b in binds if b)


def _set(line: Line, columns: int) -> str:
    number, kind, what, figure, binds = line
    head = f"{INDENT}{fit(number, 8)} {fit(kind, 12)} "
    if not figure:
        return head + fit(what, columns - cells(head)).rstrip()
    tail = f" {fit(figure, 16)} {fit(binds, 12)}"
    return (head + fit(what, columns - cells(head) - cells(tail)) + tail).rstrip()


def _paint(text: str, style: str, colour: bool) -> str:
    return f"{style}{text}{PLAIN}" if colour else text
