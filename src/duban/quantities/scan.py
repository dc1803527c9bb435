"""Find the quantities in canonical text: number, multiplier, unit, range.

A rule of one file: what counts as a quantity is said by the regular expressions below and by
`data/lexicon/units.txt`; what a quantity is about is decided in `duban.reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from duban.quantities.doubt import Doubts, doubtful, filled
from duban.quantities.numerals import LARGE, SMALL, parse_numeral
from duban.quantities.units import COUNT, MEASURE, RANK, TIME, match_unit

__all__ = ["COUNT", "MEASURE", "RANK", "TIME", "Quantity", "scan"]

_LONGEST: Final = 40
"""Characters of a number. A longer run of digits is no quantity, and overflows a Decimal."""
_HUNDRED: Final = Decimal(100)
_TEN: Final = Decimal(10)


class Quantity(NamedTuple):
    """A number with its unit at `[start, end)`; `unit_at` is where the unit begins.

    `value` is in the base unit, 万 and 亿 multiplied out, per cent as written; `value_high` is
    the upper end of a range. `more` marks 多 and 余.
    `sort` is count, measure, time or rank (see units.txt). `bare` marks a power of ten that stands
    for a number (突破千亿元), `chinese` a number in Chinese numerals, `scaled` one with 万 or 亿.
    `doubtful` says that a character of it could not be read, so that its value is not to be used.
    """

    start: int
    end: int
    unit_at: int
    value: Decimal
    high: Decimal | None
    unit: str
    sort: str
    more: bool = False
    bare: bool = False
    chinese: bool = False
    scaled: bool = False
    doubtful: bool = False


_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_KILO = "千(?![克瓦米伏卡赫焦])"
_POWER = rf"(?:十|百(?!分)|{_KILO})?[万亿]*"
_CN = "一二两三四五六七八九十百千万亿零〇"
_NUMERAL = rf"(?:[一二两三四五六七八九十百万亿零〇]|{_KILO})+"

_NUMBER: Final = re.compile(
    rf"(?P<a>{_ARABIC})(?P<am>[多余来](?=[十百千万亿]))?(?P<ap>{_POWER})(?P<an>[多余](?![的元]*年))?"
    rf"|(?P<p>百分之)(?P<pn>{_ARABIC}|[{_CN}点]+)"
    rf"|"
    rf"(?P<c>{_NUMERAL}(?:点[一二三四五六七八九零〇]+[万亿]*)?)(?P<cm>[多余来](?=[万亿]))?(?P<cp>(?<=[多余来])[万亿]+)?"
    rf"(?P<cn>[多余])?"
)
_FIRST: Final = re.compile(rf"[\d{_CN}]")
"""The characters that a number may begin with."""
_HIGH: Final = re.compile(rf" ?(?:-|~|至|到) ?(?P<n>{_ARABIC}|{_NUMERAL})(?P<p>{_POWER})")
_HIGH_PERCENT = re.compile(
    rf"(?:-|~|至|到)(?:百分之)?(?P<n>{_ARABIC}|[一二两三四五六七八九十点]+)(?![年月日万亿个])"
)
_APART: Final = re.compile(
    r"\d(?<![\d.].)(?:"
    r"(?: \d)+(?![\d.])(?: ?\. ?\d(?: \d)*)?(?: (?=[%‰万亿千百\u4e00-\u9fff]))?"
    r"|(?<![\d.] .)(?:\d* \. ?\d+(?: (?=[%‰万亿千百]))?|\d*\.\d+ (?=[万亿])))"
)
"""Single digits set apart by single spaces, and a point or 万 set apart from its number."""
_GAP: Final = re.compile(r" (?<=\d )[\d.万亿]")
"""A space in each of those: where a text has none, looking for it costs least."""
_RATIO: Final = re.compile(r":(\d+(?:\.\d+)?)(?![\d:])")
_PART: Final = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_FRACTION: Final = re.compile(rf"({_PART})分之({_PART})")
_LOWER: Final = re.compile(r"(\d{1,4})(?:([千百])(?![克瓦米伏卡赫焦分])|(万)|(?![\d.,]))")
"""13万2千, 3亿5000万: a smaller amount right behind a power of ten, to be added to it."""
_CHANGE: Final = re.compile(r"(\d)角(?:(\d)分)?(?!钱)")
"""123元1角1分 is one sum of money."""
_NOT_BEFORE: Final = frozenset("第ⅠⅡⅢGgXxSsKkNnCcVvZz+_#№号.-/")
_NOT_AFTER: Final = frozenset("+号版#_")
_BARE_AFTER: Final = re.compile(
    r"(?:突破|超过?|近|上|达到?|逾|过|跨越|跨过|迈上|跃上|迈入|站上|带动|接近|首破|冲刺)$"
)
_PASSED: Final = re.compile(r"超过?|突破|破|逾|达到?$")
"""产值超千亿 needs no unit."""
_ASCII_WORD: Final = re.compile(r"[A-Za-z]")


def scan(text: str) -> list[Quantity]:
    """Every quantity of canonical `text`, in text order.

    Digits that were typed or scanned apart (`1 9 8 ．5 万吨`) are read as one number. Numbers with
    a lost character are found and marked as doubtful.
    """
    lost = doubtful(text)
    if not lost:
        return _scan_apart(text)
    known = Doubts(lost)
    found = _scan_apart(filled(text, lost))
    return [q._replace(doubtful=True) if (q.start, q.end) in known else q for q in found]


def _scan_apart(text: str) -> list[Quantity]:
    if _GAP.search(text) is None or _APART.search(text) is None:
        return list(_scan(text))
    close, places = _closed_up(text)
    return [
        q._replace(start=places[q.start], end=places[q.end - 1] + 1, unit_at=places[q.unit_at])
        for q in _scan(close)
    ]


def _closed_up(text: str) -> tuple[str, list[int]]:
    """The text without the spaces inside numbers, and where each of its characters stood."""
    gaps = {m.start() + i for m in _APART.finditer(text) for i, c in enumerate(m[0]) if c == " "}
    places = [i for i in range(len(text) + 1) if i not in gaps]
    return "".join(text[i] for i in places[:-1]), places


def _scan(text: str) -> Iterator[Quantity]:
    at = after = 0
    # Looking for a first character is much faster than trying every form at every position.
    while (first := _FIRST.search(text, at)) is not None:
        match = _NUMBER.match(text, first.start())
        if match is None:
            at = first.end()
            continue
        at = match.end()
        if match.start() < after or at - match.start() > _LONGEST:
            continue
        if match["a"] is not None:
            found = _arabic(text, match)
        elif match["p"] is not None:
            found = _percent(text, match)
        else:
            found = _chinese(text, match)
        if found is not None:
            after = found.end
            yield found


def _arabic(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if start and (text[start - 1] in _NOT_BEFORE or _ASCII_WORD.match(text[start - 1])):
        return None
    more = match["am"] is not None or match["an"] is not None
    power = match["ap"]
    value = Decimal(match["a"].replace(",", "")) * _power(power)
    if end < len(text) and text[end] in _NOT_AFTER:
        return None
    if end < len(text) and text[end] == ":" and not power:
        return _ratio(text, match, value)
    if power and (lower := _lower(text, end, power)) is not None:
        value, end = value + lower[0], lower[1]
    unit, sort, stop = match_unit(text, end)
    if unit == "元" and (change := _CHANGE.match(text, stop)) is not None:
        value += Decimal(change[1]) / _TEN + Decimal(change[2] or 0) / _HUNDRED
        return Quantity(start, change.end(), change.end(), value, None, unit, sort)
    high = _high(text, stop, unit, power)
    if high is not None:
        top, unit, sort, stop, end, low_power = high
        if low_power:
            value *= low_power
        return Quantity(start, stop, end, value, top, unit, sort, more, False, False, bool(power))
    return Quantity(
        start, stop, end, value * _scale(unit), None, _base(unit), sort, more, False, False,
        bool(power),
    )  # fmt: skip


def _lower(text: str, at: int, power: str) -> tuple[Decimal, int] | None:
    """What a number goes on with behind a power of ten, in lower ones, and where that ends."""
    match = _LOWER.match(text, at) if power[-1] in LARGE else None
    if match is None or (match[3] and power[-1] != "亿"):
        return None
    value = Decimal(match[1]) * _power(match[2] or match[3] or "")
    return (value, match.end()) if value < LARGE[power[-1]] else None


def _scale(unit: str) -> Decimal:
    return _TEN if unit == "成" else Decimal(1)


def _base(unit: str) -> str:
    if unit == "成":
        return "%"
    return unit.removeprefix("个") if unit in ("个百分点", "个等级") else unit


def _power(power: str) -> Decimal:
    value = Decimal(1)
    for c in power:
        value *= SMALL.get(c) or LARGE[c]
    return value


def _high(
    text: str, stop: int, unit: str, power: str
) -> tuple[Decimal, str, str, int, int, Decimal | None] | None:
    """The upper end of a range that continues at `offset`, if its unit fits the lower end."""
    if stop >= len(text) or text[stop] not in "-~至到 ":
        return None
    match = _HIGH.match(text, stop)
    if match is None or match.end() - stop > _LONGEST:
        return None
    high_unit, sort, end = match_unit(text, match.end())
    if not high_unit or high_unit != (unit or high_unit) or sort == TIME:
        return None
    top = parse_numeral(match["n"]) * _power(match["p"]) * _scale(high_unit)
    low_power = _power(match["p"]) if match["p"] and not power and not unit else None
    return top, _base(high_unit), sort, end, match.end(), low_power


def _ratio(text: str, match: re.Match[str], value: Decimal) -> Quantity | None:
    """2.5:1 is a level without a unit: its value is the first number, where the second is 1."""
    ratio = _RATIO.match(text, match.end())
    if ratio is None or Decimal(ratio[1]) != 1:
        return None
    return Quantity(match.start(), ratio.end(), ratio.end(), value, None, "", MEASURE)


def _percent(text: str, match: re.Match[str]) -> Quantity | None:
    """百分之五点五, and the range 百分之六至(百分之)七."""
    numeral = match["pn"].rstrip("点")
    try:
        value = parse_numeral(numeral)
        end = match.start() + 3 + len(numeral)
        further = _HIGH_PERCENT.match(text, end)
        high = parse_numeral(further["n"].rstrip("点")) if further else None
    except ValueError:
        return None
    end = further.end() if further else end
    return Quantity(match.start(), end, end, value, high, "%", MEASURE, chinese=True)


def _chinese(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if start and text[start - 1] in "第几数十百每":
        return None
    if text.startswith("分之", end):
        return _fraction(text, start)
    unit, sort, stop = match_unit(text, end)
    numeral = match["c"]
    whole = numeral[0] in "一二两三四五六七八九" and numeral[-1] in "万亿" and len(numeral) > 1
    passed = numeral[-1] in "万亿" and _PASSED.search(text, max(0, start - 2), start) is not None
    closed = passed and text[end : end + 1] in tuple(",;。、")
    if unit in ("分", "点", "度") or (not unit and not whole and not closed):
        return None
    bare = numeral[0] in "百千万亿" and not any(c in "一二两三四五六七八九" for c in numeral)
    more = match["cm"] is not None or match["cn"] is not None
    bounded = _BARE_AFTER.search(text, max(0, start - 3), start) or text.startswith("以上", stop)
    if bare and not more and not bounded:
        return None
    try:
        # 七亿七千多万 is 七亿七千万 and some: 万 belongs to what stands behind 亿.
        value = parse_numeral(numeral + (match["cp"] or ""))
    except ValueError:
        return None
    scaled = any(c in "万亿" for c in match[0])
    high = _high(text, stop, unit, "万")
    if high is not None:
        top, unit, sort, stop, end, _ = high
        return Quantity(start, stop, end, value, top, unit, sort, more, False, True, scaled)
    value *= _scale(unit)
    return Quantity(start, stop, end, value, None, _base(unit), sort, more, bare, True, scaled)


def _fraction(text: str, start: int) -> Quantity | None:
    """三分之二 as a share in per cent, to four decimal places."""
    match = _FRACTION.match(text, start)
    if match is None:
        return None
    share = parse_numeral(match[2]) / parse_numeral(match[1]) * _HUNDRED
    value = share.quantize(Decimal("0.0001")).normalize()
    return Quantity(start, match.end(), match.end(), value, None, "%", MEASURE, chinese=True)
