"""Find the quantities in canonical text: number, multiplier, unit, range.

A rule of one file: what counts as a quantity is said by the regular expressions below and by
`data/lexicon/units.txt`; what a quantity is about is decided in `duban.reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from string import ascii_letters
from typing import Final, NamedTuple

from duban.quantities.doubtful_numbers import DoubtfulSpans, fill_lost_characters, find_doubtful_spans
from duban.quantities.numerals import LARGE_MULTIPLIERS, SMALL_MULTIPLIERS, parse_numeral
from duban.quantities.units import COUNT, MEASURE, RANK, TIME, match_unit

__all__ = ["COUNT", "MEASURE", "RANK", "TIME", "Quantity", "scan"]

_NUMBER_LIMIT: Final = 40
"""Characters of a number. A longer run of digits is no quantity, and overflows a Decimal."""
_HUNDRED: Final = Decimal(100)
_TEN: Final = Decimal(10)
_SINGLE: Final = Decimal(1)


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
    value_high: Decimal | None
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
_CHINESE_CHARACTERS = "一二两三四五六七八九十百千万亿零〇"
_NUMERAL = rf"(?:[一二两三四五六七八九十百万亿零〇]|{_KILO})+"

_NUMBER: Final = re.compile(
    rf"(?P<a>{_ARABIC})(?P<am>[多余来](?=[十百千万亿]))?(?P<ap>{_POWER})(?P<an>[多余](?![的元]*年))?"
    rf"|(?P<p>百分之)(?P<pn>{_ARABIC}|[{_CHINESE_CHARACTERS}点]+)"
    rf"|"
    rf"(?P<c>{_NUMERAL}(?:点[一二三四五六七八九零〇]+[万亿]*)?)(?P<cm>[多余来](?=[万亿]))?(?P<cp>(?<=[多余来])[万亿]+)?"
    rf"(?P<cn>[多余])?"
)
_FIRST_CHARACTER: Final = re.compile(rf"[\d{_CHINESE_CHARACTERS}]")
"""The characters that a number may begin with."""
_UPPER_END: Final = re.compile(rf" ?(?:-|~|至|到) ?(?P<n>{_ARABIC}|{_NUMERAL})(?P<p>{_POWER})")
_UPPER_PERCENT = re.compile(rf"(?:-|~|至|到)(?:百分之)?(?P<n>{_ARABIC}|[一二两三四五六七八九十点]+)(?![年月日万亿个])")
_SPACED_DIGITS: Final = re.compile(
    r"\d(?<![\d.].)(?:"
    r"(?: \d)+(?![\d.])(?: ?\. ?\d(?: \d)*)?(?: (?=[%‰万亿千百\u4e00-\u9fff]))?"
    r"|(?<![\d.] .)(?:\d* \. ?\d+(?: (?=[%‰万亿千百]))?|\d*\.\d+ (?=[万亿])))"
)
"""Single digits set apart by single spaces, and a point or 万 set apart from its number."""
_DIGIT_GAP: Final = re.compile(r" (?<=\d )[\d.万亿]")
"""A space in each of those: where a text has none, looking for it costs least."""
_RATIO: Final = re.compile(r":(\d+(?:\.\d+)?)(?![\d:])")
_FRACTION_PART: Final = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_FRACTION: Final = re.compile(rf"({_FRACTION_PART})分之({_FRACTION_PART})")
_LOWER_POWERS: Final = re.compile(r"(\d{1,4})(?:([千百])(?![克瓦米伏卡赫焦分])|(万)|(?![\d.,]))")
"""13万2千, 3亿5000万: a smaller amount right behind a power of ten, to be added to it."""
_JIAO_AND_FEN: Final = re.compile(r"(\d)角(?:(\d)分)?(?!钱)")
"""123元1角1分 is one sum of money."""
_FORBIDDEN_BEFORE: Final = frozenset("第ⅠⅡⅢ+_#№号.-/" + ascii_letters)
_FORBIDDEN_AFTER: Final = frozenset("+号版#_")
_BARE_BOUND: Final = re.compile(r"(?:突破|超过?|近|上|达到?|逾|过|跨越|跨过|迈上|跃上|迈入|站上|带动|接近|首破|冲刺)$")
_PASSING_VERB: Final = re.compile(r"超过?|突破|破|逾|达到?$")
"""产值超千亿 needs no unit."""


def scan(text: str) -> list[Quantity]:
    """Every quantity of canonical `text`, in text order.

    Digits that were typed or scanned apart (`1 9 8 ．5 万吨`) are read as one number. Numbers with
    a lost character are found and marked as doubtful.
    """
    lost_spans = find_doubtful_spans(text)
    if not lost_spans:
        return _scan_spaced(text)
    doubts = DoubtfulSpans(lost_spans)
    quantities = _scan_spaced(fill_lost_characters(text, lost_spans))
    return [
        quantity._replace(doubtful=True) if (quantity.start, quantity.end) in doubts else quantity
        for quantity in quantities
    ]


def _scan_spaced(text: str) -> list[Quantity]:
    if _DIGIT_GAP.search(text) is None or _SPACED_DIGITS.search(text) is None:
        return list(_iterate_quantities(text))
    closed_text, original_offsets = _close_gaps(text)
    return [
        quantity._replace(
            start=original_offsets[quantity.start],
            end=original_offsets[quantity.end - 1] + 1,
            unit_at=original_offsets[quantity.unit_at],
        )
        for quantity in _iterate_quantities(closed_text)
    ]


def _close_gaps(text: str) -> tuple[str, list[int]]:
    """The text without the spaces inside numbers, and where each of its characters stood."""
    gaps = {
        match.start() + index
        for match in _SPACED_DIGITS.finditer(text)
        for index, character in enumerate(match[0])
        if character == " "
    }
    original_offsets = [index for index in range(len(text) + 1) if index not in gaps]
    return "".join(text[index] for index in original_offsets[:-1]), original_offsets


def _iterate_quantities(text: str) -> Iterator[Quantity]:
    offset = quantity_end = 0
    # Looking for a first character is much faster than trying every form at every position.
    while (first_character := _FIRST_CHARACTER.search(text, offset)) is not None:
        match = _NUMBER.match(text, first_character.start())
        if match is None:
            offset = first_character.end()
            continue
        offset = match.end()
        if match.start() < quantity_end or offset - match.start() > _NUMBER_LIMIT:
            continue
        if match["a"] is not None:
            quantity = _parse_arabic(text, match)
        elif match["p"] is not None:
            quantity = _parse_percent(text, match)
        else:
            quantity = _parse_chinese(text, match)
        if quantity is not None:
            quantity_end = quantity.end
            yield quantity


def _parse_arabic(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if start and text[start - 1] in _FORBIDDEN_BEFORE:
        return None
    more = match["am"] is not None or match["an"] is not None
    powers = match["ap"]
    value = Decimal(match["a"].replace(",", "")) * _multiply_powers(powers)
    if end < len(text) and text[end] in _FORBIDDEN_AFTER:
        return None
    if end < len(text) and text[end] == ":" and not powers:
        return _parse_ratio(text, match, value)
    if powers and (lower_powers := _parse_lower_powers(text, end, powers)) is not None:
        value, end = value + lower_powers[0], lower_powers[1]
    unit, sort, stop = match_unit(text, end)
    if unit == "元" and (jiao_and_fen := _JIAO_AND_FEN.match(text, stop)) is not None:
        value += Decimal(jiao_and_fen[1]) / _TEN + Decimal(jiao_and_fen[2] or 0) / _HUNDRED
        return Quantity(start, jiao_and_fen.end(), jiao_and_fen.end(), value, None, unit, sort)
    upper = _parse_upper_end(text, stop, unit, powers)
    if upper is not None:
        value_high, unit, sort, stop, end, lower_factor = upper
        if lower_factor:
            value *= lower_factor
        return Quantity(start, stop, end, value, value_high, unit, sort, more, False, False, bool(powers))
    return Quantity(
        start, stop, end, value * _factor(unit), None, _base_unit(unit), sort, more, False, False,
        bool(powers),
    )  # fmt: skip


def _parse_lower_powers(text: str, offset: int, powers: str) -> tuple[Decimal, int] | None:
    """What a number goes on with behind a power of ten, in lower ones, and where that ends."""
    match = _LOWER_POWERS.match(text, offset) if powers[-1] in LARGE_MULTIPLIERS else None
    if match is None or (match[3] and powers[-1] != "亿"):
        return None
    value = Decimal(match[1]) * _multiply_powers(match[2] or match[3] or "")
    return (value, match.end()) if value < LARGE_MULTIPLIERS[powers[-1]] else None


def _factor(unit: str) -> Decimal:
    return _TEN if unit == "成" else _SINGLE


def _base_unit(unit: str) -> str:
    if unit == "成":
        return "%"
    return unit.removeprefix("个") if unit in ("个百分点", "个等级") else unit


@lru_cache(maxsize=256)
def _multiply_powers(powers: str) -> Decimal:
    value = _SINGLE
    for character in powers:
        value *= SMALL_MULTIPLIERS.get(character) or LARGE_MULTIPLIERS[character]
    return value


def _parse_upper_end(
    text: str, offset: int, unit: str, powers: str
) -> tuple[Decimal, str, str, int, int, Decimal | None] | None:
    """The upper end of a range that continues at `offset`, if its unit fits the lower end."""
    if offset >= len(text) or text[offset] not in "-~至到 ":
        return None
    match = _UPPER_END.match(text, offset)
    if match is None or match.end() - offset > _NUMBER_LIMIT:
        return None
    upper_unit, sort, unit_end = match_unit(text, match.end())
    if not upper_unit or upper_unit != (unit or upper_unit) or sort == TIME:
        return None
    value_high = parse_numeral(match["n"]) * _multiply_powers(match["p"]) * _factor(upper_unit)
    lower_factor = _multiply_powers(match["p"]) if match["p"] and not powers and not unit else None
    return value_high, _base_unit(upper_unit), sort, unit_end, match.end(), lower_factor


def _parse_ratio(text: str, match: re.Match[str], value: Decimal) -> Quantity | None:
    """2.5:1 is a level without a unit: its value is the first number, where the second is 1."""
    ratio = _RATIO.match(text, match.end())
    if ratio is None or Decimal(ratio[1]) != 1:
        return None
    return Quantity(match.start(), ratio.end(), ratio.end(), value, None, "", MEASURE)


def _parse_percent(text: str, match: re.Match[str]) -> Quantity | None:
    """百分之五点五, and the range 百分之六至(百分之)七."""
    numeral = match["pn"].rstrip("点")
    try:
        value = parse_numeral(numeral)
        number_end = match.start() + 3 + len(numeral)
        upper_match = _UPPER_PERCENT.match(text, number_end)
        value_high = parse_numeral(upper_match["n"].rstrip("点")) if upper_match else None
    except ValueError:
        return None
    number_end = upper_match.end() if upper_match else number_end
    return Quantity(match.start(), number_end, number_end, value, value_high, "%", MEASURE, chinese=True)


def _parse_chinese(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if start and text[start - 1] in "第几数十百每":
        return None
    if text.startswith("分之", end):
        return _parse_fraction(text, start)
    unit, sort, unit_end = match_unit(text, end)
    numeral = match["c"]
    is_round = numeral[0] in "一二两三四五六七八九" and numeral[-1] in "万亿" and len(numeral) > 1
    passing = numeral[-1] in "万亿" and _PASSING_VERB.search(text, max(0, start - 2), start) is not None
    ends_clause = passing and text[end : end + 1] in tuple(",;。、")
    if unit in ("分", "点", "度") or (not unit and not is_round and not ends_clause):
        return None
    bare = numeral[0] in "百千万亿" and not any(char in "一二两三四五六七八九" for char in numeral)
    more = match["cm"] is not None or match["cn"] is not None
    bounded = _BARE_BOUND.search(text, max(0, start - 3), start) or text.startswith("以上", unit_end)
    if bare and not more and not bounded:
        return None
    try:
        # 七亿七千多万 is 七亿七千万 and some: 万 belongs to what stands behind 亿.
        value = parse_numeral(numeral + (match["cp"] or ""))
    except ValueError:
        return None
    scaled = any(char in "万亿" for char in match[0])
    upper = _parse_upper_end(text, unit_end, unit, "万")
    if upper is not None:
        value_high, unit, sort, unit_end, end, _ = upper
        return Quantity(start, unit_end, end, value, value_high, unit, sort, more, False, True, scaled)
    value *= _factor(unit)
    return Quantity(start, unit_end, end, value, None, _base_unit(unit), sort, more, bare, True, scaled)


def _parse_fraction(text: str, start: int) -> Quantity | None:
    """三分之二 as a share in per cent, to four decimal places."""
    match = _FRACTION.match(text, start)
    if match is None:
        return None
    share = parse_numeral(match[2]) / parse_numeral(match[1]) * _HUNDRED
    value = share.quantize(Decimal("0.0001")).normalize()
    return Quantity(start, match.end(), match.end(), value, None, "%", MEASURE, chinese=True)
