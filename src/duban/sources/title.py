"""The title of a report among the first lines of a text, whatever a site put around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPACES = re.compile(r"[\s\u3000\u200b\ufeff]+")
_NOTE_MARK = re.compile(r"(?:[\[【(（〔]\d{1,2}[\]】)）〕]|[①②③*＊])+$")
_ASIDE = re.compile(r"[（(](?:书面|摘要|全文|摘登|实录|审议稿|草案|节选|初步)[）)]$")
_NAMES = re.compile(
    r"(?:政府工作报告|(?<=.{2})工作报告|统计公报|预算.{0,12}报告|计划.{0,12}报告|发展.{0,12}报告|"
    r"规划纲要|计划纲要|工作要点|重点工作(?:任务)?|实施方案|情况的报告|草案的报告|公报|"
    r"(?:决算|预算|财政).{0,12}(?:情况|说明|公开)|会议纪要|(?<=会议)纪要|新闻发布会(?:实录)?)$"
)
_REST = re.compile(
    r"^(?:统计公报|公报|政府工作报告|工作报告|的?报告|[和与及的]|(?:19|20)\d\d年|\d{4}年|预算|计划|国民经济)"
)
_CONTINUES = re.compile(
    r"(?:发展|情况|国民经济|执行|社会|关于.*|预算|计划|草案|[和与及的、]|\d年)$"
)
_YEAR = re.compile(r"(?:19|20|１９|２０)[\d０-９]{2}\s*年|[二一][〇零○一二三四五六七八九]{3}年")
_LABEL = re.compile(r"^(?:#+|(?:标题|名称|题目)[:：])")
_LOST_SPACES = re.compile(r"\?\?+")
_BEGINS = re.compile(r"^(?:关于|[^年]{2,16}?[省市州盟县区旗](?:人民政府|财政局|(?:19|20)\d\d年))")
_PLACE = re.compile(r"[省市州盟县区旗]|中华人民共和国")
_SAID_BELOW = re.compile(r"代表大[会會]|[12]\d{3}年\d{1,2}月\d{1,2}日")
_CRUMB = re.compile(r"^(?:[>＞»/|｜]+|首页|网站首页|您?的?位置[:：]?)$")
_PUNCTUATION = re.compile(r"[。；！？：，,;:]")
_ADDRESSED = re.compile(r"^(?:各位代表|同志们|主任[、，]|一、)")
_LONGEST = 60  # characters of a title
_BROKEN = 3  # lines that a title may be broken over, but its last
_PROSE = 90  # a line longer than this is the text itself


def find_title(lines: Sequence[str]) -> str | None:
    """The line, or the two lines, that read best as a report's title; None where none does."""
    best: tuple[int, str] | None = None
    for at, line in enumerate(lines):
        bare = _bare(line)
        if _ADDRESSED.match(bare):
            break
        title = _whole(lines, at)
        if title is None:
            continue
        score = _score(lines, at, title)
        if best is None or score > best[0]:
            best = (score, title)
        if len(bare) > _PROSE and best[0] >= 2:
            break
    return best[1] if best is not None and best[0] > 0 else None


def _bare(line: str) -> str:
    text = _LABEL.sub("", _LOST_SPACES.sub("", _SPACES.sub("", line)))
    return _ASIDE.sub("", _NOTE_MARK.sub("", _ASIDE.sub("", text)))


def _whole(lines: Sequence[str], at: int) -> str | None:
    """The title that ends on line `index`, with the lines above that begin it."""
    title = _bare(lines[at]).strip("《》")
    if not _NAMES.search(title) or _PUNCTUATION.search(title) or len(title) > _LONGEST:
        return None
    begun = _begun_above(lines, at, title)
    if begun is not None:
        return begun
    for above in reversed(lines[max(0, at - 2) : at]):
        before = _bare(above)
        begins = _REST.match(title) and _CONTINUES.search(before)
        if not begins or _PUNCTUATION.search(before) or len(before) + len(title) > _LONGEST:
            break
        title = before + title
    return title


def _begun_above(lines: Sequence[str], at: int, title: str) -> str | None:
    """The title assembled from the line that begins it, over several lines, however broken."""
    if _BEGINS.match(title) or _YEAR.match(title):
        return None
    for above in reversed(lines[max(0, at - _BROKEN) : at]):
        before = _bare(above)
        if not before or _PUNCTUATION.search(before) or _NAMES.search(before):
            return None
        title = before + title
        if len(title) > _LONGEST:
            return None
        if _BEGINS.match(before):
            return title
    return None


def _score(lines: Sequence[str], at: int, title: str) -> int:
    below = "".join(lines[at + 1 : at + 5])
    around = [_bare(x) for x in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])]
    return (
        1
        + 2 * bool(_YEAR.search(title))
        + bool(_PLACE.search(title))
        + bool(_SAID_BELOW.search(below))
        - 3 * any(_CRUMB.match(x) for x in around)
    )
