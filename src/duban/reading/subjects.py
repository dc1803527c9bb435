"""What the phrases around a number say it measures: the subject before it, the noun behind it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from duban.reading.lexicon import (
    AGENTS,
    BENEFIT_VERB,
    DISTRIBUTIVE_WORD,
    DIVIDING_VERB_PATTERN,
    DIVIDING_VERBS,
    PLAIN_VERBS,
    SHARE_HEADS,
    STOP_WORDS,
    VERB_PATTERN,
)
from duban.reading.phrases import Lead, Span, Tail, is_in_quotes, match_verb, strip_lead, strip_tail
from duban.reading.quantity_groups import QuantityGroup


class Subject(NamedTuple):
    """What is measured: `before` and `noun` are spans about the number, either may be empty.

    `verbs` stood at the head of the phrase and `act` inside it, behind whoever acts (财政安排);
    `prefix` is who acts, where the name needs it. `tail` stood between the subject and the number.
    """

    before: Span
    noun: Span
    tail: Tail
    verbs: tuple[str, ...]
    act: str = ""
    prefix: Span | None = None

    @property
    def acts(self) -> bool:
        """Whether the phrase has a verb of doing of its own."""
        return bool(self.verbs or self.act)


_CONNECTIVE: Final = re.compile(
    r"\s*(?:并|且|而|后|,|的(?:目标|任务|要求|水平|速度|总要求|增长|预期目标|基础)|以来|时|、|”|"
    r"之间|创(?![新业建投意])|居(?!民|家)|位居|排|跃居|稳居|均|都|实现|继续|同比|增速|用于|以上|以内|左右|其中|高于|低于|达|占|"
    r"\((?:不?含|包括|其中|按|同口径|剔除|扣除|注|年度|目标|[^)]*$)|再创|新台阶|[一二两三四五六]?个?(?:[十百千]?[万亿]+元?)?大?台阶|大关|关口|新高|[)）])"
)
"""Words that begin another statement: then no noun belongs to the number."""
_USE_VERB: Final = re.compile(
    r"用于|用来|支持|保障|惠及|服务|加快|促进|推动|带动|帮助|重点(?=支持|用于|建设|推进|发展|打造|实施)|主要(?=用于|支持)|专项用于|投入|列|由|来|"
    r"增长|提高|提升|下降"
)
_TASK_ENDING: Final = re.compile(r"(?:任务|工作)$")
"""794万立方米的压采治理任务: here the acts are what is measured."""
_STATE_REACHED: Final = re.compile(r"[^,;。“]{3,12}实现“")
"""769项审批服务实现“一网通办”: the act begins the name of what is in a state."""
_WORKS_NOUN: Final = re.compile(r"[^,;。]{0,12}(?:工程|项目|任务|行动|活动|措施|政策)")
"""扩容等6项治理工程: the members are of the noun behind the number."""
_BEFORE_ACT: Final = re.compile(
    r"(?:拟|再|将|已|共|和|每年|今年|又|还|累计|计划|为此|预计|分别|全年|实际|均|都|同比)+$"
)
_SHORT_SUBJECT: Final = re.compile(r"资金|项目|住房|工程|标准|人数|数量|技术|学生|群众|人员|企业|活动|.{1,2}")
_FUNDER_ENDING: Final = re.compile(r"(?:财政|国家|中央|省级|市级|地方|资金)[^、]{0,6}$")
_GOVERNMENT_LEVELS: Final = re.compile(r"[省市县区州国乡镇街道村社各级上下全]+")
_ARRIVAL_WORD: Final = re.compile(r"达|[到至为]|占")
_PURPOSE_PREFIX: Final = re.compile(r"\s*(?:用于|用来|专项用于)?(?=[^,;。])")
_RECIPIENT_PREFIX: Final = re.compile(r"\s*(?:为|向|对)(?!了)")
_MULTIPLE_PHRASE: Final = re.compile(r"(?:不低于|不高于|不少于|不超过|超过|高于|达到|相当于|是|为)[^,;]{2,}$")
_NOUNS_LIKE_VERBS: Final = ("组织", "补贴")
_SHORTEST_NOUN: Final = 2
"""A noun so short says too little without its act: 危房改造1283户."""
_PER_CAPITA_LENGTH: Final = 2
_INCOME_WORD: Final = re.compile(r"年?(?:增收|增加收入|年收入|纯收入|收入)")
"""人均增收347元 is an income of its own kind: 增收 belongs to the name."""
_PER_HEAD_ENDING: Final = re.compile("(?<=..)[人户亩村]均$")
_GAIN_PER_HEAD: Final = re.compile(
    r"(?:[人户亩村]均|(?:每|[^,;。均]{1,2})年均)(?:年均|年)?(?:纯|可)?(?:增收|减负|节支)"
)
_STARTING_VALUE: Final = re.compile(
    r"从(?:无(?:到有)?|小(?:到大)?|少(?:到多)?)$|(?:从|由)(?:(?:19|20)\d\d年的?)?\d[^,;]*(?:到|至)?$"
)
_ILLEGAL_CONSTRUCTION: Final = re.compile(r"(?:违法|违规|违章)建设$")
"""In 违法建设 the verb 建设 is the noun itself."""
_AGENT_LIMIT: Final = 4
"""An agent longer than this is not put into the name of what is done."""


def find_subject(canonical_text: str, group: QuantityGroup) -> Subject:
    """What the numbers of an item measure, as far as its own phrases say."""
    start, end = group.origin_phrase or group.before
    lead = strip_lead(canonical_text, start, end) if group.origin_phrase else group.lead
    tail = _find_tail(canonical_text, group, lead.subject_start, end)
    subject_start = _include_verb(canonical_text, lead, tail.subject_end)
    tail = _extend_fixed_name(canonical_text, subject_start, tail)
    before_span, noun_span = _find_before_and_noun(
        canonical_text, group, (subject_start, max(subject_start, tail.subject_end)), tail
    )
    if canonical_text[noun_span[1] : noun_span[1] + 1].isdigit():
        noun_span = _strip_before_number(canonical_text, noun_span)
    return _strip_agent(canonical_text, group, Subject(before_span, noun_span, tail, lead.verbs))


def _strip_before_number(canonical_text: str, noun: Span) -> Span:
    """The noun behind a number without what leads over to the next: 50%的村收入达到10万元."""
    start, end = noun
    tail = strip_tail(canonical_text, start, end)
    if start >= end or not (tail.rises or tail.falls or tail.reaches):
        return noun
    per_head = _PER_HEAD_ENDING.search(canonical_text, start, tail.subject_end)
    return start, per_head.start() if per_head else max(start, tail.subject_end)


def _find_tail(canonical_text: str, group: QuantityGroup, subject_start: int, end: int) -> Tail:
    """The tail of the phrase before the number, which begins at `subject_start`."""
    tail = strip_tail(canonical_text, subject_start, end)
    multiple = (
        _MULTIPLE_PHRASE.search(canonical_text, subject_start, end) if group.quantities[-1].unit == "倍" else None
    )
    if multiple:
        # 达到全国平均水平的2倍: what it is a multiple of is not what is measured.
        tail = Tail(multiple.start(), False, False, True, multiple[0])
    if group.origin_phrase:
        tail_between = strip_tail(canonical_text, *group.before)
        return Tail(tail.subject_end, tail_between.rises, tail_between.falls, True, tail_between.text)
    starting_value = _STARTING_VALUE.search(canonical_text, subject_start, tail.subject_end)
    return tail._replace(subject_end=starting_value.start()) if starting_value else tail


def _include_verb(canonical_text: str, lead: Lead, end: int) -> int:
    """Leave the last verb with a subject too short to say anything alone (发送旅客, 转化项目)."""
    subject_start = lead.subject_start
    if not lead.verbs or subject_start >= end or lead.verbs[-1] in PLAIN_VERBS:
        return subject_start
    if lead.verbs[-1] != BENEFIT_VERB and not _SHORT_SUBJECT.fullmatch(canonical_text, subject_start, end):
        return subject_start
    verb_start = subject_start - len(lead.verbs[-1])
    return verb_start if canonical_text.startswith(lead.verbs[-1], verb_start) else subject_start


def _extend_fixed_name(canonical_text: str, subject_start: int, tail: Tail) -> Tail:
    """经济增长 is an indicator's name of its own (guide, rule 17), and so is 户均增收."""
    gain = _GAIN_PER_HEAD.match(canonical_text, max(subject_start, tail.subject_end - _PER_CAPITA_LENGTH))
    if gain is not None and gain.end() > tail.subject_end:
        return tail._replace(subject_end=gain.end())
    if tail.subject_end - subject_start in (_PER_CAPITA_LENGTH, _PER_CAPITA_LENGTH + 1) and canonical_text.startswith(
        ("人均", "户均"), subject_start
    ):
        income = _INCOME_WORD.match(canonical_text, tail.subject_end)
        return tail._replace(subject_end=income.end()) if income else tail
    is_economy = tail.subject_end - subject_start in (2, 4) and canonical_text.endswith(
        "经济", subject_start, tail.subject_end
    )
    return (
        tail._replace(subject_end=tail.subject_end + 2)
        if is_economy and canonical_text.startswith("增长", tail.subject_end)
        else tail
    )


def _find_before_and_noun(text: str, group: QuantityGroup, before: Span, tail: Tail) -> tuple[Span, Span]:
    """The subject before the number and the noun behind it, either may be empty."""
    start, end = group.after
    nothing = (end, end)
    bracket = text[start] == "(" if start < end else False
    joins = before[0] < before[1] and text[start] in "和及" if start < end else False
    if start >= end or joins or (bracket and before[0] < before[1]) or _CONNECTIVE.match(text, start, end):
        return before, nothing
    while start < end and text[start] in " 的":
        start += 1
    subject = text[slice(*before)]
    if text.startswith("的", before[1]) and VERB_PATTERN.fullmatch(subject) and subject not in STOP_WORDS:
        before, subject = (before[0], before[0]), ""  # 实施的16项工程: what is done is behind
    unit = group.quantities[0].unit
    verb = match_verb(text, start, end) or _USE_VERB.match(text, start, end)
    no_subject = (before[0], before[0])
    if not subject or subject in AGENTS:
        is_act = unit.endswith("%") or (text[group.after[0]] == "的" and _TASK_ENDING.search(text, start, end))
        is_act = is_act or _STATE_REACHED.match(text, start, end) is not None
        noun_start = strip_lead(text, start, end).subject_start if verb and not is_act else start
        return no_subject, (noun_start if noun_start < end else start, end)
    if subject.endswith("等") and _WORKS_NOUN.fullmatch(text, start, end):
        return no_subject, (start, end)
    if verb or (unit == "%" and text[group.after[0]] == "的" and tail.reaches):
        return before, nothing
    if subject.endswith(("等", "和", "及", "与")) or ("、" in subject and group.quantities[0].sort == "count"):
        return no_subject, (start, end)
    return before, (start, end)


def _strip_agent(canonical_text: str, group: QuantityGroup, subject: Subject) -> Subject:
    """Take an agent and its verb off a subject: 中央财政安排优抚事业费 is about 优抚事业费."""
    start, end = subject.before
    last_act = _find_last_act(canonical_text, start, end)
    if last_act is None:
        return subject
    if "、" in canonical_text[start:end] and (
        DISTRIBUTIVE_WORD.search(subject.tail.text) or SHARE_HEADS.end(canonical_text[start:end])
    ):
        return subject
    adverbs = _BEFORE_ACT.search(canonical_text, start, last_act.start())
    agent_end = adverbs.start() if adverbs else last_act.start()
    if last_act.end() >= end:
        if last_act[0] in _NOUNS_LIKE_VERBS and subject.verbs:
            return subject  # 打掉黑恶组织2个: the verb stood before, so this is the noun
        return _resolve_final_verb(canonical_text, group, subject, last_act[0], (start, agent_end))
    rest_start = strip_lead(canonical_text, last_act.end(), end).subject_start
    if (end - rest_start < 3 or (last_act[0] == "投入" and end - rest_start < 4)) and not _FUNDER_ENDING.search(
        canonical_text, start, agent_end
    ):
        return subject
    is_agent_named = agent_end - start <= _AGENT_LIMIT and canonical_text[agent_end - 1] != "等"
    is_agent_named = is_agent_named or (
        _INSTITUTION.fullmatch(canonical_text, start, agent_end) is not None and _ends_in_sum(canonical_text, end)
    )
    prefix = (
        (start, agent_end)
        if is_agent_named and not _GOVERNMENT_LEVELS.fullmatch(canonical_text, start, agent_end)
        else None
    )
    return subject._replace(before=(rest_start, end), act=last_act[0], prefix=prefix)


_INSTITUTION: Final = re.compile(r"[^,;。的]{2,30}(?:园区|开发区|公司|集团|高新区|产业园|产业集群|集群|景区)")
"""The name must say whose sums these are: they are not those of the region."""


def _ends_in_sum(canonical_text: str, end: int) -> bool:
    return canonical_text.endswith(("收入", "税收", "产值", "利润", "销售额", "营收", "利税"), 0, end)


def _find_last_act(canonical_text: str, start: int, end: int) -> re.Match[str] | None:
    """The last verb inside a phrase that parts who acts from what is done."""
    last_match: re.Match[str] | None = None
    for match in DIVIDING_VERB_PATTERN.finditer(canonical_text, start, end):
        if (
            match.start() > start
            and (match.end() >= end or match[0] in DIVIDING_VERBS)
            and match_verb(canonical_text, match.start(), end)
            and not _ILLEGAL_CONSTRUCTION.search(canonical_text, start, match.end())
            and not is_in_quotes(canonical_text, start, match.start())
        ):
            last_match = match
    return last_match


def _resolve_final_verb(canonical_text: str, group: QuantityGroup, subject: Subject, verb: str, agent: Span) -> Subject:
    """A subject that ends in a verb names at most who acts: 财政投入300亿元用于…."""
    start, agent_end = agent
    noun = subject.noun
    tail = subject.tail
    is_funded = _FUNDER_ENDING.search(canonical_text, start, agent_end) is not None
    prefix = agent if is_funded and agent_end - start <= _AGENT_LIMIT else None
    if noun[0] < noun[1]:
        subject = subject._replace(prefix=prefix)
    if tail.rises or tail.falls or _ARRIVAL_WORD.search(tail.text) or (verb == "投入" and not is_funded):
        return subject
    if is_funded and noun[0] == noun[1]:
        purpose = _PURPOSE_PREFIX.match(canonical_text, *group.after)
        if purpose and group.after[1] - purpose.end() > 2:
            purpose_span = (purpose.end(), group.after[1])
            return subject._replace(before=(start, start), noun=purpose_span, act=verb, prefix=prefix)
    if noun[0] == noun[1] and agent_end - start <= _SHORTEST_NOUN and verb == "改造":
        return subject._replace(before=(start, subject.before[1]), act=verb)
    if noun[0] < noun[1] and not _RECIPIENT_PREFIX.match(canonical_text, group.before[0]):
        return subject._replace(before=(start, start), act=verb)
    return subject._replace(before=agent, act=verb)
