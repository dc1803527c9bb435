"""The title of a report among the first lines of a text, whatever a site put around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPACES = re.compile(r"[\s\u3000\u200b\ufeff]+")
_FOOTNOTE_MARK = re.compile(r"(?:[\[【(（〔]\d{1,2}[\]】)）〕]|[①②③*＊])+$")
_BRACKETED_REMARK = re.compile(r"[（(](?:书面|摘要|全文|摘登|实录|审议稿|草案|节选|初步)[）)]$")
_DOCUMENT_NAME = re.compile(
    r"(?:政府工作报告|(?<=.{2})工作报告|统计公报|预算.{0,12}报告|计划.{0,12}报告|发展.{0,12}报告|"
    r"规划纲要|计划纲要|工作要点|重点工作(?:任务)?|实施方案|情况的报告|草案的报告|公报|"
    r"(?:决算|预算|财政).{0,12}(?:情况|说明|公开)|会议纪要|(?<=会议)纪要|新闻发布会(?:实录)?)$"
)
_TITLE_REST = re.compile(
    r"^(?:统计公报|公报|政府工作报告|工作报告|的?报告|[和与及的]|(?:19|20)\d\d年|\d{4}年|预算|计划|国民经济)"
)
_TITLE_PART = re.compile(r"(?:发展|情况|国民经济|执行|社会|关于.*|预算|计划|草案|[和与及的、]|\d年)$")
_YEAR = re.compile(r"(?:19|20|１９|２０)[\d０-９]{2}\s*年|[二一][〇零○一二三四五六七八九]{3}年")
_TITLE_LABEL = re.compile(r"^(?:#+|(?:标题|名称|题目)[:：])")
_LOST_SPACES = re.compile(r"\?\?+")
_TITLE_START = re.compile(r"^(?:关于|[^年]{2,16}?[省市州盟县区旗](?:人民政府|财政局|(?:19|20)\d\d年))")
_PLACE_SUFFIX = re.compile(r"[省市州盟县区旗]|中华人民共和国")
_SESSION_OR_DATE = re.compile(r"代表大[会會]|[12]\d{3}年\d{1,2}月\d{1,2}日")
_BREADCRUMB = re.compile(r"^(?:[>＞»/|｜]+|首页|网站首页|您?的?位置[:：]?)$")
_PUNCTUATION = re.compile(r"[。；！？：，,;:]")
_TEXT_START = re.compile(r"^(?:各位代表|同志们|主任[、，]|一、)")
_MAX_TITLE_LENGTH = 60  # characters of a title
_MAX_TITLE_BREAKS = 3  # lines that a title may be broken over, but its last
_MIN_PROSE_LENGTH = 90  # a line longer than this is the text itself


def find_title(lines: Sequence[str]) -> str | None:
    """The line, or the two lines, that read best as a report's title; None where none does."""
    best: tuple[int, str] | None = None
    for index, line in enumerate(lines):
        cleaned = _clean_line(line)
        if _TEXT_START.match(cleaned):
            break
        title = _assemble_title(lines, index)
        if title is None:
            continue
        score = _score_title(lines, index, title)
        if best is None or score > best[0]:
            best = (score, title)
        if len(cleaned) > _MIN_PROSE_LENGTH and best[0] >= 2:
            break
    return best[1] if best is not None and best[0] > 0 else None


def _clean_line(line: str) -> str:
    text = _TITLE_LABEL.sub("", _LOST_SPACES.sub("", _SPACES.sub("", line)))
    return _BRACKETED_REMARK.sub("", _FOOTNOTE_MARK.sub("", _BRACKETED_REMARK.sub("", text)))


def _assemble_title(lines: Sequence[str], index: int) -> str | None:
    """The title that ends on line `index`, with the lines above that begin it."""
    title = _clean_line(lines[index]).strip("《》")
    if not _DOCUMENT_NAME.search(title) or _PUNCTUATION.search(title) or len(title) > _MAX_TITLE_LENGTH:
        return None
    assembled = _assemble_from_start(lines, index, title)
    if assembled is not None:
        return assembled
    for previous_line in reversed(lines[max(0, index - 2) : index]):
        cleaned = _clean_line(previous_line)
        is_continued = _TITLE_REST.match(title) and _TITLE_PART.search(cleaned)
        if not is_continued or _PUNCTUATION.search(cleaned) or len(cleaned) + len(title) > _MAX_TITLE_LENGTH:
            break
        title = cleaned + title
    return title


def _assemble_from_start(lines: Sequence[str], index: int, title: str) -> str | None:
    """The title assembled from the line that begins it, over several lines, however broken."""
    if _TITLE_START.match(title) or _YEAR.match(title):
        return None
    for previous_line in reversed(lines[max(0, index - _MAX_TITLE_BREAKS) : index]):
        cleaned = _clean_line(previous_line)
        if not cleaned or _PUNCTUATION.search(cleaned) or _DOCUMENT_NAME.search(cleaned):
            return None
        title = cleaned + title
        if len(title) > _MAX_TITLE_LENGTH:
            return None
        if _TITLE_START.match(cleaned):
            return title
    return None


def _score_title(lines: Sequence[str], index: int, title: str) -> int:
    text_below = "".join(lines[index + 1 : index + 5])
    neighbours = [_clean_line(line) for line in (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])]
    return (
        1
        + 2 * bool(_YEAR.search(title))
        + bool(_PLACE_SUFFIX.search(title))
        + bool(_SESSION_OR_DATE.search(text_below))
        - 3 * any(_BREADCRUMB.match(line) for line in neighbours)
    )
