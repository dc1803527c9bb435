"""What a report states about itself near its head: title, jurisdiction, date, plan year.

Nothing is inferred from a file's name, and nothing from a list of places: a jurisdiction is what
stands before 第…届人民代表大会, 政府工作报告, 国民经济…公报 and the like.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from duban.sources.plan_year import plan_year
from duban.sources.title import find_title
from duban.text.dates import with_digits
from duban.text.document import Block

_HEAD_BLOCKS = 60
_HEAD_CHARACTERS = 4_000
_READ_CHARACTERS = 400_000  # of the text, for the headings that name the year
_DATE = r"(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})日"
_SESSION_DATE = re.compile(
    _DATE + r"[^。]{0,6}?在[^。]{0,50}?(?:人民代表大会|人大)[^。]{0,20}?[会會][议議]", re.S
)
_LONE_DATE = re.compile(rf"^[^\w]*(?:{_DATE})[^\w]*$", re.M)
_STAMPED = r"(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?"
_STAMP = re.compile(_STAMPED)
_STAMP_LINE = re.compile(rf"^(?:发布)?(?:时间|日期)?:? ?{_STAMPED}[ \d:时分秒]*$", re.M)
_OPENED = re.compile(
    r"(?<![\d年])(?P<m>\d{1,2})月(?P<d>\d{1,2})日[^。]{0,12}第[一二三四五六七八九十]+届人民代表大会"
)

_UNIT = r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|矿区|新区|省|市|州|盟|县|区|旗|镇|乡)"
_PLACE = rf"(?![在日度])((?:[\u4e00-\u9fff]{{1,14}}?{_UNIT}){{1,3}}?)"
_WHOLE = r"(?:19|20)\d\d年度?"
_AFTER = r"(?=第[一二三四五六七八九十]+届|人民政府|政府工作|工作报告|管委会|管理委员会|"
_AFTER += rf"{_WHOLE}|国民经济|"
_AFTER += "经济和社会|.?级?预算|.?级?财政|统计公报)"
_FROM_SESSION = re.compile(
    rf"(?:在|日在?|^|[,\s(-]){_PLACE}(?=第?[一二三四五六七八九十]+届\s?人民代表大会)", re.M
)
_FROM_TITLE = re.compile(rf"^(?:关于)?(?:{_WHOLE})?{_PLACE}{_AFTER}")
_FROM_SPEAKER = re.compile(
    rf"(?:代表|受){_PLACE}(?=人民政府)|^{_PLACE}(?:人民政府)?(?:代?[省市县区州盟]长|主席)(?= )",
    re.M,
)
_NATION = re.compile(
    r"全[国國]人民代表大[会會]|代表国务院|代表國務院|受国务院(?:的?委托)|中华人民共和国国务院|国务院总理"
)
_VAGUE = re.compile(r"^(?:全|我|本|各|该)?(?:省|市|州|盟|县|区|旗|镇|乡|地区)$")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a document says of itself; None where it does not."""

    title: str | None
    jurisdiction: str | None
    date: dt.date | None
    year: int | None
    notes: tuple[str, ...] = ()


def describe(
    text: str, blocks: Sequence[Block], *, title: str | None = None, published: str | None = None
) -> Stated:
    """Read the head of a text. `title` and `published` are what the file's own header claims."""
    lines = [text[b.start : b.end] for b in blocks[:_HEAD_BLOCKS] if b.kind != "cell"]
    found = find_title(lines) or title
    named = with_digits(found or "")
    head = with_digits("\n".join(lines))[:_HEAD_CHARACTERS]
    year = plan_year(named, head, with_digits(text[:_READ_CHARACTERS]))
    date, notes = _date(head, published, year)
    return Stated(found, _jurisdiction(named, head), date, year, notes)


def _jurisdiction(title: str, head: str) -> str | None:
    for pattern, where in (
        (_FROM_SESSION, head),
        (_FROM_TITLE, title),
        (_FROM_SPEAKER, head),
    ):
        for match in pattern.finditer(where):
            place = next((g for g in match.groups() if g), "")
            if place and not _VAGUE.match(place):
                return place
    national = _NATION.search(head) or title.startswith("中华人民共和国")
    return "国务院" if national else None


def _date(
    head: str, published: str | None, year: int | None
) -> tuple[dt.date | None, tuple[str, ...]]:
    """The day of the session, else the day stated alone, else the day of publication."""
    for pattern in (_SESSION_DATE, _LONE_DATE):
        found = pattern.search(head)
        if found is not None and (date := _day(int(found["y"]), found)) is not None:
            return date, ()
    opened = _OPENED.search(head)
    if opened is not None and year is not None and (date := _day(year, opened)) is not None:
        return date, ("the date states no year; taken to be in the plan year",)
    for found in (_STAMP.search(published or ""), _STAMP_LINE.search(head)):
        if found is not None and (date := _day(int(found["y"]), found)) is not None:
            return date, ("the date is that of publication",)
    return None, ()


def _day(year: int, found: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(year, int(found["m"]), int(found["d"]))
    except ValueError:
        return None
