"""A real city's year from facts tables: its targets, and what was published at the end.

The tables hold indicators, bounds, values and sources, and no sentence of any report.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from decimal import Decimal
from importlib.resources import files
from typing import Any

from duban.series import Period, PeriodError, UnitError, convert
from duban_site.demo.sample import DEMO_ACTOR
from duban_site.plans.models import Claim, Commitment, Part, Plan, State, Status, Topic
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.models import Figure, Version

CITY, YEAR = "昆明市", 2025
TARGETS_FILE, OUTCOMES_FILE = "kunming-2025.csv", "kunming-2025-outcomes.csv"
ASSESSED_ON = dt.date(YEAR + 1, 8, 31)
"""After the year's figures were published."""
CHINESE_NUMERALS = "〇一二三四五六七八九十"
BOUND_WORDS = {"ge": "不低于", "gt": "高于", "le": "不超过", "lt": "低于", "range": "介于"}
RELIABILITY = {"official": "官方公布", "third-party": "第三方转载", "media": "媒体报道"}
Row = dict[str, str]


def create_kunming_plan() -> Plan:
    """The plan of the facts table, judged by the published figures."""
    rows = _read_table(TARGETS_FILE)
    lines = [_describe_row(row) for row in rows]
    plan_text, starts = _compose_text(rows, lines)
    plan = Plan.objects.create(
        city=CITY,
        year=YEAR,
        title=f"{CITY}{YEAR}年量化目标（事实表，不含报告原文）",
        text=plan_text,
        source_name=TARGETS_FILE,
        status=Status.CLOSED,
    )
    topics = _create_topics(plan, rows, lines, starts)
    commitments = Commitment.objects.bulk_create(_build_commitments(plan, rows, lines, starts, topics))
    claims = [_build_claim(commitment, row) for commitment, row in zip(commitments, rows, strict=True)]
    Claim.objects.bulk_create(claims)
    Figure.objects.bulk_create(_build_figures(claims))
    assess_plan(DEMO_ACTOR, plan, ASSESSED_ON)
    return plan


def _read_table(file_name: str) -> list[Row]:
    path = files("duban") / "data" / "facts" / file_name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _describe_row(row: Row) -> str:
    """A line of the table in words: indicator, bound, value."""
    if not row["value"]:
        return f"{row['indicator']}：{row['words']}"
    bound = BOUND_WORDS.get(row["comparator"], "")
    approx_word = "左右" if row["comparator"] == "approx" else ""
    return f"{row['indicator']}：{bound}{_format_amount(row)}{approx_word}"


def _format_amount(row: Row) -> str:
    value, unit = Decimal(row["value"]), row["unit"]
    for factor, word in ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        if value >= factor and unit != "%":
            return f"{(value / factor).normalize():f}{word}{unit}"
    return f"{value.normalize():f}{unit}"


def _part_heading(number: int) -> str:
    return f"第{CHINESE_NUMERALS[number]}部分" if number else "主要预期目标"


def _compose_text(rows: list[Row], lines: list[str]) -> tuple[str, list[int]]:
    """The table as a text with a heading before each part, and where each line starts in it."""
    text_lines, starts, offset, current_part = [], [], 0, -1
    for row, line in zip(rows, lines, strict=True):
        if int(row["part"]) != current_part:
            current_part = int(row["part"])
            text_lines.append(_part_heading(current_part))
            offset += len(text_lines[-1]) + 1
        starts.append(offset)
        text_lines.append(line)
        offset += len(line) + 1
    return "\n".join(text_lines), starts


def _create_topics(plan: Plan, rows: list[Row], lines: list[str], starts: list[int]) -> dict[int, Topic]:
    spans: dict[int, list[int]] = defaultdict(list)
    for row, line, start in zip(rows, lines, starts, strict=True):
        spans[int(row["part"])] += [start, start + len(line)]
    topics = {}
    for part_number, span in sorted(spans.items()):
        start_offset, end_offset = min(span), max(span)
        part = Part.objects.create(
            plan=plan,
            order=part_number,
            number=part_number or None,
            heading=_part_heading(part_number),
            role="plan",
            start=start_offset - len(_part_heading(part_number)) - 1,
            end=end_offset,
        )
        topics[part_number] = Topic.objects.create(part=part, order=0, number=0, start=start_offset, end=end_offset)
    return topics


def _build_commitments(
    plan: Plan, rows: list[Row], lines: list[str], starts: list[int], topics: dict[int, Topic]
) -> list[Commitment]:
    return [
        Commitment(
            plan=plan,
            topic=topics[int(row["part"])],
            order=index,
            number=row["id"],
            type="headline" if row["part"] == "0" else "quantified",
            text=line,
            start=start,
            end=start + len(line),
            state=State.ACCEPTED,
        )
        for index, (row, line, start) in enumerate(zip(rows, lines, starts, strict=True))
    ]


def _build_claim(commitment: Commitment, row: Row) -> Claim:
    quantity_text = row["words"] or _format_amount(row)
    start_offset = commitment.start + commitment.text.index(quantity_text)
    return Claim(
        commitment=commitment,
        start=start_offset,
        end=start_offset + len(quantity_text),
        number=quantity_text,
        quote=commitment.text,
        indicator=row["indicator"],
        role=row["role"],
        kind=row["kind"],
        comparator=row["comparator"],
        value=Decimal(row["value"]) if row["value"] else None,
        unit=row["unit"],
        direction=row["direction"],
        strength=row["strength"],
        period=row["period"],
    )


def _build_figures(claims: list[Claim]) -> list[Figure]:
    """The published figures of the same indicator and the same measure, in the claim's unit."""
    rows_by_measure: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in _read_table(OUTCOMES_FILE):
        rows_by_measure[row["indicator"], row["measure"]].append(row)
    figures = []
    for claim in claims:
        serials: dict[str, int] = defaultdict(int)
        for row in rows_by_measure[claim.indicator, claim.kind]:
            fields = _figure_fields(claim, row)
            if fields is not None:
                serials[fields["period"]] += 1
                figures.append(Figure(claim=claim, serial=serials[fields["period"]], **fields))
    return figures


def _figure_fields(claim: Claim, row: Row) -> dict[str, Any] | None:
    """One figure's columns; None for another year, or a unit that is not the claim's."""
    try:
        period = Period.parse(row["period"])
        value = convert(Decimal(row["value"]), row["unit"], claim.unit)
    except (PeriodError, UnitError):
        return None
    if period.end.year != YEAR:
        return None
    published = _parse_date(row["published"])
    # The sheet gives no day of publication for some: they count from their period's end.
    accepted_on = published or period.end
    return {
        "period": str(period),
        "end": period.end,
        "value": value,
        "published": published,
        "version": Version.PRELIMINARY,
        "source": f"{row['source_name']}（{RELIABILITY[row['reliability']]}） {row['source_url']}"[:300],
        "accepted_at": dt.datetime.combine(accepted_on, dt.time(), dt.UTC),
    }


def _parse_date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
