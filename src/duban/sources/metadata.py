"""What a report states about itself near its head: title, jurisdiction, date, plan year.

Nothing is inferred from a file's name, and nothing from a list of places: a jurisdiction is what
stands before 第…届人民代表大会, 政府工作报告, 国民经济…公报 and the like.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from duban.sources.plan_year import find_plan_year
from duban.sources.title import find_title
from duban.text.dates import convert_chinese_dates
from duban.text.document import Block

_HEAD_BLOCKS = 60
_HEAD_CHARACTERS = 4_000
_READ_CHARACTERS = 400_000  # of the text, for the headings that name the year
_DATE_PATTERN = r"(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})日"
_SESSION_DATE = re.compile(
    _DATE_PATTERN + r"[^。]{0,6}?在[^。]{0,50}?(?:人民代表大会|人大)[^。]{0,20}?[会會][议議]", re.S
)
_LONE_DATE = re.compile(rf"^[^\w]*(?:{_DATE_PATTERN})[^\w]*$", re.M)
_STAMP_PATTERN = r"(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?"
_DATE_STAMP = re.compile(_STAMP_PATTERN)
_STAMP_LINE = re.compile(rf"^(?:发布)?(?:时间|日期)?:? ?{_STAMP_PATTERN}[ \d:时分秒]*$", re.M)
_SESSION_OPENING = re.compile(
    r"(?<![\d年])(?P<m>\d{1,2})月(?P<d>\d{1,2})日[^。]{0,12}第[一二三四五六七八九十]+届人民代表大会"
)

_PLACE_SUFFIX = r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|矿区|新区|省|市|州|盟|县|区|旗|镇|乡)"
_PLACE = rf"(?![在日度])((?:[\u4e00-\u9fff]{{1,14}}?{_PLACE_SUFFIX}){{1,3}}?)"
_YEAR_PATTERN = r"(?:19|20)\d\d年度?"
_AFTER_PLACE = r"(?=第[一二三四五六七八九十]+届|人民政府|政府工作|工作报告|管委会|管理委员会|"
_AFTER_PLACE += rf"{_YEAR_PATTERN}|国民经济|"
_AFTER_PLACE += "经济和社会|.?级?预算|.?级?财政|统计公报)"
_PLACE_IN_SESSION = re.compile(rf"(?:在|日在?|^|[,\s(-]){_PLACE}(?=第?[一二三四五六七八九十]+届\s?人民代表大会)", re.M)
_PLACE_IN_TITLE = re.compile(rf"^(?:关于)?(?:{_YEAR_PATTERN})?{_PLACE}{_AFTER_PLACE}")
_PLACE_IN_SPEAKER = re.compile(
    rf"(?:代表|受){_PLACE}(?=人民政府)|^{_PLACE}(?:人民政府)?(?:代?[省市县区州盟]长|主席)(?= )", re.M
)
_NATIONAL_BODY = re.compile(
    r"全[国國]人民代表大[会會]|代表国务院|代表國務院|受国务院(?:的?委托)|中华人民共和国国务院|国务院总理"
)
_GENERIC_PLACE = re.compile(r"^(?:全|我|本|各|该)?(?:省|市|州|盟|县|区|旗|镇|乡|地区)$")


@dataclass(frozen=True, slots=True)
class StatedMetadata:
    """What a document says of itself; None where it does not."""

    title: str | None
    jurisdiction: str | None
    date: dt.date | None
    year: int | None
    notes: tuple[str, ...] = ()


def read_metadata(
    text: str, blocks: Sequence[Block], *, title: str | None = None, published: str | None = None
) -> StatedMetadata:
    """Read the head of a text. `title` and `published` are what the file's own header claims."""
    lines = [text[block.start : block.end] for block in blocks[:_HEAD_BLOCKS] if block.kind != "cell"]
    stated_title = find_title(lines) or title
    title_text = convert_chinese_dates(stated_title or "")
    head_text = convert_chinese_dates("\n".join(lines))[:_HEAD_CHARACTERS]
    year = find_plan_year(title_text, head_text, convert_chinese_dates(text[:_READ_CHARACTERS]))
    date, notes = _find_date(head_text, published, year)
    return StatedMetadata(stated_title, _find_jurisdiction(title_text, head_text), date, year, notes)


def _find_jurisdiction(title: str, head_text: str) -> str | None:
    for pattern, searched_text in (
        (_PLACE_IN_SESSION, head_text),
        (_PLACE_IN_TITLE, title),
        (_PLACE_IN_SPEAKER, head_text),
    ):
        for match in pattern.finditer(searched_text):
            place = next((group for group in match.groups() if group), "")
            if place and not _GENERIC_PLACE.match(place):
                return place
    is_national = _NATIONAL_BODY.search(head_text) or title.startswith("中华人民共和国")
    return "国务院" if is_national else None


def _find_date(head_text: str, published: str | None, year: int | None) -> tuple[dt.date | None, tuple[str, ...]]:
    """The day of the session, else the day stated alone, else the day of publication."""
    for pattern in (_SESSION_DATE, _LONE_DATE):
        match = pattern.search(head_text)
        if match is not None and (date := _build_date(int(match["y"]), match)) is not None:
            return date, ()
    opening = _SESSION_OPENING.search(head_text)
    if opening is not None and year is not None and (date := _build_date(year, opening)) is not None:
        return date, ("the date states no year; taken to be in the plan year",)
    for match in (_DATE_STAMP.search(published or ""), _STAMP_LINE.search(head_text)):
        if match is not None and (date := _build_date(int(match["y"]), match)) is not None:
            return date, ("the date is that of publication",)
    return None, ()


def _build_date(year: int, match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(year, int(match["m"]), int(match["d"]))
    except ValueError:
        return None
