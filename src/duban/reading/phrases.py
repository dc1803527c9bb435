"""Cut a phrase down to what is measured.

A phrase is a span of canonical text. Its lead (modals, adverbs, time, verbs of doing) and its tail
(links, bounds, words of change) are taken off; what remains is the subject. Lists are split at 、
and 和.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from duban.reading.lexicon import (
    AMBIGUOUS,
    COMPARED_END,
    COMPOUND,
    HEAD_FIRST,
    HEAD_REVERSED,
    LEAD,
    LEAD_FIRST,
    NAMELIKE,
    NO_COMPOUND,
    QUOTED,
    STOP,
    TAIL_REVERSED,
    TAIL_SORT,
    VERB,
    VERB_FIRST,
)

Span = tuple[int, int]
"""`[start, end)` of the text."""
Spans = tuple[Span, ...]
"""An indicator's name: what stands at its spans, joined."""


class Lead(NamedTuple):
    """Where the subject begins, and the verbs of doing that stood before it."""

    at: int
    verbs: tuple[str, ...]


class Tail(NamedTuple):
    """Where the subject ends, and what stood behind it: words of change, of arriving, links."""

    at: int
    up: bool
    down: bool
    to: bool
    text: str


def strip_lead(text: str, start: int, end: int) -> Lead:
    """Take off modals, adverbs, time phrases and verbs of doing at the head of a phrase."""
    at = first = start
    verbs: list[str] = []
    while at < end and text[at] in HEAD_FIRST:
        lead = LEAD.match(text, at, end) if text[at] in LEAD_FIRST else None
        if lead is not None and NAMELIKE.match(text, at, end):
            lead = None
        verb = doing(text, at, end)
        if verb is not None and (lead is None or verb.end() > lead.end()):
            first = first if verbs else at
            verbs.append(verb[0])
            at = verb.end()
            continue
        if lead is None:
            lead = AMBIGUOUS.match(text, at, end)
            if lead is None or not (lead.end() == end or doing(text, lead.end(), end)):
                break
        at = lead.end()
    if verbs and at < end and text[at] in VERB_FIRST:
        # In 注册登记的联合体 the verbs belong to the noun.
        last = VERB.match(text, at, end)
        if last is not None and text.startswith("的", last.end()) and last.end() < end:
            return Lead(first, ())
    return Lead(at, tuple(verbs))


def doing(text: str, at: int, end: int) -> re.Match[str] | None:
    """The verb of doing that stands at `offset`, unless it only begins a noun (制造业, 服务站)."""
    if at >= end or text[at] not in VERB_FIRST:
        return None
    verb = VERB.match(text, at, end)
    if verb is None or verb[0] in STOP:
        return None
    stop = verb.end()
    if stop < end and (stop - at == 1 or text[stop] in COMPOUND or text[stop] == "的"):
        return verb if stop - at > 1 and text.startswith(NO_COMPOUND, stop, end) else None
    return verb


def strip_tail(text: str, start: int, end: int) -> Tail:
    """Take off links, bounds and words of change at the end of a phrase."""
    back = text[start:end][::-1]
    size = len(back)
    at = 0
    up = down = to = reaches = False
    while at < size:
        match = TAIL_REVERSED.match(back, at)
        if match is None:
            compared = COMPARED_END.search(text, max(start, end - at - 14), end - at)
            if compared is None:
                break
            at += compared.end() - compared.start()
            continue
        kind = TAIL_SORT.get(match[0])
        if kind == "to":
            to = to or not (up or down)
        elif kind == "at":
            reaches = True
        elif kind == "up":
            up = up or not (to or down)
        elif kind == "down":
            down = down or not (to or up)
        at = match.end()
    reaches = reaches and not (up or down)
    return Tail(end - at, up, down, to or reaches, text[end - at : end])


def head_length(text: str, start: int, end: int) -> int:
    """How many characters at the end of a phrase are the head of a name (增加值, 参保人数)."""
    match = HEAD_REVERSED.match(text[start:end][::-1])
    size = match.end() if match else 0
    if size == 1 and text[end - 1] == "率" and end - start > _RATE and text[end - 2] != ")":
        return _RATE  # 建成率, 达标率: the two characters before 率 say of what
    return size


_RATE = 3
_TWO = 2
_PEOPLE = re.compile(r"患者|人员")
_PURPOSE = re.compile(r"支持|用于|占|投向|参与")


def _shared_length(text: str, start: int, end: int) -> int:
    """The length of the head that a list's last member shares, with a second one (产量占比)."""
    patients = _PEOPLE.search(text, start + 2, end)
    if patients is not None and text[end - 1] == "率":
        return end - patients.start()
    purpose = _PURPOSE.search(text, start + 2, end)
    if purpose is not None and head_length(text, start, end):
        return end - purpose.start()
    size = head_length(text, start, end)
    more = head_length(text, start, end - size) if size else 0
    return size + more if end - start - size - more > 1 else size


_LIST = re.compile(
    QUOTED
    + r"|(?P<s>、|以及|(?<=[^\s饱协中总缓共])和(?!美|谐|平|睦|田)"
    + r"|(?<![普涉惠顾触遍危])及(?!时|以|其)|与(?!会))"
)


def split_list(text: str, start: int, end: int, wanted: int = 0) -> list[tuple[int, int]]:
    """The members of a list of names.

    Splits at 、 first, then at 和, 与, 及 and 以及 when there are fewer than
    `member_count` members (0 stands for any number). Nothing inside quotation marks or
    brackets is split.
    """
    cuts = [m.span("s") for m in _LIST.finditer(text, start, end) if m["s"]]
    commas = [c for c in cuts if text[c[0]] == "、"]
    if wanted and len(commas) + 1 >= wanted:
        cuts = commas
    members: list[tuple[int, int]] = []
    at = start
    for cut_start, cut_end in cuts:
        members.append((at, cut_start))
        at = cut_end
    members.append((at, end))
    stripped = [(strip_lead(text, a, b).at, b) for a, b in members[1:]]
    kept = [s if s[1] - s[0] > 1 else m for s, m in zip(stripped, members[1:], strict=True)]
    return [m for m in (members[0], *kept) if m[1] > m[0]]


_PLACES = ("城镇", "城市", "农村", "乡村")


def _after_place(text: str, members: list[tuple[int, int]]) -> int:
    """The length of what follows 农村 in 城镇、农村居民人均可支配收入: it is of 城镇 too."""
    *others, last = (text[a:b] for a, b in members)
    place = next((p for p in _PLACES if last.startswith(p)), None)
    alone = place is not None and all(o in _PLACES for o in others)
    return len(last) - len(place) if place and alone else 0


def share_head(text: str, members: list[tuple[int, int]]) -> list[Spans]:
    """Give each member of a list the head of the last one, and the prefix of the first one.

    In 基本养老保险、失业保险参保人数 the head 参保人数 belongs to both; in 事故起数、死亡人数 the
    bare head 死亡人数 takes the prefix of the first member (guide, rule 2).
    """
    last = members[-1]
    if (
        text[members[0][1] - 1] == "存"
        and text.startswith("贷款", last[0])
        and len(members) == _TWO
    ):
        first = members[0]  # 金融机构存、贷款余额
        return [(first, (last[0] + 1, last[1])), ((first[0], first[1] - 1), last)]
    size = _after_place(text, members) or _shared_length(text, *last)
    head = (last[1] - size, last[1])
    shared: list[Spans] = []
    for start, end in members[-2::-1]:
        own = head_length(text, start, end)
        if own or not size or size == last[1] - last[0]:
            shared.append(((start, end),))
        else:
            shared.append(((start, end), head))
        if own and text[end - 1] == "率" and own < end - start:
            head, size = (end - own, end), own  # 水和气普及率、污水处理率: to each the next head
    shared.reverse()
    shared.append((last,))
    prefix: Span | None = None
    for i, member in enumerate(members):
        bare = _bare(text, *member)
        own = head_length(text, *member)
        if not bare and own and own < member[1] - member[0]:
            prefix = (member[0], member[1] - own)
        elif bare and prefix is not None and len(shared[i]) == 1:
            shared[i] = (prefix, member)
    return shared


_BARE_RATE = re.compile(r"(?:投资|项目|资金|任务)?[^、]{0,2}[^、]率")


def _bare(text: str, start: int, end: int) -> bool:
    """Whether a member of a list is only a head (入统率, 投资完成率): of the thing before it."""
    if head_length(text, start, end) == end - start:
        return True
    return _BARE_RATE.fullmatch(text, start, end) is not None


def in_quotes(text: str, start: int, at: int) -> bool:
    """Whether `offset` stands inside quotation marks or brackets that open after `start`."""
    before = text[start:at]
    return before.count("“") > before.count("”") or before.count("(") > before.count(")")
