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
from duban_site.core.clock import utc_now
from duban_site.demo.sample import DEMO
from duban_site.plans.models import Claim, Commitment, Part, Plan, State, Status, Topic
from duban_site.reporting.actions.assess import assess_plan
from duban_site.reporting.models import Figure, Version

CITY, YEAR = "昆明市", 2025
TARGETS, OUTCOMES = "kunming-2025.csv", "kunming-2025-outcomes.csv"
JUDGED = dt.date(YEAR + 1, 8, 31)
"""After the year's figures were published."""
NUMERALS = "〇一二三四五六七八九十"
WORDS = {"ge": "不低于", "gt": "高于", "le": "不超过", "lt": "低于", "range": "介于"}
RELIABILITY = {"official": "官方公布", "third-party": "第三方转载", "media": "媒体报道"}
Row = dict[str, str]


def kunming_plan() -> Plan:
    """The plan of the facts table, judged by the published figures."""
    rows = _table(TARGETS)
    lines = [_line(row) for row in rows]
    text, starts = _written(rows, lines)
    plan = Plan.objects.create(
        city=CITY,
        year=YEAR,
        title=f"{CITY}{YEAR}年量化目标（事实表，不含报告原文）",
        text=text,
        source_name=TARGETS,
        status=Status.CLOSED,
    )
    topics = _outline(plan, rows, lines, starts)
    commitments = Commitment.objects.bulk_create(_commitments(plan, rows, lines, starts, topics))
    claims = [_claim(one, row) for one, row in zip(commitments, rows, strict=True)]
    Claim.objects.bulk_create(claims)
    Figure.objects.bulk_create(_figures(claims))
    assess_plan(DEMO, plan, JUDGED)
    return plan


def _table(name: str) -> list[Row]:
    path = files("duban") / "data" / "facts" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _line(row: Row) -> str:
    """A line of the table in words: indicator, bound, value."""
    if not row["value"]:
        return f"{row['indicator']}：{row['words']}"
    bound = WORDS.get(row["comparator"], "")
    about = "左右" if row["comparator"] == "approx" else ""
    return f"{row['indicator']}：{bound}{_amount(row)}{about}"


def _amount(row: Row) -> str:
    value, unit = Decimal(row["value"]), row["unit"]
    for factor, word in ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        if value >= factor and unit != "%":
            return f"{(value / factor).normalize():f}{word}{unit}"
    return f"{value.normalize():f}{unit}"


def _heading(number: int) -> str:
    return f"第{NUMERALS[number]}部分" if number else "主要预期目标"


def _written(rows: list[Row], lines: list[str]) -> tuple[str, list[int]]:
    """The table as a text with a heading before each part, and where each line starts in it."""
    out, starts, at, before = [], [], 0, -1
    for row, line in zip(rows, lines, strict=True):
        if int(row["part"]) != before:
            before = int(row["part"])
            out.append(_heading(before))
            at += len(out[-1]) + 1
        starts.append(at)
        out.append(line)
        at += len(line) + 1
    return "\n".join(out), starts


def _outline(plan: Plan, rows: list[Row], lines: list[str], starts: list[int]) -> dict[int, Topic]:
    spans: dict[int, list[int]] = defaultdict(list)
    for row, line, start in zip(rows, lines, starts, strict=True):
        spans[int(row["part"])] += [start, start + len(line)]
    topics = {}
    for number, span in sorted(spans.items()):
        first, last = min(span), max(span)
        part = Part.objects.create(
            plan=plan,
            order=number,
            number=number or None,
            heading=_heading(number),
            role="plan",
            start=first - len(_heading(number)) - 1,
            end=last,
        )
        topics[number] = Topic.objects.create(part=part, order=0, number=0, start=first, end=last)
    return topics


def _commitments(
    plan: Plan, rows: list[Row], lines: list[str], starts: list[int], topics: dict[int, Topic]
) -> list[Commitment]:
    return [
        Commitment(
            plan=plan,
            topic=topics[int(row["part"])],
            order=n,
            number=row["id"],
            type="headline" if row["part"] == "0" else "quantified",
            text=line,
            start=start,
            end=start + len(line),
            state=State.ACCEPTED,
        )
        for n, (row, line, start) in enumerate(zip(rows, lines, starts, strict=True))
    ]


def _claim(one: Commitment, row: Row) -> Claim:
    number = row["words"] or _amount(row)
    start = one.start + one.text.index(number)
    return Claim(
        commitment=one,
        start=start,
        end=start + len(number),
        number=number,
        quote=one.text,
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


def _figures(claims: list[Claim]) -> list[Figure]:
    """The published figures of the same indicator and the same measure, in the claim's unit."""
    by_name: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in _table(OUTCOMES):
        by_name[row["indicator"], row["measure"]].append(row)
    found = []
    for claim in claims:
        serials: dict[str, int] = defaultdict(int)
        for row in by_name[claim.indicator, claim.kind]:
            fields = _fields(claim, row)
            if fields is not None:
                serials[fields["period"]] += 1
                found.append(Figure(claim=claim, serial=serials[fields["period"]], **fields))
    return found


def _fields(claim: Claim, row: Row) -> dict[str, Any] | None:
    """One figure's columns; None for another year, or a unit that is not the claim's."""
    try:
        period = Period.parse(row["period"])
        value = convert(Decimal(row["value"]), row["unit"], claim.unit)
    except (PeriodError, UnitError):
        return None
    if period.end.year != YEAR:
        return None
    return {
        "period": str(period),
        "end": period.end,
        "value": value,
        "published": _day(row["published"]),
        "version": Version.PRELIMINARY,
        "source": f"{row['source_name']}（{RELIABILITY[row['reliability']]}） {row['source_url']}"[
            :300
        ],
        "accepted_at": utc_now(),
    }


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
