"""Reads the matters in minutes: which body is to do what by which date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from duban.minutes import dates
from duban.series import WorkCalendar

_ENDING = (
    r"(?:委员会办公室|领导小组办公室|管委会|管理委员会|人民政府|街道办事处|委员会|办公室|指挥部|分局|支队|大队|"
    r"集团|公司|中心|政府|协会|银行|分行|医院|学院|海关|局|委|厅|办|院|处|部门|单位)"
)
_NOT_A_NAME_START = r"(?!会议|同意|召开|主持|审议|关于|所需|由|请|责成|并|及时|报)"
_NAME_CHARACTER = rf"(?:{_NOT_A_NAME_START}[一-鿿])"
_NAME = (
    rf"(?:各[县市区]（[市县区、]+）|[省市区县]委)?{_NAME_CHARACTER}{{0,14}}?{_ENDING}"
    r"(?:[一-鿿]{0,6}?(?:支队|大队|分局|办公室|专班))?"
)
_NAMES = rf"{_NAME}(?:[、和及]{_NAME})*"
_VERBS = (
    r"(?:要|应当?|须|需|负责(?!同志|人)|牵头|会同|联合|于|在|用|作?为牵头|对|积极|主动|优化|加强|加大|加快|做好|抓好|抓紧|建立|同步|完成|组织|制定|尽快|提前|测算|"
    r"统筹|跟踪|办理|督促|编制|落实|开展|推进|研究|提出|核查|梳理|发布|印发|报送|保障|优先|立即|每日|每周|每月|逐|严格|按照?|"
    r"切实|继续|进一步|全力|力争|确保|全程|挂牌|将|\d)"
)
_INSTRUCTION = re.compile(
    rf"(?P<how>(?<![理自事])由|(?<![提申聘邀恳])请|责成|要求(?=[省市区县各]))(?P<names>{_NAMES})(?!的|关于|汇报|介绍)"
)
_SUBJECT_BODY = re.compile(rf"(?:^|(?<=[。；，：:）)、．.]))\s*(?P<names>{_NAMES})(?={_VERBS})")
_LABELLED = re.compile(r"(?:牵头|责任|主办)单位[:：]\s*(?P<names>[^。；;\n]{2,60})")
_COOPERATING_BODIES = re.compile(rf"(?:会同|联合)(?P<with>{_NAMES})|(?P<help>{_NAMES})(?:配合|协助|为配合)")
_BACKGROUND = re.compile(
    r"^[\s\d一二三四五六七八九十、.．（）()]*会议(?:还)?(?:充分)?(?:指出|强调|认为|肯定|希望|通报|听取|传达|回顾|研究了)"
)
_SAME_BODY = re.compile(r"^该(?:局|委|办|单位|部门|区|县|集团|公司)$")
_MENTION = re.compile(rf"(?:[省市区县]|同意){_NAME}")
_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
# 市粮食和储备局 is one body; 市财政局和安和区政府 are two.
_NAME_SEPARATOR = re.compile(r"(?<=[局委厅办院处府会司心门位队团关])[、和及]")
_YEAR = re.compile(r"(\d{4})年")
_FULL_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True, slots=True)
class Matter:
    """A draft matter: `text[start:end]` is `quote`. `due` is None where there is no date."""

    start: int
    end: int
    quote: str
    body: str
    cooperating_bodies: tuple[str, ...]
    due: dt.date | None


def find_meeting_date(text: str) -> dt.date | None:
    """The date of the meeting: the first full date of the head, or its first day in its year."""
    head_text = text[:600]
    try:
        if full_match := _FULL_DATE.search(head_text):
            return dt.date(int(full_match[1]), int(full_match[2]), int(full_match[3]))
        year_match, day_match = _YEAR.search(head_text), _MONTH_AND_DAY.search(head_text)
        if year_match and day_match:
            return dt.date(int(year_match[1]), int(day_match[1]), int(day_match[2]))
    except ValueError:
        return None
    return None


def read_minutes(text: str, stated_date: dt.date | None = None, days: WorkCalendar | None = None) -> list[Matter]:
    """The matters that the minutes decide, in text order.

    Without `stated_date` the date of the meeting is read from the head; if that has none, matters
    have no due date.
    """
    meeting_date = stated_date or find_meeting_date(text)
    calendar = days or WorkCalendar()
    matters: list[Matter] = []
    line_offset = 0
    for line in text.splitlines(keepends=True):
        labelled_bodies = _LABELLED.search(line)
        if labelled_bodies:
            names = tuple(_NAME_SEPARATOR.split(labelled_bodies["names"].strip()))
            matters.append(
                _build_matter(text, line_offset, line_offset + len(line.rstrip()), names, (), meeting_date, calendar)
            )
        else:
            for sentence in _SENTENCE.finditer(line):
                start_offset, end_offset = (line_offset + sentence.start(), line_offset + sentence.end())
                matters += _read_sentence(text, start_offset, end_offset, meeting_date, calendar)
        line_offset += len(line)
    return matters


def _read_sentence(
    text: str, start_offset: int, end_offset: int, meeting_date: dt.date | None, calendar: WorkCalendar
) -> Iterator[Matter]:
    sentence_text = text[start_offset:end_offset]
    instructions = list(_find_instructions(sentence_text))
    for index, (instruction_start, body_names) in enumerate(instructions):
        matter_start = start_offset + (0 if index == 0 else instruction_start)
        matter_end = start_offset + instructions[index + 1][0] if index + 1 < len(instructions) else end_offset
        matter_text = text[start_offset + instruction_start : matter_end]
        cooperating_bodies = tuple(
            body_name
            for match in _COOPERATING_BODIES.finditer(matter_text)
            for body_name in _NAME_SEPARATOR.split(match["with"] or match["help"])
            if body_name not in body_names
        )
        lead_body = _resolve_same_body(body_names[0], sentence_text[:instruction_start])
        yield _build_matter(
            text, matter_start, matter_end, (lead_body, *body_names[1:]), cooperating_bodies, meeting_date, calendar
        )


def _find_instructions(sentence_text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The offset of each instruction in the sentence, and the bodies that it names."""
    match_by_offset = {instruction.start("how"): instruction for instruction in _INSTRUCTION.finditer(sentence_text)}
    if not _BACKGROUND.search(sentence_text):
        for match in _SUBJECT_BODY.finditer(sentence_text):
            is_inside = any(
                instruction.start() <= match.start("names") < instruction.end()
                for instruction in match_by_offset.values()
            )
            if not is_inside:
                match_by_offset[match.start("names")] = match
    for offset in sorted(match_by_offset):
        yield offset, tuple(_NAME_SEPARATOR.split(match_by_offset[offset]["names"]))


def _resolve_same_body(body_name: str, preceding_text: str) -> str:
    """The body that a name refers to: 该局 is the body named last before it."""
    if not _SAME_BODY.match(body_name):
        return body_name
    mentions = [match.group().removeprefix("同意") for match in _MENTION.finditer(preceding_text)]
    return mentions[-1] if mentions else body_name


def _build_matter(
    text: str,
    start_offset: int,
    end_offset: int,
    lead_bodies: tuple[str, ...],
    cooperating_bodies: tuple[str, ...],
    meeting_date: dt.date | None,
    calendar: WorkCalendar,
) -> Matter:
    quote = text[start_offset:end_offset].strip()
    start_offset = text.index(quote, start_offset)
    due_date = None if meeting_date is None else dates.find_due_date(quote, meeting_date, calendar)
    return Matter(
        start_offset,
        start_offset + len(quote),
        quote,
        lead_bodies[0],
        (*lead_bodies[1:], *cooperating_bodies),
        due_date,
    )
