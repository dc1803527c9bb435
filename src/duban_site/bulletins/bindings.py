"""What a bulletin can refer to: key → the snapshot's text or number, as it is printed.

Keys: year month day city total · counts.<group> share.<group> · status.<status> ·
part.<order>.heading|total|<group> · headline.<claim>.name|target|figure|period|status|gap ·
moved.total|up|down · body.<id>.name|total|behind · task.<number>.text|target|figure|expected|gap|
status|bodies|problems|progress|next · reports.asked|accepted|late|missing|… · orders.…
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from duban.quantities import printing
from duban.series import Period, PeriodError
from duban_site.bulletins.tokens import clean_value
from duban_site.core.amounts import choose_decimals, format_amount, format_plain
from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.reporting.fall_signs import is_falling_claim
from duban_site.snapshots.content import BodyReportStatus, Claim, CommitmentRow, Headline, SnapshotHeader
from duban_site.snapshots.groups import group_status_counts

Values = dict[str, str]
BOUND_WORDS = {"ge": "不低于", "gt": "高于", "le": "不超过", "lt": "低于"}
NO_DATA = "无数据"
STATUS_KEYS = tuple(key for key, _word in STATUS_CHOICES)
BEHIND = ("behind", "overdue")


def status_word(key: str) -> str:
    """A status as documents write it: in Chinese, whatever language somebody's page is in."""
    with override("zh-hans"):
        return str(dict(STATUS_CHOICES).get(key, NO_DATA))


def collect_values(header: SnapshotHeader, rows: Iterable[CommitmentRow]) -> Values:
    """Return every key with its value: those of the header, and those of each of `rows`."""
    values: Values = {
        "city": header.plan.city,
        "year": str(header.plan.year),
        "month": str(header.month),
        "day": f"{header.as_of.year}年{header.as_of.month}月{header.as_of.day}日",
        "total": str(header.total),
        "span": describe_month_span(header.month),
        **{f"status.{body_key}": str(header.counts.get(body_key, 0)) for body_key in STATUS_KEYS},
    }
    _add_counts(values, "", header.counts)
    _add_parts(values, header)
    for headline in header.headlines:
        _add_headline(values, headline)
    values["moved.total"] = str(header.moved_total)
    values["moved.up"], values["moved.down"] = str(header.moved_up), str(header.moved_down)
    for body in header.bodies:
        body_key = f"body.{body.who.id}"
        values[f"{body_key}.name"] = clean_value(body.who.name)
        values[f"{body_key}.total"], values[f"{body_key}.behind"] = str(body.total), str(body.late)
    _add_reports(values, header)
    _add_orders(values, header.orders)
    for row in rows:
        _add_task(values, row)
    return values


def describe_month_span(month: int) -> str:
    """Describe the months that a closing covers: 1—9月."""
    return "1月" if month == 1 else f"1—{month}月"


def _add_counts(values: Values, prefix: str, counts: Mapping[str, int]) -> None:
    for group in group_status_counts(counts):
        values[f"{prefix}counts.{group.key}"] = str(group.count)
        values[f"{prefix}share.{group.key}"] = group.percent


def _add_parts(values: Values, header: SnapshotHeader) -> None:
    for part in header.parts:
        total = sum(part.counts.values())
        if not total:
            continue
        values[f"part.{part.order}.heading"] = make_quotable(part.heading or "主要预期目标")
        values[f"part.{part.order}.total"] = str(total)
        _add_counts(values, f"part.{part.order}.", part.counts)


def _add_headline(values: Values, headline: Headline) -> None:
    key = f"headline.{headline.claim}"
    scale_reference = headline.value if headline.value is not None else headline.figure
    unit = choose_unit(headline.unit, headline)
    places = choose_decimals(unit, scale_reference, headline.figure, headline.expected)
    values[f"{key}.name"] = clean_value(headline.indicator)
    values[f"{key}.target"] = clean_value(describe_target(headline))
    value = headline.figure
    values[f"{key}.figure"] = (
        NO_DATA if value is None else describe_figure(value, unit, scale_reference, places, headline)
    )
    values[f"{key}.period"] = describe_period(headline.period)
    values[f"{key}.status"] = status_word(headline.status)
    if headline.figure is not None and headline.expected is not None:
        values[f"{key}.gap"] = describe_difference(headline.figure - headline.expected, unit, scale_reference, places)


def _add_reports(values: Values, header: SnapshotHeader) -> None:
    reports = header.reports
    if reports is None:
        return
    values["reports.asked"], values["reports.accepted"] = str(reports.asked), str(reports.accepted)
    for name, body_reports in (("late", reports.late), ("missing", reports.missing)):
        values[f"reports.{name}"] = str(len(body_reports))
        values[f"reports.{name}.bodies"] = _join_body_names(body_reports)


def _join_body_names(reports: Iterable[BodyReportStatus]) -> str:
    return clean_value("、".join(report.body.name for report in reports)) or "无"


def _add_orders(values: Values, orders: Any) -> None:
    """How many orders were opened, closed and are open; lists become their lengths."""
    if not isinstance(orders, dict):
        return
    for name, value in orders.items():
        if isinstance(value, list):
            values[f"orders.{name}"] = str(len(value))
        elif isinstance(value, int | str):
            values[f"orders.{name}"] = clean_value(str(value))


def _add_task(values: Values, row: CommitmentRow) -> None:
    key = f"task.{row.number}"
    values[f"{key}.text"] = make_quotable(row.text.rstrip("。；;"))
    values[f"{key}.status"] = status_word(row.status)
    values[f"{key}.bodies"] = clean_value("、".join(body.name for body in row.lead)) or "未明确"
    claim = find_judged_claim(row)
    if claim is not None:
        values[f"{key}.name"], values[f"{key}.target"] = (
            clean_value(claim.indicator),
            clean_value(describe_target(claim)),
        )
    assessment = row.assessment
    if assessment is not None:
        scale_reference = None if claim is None else claim.value
        unit = choose_unit(assessment.unit, claim)
        places = choose_decimals(unit, scale_reference, assessment.value, assessment.expected)
        for name, value in (("figure", assessment.value), ("expected", assessment.expected)):
            if value is not None:
                values[f"{key}.{name}"] = describe_figure(value, unit, scale_reference, places, claim)
        if assessment.value is not None and assessment.expected is not None:
            gap = assessment.value - assessment.expected
            values[f"{key}.gap"] = describe_difference(gap, unit, scale_reference, places)
        if assessment.period:
            values[f"{key}.period"] = describe_period(assessment.period)
    remarks = row.words
    if remarks is not None:
        for name, text in (
            ("progress", remarks.progress),
            ("problems", remarks.problems),
            ("next", remarks.next_steps),
        ):
            if text.strip():
                values[f"{key}.{name}"] = clean_value(text).rstrip("。；; ")


def choose_unit(unit: str, claim: Claim | Headline | None) -> str:
    """The unit of a figure: what is compared with another growth (与经济增长同步) states none, and is in per cent."""
    return unit or ("%" if claim is not None and claim.kind == "relative" else "")


def make_quotable(text: str) -> str:
    """A text as it stands within quotation marks: its own become the inner ones."""
    return clean_value(text).replace("“", "‘").replace("”", "’")


def find_judged_claim(row: CommitmentRow) -> Claim | None:
    """Return the claim by which a commitment was judged (its weakest), if any."""
    claim_id = None if row.assessment is None else row.assessment.claim
    return next((claim for claim in row.claims if claim.id == claim_id), None)


def describe_target(claim: Claim | Headline) -> str:
    """What was aimed at, in words: 不低于12座, 5%左右, 下降3%以上."""
    if claim.value is None:
        return claim.number
    text = format_amount(claim.value, claim.unit)
    if claim.value_high is not None:
        text = f"{format_plain(claim.value)}—{format_amount(claim.value_high, claim.unit)}"
    if claim.comparator == "approx":
        return f"{text}左右"
    fall_word = "下降" if claim.direction == "down" and claim.kind in ("growth", "points") else ""
    return f"{BOUND_WORDS.get(claim.comparator, '')}{fall_word}{text}"


def describe_figure(
    value: Decimal, unit: str, scale_reference: Decimal | None, places: int, claim: Claim | Headline | None
) -> str:
    """A figure in words: of a target that falls 下降4.2%, not −4.2%."""
    if claim is None or not is_falling_claim(claim) or value == 0:
        return format_amount(value, unit, scale_reference, places=places)
    return ("下降" if value < 0 else "上升") + format_amount(abs(value), unit, scale_reference, places=places)


def describe_difference(gap: Decimal, unit: str, scale_reference: Decimal | None, places: int) -> str:
    """How far a figure is from what was expected, above or below; rates by 个百分点.

    `scale_reference` and `places` give scale (万, 亿) and decimals of the figures beside it.
    """
    word = "高" if gap > 0 else "低"
    if gap == 0:
        return "持平"
    if unit in ("%", "百分点", "个百分点"):
        return f"{word}{format_plain(printing.round_half_up(abs(gap), places))}个百分点"
    return ("多" if gap > 0 else "差") + format_amount(abs(gap), unit, scale_reference, places=places)


def describe_period(text: str) -> str:
    """A figure's period as documents write it: 1—9月, 前三季度, 2031年, 9月末."""
    if not text:
        return NO_DATA
    try:
        period = Period.parse(text)
    except PeriodError:
        return text
    if period.is_full_year:
        return "全年"
    is_cumulative = "Q" in text or "H" in text
    return period.chinese(cumulative=is_cumulative).replace(f"{period.year}年", "", 1)
