"""From a sentence to its claims: whose number it is, how it binds, what kind it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from duban.commitments import ClaimKind, Comparator, Direction, Strength
from duban.quantities import Quantity
from duban.reading.bounds import after_bound, comparator, strength
from duban.reading.clauses import Clause
from duban.reading.kinds import Setting, kind_of
from duban.reading.lexicon import SHARE_HEADS
from duban.reading.phrases import (
    Lead,
    Spans,
    Tail,
    doing,
    head_length,
    in_quotes,
    share_head,
    split_list,
    strip_lead,
    strip_tail,
)


@dataclass(slots=True)
class Draft:
    """A claim before its role, period and commitment are known. `indicator` is spans of the text."""

    quantity: Quantity
    end: int
    indicator: Spans
    kind: ClaimKind
    direction: Direction
    comparator: Comparator
    strength: Strength | None
    clause: Clause


@dataclass(slots=True)
class Item:
    """A run of numbers with one phrase before it and one behind it."""

    run: list[Quantity]
    before: tuple[int, int]
    after: tuple[int, int]
    bound: str | None
    linked: bool
    origin: tuple[int, int] | None = None
    """For a from–to pair, the phrase before 从; `before` is then what stands between the numbers."""


_SEPARATOR = re.compile(r"\s?(?:、|和|与|及|以及|,)?\s?")
_FROM = re.compile(r"(?:从|由)(?:的)?(?:每.{1,3}){0,2}(?:(?:19|20)\d\d年|上年|去年|上半年|年初|目前|现在|原来|过去|“?十[一二三四]五”?末)?的?(?:约|近|不足|不到|超过?)?$")
_TO = re.compile(
    r"(?:左右|以[上下])?(?:的)?,?(?:[^,;。\d]{0,12}?)(?:到|至|为|成)(?:(?:19|20)\d\d年|去年|今年)?的?(?:每.{1,3}){0,2}(?:约|近|超过?|不足|突破)?$"
)
_CONJUNCTION = re.compile(r"\s?(?:和|与|及|以及|并|且)")
_CONNECTIVE = re.compile(
    r"\s*(?:并|且|而|后|,|的(?:目标|任务|要求|水平|速度|总要求|增长|预期目标|基础)|以来|时|、|”|创|居|位居|排|跃居|稳居|均|都|"
    r"实现|继续|同比|增速|用于|以上|以内|左右|其中|高于|低于|达|占|再创|新台阶|[一二两三四五六]?个?大?台阶|大关|关口|新高|[)）])"
)
_AGENTS = frozenset(("国务院", "国家", "我们", "政府", "各级政府", "省委、省政府", "市委、市政府"))
_USE = re.compile(r"(?:用于|用来|支持|保障|惠及|服务|加快|促进|推动|带动|帮助|重点|主要|专项用于|投入|列|由|来|增长|提高|提升|下降)")
_DISTRIBUTES = re.compile(r"(?<![年平人月日])均|都|各|分别")
_TRIM = re.compile(
    r"(?:的)?(?:建设|打造|整治提升|建设任务|建设目标|工作|的?任务|的?目标|等(?:系列|各类|重大|一批)?(?:活动|项目|工程|赛事)?|整治|行动"
    r"|(?:圆满|全部|相继|陆续|顺利|全面|提前|如期)*(?:办结|完成|开通|通车|开工建设|开工|竣工|投产|投用|建成运营|建成投运|建成投用|签约落地|落地)|提请.*|实现[^,]{5,})$"
)
_FINAL_ACT = re.compile(r"(?:推动|通过|制定和颁布|安排|投入|新增|建成|实施|开展|举办|引进|引育|培育|打造|发放|提供|审议|审议和通过|审议通过|制定|颁布|出台|制定和颁布|争取|筹集|下达|增设|认定|签约|吸引|完成|取消|解决|减少|增加|动员|新建|实现|集聚|缔结|惠及|选派|招募|释放|撬动|拉动|带动|发行|拨付|补贴|投放|选送|组织|开工|投产|竣工|完工|建设|改造|新建成|新认定|新培育|新引进|新签约|开行|创建|推出|支持)")
_MIDDLE = frozenset(
    ("安排", "投入", "新增", "建成", "实施", "开展", "举办", "引进", "引育", "培育", "打造", "发放", "提供", "审议", "审议和通过",
     "审议通过", "制定", "颁布", "出台", "制定和颁布", "争取", "筹集", "下达", "增设", "认定", "签约", "吸引", "完成", "取消", "解决",
     "减少", "增加", "动员", "新建", "实现", "集聚", "缔结", "选派", "招募", "释放", "撬动", "拉动", "带动", "发行", "拨付", "投放",
     "选送", "新建成", "新认定", "新培育", "新引进", "新签约", "推出", "惠及", "推动")
)  # fmt: skip
"""Verbs that part an agent from what it does even in the middle of a phrase."""
_BEFORE_ACT = re.compile(r"(?:拟|再|将|已|共|和|每年|今年|又|还|累计|计划|为此)+$")
_PLAIN = frozenset(
    ("新增", "新建", "完成", "实施", "建成", "引进", "安排", "拟安排", "争取", "实现", "开工", "竣工", "完工", "新开工", "投产", "推进", "推动",
     "组织", "开展", "打造", "培育", "新培育", "创建", "新创建", "认定", "新认定", "举办", "建设", "启动", "获批", "新引进", "谋划", "谋划实施",
     "筹集", "加快", "支持", "补充", "提供", "设立", "成立", "布局", "出台", "制定", "增加", "净增", "再", "下达", "发放")
)  # fmt: skip
"""Verbs that never belong to an indicator's name, however short what follows."""
_SHORT = re.compile(r"(?:资金|项目|住房|工程|标准|人数|数量|技术|学生|群众|人员|企业|活动|.{1,2})")
_FUNDER = re.compile(r"(?:财政|国家|中央|省级|市级|地方|资金)[^、]{0,6}$")
_LEVELS_OF = re.compile(r"[省市县区州国乡镇街道村社各级上下全]+")
_ARRIVES = re.compile(r"达|[到至为]|占")
_PURPOSE = re.compile(r"\s*(?P<p>用于|用来|专项用于)?(?=[^,;。])")
_FUNDERS = re.compile(r"(?:(?:国家|中央|地方|各级|省级?|市级?|中央和地方|本级)财政|中央|国家|财政)")
_RECIPIENT = re.compile(r"\s*(?:为|向|对)(?!了)")
_INTO = re.compile(r"在(?!职|校|建)|比上年|较上年|自(?!治|然|主|动|贸|来)|,")
_GROWING = re.compile(r"(?:增加|提高|加大|扩大|做好|实施|安排|推进|加强)(?!值)")
_WANTS_CONTEXT = frozenset(("范围", "试点范围", "试点的范围", "项目数", "数量", "服务数量", "规模", "总额", "总量", "比例", "占比", "学生", "群众", "人数", "开行"))
_NEEDS_OBJECT = frozenset(("开行", "发行", "先发行", "再发行", "投放", "发放", "授信"))
_BARE_RATE = re.compile(r".{0,2}(?:开工|交付|办结|满意|达标|完成|参保|负债|使用|入住|到位|落地|转化|合格|签收|回访)率")
_MULTIPLE = re.compile(r"(?:不低于|不高于|不少于|不超过|超过|高于|达到|相当于|是|为)[^,;]{2,}$")
_BEGAN = re.compile(r"(?:从|由)(?:(?:19|20)\d\d年的?)?\d[^,;]*(?:到|至)?$")
_COMPARES = re.compile(r"(?:高于|低于|快于|优于|好于)")
_OF_THE_SAME = frozenset(("总量", "总额", "规模", "总规模", "增速", "增幅", "占比", "比重", "贡献率", "年度投资", "总投资", "均价", "投资完成率", "完成率"))
_BENEFIT = frozenset(("惠及", "覆盖", "服务", "受益", "带动"))
_STANDARD_OF = re.compile(r"(?P<a>[^、和的对]{3,16})和(?P<b>[^、和的对]{3,16})(?P<h>的[^、的]{0,8}(?:标准|待遇|补助))")
_RANKED = re.compile(r"[^“”]*(?:第[一二三四五六七八九十\d]+位?|前列|首位|最[高低多大]|新高|稳定|最好)、|[^“”、]*等(?=[^级待教高公地离同][^、]{2})")
_TOGETHER = re.compile(r"合计|共计|总计|等|之和|对.{2,}|[“(][^”)]*、")
_GENERIC = re.compile(
    r"(?:总额|总量|规模|总规模|年度产量|产量|总产量|总产值|产值|增速|增幅|占比|比重|面积|支出|均价|总投资|投资|年度投资|数量|人数|"
    r"里程|运营里程|通车里程|价格|贡献率|总数|参保率|床位|亩产|单产|余额|增加值|营业收入|营收|完成率|投资完成率|办结率|支出)$"
)


class SentenceReader:
    """Reads the claims of one sentence. Subjects carry on from clause to clause within it."""

    def __init__(self, canon: str) -> None:
        self.canon = canon
        self.drafts: list[Draft] = []
        self.strength: Strength | None = None
        self.cumulative = False
        self.topic = False
        self.prefix: tuple[int, int] | None = None
        self.start = 0

    def read(self, clauses: list[Clause], start: int) -> list[Draft]:
        """The claims of the clauses, in text order; `start` is where the sentence begins."""
        self.start = start
        for clause in clauses:
            self._clause(clause)
        return self.drafts

    def _clause(self, clause: Clause) -> None:
        if not clause.quantities:
            return
        previous: Setting | None = None
        kind: ClaimKind | None = None
        among = self.canon.startswith("其中", clause.start) and bool(self.drafts)
        if among:
            kind = self.drafts[-1].kind
        for item in self._items(clause):
            previous, kind = self._item(item, clause, previous, kind, among)

    # ------------------------------------------------------------------ items

    def _items(self, clause: Clause) -> Iterator[Item]:
        canon, quantities = self.canon, clause.quantities
        at, i, linked = clause.start, 0, False
        origin: tuple[int, int] | None = None
        while i < len(quantities):
            run = [quantities[i]]
            bound, end = after_bound(canon, run[0].end)
            while i + 1 < len(quantities) and self._continues(end, quantities[i + 1]):
                i += 1
                run.append(quantities[i])
                bound, end = after_bound(canon, run[-1].end)
            i += 1
            following = quantities[i] if i < len(quantities) else None
            come_from = _FROM.search(canon, max(at, run[0].start - 12), run[0].start)
            if come_from and following and _TO.match(canon, end, following.start):
                origin = (at, come_from.start())
                at = end
                continue
            after_end, at_next = self._split(clause, (at, run[0].start), end, following)
            yield Item(run, (at, run[0].start), (end, after_end), bound, linked, origin)
            origin, at, linked = None, at_next, True

    def _continues(self, end: int, following: Quantity) -> bool:
        """Whether the next number only continues a list (增长9.4%、5%)."""
        gap = self.canon[end : following.start]
        return bool(gap.strip()) and _SEPARATOR.fullmatch(gap) is not None

    def _split(
        self, clause: Clause, before: tuple[int, int], end: int, following: Quantity | None
    ) -> tuple[int, int]:
        """Where the phrase behind a number ends, and where the next number's phrase begins."""
        canon = self.canon
        stop = following.start if following else clause.end
        commas = [c for c in clause.commas if end <= c < stop]
        if following is None:
            return self._last(commas, end, stop), stop
        if commas:
            cut = commas[-1] if not canon[commas[-1] + 1 : stop].strip("“\"") else commas[0]
            return cut, cut + 1
        conjunction = _CONJUNCTION.match(canon, end, stop)
        if conjunction:
            return end, conjunction.end()
        lead = strip_lead(canon, *before)
        if canon[end:stop].startswith("的"):
            return stop, stop
        if doing(canon, end, stop) or strip_tail(canon, lead.at, before[1]).at > lead.at:
            return end, end
        if following.sort != "count":
            return stop, end
        return stop, stop

    def _last(self, commas: list[int], end: int, stop: int) -> int:
        """A noun behind the last number may hold 、, but not before another verb of doing."""
        for comma in commas:
            if comma == end or strip_lead(self.canon, comma + 1, stop).verbs:
                return comma
        return stop

    # ------------------------------------------------------------------ claims

    def _item(
        self, item: Item, clause: Clause, previous: Setting | None, kind: ClaimKind | None,
        among: bool,
    ) -> tuple[Setting, ClaimKind | None]:
        canon = self.canon
        start, end = item.origin or item.before
        lead = strip_lead(canon, start, end)
        tail = strip_tail(canon, lead.at, end)
        multiple = item.run[0].unit == "倍" and _MULTIPLE.search(canon[lead.at : end])
        if multiple:
            at = lead.at + multiple.start()
            tail = Tail(at, False, False, True, canon[at:end])
        began = _BEGAN.search(canon, lead.at, tail.at)
        if began and not item.origin:
            tail = tail._replace(at=began.start())
        if item.origin:
            tail = replace_tail(tail, strip_tail(canon, *item.before))
        verbs = lead.verbs
        if not verbs and item.linked and previous is not None and not (tail.up or tail.down or tail.to):
            verbs = previous.verbs
        lead = self._kept(lead, start, tail.at)
        tail = self._economy(lead, tail)
        self.prefix = None
        subject, noun = self._name(item, lead, tail)
        subject, noun, act = self._act(item, subject, noun, tail)
        verbs = (*verbs, act) if act else verbs
        own = bool(lead.verbs or act)
        self.cumulative = self.cumulative or "累计" in canon[item.before[0] : end]
        setting = Setting(
            verbs, tail, canon[slice(*subject)], canon[slice(*noun)], canon[item.before[0] : end], kind,
            (item.linked or among) and not own, self.cumulative,
        )
        if item.origin:
            setting = replace(setting, before=canon[item.origin[0] : item.before[1]])
        self._strength(item, clause, lead, setting)
        names = self._names(item, subject, noun, setting)
        drafts = [self._draft(item, clause, q, name, setting) for q, name in names]
        self.drafts.extend(drafts)
        self.topic = not own and bool(setting.subject) if not item.linked else self.topic
        return setting, drafts[-1].kind if drafts else kind

    def _strength(self, item: Item, clause: Clause, lead: Lead, setting: Setting) -> None:
        """Strength carries on through 、 and through ，其中; a new verb of its own ends it."""
        canon = self.canon
        own = strength(canon[item.before[0] : item.run[0].start])
        if own is not None:
            self.strength = own
        elif lead.verbs and not canon.startswith("其中", clause.start):
            self.strength = None

    def _name(self, item: Item, lead: Lead, tail: Tail) -> tuple[tuple[int, int], tuple[int, int]]:
        """The subject before the number and the noun behind it, either may be empty."""
        canon = self.canon
        subject = (lead.at, max(lead.at, tail.at))
        start, end = item.after
        nothing = (end, end)
        if start >= end or _CONNECTIVE.match(canon, start, end):
            return subject, nothing
        while start < end and canon[start] in " 的":
            start += 1
        text = canon[slice(*subject)]
        acts = doing(canon, start, end) or _USE.match(canon, start, end)
        if not text or text in _AGENTS:
            subject = (subject[0], subject[0])
            trimmed = strip_lead(canon, start, end).at if acts and not item.run[0].unit.endswith("%") else start
            return subject, (trimmed if trimmed < end else start, end)
        if acts:
            return subject, nothing
        if item.run[0].unit == "%" and canon[item.after[0]] == "的" and tail.to:
            return subject, nothing
        if text.endswith("等") or ("、" in text and item.run[0].sort == "count"):
            return (subject[0], subject[0]), (start, end)
        return subject, (start, end)

    def _kept(self, lead: Lead, start: int, end: int) -> Lead:
        """Leave the last verb with a subject too short to say anything alone (发送旅客, 转化项目)."""
        if not lead.verbs or lead.at >= end or lead.verbs[-1] in _PLAIN:
            return lead
        if not _SHORT.fullmatch(self.canon[lead.at : end]):
            return lead
        at = lead.at - len(lead.verbs[-1])
        return Lead(at, lead.verbs) if self.canon.startswith(lead.verbs[-1], at) else lead

    def _act(
        self, item: Item, subject: tuple[int, int], noun: tuple[int, int], tail: Tail
    ) -> tuple[tuple[int, int], tuple[int, int], str]:
        """Take an agent and its verb off a subject: 中央财政安排优抚事业费 is about 优抚事业费."""
        canon = self.canon
        start, end = subject
        found: re.Match[str] | None = None
        for match in _FINAL_ACT.finditer(canon, start, end):
            if (
                match.start() > start
                and (match.end() >= end or match[0] in _MIDDLE)
                and doing(canon, match.start(), end)
                and not in_quotes(canon, start, match.start())
            ):
                found = match
        listed = "、" in canon[start:end]
        if found is None or (
            listed and (_DISTRIBUTES.search(tail.text) or canon[start:end].endswith(SHARE_HEADS))
        ):
            return subject, noun, ""
        verb, at = found[0], found.start()
        loose = _BEFORE_ACT.search(canon[start:at])
        at = start + loose.start() if loose else at
        if found.end() >= end:
            funded = _FUNDER.search(canon[start:at])
            if funded and noun[0] < noun[1] and at - start <= 4:
                self.prefix = (start, at)
            if tail.up or tail.down or _ARRIVES.search(tail.text) or (verb == "投入" and not funded):
                return subject, noun, ""
            if funded and noun[0] == noun[1]:
                use = _PURPOSE.match(canon, *item.after)
                if use and item.after[1] - use.end() > 2:
                    self.prefix = (start, at) if at - start <= 4 else None
                    return (start, start), (max(use.end("p"), use.end()), item.after[1]), verb
            if noun[1] > noun[0] and not _RECIPIENT.match(canon, item.before[0]):
                return (start, start), noun, verb
            return (start, at), noun, verb
        rest = strip_lead(canon, found.end(), end).at
        funded = _FUNDER.search(canon[start:at])
        if (end - rest < 3 or verb == "投入") and not funded:
            return subject, noun, ""
        if at - start <= 4 and canon[at - 1] not in "等" and not _LEVELS_OF.fullmatch(canon[start:at]):
            self.prefix = (start, at)
        return (rest, end), noun, verb

    def _names(
        self, item: Item, subject: tuple[int, int], noun: tuple[int, int], setting: Setting
    ) -> list[tuple[Quantity, Spans]]:
        """Pair every number of the run with the name of its indicator."""
        run = item.run
        subject, noun = self._trim(subject), self._trim(noun)
        if subject[0] == subject[1] and noun[0] == noun[1]:
            return self._carried(item, setting)
        parts = (self.prefix or (0, 0), subject, noun)
        whole: Spans = tuple(s for s in parts if s[1] > s[0])
        if subject[0] < subject[1]:
            members = self._members(subject, noun, len(run), setting)
            if len(run) > 1 and len(members) == len(run):
                return list(zip(run, members, strict=True))
            if len(run) == 1 and len(members) > 1:
                return [(run[0], m) for m in members]
            whole = self._completed(whole, item, setting)
        elif setting.verbs and setting.verbs[-1] == "惠及":
            at = self.canon.rfind("惠及", *item.before)
            whole = self._benefiting(item, ((at, at + 2), *whole)) if at >= 0 else whole
        return [(q, whole) for q in run]

    def _members(
        self, subject: tuple[int, int], noun: tuple[int, int], numbers: int, setting: Setting
    ) -> list[Spans]:
        """The members of a distributive list, each with its full name; empty when it is none."""
        if numbers == 1 and not _DISTRIBUTES.search(setting.tail.text):
            return self._shared_rate(subject, setting) or self._shared_standard(subject, setting)
        members = split_list(self.canon, *subject, wanted=numbers if numbers > 1 else 0)
        if numbers > 1 and len(members) != numbers:
            return []
        shared = share_head(self.canon, members)
        if noun[1] > noun[0]:
            shared = [(*m, noun) for m in shared]
        return shared

    def _shared_rate(self, subject: tuple[int, int], setting: Setting) -> list[Spans]:
        """One rate or level stated for several names (A率、B率达到90%) belongs to each of them."""
        canon = self.canon
        text = canon[slice(*subject)]
        if "、" not in text or not setting.tail.to or setting.verbs or setting.noun or _TOGETHER.search(text):
            return []
        if not text.endswith(SHARE_HEADS) and not text.endswith(("产业", "标准", "比例")):
            return []
        members = split_list(canon, *subject, wanted=2)
        return share_head(canon, members) if all(b - a > 1 for a, b in members) else []

    def _shared_standard(self, subject: tuple[int, int], setting: Setting) -> list[Spans]:
        """A和B的补助标准提高到120元: one standard stated for two things."""
        if not setting.tail.to or setting.noun:
            return []
        match = _STANDARD_OF.fullmatch(self.canon, *subject)
        if match is None:
            return []
        return [(match.span("a"), match.span("h")), (match.span("b"), match.span("h"))]

    def _trim(self, span: tuple[int, int]) -> tuple[int, int]:
        start, end = span
        canon = self.canon
        ranked = _RANKED.match(canon, start, end)
        if ranked and end - ranked.end() > 2:
            start = ranked.end()
        while end > start and canon[end - 1] in " 的、,":
            end -= 1
        while start < end and canon[start] in " 的、,)":
            start += 1
        match = _TRIM.search(canon[start:end])
        if match and match.start() >= 3:
            end = start + match.start()
        return start, end

    def _completed(self, whole: Spans, item: Item, setting: Setting) -> Spans:
        """A bare head (总额, 产量, 占比) belongs to the indicator before it."""
        start, end = whole[-1]
        text = self.canon[start:end]
        if len(whole) != 1:
            return whole
        if _BARE_RATE.fullmatch(text):
            context = None if self.drafts else self._context(item)
            return (*self._base(self.drafts[-1].indicator), whole[0]) if self.drafts else (
                (context, whole[0]) if context else whole
            )
        if setting.verbs and setting.verbs[-1] == "惠及" and text.startswith("惠及"):
            return self._benefiting(item, whole)
        if _FUNDERS.fullmatch(text) or (text in _WANTS_CONTEXT and not self.drafts):
            context = self._context(item)
            return (whole[0], context) if context and _FUNDERS.fullmatch(text) else (
                (context, whole[0]) if context else whole
            )
        if not self.drafts:
            return whole
        last = self.drafts[-1].indicator
        if _COMPARES.match(text) or (self.canon[start - 1] == "对" and text.endswith(("贡献率", "贡献"))):
            return (*last, (start - (self.canon[start - 1] == "对"), end))
        if item.linked and not (setting.tail.up or setting.tail.down) and self._follows_topic(text):
            return (*self._base(last), whole[0])
        if len(text) <= 8 and text.endswith("占比") and self.canon.startswith("其中", item.before[0]):
            return (*self._base(last), whole[0])
        if len(text) > 6 or not _GENERIC.fullmatch(text):
            return whole
        if text in _OF_THE_SAME:
            return (*last, whole[0])
        return (*self._base(last), whole[0])

    def _benefiting(self, item: Item, whole: Spans) -> Spans:
        """Whom something benefits is named with what benefits them (补贴政策惠及家庭)."""
        if self.drafts:
            return (*self.drafts[-1].indicator, *whole)
        context = self._context(item)
        return (context, *whole) if context else whole

    def _follows_topic(self, text: str) -> bool:
        """Whether a short subject after 、 speaks of the topic before it (平台授信5亿元、服务客户3万户)."""
        if not self.topic:
            return False
        return len(text) <= 4 and not _GENERIC.fullmatch(text) or (len(text) <= 8 and text.endswith("占比"))

    def _base(self, last: Spans) -> Spans:
        """An indicator's name without the head at its end."""
        start, end = last[-1]
        size = head_length(self.canon, start, end)
        if not size or (size == end - start and len(last) == 1):
            return last
        return (*last[:-1], (start, end - size)) if size < end - start else last[:-1]

    def _context(self, item: Item) -> tuple[int, int] | None:
        """What the clause before speaks of, for a number whose own clause does not say."""
        canon = self.canon
        stop = item.before[0] - 1
        if stop <= self.start:
            return None
        begin = max((canon.rfind(c, self.start, stop) for c in ",;:。"), default=-1) + 1
        begin = strip_lead(canon, max(begin, self.start), stop).at
        inner = _INTO.search(canon[begin:stop])
        end = begin + inner.start() if inner and inner.start() > 1 else stop
        for match in _GROWING.finditer(canon, begin, end):
            begin = match.end()
        end = strip_tail(canon, begin, end).at
        return (begin, end) if 1 < end - begin <= 24 else None

    def _economy(self, lead: Lead, tail: Tail) -> Tail:
        """经济增长 is an indicator's name of its own (guide, rule 17)."""
        if tail.at - lead.at in (2, 4) and self.canon.endswith("经济", lead.at, tail.at):
            if self.canon.startswith("增长", tail.at):
                return tail._replace(at=tail.at + 2)
        return tail

    def _carried(self, item: Item, setting: Setting) -> list[tuple[Quantity, Spans]]:
        """A number without a name of its own takes the last one, or the verb it stands under."""
        run = item.run
        start, end = item.before
        lead = strip_lead(self.canon, start, end)
        if lead.verbs and (lead.verbs[-1] not in _PLAIN or not self.drafts) and not setting.tail.text:
            last = lead.verbs[-1]
            at = self.canon.rfind(last, start, end)
            name: Spans = ((at, at + len(last)),)
            if last in _BENEFIT or last in _NEEDS_OBJECT:
                context = self._context(item)
                if self.drafts:
                    name = (*self.drafts[-1].indicator, *name)
                elif context:
                    name = (context, *name)
            return [(q, name) for q in run]
        if not self.drafts:
            context = self._context(item)
            if context is None:
                return []
            members = split_list(self.canon, *context, wanted=len(run)) if len(run) > 1 else []
            if len(members) == len(run):
                return list(zip(run, share_head(self.canon, members), strict=True))
            return [(q, (context,)) for q in run]
        before = [d.indicator for d in self.drafts]
        if len(run) > 1 and len(before) >= len(run):
            return list(zip(run, before[-len(run) :], strict=True))
        spread = self._spread(setting) if len(run) == 1 and "分别" not in setting.tail.text else []
        if spread:
            return [(run[0], name) for name in spread]
        return [(q, before[-1]) for q in run]

    def _spread(self, setting: Setting) -> list[Spans]:
        """The names of the last shared number, when this one follows from all of them (…，增长5%)."""
        last = self.drafts[-1]
        names = [d.indicator for d in self.drafts if d.quantity == last.quantity]
        return names if len(names) > 1 else []

    def _draft(
        self, item: Item, clause: Clause, q: Quantity, name: Spans, setting: Setting
    ) -> Draft:
        canon = self.canon
        last = q is item.run[-1]
        bound = item.bound if last or _DISTRIBUTES.search(setting.tail.text) else None
        if not last and bound is None:
            bound, _ = after_bound(canon, q.end)
        unit = q.unit or (item.run[-1].unit if not last else "")
        q = q._replace(unit=unit, sort=q.sort if q.unit else item.run[-1].sort)
        near = canon[max(item.before[0], item.run[0].start - 12) : item.run[0].start]
        if setting.subject:
            near = setting.tail.text[-14:]
        kind, direction = kind_of(q, setting)
        return Draft(
            q, q.end, name, kind, direction, comparator(q, near, bound, tail=bool(setting.subject)), self.strength, clause
        )


def replace_tail(subject: Tail, between: Tail) -> Tail:
    """The tail of a from–to pair: the subject's own end, the words of change between the numbers."""
    return Tail(subject.at, between.up, between.down, True, between.text)
