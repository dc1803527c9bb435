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
_NOT = r"(?!会议|同意|召开|主持|审议|关于|所需|由|请|责成|并|及时|报)"
_ONE = rf"(?:{_NOT}[一-鿿])"
_NAME = (
    rf"(?:各[县市区]（[市县区、]+）|[省市区县]委)?{_ONE}{{0,14}}?{_ENDING}"
    r"(?:[一-鿿]{0,6}?(?:支队|大队|分局|办公室|专班))?"
)
_NAMES = rf"{_NAME}(?:[、和及]{_NAME})*"
_VERBS = (
    r"(?:要|应当?|须|需|负责(?!同志|人)|牵头|会同|联合|于|在|用|作?为牵头|对|积极|主动|优化|加强|加大|加快|做好|抓好|抓紧|建立|同步|完成|组织|制定|尽快|提前|测算|"
    r"统筹|跟踪|办理|督促|编制|落实|开展|推进|研究|提出|核查|梳理|发布|印发|报送|保障|优先|立即|每日|每周|每月|逐|严格|按照?|"
    r"切实|继续|进一步|全力|力争|确保|全程|挂牌|将|\d)"
)
_TOLD = re.compile(
    rf"(?P<how>(?<![理自事])由|(?<![提申聘邀恳])请|责成|要求(?=[省市区县各]))(?P<names>{_NAMES})(?!的|关于|汇报|介绍)"
)
_SUBJECT = re.compile(rf"(?:^|(?<=[。；，：:）)、．.]))\s*(?P<names>{_NAMES})(?={_VERBS})")
_LABELLED = re.compile(r"(?:牵头|责任|主办)单位[:：]\s*(?P<names>[^。；;\n]{2,60})")
_HELPERS = re.compile(rf"(?:会同|联合)(?P<with>{_NAMES})|(?P<help>{_NAMES})(?:配合|协助|为配合)")
_BACKGROUND = re.compile(
    r"^[\s\d一二三四五六七八九十、.．（）()]*会议(?:还)?(?:充分)?(?:指出|强调|认为|肯定|希望|通报|听取|传达|回顾|研究了)"
)
_THIS = re.compile(r"^该(?:局|委|办|单位|部门|区|县|集团|公司)$")
_MENTION = re.compile(rf"(?:[省市区县]|同意){_NAME}")
_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
# 市粮食和储备局 is one body; 市财政局和安和区政府 are two.
_CUT = re.compile(r"(?<=[局委厅办院处府会司心门位队团关])[、和及]")
_YEAR = re.compile(r"(\d{4})年")
_FULL = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_SHORT = re.compile(r"(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True, slots=True)
class Matter:
    """A draft matter: `text[start:end]` is `quote`. `due` is None where there is no date."""

    start: int
    end: int
    quote: str
    body: str
    others: tuple[str, ...]
    due: dt.date | None


def held_on(text: str) -> dt.date | None:
    """The date of the meeting: the first full date of the head, or its first day in its year."""
    head = text[:600]
    try:
        if full := _FULL.search(head):
            return dt.date(int(full[1]), int(full[2]), int(full[3]))
        year, day = _YEAR.search(head), _SHORT.search(head)
        if year and day:
            return dt.date(int(year[1]), int(day[1]), int(day[2]))
    except ValueError:
        return None
    return None


def read_minutes(
    text: str, held: dt.date | None = None, days: WorkCalendar | None = None
) -> list[Matter]:
    """The matters that the minutes decide, in text order.

    Without `stated_date` the date of the meeting is read from the head; if that has none, matters
    have no due date.
    """
    day = held or held_on(text)
    calendar = days or WorkCalendar()
    found: list[Matter] = []
    at = 0
    for line in text.splitlines(keepends=True):
        labelled = _LABELLED.search(line)
        if labelled:
            names = tuple(_CUT.split(labelled["names"].strip()))
            found.append(_matter(text, at, at + len(line.rstrip()), names, (), day, calendar))
        else:
            for sentence in _SENTENCE.finditer(line):
                start, end = at + sentence.start(), at + sentence.end()
                found += _sentence(text, start, end, day, calendar)
        at += len(line)
    return found


def _sentence(
    text: str, start: int, end: int, day: dt.date | None, calendar: WorkCalendar
) -> Iterator[Matter]:
    said = text[start:end]
    told = list(_triggers(said))
    for n, (begin, names) in enumerate(told):
        first = start + (0 if n == 0 else begin)
        last = start + told[n + 1][0] if n + 1 < len(told) else end
        own = text[start + begin : last]
        helpers = tuple(
            name
            for found in _HELPERS.finditer(own)
            for name in _CUT.split(found["with"] or found["help"])
            if name not in names
        )
        lead = _this(names[0], said[:begin])
        yield _matter(text, first, last, (lead, *names[1:]), helpers, day, calendar)


def _triggers(said: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The offset of each instruction in the sentence, and the bodies that it names."""
    found = {m.start("how"): m for m in _TOLD.finditer(said)}
    if not _BACKGROUND.search(said):
        for match in _SUBJECT.finditer(said):
            inside = any(m.start() <= match.start("names") < m.end() for m in found.values())
            if not inside:
                found[match.start("names")] = match
    for begin in sorted(found):
        yield begin, tuple(_CUT.split(found[begin]["names"]))


def _this(name: str, ahead: str) -> str:
    """The body that a name refers to: 该局 is the body named last before it."""
    if not _THIS.match(name):
        return name
    named = [m.group().removeprefix("同意") for m in _MENTION.finditer(ahead)]
    return named[-1] if named else name


def _matter(
    text: str,
    start: int,
    end: int,
    names: tuple[str, ...],
    helpers: tuple[str, ...],
    day: dt.date | None,
    calendar: WorkCalendar,
) -> Matter:
    quote = text[start:end].strip()
    start = text.index(quote, start)
    due = None if day is None else dates.due(quote, day, calendar)
    return Matter(start, start + len(quote), quote, names[0], (*names[1:], *helpers), due)
