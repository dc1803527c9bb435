"""What the words of a head say: the kind of figure, its year, its unit, planned or actual."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from duban.commitments import ClaimKind
from duban.quantities import scan
from duban.text import canonicalise


class Stage(StrEnum):
    """What a column holds: planned figures, actual ones, or unclear from its head alone."""

    PLAN = "plan"
    ACTUAL = "actual"
    UNSAID = "unsaid"


_YEAR_PATTERN: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|$|[^\d])")
_GROWTH_WORD: Final = re.compile(
    r"增长|增幅|增速|涨跌|涨幅|降幅|±|同比|增减|升降|比(?:上年|上一年|20\d\d年)|较(?:上年|20\d\d年)"
)
_SHARE_WORD: Final = re.compile(
    r"占|比重|比例|构成|(?:完成|为|达)(?:年初|调整|变动|上年|全年)*(?:预算|决算|目标|执行|完成)"
    r"|完成率|执行率|到位率|进度|[^增]率(?:\(|%|$)|为.{0,8}%"
)
_AMOUNT_OF_CHANGE: Final = re.compile(r"增减额|增加额|增减量|净增|增减数|差额")
_ACTUAL_WORD: Final = re.compile(r"执行|完成|决算|实际|实绩|绝对数|年末|产量|累计|实现|余额|发生|限额")
_PLAN_WORD: Final = re.compile(r"预算|计划|目标|安排|草案|预期|任务")
_BRACKET: Final = re.compile(r"\(([^()]{1,12})\)")
_STATED_UNIT: Final = re.compile(r"单位:?\s*([^\s()]{1,12})")
_RATIO_UNIT: Final = re.compile(r"[±+-]?\s*%|百分比|百分点|个百分点|‰")
_NON_SUBJECT_WORDS: Final = re.compile(
    r"(?:19|20)\d\d年?(?:度)?|预算执行数|调整预算数|调整预算|年初预算|预算数|执行数|完成数|决算数|计划数"
    r"|目标值?|绝对数|指标值|数值|实际|实绩|完成(?:情况|额)?|决算|预算|计划|草案|安排|预计|本年|全年|累计"
    r"|年末数|合计|总计|(?:较|比)上年.*|同比.*|增长.*|增减.*|增幅.*|增速.*|占.*|为.*%|±?%|\([^()]*\)|[\s:,、]"
)
_NUMBERING: Final = re.compile(
    r"^(?:(?:\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.]\s*)|其中:|#+|[·•*-]\s*|加:|减:)+"
)
_SPACE_BETWEEN_HAN: Final = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
_INDEX_WORD: Final = re.compile(r"指数|系数|比值|倍数|得分|评分")
SEQUENCE_HEAD: Final = re.compile(r"^(?:序号?|编号|行次|代码|编码|科目编码|科目代码|排名|位次|次序)$")
UNIT_HEAD: Final = re.compile(r"^(?:计量)?单位$")
PLACE_NAME: Final = re.compile(r"^(?:.{1,8}(?:省|市|州|盟|县|区|旗|镇|乡|本级)|全[省市州县区]|本级)$")
_BUDGET_LEVELS: Final = frozenset("类款项目")
"""Levels of the classification of budgets, which stand in brackets as units do."""


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """What a column's head says. `unit` is None where it names none; `rest` is what it measures."""

    kind: ClaimKind
    stage: Stage
    year: int | None
    unit: str | None
    subject: str
    is_index: bool
    is_change: bool
    """Whether it compares with another column, and so has that column's role: a growth rate."""


def clean_words(text: str) -> str:
    """The canonical words of a cell, without the spaces that set them apart."""
    return _SPACE_BETWEEN_HAN.sub("", " ".join(canonicalise(text).split()))


def read_head(text: str) -> ColumnHead:
    """What a column's head says. `text` is all that stands above the column, top first."""
    is_amount_of_change = _AMOUNT_OF_CHANGE.search(text) is not None
    is_growth = _GROWTH_WORD.search(text) is not None and not is_amount_of_change
    # 占预算 and 完成预算 are shares of a plan, though 比上年 may stand beside them.
    is_share = _SHARE_WORD.search(text) is not None and not is_growth
    unit = _read_bracket_unit(text)
    is_share = is_share and (unit is None or is_ratio(unit))
    kind = ClaimKind.GROWTH if is_growth else ClaimKind.SHARE if is_share else ClaimKind.LEVEL
    if is_amount_of_change:
        kind = ClaimKind.VOLUME
    stage = Stage.UNSAID
    if kind is ClaimKind.SHARE or _ACTUAL_WORD.search(text):
        stage = Stage.ACTUAL
    elif _PLAN_WORD.search(text):
        stage = Stage.PLAN
    years = [int(year) for year in _YEAR_PATTERN.findall(text)]
    is_bare_growth = is_growth and stage is Stage.UNSAID
    subject = _NON_SUBJECT_WORDS.sub("", text)
    is_index = _INDEX_WORD.search(text) is not None
    return ColumnHead(
        kind, stage, years[0] if years else None, unit, subject, is_index, is_bare_growth or is_amount_of_change
    )


def _read_bracket_unit(text: str) -> str | None:
    for unit in _BRACKET.findall(text):
        if is_ratio(unit):
            return "%" if "点" not in unit else "百分点"
        if is_unit(unit):
            return str(unit)
    return "%" if "%" in text else None


def is_ratio(unit: str) -> bool:
    """Whether a unit is per cent or points: no amount of anything."""
    return _RATIO_UNIT.fullmatch(unit) is not None or unit.endswith("%")


def is_unit(unit: str) -> bool:
    """Whether these words are a unit of measure and nothing else."""
    return convert_to_base_unit("1", unit) is not None


def convert_to_base_unit(number: str, unit: str) -> tuple[Decimal, str] | None:
    """A number of a unit in the base unit: (`12.5`, `万元`) is 125000 of 元; None for no unit."""
    if not unit:
        return Decimal(number), ""
    if is_ratio(unit):
        return Decimal(number), "百分点" if "点" in unit else "‰" if "‰" in unit else "%"
    quantity_text = canonicalise(f"{number}{unit}")
    quantities = scan(quantity_text)
    if len(quantities) == 1 and quantities[0].start == 0 and quantities[0].end == len(quantity_text):
        if quantities[0].unit:
            return quantities[0].value, quantities[0].unit
        return None
    return None


def find_table_unit(text: str) -> str | None:
    """The unit that a caption states for the whole table (单位：万元)."""
    match = _STATED_UNIT.search(text)
    if match is None:
        return None
    first = re.split(r"[、,;/]", match[1])[0]
    return first if is_unit(first) else None


def split_row_label(text: str) -> tuple[str, str | None]:
    """What a row is about without its number and 其中, and the unit in brackets behind it."""
    text = _NUMBERING.sub("", clean_words(text))
    for bracket in _BRACKET.finditer(text):
        if bracket[1] in _BUDGET_LEVELS:
            return (text[: bracket.start()] + text[bracket.end() :]).strip(), None
        if is_unit(bracket[1]) or is_ratio(bracket[1]):
            return (text[: bracket.start()] + text[bracket.end() :]).strip(), bracket[1]
    return text.strip(), None


def find_year(text: str) -> int | None:
    """The year that a caption names first."""
    match = _YEAR_PATTERN.search(text)
    return int(match[1]) if match else None


def detect_stage(text: str) -> Stage:
    """Whether a caption is of actual or of planned figures; words for actual ones win."""
    if re.search(r"执行|完成|决算|实际", text):
        return Stage.ACTUAL
    return Stage.PLAN if re.search(r"草案|计划表|安排表|目标|预算表|预算\(草案\)", text) else Stage.UNSAID


def extract_table_subject(caption: str) -> str:
    """What a caption's table is of: without its number, year and 情况表."""
    lines = [_STATED_UNIT.sub("", line).strip() for line in caption.split("\n")]
    caption = next((line for line in reversed(lines) if line), "")
    text = re.sub(r"^(?:附?[表件]\s*[\d一二三四五六七八九十]*[-\d]*[:、.]?\s*)", "", clean_words(caption))
    text = re.sub(r"(?:19|20)\d\d年(?:度)?", "", text)
    return re.sub(r"(?:预算)?(?:完成|执行|收支)?(?:情况|总)?表?$|\(草案\)", "", text).strip()
