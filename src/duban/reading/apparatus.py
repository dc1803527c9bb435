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


class ApparatusKind(StrEnum):
    """What a paragraph outside the report's own text is."""

    FRONT = "front"
    """Title, session, speaker and address, and whatever a web page put before them."""
    NOTES = "notes"
    """Explanations of words, with or without a heading."""
    PAGE = "page"
    """The web page behind the report: share bars, links, other articles."""


_DECORATION: Final = re.compile(r"[\s※*★◆■●#\[\]【】《》〈〉()<>:=-]+")
_NOTES_HEADING: Final = re.compile(
    r"(?:附件?[一二三四五六七八九十\d]{0,2})?(?:政府工作报告|报告)?(?:中|里)?的?(?:有关|相关|部分|主要)?"
    r"(?:专业|专用)?(?:名词|术语|词语|词汇|短语|用语|缩略语|概念|新词)(?:术语|名词|和术语|及术语)?的?"
    r"(?:解释|注释|说明|释义|解读|诠释|解析|注解)?"
    r"|(?:附件?)?(?:注释|附注|注解|释义|脚注|尾注|注)"
)
_AMBIGUOUS_HEADINGS: Final = frozenset(("概念", "用语", "词汇", "新词"))
_ADDRESS: Final = re.compile(r"(?:各位|尊敬的)[^,。:!]{0,12}(?:代表|委员|同志)[^。]{0,20}?[:!,]?$")
_PRESENTATION: Final = re.compile(r"请予?以?审[议查]|请[^。]{0,12}提出[^。]{0,6}意见|一并审[议查]|[作做]政府工作报告")
_SESSION: Final = re.compile(r"第[一二三四五六七八九十]+(?:届|次)[^。]{0,30}会议(?:上)?[)]?$")
_SPEAKER: Final = re.compile(r"[省市县区州盟旗]长\s?[^,。;:]{0,8}$|主席\s[^,。;:]{2,8}$")
_FRONT_LIMIT: Final = 24
"""The address stands among so many paragraphs (a page may put its menu before it)."""
_PRESENTATION_LIMIT: Final = 160
"""A paragraph that only presents the report is shorter than this."""

_CLOSING_WORD: Final = re.compile(r"让我们|奋斗|前进|谢谢|不负|新篇章|新辉煌|贡献|美好明天|答卷")
_NOTE_MARK: Final = re.compile(
    r"(?:第\s?\d{1,3}\s?页?\s?)?注(?:释|解)?\s?\d{0,3}\s?[:.、]"
    r"|[\[〔【(⟨]\s?\d{1,3}\s?[\]〕】)⟩]|[①-⑳㉑-㊿]|\d{1,3}\s?[.、]?(?!\d)|[*※]"
)
_FOOTNOTE_MARK: Final = re.compile(r"[\[〔【]\s?(\d{1,3})\s?[\]〕】]|([①-⑳㉑-㊿])")
_EXPLANATION: Final = re.compile(r"[^。]{1,44}?(?::|(?:是|即|主要|特|具体)?指|即[“\w]|是(?:由|对|以)|简称|[(]见第)")
_PAGE_NOTE: Final = re.compile(r"第\s?\d{1,3}\s?页\s?注")
_PAGE_WORDS: Final = re.compile(
    r"(?:分享|转发|收藏|标签|点赞|评论|浏览|阅读|编辑|责编|来源|作者|附件下载)(?:到|至|次数|量)?\s?:?.{0,24}"
    r"|(?:上|下)一(?:篇|条|页)\s?:?.{0,40}|(?:相关|推荐|热门|最新|本栏|栏目|更多|猜你).{0,8}"
    r"|免责声明.*|本作品.*|.*公有领域.*|[(]?(?:全文)?完[)]?|本(?:站|网).{0,60}|搜索.{0,20}|.{0,24}(?:版权所有|备案号|ICP备|公网安备).*"
)
_PAGE_LINE_LIMIT: Final = 120
"""A paragraph longer than this is the report's, or a note's: no line of a web page."""


def classify_apparatus(
    canonical_text: str, paragraphs: list[Paragraph], has_stated_role: list[bool]
) -> dict[int, ApparatusKind]:
    """What each paragraph outside the report is, by its place in the list.

    `has_stated_role` says of each paragraph whether it is a heading that states the role of its
    part: no paragraph before the last of these is taken for notes or page furniture at the end.
    """
    kind_by_index = dict.fromkeys(range(_count_front(canonical_text, paragraphs, has_stated_role)), ApparatusKind.FRONT)
    last_heading = max((index for index, states_role in enumerate(has_stated_role) if states_role), default=0)
    page_start = _find_page_start(canonical_text, paragraphs, last_heading + 1)
    kind_by_index |= dict.fromkeys(range(page_start, len(paragraphs)), ApparatusKind.PAGE)
    notes_start = _find_notes_start(canonical_text, paragraphs[:page_start], last_heading)
    kind_by_index |= dict.fromkeys(range(notes_start, page_start), ApparatusKind.NOTES)
    for footnote_index in _find_footnotes(canonical_text, paragraphs[:notes_start]):
        kind_by_index[footnote_index] = ApparatusKind.NOTES
    return kind_by_index


def is_notes_heading(line: str) -> bool:
    """Whether a line heads a glossary or notes, whatever stands around its words."""
    heading_text = _DECORATION.sub("", line)
    return _NOTES_HEADING.fullmatch(heading_text) is not None and heading_text not in _AMBIGUOUS_HEADINGS


def _count_front(canonical_text: str, paragraphs: list[Paragraph], has_stated_role: list[bool]) -> int:
    """How many paragraphs stand before the report's own text."""
    first_heading = has_stated_role.index(True) if True in has_stated_role else len(paragraphs)
    front_count = 0
    for index, paragraph in enumerate(paragraphs[: min(first_heading, _FRONT_LIMIT)]):
        line = canonical_text[paragraph.start : paragraph.end].rstrip()
        length = paragraph.end - paragraph.start
        if front_count and length >= _PRESENTATION_LIMIT:
            break  # the report speaks, and may address its audience again
        if (
            _ADDRESS.fullmatch(line)
            or (length < _PRESENTATION_LIMIT and _PRESENTATION.search(line))
            or (paragraph.is_heading_line and (_SESSION.search(line) or _SPEAKER.search(line)))
        ):
            front_count = index + 1
    return front_count


def _find_page_start(canonical_text: str, paragraphs: list[Paragraph], start: int) -> int:
    """Where the web page begins again behind the report: from there on no line is prose."""
    page_start = len(paragraphs)
    for index in range(len(paragraphs) - 1, start - 1, -1):
        paragraph = paragraphs[index]
        line = canonical_text[paragraph.start : paragraph.end]
        if paragraph.end - paragraph.start > _PAGE_LINE_LIMIT:
            break
        if is_furniture(line) or _PAGE_WORDS.fullmatch(line.strip()):
            page_start = index
    return page_start


def _find_notes_start(canonical_text: str, paragraphs: list[Paragraph], last_heading: int) -> int:
    """Where the notes at the end begin: under their heading, or behind the closing words."""
    heading_index = next(
        (
            index
            for index, paragraph in enumerate(paragraphs[last_heading + 1 :], last_heading + 1)
            if paragraph.end - paragraph.start <= _FRONT_LIMIT
            and is_notes_heading(canonical_text[paragraph.start : paragraph.end])
        ),
        len(paragraphs),
    )
    closing = _find_closing(canonical_text, paragraphs[:heading_index], last_heading)
    if closing is None:
        return heading_index
    following = paragraphs[closing + 1 : heading_index]
    # Nearly all that follows must look like notes: nothing that may promise is dropped.
    note_count = sum(_is_note(canonical_text, paragraph) or paragraph.is_heading_line for paragraph in following)
    has_numbered_heading = any(paragraph.level == 1 and paragraph.is_heading_line for paragraph in following)
    return heading_index if has_numbered_heading or note_count < 0.6 * len(following) else closing + 1


def _find_closing(canonical_text: str, paragraphs: list[Paragraph], last_heading: int) -> int | None:
    """The last paragraph that ends as a report does (让我们…奋斗！)."""
    for index in range(len(paragraphs) - 1, last_heading, -1):
        paragraph = paragraphs[index]
        ends_sentence = canonical_text[paragraph.end - 1] in "!。"
        closing_word = ends_sentence and _CLOSING_WORD.search(
            canonical_text, max(paragraph.start, paragraph.end - 60), paragraph.end
        )
        if closing_word and not _is_note(canonical_text, paragraph):
            return index
    return None


def _is_note(canonical_text: str, paragraph: Paragraph) -> bool:
    mark = _NOTE_MARK.match(canonical_text, paragraph.start, paragraph.end)
    return _EXPLANATION.match(canonical_text, mark.end() if mark else paragraph.start, paragraph.end) is not None


def _find_footnotes(canonical_text: str, paragraphs: list[Paragraph]) -> list[int]:
    """Footnotes between paragraphs: they begin with a mark that the text before them set."""
    indices = []
    for index, paragraph in enumerate(paragraphs):
        mark = _FOOTNOTE_MARK.match(canonical_text, paragraph.start, paragraph.end)
        if mark is None:
            if _PAGE_NOTE.match(canonical_text, paragraph.start, paragraph.end):
                indices.append(index)
            continue
        earlier_mark = canonical_text.rfind(mark[0], 0, paragraph.start)
        is_set_in_text = earlier_mark > 0 and canonical_text[earlier_mark - 1] not in "\n "
        if is_set_in_text and _EXPLANATION.match(canonical_text, mark.end(), paragraph.end):
            indices.append(index)
    return indices
