"""Cut a phrase down to what is measured.

A phrase is a span of canonical text. Its lead (modals, adverbs, time, verbs of doing) and its tail
(links, bounds, words of change) are taken off; what remains is the subject. Lists are split at 、
and 和.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from duban.reading.lexicon import (
    AMBIGUOUS_ADVERB,
    AMBIGUOUS_FIRST_CHARACTERS,
    COMPARISON_ENDING,
    COMPOUND_ENDINGS,
    COMPOUND_EXCEPTIONS,
    HEAD_FIRST_CHARACTERS,
    LEAD_FIRST_CHARACTERS,
    LEAD_PATTERN,
    NAME_FIRST_CHARACTERS,
    NAME_LIKE_LEAD,
    QUOTED_TEXT,
    REVERSED_HEAD,
    REVERSED_TAIL,
    STOP_WORDS,
    TAIL_SORT_BY_REVERSED_WORD,
    TIME_FIRST_CHARACTERS,
    UNDATED_LEAD_PATTERN,
    VERB_FIRST_CHARACTERS,
    VERB_PATTERN,
    VERBS_BY_CHARACTER,
)

Span = tuple[int, int]
"""`[start, end)` of the text."""
Spans = tuple[Span, ...]
"""An indicator's name: what stands at its spans, joined."""


class Lead(NamedTuple):
    """Where the subject begins, and the verbs of doing that stood before it."""

    subject_start: int
    verbs: tuple[str, ...]


class Tail(NamedTuple):
    """Where the subject ends, and what stood behind it: words of change, of arriving, links."""

    subject_end: int
    rises: bool
    falls: bool
    reaches: bool
    text: str


def strip_lead(text: str, start: int, end: int) -> Lead:
    """Take off modals, adverbs, time phrases and verbs of doing at the head of a phrase."""
    offset = first_verb_start = start
    verbs: list[str] = []
    while offset < end and (character := text[offset]) in HEAD_FIRST_CHARACTERS:
        lead = None
        if character in LEAD_FIRST_CHARACTERS:
            lead_pattern = LEAD_PATTERN if character in TIME_FIRST_CHARACTERS else UNDATED_LEAD_PATTERN
            lead = lead_pattern.match(text, offset, end)
        if lead is not None and character in NAME_FIRST_CHARACTERS and NAME_LIKE_LEAD.match(text, offset, end):
            lead = None
        verb = match_verb(text, offset, end) if character in VERB_FIRST_CHARACTERS else None
        if verb is not None and (lead is None or verb.end() > lead.end()):
            first_verb_start = first_verb_start if verbs else offset
            verbs.append(verb[0])
            offset = verb.end()
            continue
        if lead is None:
            lead = AMBIGUOUS_ADVERB.match(text, offset, end) if character in AMBIGUOUS_FIRST_CHARACTERS else None
            if lead is None or not (lead.end() == end or match_verb(text, lead.end(), end)):
                break
        offset = lead.end()
    if verbs and offset < end and text[offset] in VERB_FIRST_CHARACTERS:
        # In 注册登记的联合体 the verbs belong to the noun.
        next_verb = VERB_PATTERN.match(text, offset, end)
        if next_verb is not None and text.startswith("的", next_verb.end()) and next_verb.end() < end:
            return Lead(first_verb_start, ())
    return Lead(offset, tuple(verbs))


def match_verb(text: str, offset: int, end: int) -> re.Match[str] | None:
    """The verb of doing that stands at `offset`, unless it only begins a noun (制造业, 服务站)."""
    if offset >= end or text[offset] not in VERB_FIRST_CHARACTERS:
        return None
    verb = VERBS_BY_CHARACTER[text[offset]].match(text, offset, end)
    if verb is None or verb[0] in STOP_WORDS:
        return None
    verb_end = verb.end()
    if verb_end < end and (verb_end - offset == 1 or text[verb_end] in COMPOUND_ENDINGS or text[verb_end] == "的"):
        return verb if verb_end - offset > 1 and text.startswith(COMPOUND_EXCEPTIONS, verb_end, end) else None
    return verb


def strip_tail(text: str, start: int, end: int) -> Tail:
    """Take off links, bounds and words of change at the end of a phrase."""
    reversed_phrase = text[start:end][::-1]
    length = len(reversed_phrase)
    stripped = 0
    rises = falls = reaches_value = has_locative = False
    while stripped < length:
        match = REVERSED_TAIL.match(reversed_phrase, stripped)
        if match is None:
            comparison = COMPARISON_ENDING.search(text, max(start, end - stripped - 14), end - stripped)
            if comparison is None:
                break
            stripped += comparison.end() - comparison.start()
            continue
        sort = TAIL_SORT_BY_REVERSED_WORD.get(match[0])
        if sort == "to":
            reaches_value = reaches_value or not (rises or falls)
        elif sort == "at":
            has_locative = True
        elif sort == "up":
            rises = rises or not (reaches_value or falls)
        elif sort == "down":
            falls = falls or not (reaches_value or rises)
        stripped = match.end()
    has_locative = has_locative and not (rises or falls)
    return Tail(end - stripped, rises, falls, reaches_value or has_locative, text[end - stripped : end])


def head_length(text: str, start: int, end: int) -> int:
    """How many characters at the end of a phrase are the head of a name (增加值, 参保人数)."""
    match = REVERSED_HEAD.match(text[start:end][::-1])
    head_size = match.end() if match else 0
    if head_size == 1 and text[end - 1] == "率" and end - start > _RATE_HEAD_LENGTH and text[end - 2] != ")":
        return _RATE_HEAD_LENGTH  # 建成率, 达标率: the two characters before 率 say of what
    return head_size


def measure_length(text: str, start: int, end: int) -> int:
    """How many characters at the end of a name say what is measured; 0 where it names things (企业, 项目)."""
    return 0 if text.endswith(_OBJECT_NOUNS, start, end) else head_length(text, start, end)


_OBJECT_NOUNS = ("企业", "项目", "工程", "园区", "产业")
_RATE_HEAD_LENGTH = 3
_PAIR_SIZE = 2
_PEOPLE_WORD = re.compile(r"患者|人员")
_PURPOSE_WORD = re.compile(r"支持|用于|占|投向|参与")


def _shared_head_length(text: str, start: int, end: int) -> int:
    """The length of the head that a list's last member shares, with a second one (产量占比)."""
    patients = _PEOPLE_WORD.search(text, start + 2, end)
    if patients is not None and text[end - 1] == "率":
        return end - patients.start()
    purpose = _PURPOSE_WORD.search(text, start + 2, end)
    if purpose is not None and head_length(text, start, end):
        return end - purpose.start()
    head_size = head_length(text, start, end)
    second_size = head_length(text, start, end - head_size) if head_size else 0
    return head_size + second_size if end - start - head_size - second_size > 1 else head_size


_LIST_SEPARATOR = re.compile(
    QUOTED_TEXT
    + r"|(?P<s>、|以及|(?<=[^\s饱协中总缓共])和(?!美|谐|平|睦|田)"
    + r"|(?<![普涉惠顾触遍危])及(?!时|以|其)|与(?!会))"
)


def split_list(text: str, start: int, end: int, member_count: int = 0) -> list[tuple[int, int]]:
    """The members of a list of names.

    Splits at 、 first, then at 和, 与, 及 and 以及 when there are fewer than
    `member_count` members (0 stands for any number). Nothing inside quotation marks or
    brackets is split.
    """
    cuts = [member.span("s") for member in _LIST_SEPARATOR.finditer(text, start, end) if member["s"]]
    commas = [comma for comma in cuts if text[comma[0]] == "、"]
    if member_count and len(commas) + 1 >= member_count:
        cuts = commas
    members: list[tuple[int, int]] = []
    member_start = start
    for cut_start, cut_end in cuts:
        members.append((member_start, cut_start))
        member_start = cut_end
    members.append((member_start, end))
    stripped = [
        (strip_lead(text, start_offset, end_offset).subject_start, end_offset)
        for start_offset, end_offset in members[1:]
    ]
    remaining = [
        shorter if shorter[1] - shorter[0] > 1 else member
        for shorter, member in zip(stripped, members[1:], strict=True)
    ]
    return [member for member in (members[0], *remaining) if member[1] > member[0]]


_PLACE_WORDS = ("城镇", "城市", "农村", "乡村")


def _length_after_place(text: str, members: list[tuple[int, int]]) -> int:
    """The length of what follows 农村 in 城镇、农村居民人均可支配收入: it is of 城镇 too."""
    *earlier_members, last_member = (text[start:end] for start, end in members)
    place = next((place_word for place_word in _PLACE_WORDS if last_member.startswith(place_word)), None)
    only_places = place is not None and all(member in _PLACE_WORDS for member in earlier_members)
    return len(last_member) - len(place) if place and only_places else 0


def share_head(text: str, members: list[tuple[int, int]]) -> list[Spans]:
    """Give each member of a list the head of the last one, and the prefix of the first one.

    In 基本养老保险、失业保险参保人数 the head 参保人数 belongs to both; in 事故起数、死亡人数 the
    bare head 死亡人数 takes the prefix of the first member (guide, rule 2).
    """
    last = members[-1]
    if text[members[0][1] - 1] == "存" and text.startswith("贷款", last[0]) and len(members) == _PAIR_SIZE:
        first = members[0]  # 金融机构存、贷款余额
        return [(first, (last[0] + 1, last[1])), ((first[0], first[1] - 1), last)]
    head_size = _length_after_place(text, members) or _shared_head_length(text, *last)
    head = (last[1] - head_size, last[1])
    shared: list[Spans] = []
    for start, end in members[-2::-1]:
        part_size = head_length(text, start, end)
        if part_size or not head_size or head_size == last[1] - last[0]:
            shared.append(((start, end),))
        else:
            shared.append(((start, end), head))
        if part_size and text[end - 1] == "率" and part_size < end - start:
            head, head_size = ((end - part_size, end), part_size)  # 水和气普及率、污水处理率: to each the next head
    shared.reverse()
    shared.append((last,))
    prefix: Span | None = None
    for index, member in enumerate(members):
        is_bare = _is_bare_head(text, *member)
        part_size = head_length(text, *member)
        if not is_bare and part_size and part_size < member[1] - member[0]:
            prefix = (member[0], member[1] - part_size)
        elif is_bare and prefix is not None and len(shared[index]) == 1:
            shared[index] = (prefix, member)
    return shared


_BARE_RATE = re.compile(r"(?:投资|项目|资金|任务)?[^、]{0,2}[^、]率")


def _is_bare_head(text: str, start: int, end: int) -> bool:
    """Whether a member of a list is only a head (入统率, 投资完成率): of the thing before it."""
    if head_length(text, start, end) == end - start:
        return True
    return _BARE_RATE.fullmatch(text, start, end) is not None


def is_in_quotes(text: str, start: int, offset: int) -> bool:
    """Whether `offset` stands inside quotation marks or brackets that open after `start`."""
    before = text[start:offset]
    return before.count("“") > before.count("”") or before.count("(") > before.count(")")
