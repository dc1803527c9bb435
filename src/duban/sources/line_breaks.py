"""Line breaks that were typed inside a paragraph: which end a line, and which only broke one."""

from __future__ import annotations

import re

_STOP_AT_END = re.compile(r"[。！？!?：:；;…][”’」』）)》]*$")
_HALF_NUMBER = re.compile(r"\d[.．,，]$")
_REST_OF_NUMBER = re.compile(r"[.．]\d|[%％‰]|[万亿]?(?:元|吨|亩|人次?|户|公里|平方米|个百分点)(?![\w])")
_OPEN_END = re.compile(r"[（(《“‘、，,—]$")
_CLOSING_START = re.compile(r"[）)》”’、，,；;。]")
_NUMBERED_START = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[）)、.]|[（(]?\d{1,2}[）)、.](?!\d)"
    r"|第[一二三四五六七八九十]+[章节条]"
)
_TITLE_START = re.compile(r"^(?:关于)?.{0,40}(?:[和与及的]|情况|执行|预算|计划|发展|草案|社会|\d年)$")
_TITLE_END = re.compile(r"^[^。；！？：，,;:]{2,50}(?:报告|公报)$")
_FULL_LINE_LENGTH = 30
"""Characters: prose that goes on this long without a stop was broken by a narrow page."""
_MAX_HEADING_LENGTH = 90
_MAX_TITLE_LENGTH = 60


def rejoin_lines(text: str, *, is_heading: bool = False) -> list[str]:
    """The lines of a paragraph; those that were broken within a sentence are joined again.

    A break ends a line, unless a number, a bracket or a title goes on behind it, or the line is
    long and has no stop at its end. A heading of several lines is one.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if (
        is_heading
        and sum(map(len, lines)) <= _MAX_HEADING_LENGTH
        and not any(_NUMBERED_START.match(line) for line in lines[1:])
    ):
        return ["".join(lines)] if lines else []
    joined_lines: list[str] = []
    for line in lines:
        if joined_lines and is_continuation(joined_lines[-1], line):
            joined_lines[-1] += line
        else:
            joined_lines.append(line)
    return joined_lines


def is_continuation(previous: str, line: str) -> bool:
    """Whether a line continues the sentence, number or title of the previous one."""
    if is_broken_within(previous, line):
        return True
    if _NUMBERED_START.match(line) or previous.startswith("—") or line[-1] in "：:":
        return False
    return len(previous) >= _FULL_LINE_LENGTH and not _STOP_AT_END.search(previous)


def is_broken_within(previous: str, line: str) -> bool:
    """Whether the break stands inside a number, a bracket, a list or a title."""
    if _HALF_NUMBER.search(previous) and line[0].isdigit() and len(previous) > 3:
        return True
    if previous[-1].isdigit() and _REST_OF_NUMBER.match(line):
        return True
    if _OPEN_END.search(previous) or _CLOSING_START.match(line):
        return True
    may_be_title = len(previous) + len(line) <= _MAX_TITLE_LENGTH and not _NUMBERED_START.match(line)
    return bool(may_be_title and _TITLE_START.match(previous) and _TITLE_END.match(line))
