"""Line breaks that were typed inside a paragraph: which end a line, and which only broke one."""

from __future__ import annotations

import re

_ENDED = re.compile(r"[。！？!?：:；;…][”’」』）)》]*$")
_HALF_NUMBER = re.compile(r"\d[.．,，]$")
_REST_OF_NUMBER = re.compile(
    r"[.．]\d|[%％‰]|[万亿]?(?:元|吨|亩|人次?|户|公里|平方米|个百分点)(?![\w])"
)
_OPEN = re.compile(r"[（(《“‘、，,—]$")
_CLOSING = re.compile(r"[）)》”’、，,；;。]")
_NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[）)、.]|[（(]?\d{1,2}[）)、.](?!\d)"
    r"|第[一二三四五六七八九十]+[章节条]"
)
_TITLE_BEGINS = re.compile(
    r"^(?:关于)?.{0,40}(?:[和与及的]|情况|执行|预算|计划|发展|草案|社会|\d年)$"
)
_TITLE_ENDS = re.compile(r"^[^。；！？：，,;:]{2,50}(?:报告|公报)$")
_FULL_LINE = 30
"""Characters: prose that goes on this long without a stop was broken by a narrow page."""
_LONGEST_HEADING = 90
_LONGEST_TITLE = 60


def soft_lines(text: str, *, heading: bool = False) -> list[str]:
    """The lines of a paragraph; those that were broken within a sentence are joined again.

    A break ends a line, unless a number, a bracket or a title goes on behind it, or the line is
    long and has no stop at its end. A heading of several lines is one.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if (
        heading
        and sum(map(len, lines)) <= _LONGEST_HEADING
        and not any(_NUMBERED.match(line) for line in lines[1:])
    ):
        return ["".join(lines)] if lines else []
    out: list[str] = []
    for line in lines:
        if out and goes_on(out[-1], line):
            out[-1] += line
        else:
            out.append(line)
    return out


def goes_on(before: str, line: str) -> bool:
    """Whether a line continues the sentence, number or title of the previous one."""
    if broken_within(before, line):
        return True
    if _NUMBERED.match(line) or before.startswith("—") or line[-1] in "：:":
        return False
    return len(before) >= _FULL_LINE and not _ENDED.search(before)


def broken_within(before: str, line: str) -> bool:
    """Whether the break stands inside a number, a bracket, a list or a title."""
    if _HALF_NUMBER.search(before) and line[0].isdigit() and len(before) > 3:
        return True
    if before[-1].isdigit() and _REST_OF_NUMBER.match(line):
        return True
    if _OPEN.search(before) or _CLOSING.match(line):
        return True
    whole = len(before) + len(line) <= _LONGEST_TITLE and not _NUMBERED.match(line)
    return bool(whole and _TITLE_BEGINS.match(before) and _TITLE_ENDS.match(line))
