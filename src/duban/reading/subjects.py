"""What the phrases around a number say it measures: the subject before it, the noun behind it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from duban.reading.items import Item
from duban.reading.lexicon import (
    AGENTS,
    BENEFITS,
    DISTRIBUTES,
    PART,
    PART_OR_END,
    PLAIN,
    SHARE_HEADS,
    STOP,
    VERB,
)
from duban.reading.phrases import Lead, Span, Tail, doing, in_quotes, strip_lead, strip_tail


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
_USE: Final = re.compile(
    r"用于|用来|支持|保障|惠及|服务|加快|促进|推动|带动|帮助|重点(?=支持|用于|建设|推进|发展|打造|实施)|主要(?=用于|支持)|专项用于|投入|列|由|来|"
    r"增长|提高|提升|下降"
)
_TASK: Final = re.compile(r"(?:任务|工作)$")
"""794万立方米的压采治理任务: here the acts are what is measured."""
_STATED: Final = re.compile(r"[^,;。“]{3,12}实现“")
"""769项审批服务实现“一网通办”: the act begins the name of what is in a state."""
_WORKS: Final = re.compile(r"[^,;。]{0,12}(?:工程|项目|任务|行动|活动|措施|政策)")
"""扩容等6项治理工程: the members are of the noun behind the number."""
_BEFORE_ACT: Final = re.compile(
    r"(?:拟|再|将|已|共|和|每年|今年|又|还|累计|计划|为此|预计|分别|全年|实际|均|都|同比)+$"
)
_SHORT: Final = re.compile(
    r"资金|项目|住房|工程|标准|人数|数量|技术|学生|群众|人员|企业|活动|.{1,2}"
)
_FUNDER: Final = re.compile(r"(?:财政|国家|中央|省级|市级|地方|资金)[^、]{0,6}$")
_LEVELS_OF: Final = re.compile(r"[省市县区州国乡镇街道村社各级上下全]+")
_ARRIVES: Final = re.compile(r"达|[到至为]|占")
_PURPOSE: Final = re.compile(r"\s*(?:用于|用来|专项用于)?(?=[^,;。])")
_RECIPIENT: Final = re.compile(r"\s*(?:为|向|对)(?!了)")
_MULTIPLE: Final = re.compile(
    r"(?:不低于|不高于|不少于|不超过|超过|高于|达到|相当于|是|为)[^,;]{2,}$"
)
_SHORTEST: Final = 2
"""A noun so short says too little without its act: 危房改造1283户."""
_PER: Final = 2
_INCOME: Final = re.compile(r"年?(?:增收|增加收入|年收入|纯收入|收入)")
"""人均增收347元 is an income of its own kind: 增收 belongs to the name."""
_BEGAN: Final = re.compile(
    r"从(?:无(?:到有)?|小(?:到大)?|少(?:到多)?)$|(?:从|由)(?:(?:19|20)\d\d年的?)?\d[^,;]*(?:到|至)?$"
)
_CONSTRUCTION: Final = re.compile(r"(?:违法|违规|违章)建设$")
"""In 违法建设 the verb 建设 is the noun itself."""
_PREFIX: Final = 4
"""An agent longer than this is not put into the name of what is done."""


def subject_of(canon: str, item: Item) -> Subject:
    """What the numbers of an item measure, as far as its own phrases say."""
    start, end = item.origin or item.before
    lead = strip_lead(canon, start, end) if item.origin else item.lead
    tail = _tail(canon, item, lead.at, end)
    at = _keep_verb(canon, lead, tail.at)
    tail = _economy(canon, at, tail)
    before, noun = _before_and_noun(canon, item, (at, max(at, tail.at)), tail)
    return _without_agent(canon, item, Subject(before, noun, tail, lead.verbs))


def _tail(canon: str, item: Item, at: int, end: int) -> Tail:
    """The tail of the phrase before the number, which begins at `subject_start`."""
    tail = strip_tail(canon, at, end)
    multiple = _MULTIPLE.search(canon, at, end) if item.run[-1].unit == "倍" else None
    if multiple:
        # 达到全国平均水平的2倍: what it is a multiple of is not what is measured.
        tail = Tail(multiple.start(), False, False, True, multiple[0])
    if item.origin:
        between = strip_tail(canon, *item.before)
        return Tail(tail.at, between.up, between.down, True, between.text)
    began = _BEGAN.search(canon, at, tail.at)
    return tail._replace(at=began.start()) if began else tail


def _keep_verb(canon: str, lead: Lead, end: int) -> int:
    """Leave the last verb with a subject too short to say anything alone (发送旅客, 转化项目)."""
    at = lead.at
    if not lead.verbs or at >= end or lead.verbs[-1] in PLAIN:
        return at
    if lead.verbs[-1] != BENEFITS and not _SHORT.fullmatch(canon, at, end):
        return at
    with_verb = at - len(lead.verbs[-1])
    return with_verb if canon.startswith(lead.verbs[-1], with_verb) else at


def _economy(canon: str, at: int, tail: Tail) -> Tail:
    """经济增长 is an indicator's name of its own (guide, rule 17)."""
    if tail.at - at in (_PER, _PER + 1) and canon.startswith(("人均", "户均"), at):
        income = _INCOME.match(canon, tail.at)
        return tail._replace(at=income.end()) if income else tail
    named = tail.at - at in (2, 4) and canon.endswith("经济", at, tail.at)
    return tail._replace(at=tail.at + 2) if named and canon.startswith("增长", tail.at) else tail


def _before_and_noun(canon: str, item: Item, before: Span, tail: Tail) -> tuple[Span, Span]:
    """The subject before the number and the noun behind it, either may be empty."""
    start, end = item.after
    nothing = (end, end)
    bracket = canon[start] == "(" if start < end else False
    if start >= end or (bracket and before[0] < before[1]) or _CONNECTIVE.match(canon, start, end):
        return before, nothing
    while start < end and canon[start] in " 的":
        start += 1
    text = canon[slice(*before)]
    if canon.startswith("的", before[1]) and VERB.fullmatch(text) and text not in STOP:
        before, text = (before[0], before[0]), ""  # 实施的16项工程: what is done is behind
    unit = item.run[0].unit
    acts = doing(canon, start, end) or _USE.match(canon, start, end)
    without = (before[0], before[0])
    if not text or text in AGENTS:
        whole = unit.endswith("%") or (
            canon[item.after[0]] == "的" and _TASK.search(canon, start, end)
        )
        whole = whole or _STATED.match(canon, start, end) is not None
        trimmed = strip_lead(canon, start, end).at if acts and not whole else start
        return without, (trimmed if trimmed < end else start, end)
    if text.endswith("等") and _WORKS.fullmatch(canon, start, end):
        return without, (start, end)
    if acts or (unit == "%" and canon[item.after[0]] == "的" and tail.to):
        return before, nothing
    if text.endswith(("等", "和", "及", "与")) or ("、" in text and item.run[0].sort == "count"):
        return without, (start, end)
    return before, (start, end)


def _without_agent(canon: str, item: Item, subject: Subject) -> Subject:
    """Take an agent and its verb off a subject: 中央财政安排优抚事业费 is about 优抚事业费."""
    start, end = subject.before
    act = _last_act(canon, start, end)
    if act is None:
        return subject
    if "、" in canon[start:end] and (
        DISTRIBUTES.search(subject.tail.text) or SHARE_HEADS.end(canon[start:end])
    ):
        return subject
    loose = _BEFORE_ACT.search(canon, start, act.start())
    at = loose.start() if loose else act.start()
    if act.end() >= end:
        return _act_at_end(canon, item, subject, act[0], (start, at))
    rest = strip_lead(canon, act.end(), end).at
    if (end - rest < 3 or (act[0] == "投入" and end - rest < 4)) and not _FUNDER.search(
        canon, start, at
    ):
        return subject
    named = at - start <= _PREFIX and canon[at - 1] != "等"
    named = named or (_INSTITUTION.fullmatch(canon, start, at) is not None and _sum(canon, end))
    prefix = (start, at) if named and not _LEVELS_OF.fullmatch(canon, start, at) else None
    return subject._replace(before=(rest, end), act=act[0], prefix=prefix)


_INSTITUTION: Final = re.compile(
    r"[^,;。的]{2,30}(?:园区|开发区|公司|集团|高新区|产业园|产业集群|集群|景区)"
)
"""The name must say whose sums these are: they are not those of the region."""


def _sum(canon: str, end: int) -> bool:
    return canon.endswith(("收入", "税收", "产值", "利润", "销售额", "营收", "利税"), 0, end)


def _last_act(canon: str, start: int, end: int) -> re.Match[str] | None:
    """The last verb inside a phrase that parts who acts from what is done."""
    found: re.Match[str] | None = None
    for match in PART_OR_END.finditer(canon, start, end):
        if (
            match.start() > start
            and (match.end() >= end or match[0] in PART)
            and doing(canon, match.start(), end)
            and not _CONSTRUCTION.search(canon, start, match.end())
            and not in_quotes(canon, start, match.start())
        ):
            found = match
    return found


def _act_at_end(canon: str, item: Item, subject: Subject, verb: str, agent: Span) -> Subject:
    """A subject that ends in a verb names at most who acts: 财政投入300亿元用于…."""
    start, at = agent
    noun = subject.noun
    tail = subject.tail
    funded = _FUNDER.search(canon, start, at) is not None
    prefix = agent if funded and at - start <= _PREFIX else None
    if noun[0] < noun[1]:
        subject = subject._replace(prefix=prefix)
    if tail.up or tail.down or _ARRIVES.search(tail.text) or (verb == "投入" and not funded):
        return subject
    if funded and noun[0] == noun[1]:
        use = _PURPOSE.match(canon, *item.after)
        if use and item.after[1] - use.end() > 2:
            paid_for = (use.end(), item.after[1])
            return subject._replace(before=(start, start), noun=paid_for, act=verb, prefix=prefix)
    if noun[0] == noun[1] and at - start <= _SHORTEST and verb == "改造":
        return subject._replace(before=(start, subject.before[1]), act=verb)
    if noun[0] < noun[1] and not _RECIPIENT.match(canon, item.before[0]):
        return subject._replace(before=(start, start), act=verb)
    return subject._replace(before=agent, act=verb)
