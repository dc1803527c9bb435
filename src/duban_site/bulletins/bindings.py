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
from duban_site.bulletins.tokens import clean
from duban_site.core.amounts import places_for, plain, show
from duban_site.core.status_words import STATUSES
from duban_site.reporting.signs import falling
from duban_site.snapshots.content import Claim, Header, Headline, Report, Row
from duban_site.snapshots.groups import groups

Values = dict[str, str]
BOUNDS = {"ge": "不低于", "gt": "高于", "le": "不超过", "lt": "低于"}
NONE = "无数据"
STATUS_KEYS = tuple(key for key, _word in STATUSES)
BEHIND = ("behind", "overdue")


def status_word(key: str) -> str:
    """A status as documents write it: in Chinese, whatever language somebody's page is in."""
    with override("zh-hans"):
        return str(dict(STATUSES).get(key, NONE))


def values(header: Header, rows: Iterable[Row]) -> Values:
    """Return every key with its value: those of the header, and those of each of `rows`."""
    found: Values = {
        "city": header.plan.city,
        "year": str(header.plan.year),
        "month": str(header.month),
        "day": f"{header.as_of.year}年{header.as_of.month}月{header.as_of.day}日",
        "total": str(header.total),
        "span": span(header.month),
        **{f"status.{key}": str(header.counts.get(key, 0)) for key in STATUS_KEYS},
    }
    _counts(found, "", header.counts)
    _parts(found, header)
    for headline in header.headlines:
        _headline(found, headline)
    found["moved.total"] = str(header.moved_total)
    found["moved.up"], found["moved.down"] = str(header.moved_up), str(header.moved_down)
    for body in header.bodies:
        key = f"body.{body.who.id}"
        found[f"{key}.name"] = clean(body.who.name)
        found[f"{key}.total"], found[f"{key}.behind"] = str(body.total), str(body.late)
    _reports(found, header)
    _orders(found, header.orders)
    for row in rows:
        _task(found, row)
    return found


def span(month: int) -> str:
    """Describe the months that a closing covers: 1—9月."""
    return "1月" if month == 1 else f"1—{month}月"


def _counts(found: Values, prefix: str, counts: Mapping[str, int]) -> None:
    for group in groups(counts):
        found[f"{prefix}counts.{group.key}"] = str(group.count)
        found[f"{prefix}share.{group.key}"] = group.percent


def _parts(found: Values, header: Header) -> None:
    for part in header.parts:
        total = sum(part.counts.values())
        if not total:
            continue
        found[f"part.{part.order}.heading"] = quotable(part.heading or "主要预期目标")
        found[f"part.{part.order}.total"] = str(total)
        _counts(found, f"part.{part.order}.", part.counts)


def _headline(found: Values, one: Headline) -> None:
    key = f"headline.{one.claim}"
    like = one.value if one.value is not None else one.figure
    places = places_for(one.unit, like, one.figure, one.expected)
    found[f"{key}.name"] = clean(one.indicator)
    found[f"{key}.target"] = clean(target(one))
    value = one.figure
    found[f"{key}.figure"] = NONE if value is None else measured(value, one.unit, like, places, one)
    found[f"{key}.period"] = period_words(one.period)
    found[f"{key}.status"] = status_word(one.status)
    if one.figure is not None and one.expected is not None:
        found[f"{key}.gap"] = difference(one.figure - one.expected, one.unit, like, places)


def _reports(found: Values, header: Header) -> None:
    told = header.reports
    if told is None:
        return
    found["reports.asked"], found["reports.accepted"] = str(told.asked), str(told.accepted)
    for name, listed in (("late", told.late), ("missing", told.missing)):
        found[f"reports.{name}"] = str(len(listed))
        found[f"reports.{name}.bodies"] = _named(listed)


def _named(reports: Iterable[Report]) -> str:
    return clean("、".join(report.body.name for report in reports)) or "无"


def _orders(found: Values, orders: Any) -> None:
    """How many orders were opened, closed and are open; lists become their lengths."""
    if not isinstance(orders, dict):
        return
    for name, told in orders.items():
        if isinstance(told, list):
            found[f"orders.{name}"] = str(len(told))
        elif isinstance(told, int | str):
            found[f"orders.{name}"] = clean(str(told))


def _task(found: Values, row: Row) -> None:
    key = f"task.{row.number}"
    found[f"{key}.text"] = quotable(row.text.rstrip("。；;"))
    found[f"{key}.status"] = status_word(row.status)
    found[f"{key}.bodies"] = clean("、".join(body.name for body in row.lead)) or "未明确"
    claim = judged_claim(row)
    if claim is not None:
        found[f"{key}.name"], found[f"{key}.target"] = clean(claim.indicator), clean(target(claim))
    now = row.assessment
    if now is not None:
        like = None if claim is None else claim.value
        places = places_for(now.unit, like, now.value, now.expected)
        for name, value in (("figure", now.value), ("expected", now.expected)):
            if value is not None:
                found[f"{key}.{name}"] = measured(value, now.unit, like, places, claim)
        if now.value is not None and now.expected is not None:
            gap = now.value - now.expected
            found[f"{key}.gap"] = difference(gap, now.unit, like, places)
        if now.period:
            found[f"{key}.period"] = period_words(now.period)
    words = row.words
    if words is not None:
        for name, text in (
            ("progress", words.progress),
            ("problems", words.problems),
            ("next", words.next_steps),
        ):
            if text.strip():
                found[f"{key}.{name}"] = clean(text).rstrip("。；; ")


def quotable(text: str) -> str:
    """A text as it stands within quotation marks: its own become the inner ones."""
    return clean(text).replace("“", "‘").replace("”", "’")


def judged_claim(row: Row) -> Claim | None:
    """Return the claim by which a commitment was judged (its weakest), if any."""
    of = None if row.assessment is None else row.assessment.claim
    return next((claim for claim in row.claims if claim.id == of), None)


def target(one: Claim | Headline) -> str:
    """What was aimed at, in words: 不低于12座, 5%左右, 下降3%以上."""
    if one.value is None:
        return one.number
    text = show(one.value, one.unit)
    if one.value_high is not None:
        text = f"{plain(one.value)}—{show(one.value_high, one.unit)}"
    if one.comparator == "approx":
        return f"{text}左右"
    fall = "下降" if one.direction == "down" and one.kind in ("growth", "points") else ""
    return f"{BOUNDS.get(one.comparator, '')}{fall}{text}"


def measured(
    value: Decimal, unit: str, like: Decimal | None, places: int, of: Claim | Headline | None
) -> str:
    """A figure in words: of a target that falls 下降4.2%, not −4.2%."""
    if of is None or not falling(of) or value == 0:
        return show(value, unit, like, places=places)
    return ("下降" if value < 0 else "上升") + show(abs(value), unit, like, places=places)


def difference(gap: Decimal, unit: str, like: Decimal | None, places: int) -> str:
    """How far a figure is from what was expected, above or below; rates by 个百分点.

    `scale_reference` and `places` give scale (万, 亿) and decimals of the figures beside it.
    """
    word = "高" if gap > 0 else "低"
    if gap == 0:
        return "持平"
    if unit in ("%", "百分点", "个百分点"):
        return f"{word}{plain(printing.rounded(abs(gap), places))}个百分点"
    return ("多" if gap > 0 else "差") + show(abs(gap), unit, like, places=places)


def period_words(text: str) -> str:
    """A figure's period as documents write it: 1—9月, 前三季度, 2031年, 9月末."""
    if not text:
        return NONE
    try:
        period = Period.parse(text)
    except PeriodError:
        return text
    if period.whole_year:
        return "全年"
    quarters = "Q" in text or "H" in text
    return period.chinese(cumulative=quarters).replace(f"{period.year}年", "", 1)
