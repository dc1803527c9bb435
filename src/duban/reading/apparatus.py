"""Classify the paragraphs that are no part of a report: front matter, notes, the web page.

A glossary under any heading, notes without one and footnotes between paragraphs give no claims
(guide, rule 22). What is passed over keeps its span and its reason.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from duban.reading.structure import Paragraph
from duban.sources import is_furniture


class Apparatus(StrEnum):
    """What a paragraph outside the report's own text is."""

    FRONT = "front"
    """Title, session, speaker and address, and whatever a web page put before them."""
    NOTES = "notes"
    """Explanations of words, with or without a heading."""
    PAGE = "page"
    """The web page behind the report: share bars, links, other articles."""


_MARKS: Final = re.compile(r"[\s※*★◆■●#\[\]【】《》〈〉()<>:=-]+")
_NOTES_HEADING: Final = re.compile(
    r"(?:附件?[一二三四五六七八九十\d]{0,2})?(?:政府工作报告|报告)?(?:中|里)?的?(?:有关|相关|部分|主要)?"
    r"(?:专业|专用)?(?:名词|术语|词语|词汇|短语|用语|缩略语|概念|新词)(?:术语|名词|和术语|及术语)?的?"
    r"(?:解释|注释|说明|释义|解读|诠释|解析|注解)?"
    r"|(?:附件?)?(?:注释|附注|注解|释义|脚注|尾注|注)"
)
_NOT_ALONE: Final = frozenset(("概念", "用语", "词汇", "新词"))
_ADDRESS: Final = re.compile(r"(?:各位|尊敬的)[^,。:!]{0,12}(?:代表|委员|同志)[^。]{0,20}?[:!,]?$")
_PRESENTS: Final = re.compile(
    r"请予?以?审[议查]|请[^。]{0,12}提出[^。]{0,6}意见|一并审[议查]|[作做]政府工作报告"
)
_SESSION: Final = re.compile(r"第[一二三四五六七八九十]+(?:届|次)[^。]{0,30}会议(?:上)?[)]?$")
_SPEAKER: Final = re.compile(r"[省市县区州盟旗]长\s?[^,。;:]{0,8}$|主席\s[^,。;:]{2,8}$")
_HEAD: Final = 24
"""The address stands among so many paragraphs (a page may put its menu before it)."""
_PRESENTING: Final = 160
"""A paragraph that only presents the report is shorter than this."""

_CLOSES: Final = re.compile(r"让我们|奋斗|前进|谢谢|不负|新篇章|新辉煌|贡献|美好明天|答卷")
_ITEM: Final = re.compile(
    r"(?:第\s?\d{1,3}\s?页?\s?)?注(?:释|解)?\s?\d{0,3}\s?[:.、]"
    r"|[\[〔【(⟨]\s?\d{1,3}\s?[\]〕】)⟩]|[①-⑳㉑-㊿]|\d{1,3}\s?[.、]?(?!\d)|[*※]"
)
_BRACKETED: Final = re.compile(r"[\[〔【]\s?(\d{1,3})\s?[\]〕】]|([①-⑳㉑-㊿])")
_EXPLAINS: Final = re.compile(
    r"[^。]{1,44}?(?::|(?:是|即|主要|特|具体)?指|即[“\w]|是(?:由|对|以)|简称|[(]见第)"
)
_PAGE_NOTE: Final = re.compile(r"第\s?\d{1,3}\s?页\s?注")
_PAGE_WORDS: Final = re.compile(
    r"(?:分享|转发|收藏|标签|点赞|评论|浏览|阅读|编辑|责编|来源|作者|附件下载)(?:到|至|次数|量)?\s?:?.{0,24}"
    r"|(?:上|下)一(?:篇|条|页)\s?:?.{0,40}|(?:相关|推荐|热门|最新|本栏|栏目|更多|猜你).{0,8}"
    r"|免责声明.*|本作品.*|.*公有领域.*|[(]?(?:全文)?完[)]?|本(?:站|网).{0,60}|搜索.{0,20}|.{0,24}(?:版权所有|备案号|ICP备|公网安备).*"
)
_LONG: Final = 120
"""A paragraph longer than this is the report's, or a note's: no line of a web page."""


def apparatus(canon: str, paragraphs: list[Paragraph], roles: list[bool]) -> dict[int, Apparatus]:
    """What each paragraph outside the report is, by its place in the list.

    `has_stated_role` says of each paragraph whether it is a heading that states the role of its
    part: no paragraph before the last of these is taken for notes or page furniture at the end.
    """
    found = dict.fromkeys(range(_front(canon, paragraphs, roles)), Apparatus.FRONT)
    last = max((i for i, says in enumerate(roles) if says), default=0)
    end = _page(canon, paragraphs, last + 1)
    found |= dict.fromkeys(range(end, len(paragraphs)), Apparatus.PAGE)
    notes = _notes(canon, paragraphs[:end], last)
    found |= dict.fromkeys(range(notes, end), Apparatus.NOTES)
    for at in _footnotes(canon, paragraphs[:notes]):
        found[at] = Apparatus.NOTES
    return found


def is_notes_heading(line: str) -> bool:
    """Whether a line heads a glossary or notes, whatever stands around its words."""
    words = _MARKS.sub("", line)
    return _NOTES_HEADING.fullmatch(words) is not None and words not in _NOT_ALONE


def _front(canon: str, paragraphs: list[Paragraph], roles: list[bool]) -> int:
    """How many paragraphs stand before the report's own text."""
    first = roles.index(True) if True in roles else len(paragraphs)
    front = 0
    for at, p in enumerate(paragraphs[: min(first, _HEAD)]):
        line = canon[p.start : p.end].rstrip()
        whole = p.end - p.start
        if front and whole >= _PRESENTING:
            break  # the report speaks, and may address its audience again
        if (
            _ADDRESS.fullmatch(line)
            or (whole < _PRESENTING and _PRESENTS.search(line))
            or (p.alone and (_SESSION.search(line) or _SPEAKER.search(line)))
        ):
            front = at + 1
    return front


def _page(canon: str, paragraphs: list[Paragraph], start: int) -> int:
    """Where the web page begins again behind the report: from there on no line is prose."""
    end = len(paragraphs)
    for at in range(len(paragraphs) - 1, start - 1, -1):
        p = paragraphs[at]
        line = canon[p.start : p.end]
        if p.end - p.start > _LONG:
            break
        if is_furniture(line) or _PAGE_WORDS.fullmatch(line.strip()):
            end = at
    return end


def _notes(canon: str, paragraphs: list[Paragraph], last: int) -> int:
    """Where the notes at the end begin: under their heading, or behind the closing words."""
    headed = next(
        (
            at
            for at, p in enumerate(paragraphs[last + 1 :], last + 1)
            if p.end - p.start <= _HEAD and is_notes_heading(canon[p.start : p.end])
        ),
        len(paragraphs),
    )
    closing = _closing(canon, paragraphs[:headed], last)
    if closing is None:
        return headed
    behind = paragraphs[closing + 1 : headed]
    # Nearly all that follows must look like notes: nothing that may promise is dropped.
    notes = sum(_is_note(canon, p) or p.alone for p in behind)
    numbered = any(p.level == 1 and p.alone for p in behind)
    return headed if numbered or notes < 0.6 * len(behind) else closing + 1


def _closing(canon: str, paragraphs: list[Paragraph], last: int) -> int | None:
    """The last paragraph that ends as a report does (让我们…奋斗！)."""
    for at in range(len(paragraphs) - 1, last, -1):
        p = paragraphs[at]
        ends = canon[p.end - 1] in "!。"
        closes = ends and _CLOSES.search(canon, max(p.start, p.end - 60), p.end)
        if closes and not _is_note(canon, p):
            return at
    return None


def _is_note(canon: str, p: Paragraph) -> bool:
    mark = _ITEM.match(canon, p.start, p.end)
    return _EXPLAINS.match(canon, mark.end() if mark else p.start, p.end) is not None


def _footnotes(canon: str, paragraphs: list[Paragraph]) -> list[int]:
    """Footnotes between paragraphs: they begin with a mark that the text before them set."""
    found = []
    for at, p in enumerate(paragraphs):
        mark = _BRACKETED.match(canon, p.start, p.end)
        if mark is None:
            if _PAGE_NOTE.match(canon, p.start, p.end):
                found.append(at)
            continue
        before = canon.rfind(mark[0], 0, p.start)
        set_in_text = before > 0 and canon[before - 1] not in "\n "
        if set_in_text and _EXPLAINS.match(canon, mark.end(), p.end):
            found.append(at)
    return found
