"""Name each number of a sentence: by its own phrase, a completed one, or an earlier name."""

from __future__ import annotations

import re
from typing import Final

from duban.reading.bounds import after_bound
from duban.reading.candidates import Choice, Named, Place, Scope
from duban.reading.items import Item
from duban.reading.kinds import Setting
from duban.reading.lexicon import (
    BARE_HEADS,
    BENEFITS,
    CHANGES,
    FUNDERS,
    LEVEL_HEADS,
    OF_THE_SAME,
    PLAIN,
    WANTS_CONTEXT,
    WANTS_OBJECT,
)
from duban.reading.members import members, trim
from duban.reading.phrases import (
    Span,
    Spans,
    head_length,
    share_head,
    split_list,
    strip_lead,
    strip_tail,
)
from duban.reading.proposing import RULE, best, candidates
from duban.reading.subjects import Subject

_WHOM_SHORT: Final = 4
"""惠及学生 needs what benefits them to say anything; 惠及经营主体 stands alone."""
_INTO: Final = re.compile(r"(?:实现)?“双|在(?!职|校|建)|比上年|较上年|自(?!治|然|主|动|贸|来)|,")
_GROWING: Final = re.compile(r"(?:增加|提高|加大|扩大|做好|实施|安排|推进|加强)(?!值)")
_CONTEXT: Final = 24
"""A context (what the next clause is about) has at most this many characters."""
_BARE_RATE: Final = re.compile(
    r".{0,2}(?:开工|交付|办结|满意|达标|完成|参保|负债|使用|入住|到位|落地|转化|合格|签收|回访)率"
)
_ABOVE: Final = re.compile(r"(?P<by>(?:高于|低于|快于|好于|优于)[^,;。]{2,12}?)\s*$")
"""高于全国1.8个百分点 is a result of its own, with 高于全国 in the name (guide, rule 15)."""
_EACH_ACTED: Final = re.compile(
    r"(?P<list>[^,;。、]{2,16}(?:、[^,;。、]{2,16})*(?:、|和)[^,;。、]{2,16}?)(?:分别|各自)"
    r"(?:新增|发行|完成|实现|新建|引进|获得|获|建设|投入|安排|拨付)(?P<object>[^,;。、]{2,16})$"
)
_ARRIVES_AT: Final = ("完成", "实现", "达到")
_OF_ITSELF: Final = ("compared.of_budget",)
"""Patterns for the degree of completion: the next number is about the thing itself again."""
_TWO: Final = 2
_OWNER: Final = re.compile(
    r"[^\d,;。]{1,20}(?:业|产业|行业|[区县市镇乡]|公司|集团|企业|园区|领域|人员|居民)"
)
_COMPARES: Final = ("高于", "低于", "快于", "优于", "好于")


class Naming:
    """Names the numbers of the sentence that begins at `start`, and remembers what it has named."""

    def __init__(
        self, canon: str, start: int, scope: Scope, trace: list[Choice] | None = None
    ) -> None:
        self.canon, self.start, self.scope, self.trace = canon, start, scope, trace
        self.named: list[Named] = []
        self.topic = False
        self.pattern = RULE
        self.whole: Spans = ()

    def names(self, item: Item, subject: Subject, setting: Setting, clause: Span) -> list[Named]:
        """Every number of the run with its name; a shared number once for each name."""
        if self.named and self.canon.startswith("其中", clause[0]) and not item.linked:
            unit = item.run[-1].unit
            alike = (name for q, name in reversed(self.named) if q.unit == unit)
            self.whole = next(alike, self.named[-1][1])
        self._leave_bracket(item.before[1])
        found = self._chosen(item, subject, setting, clause)
        if self.pattern in _OF_ITSELF and self.named:
            # 支出完成预算的74%，同比增长17%: what grows is the spending (guide, rule 20).
            self.named.extend((q, self.named[-1][1]) for q, _ in found)
        else:
            self.named.extend(found)
        if not item.linked:
            self.topic = bool(setting.subject) and not subject.acts
        return found

    def _leave_bracket(self, at: int) -> None:
        """Forget what a bracket that is closed now has named: the sentence goes on without it."""
        if len(self.named) < _TWO:
            return
        end = self.named[-1][0].end
        closed = self.canon.find(")", end, at)
        if closed < 0 or self.canon.find("(", end, closed) >= 0:
            return
        opened = self.canon.rfind("(", self.start, end)
        kept = [n for n in self.named if n[0].start < opened]
        if opened >= 0 and kept:
            self.named[:] = kept

    def _chosen(self, item: Item, subject: Subject, setting: Setting, clause: Span) -> list[Named]:
        """The best of the candidates, with the rules' own names among them."""
        rule = self._names(item, subject, setting)
        place = Place(
            self.canon,
            self.start,
            clause,
            item,
            (item.run[0].start, after_bound(self.canon, item.run[-1].end)[1]),
            trim(self.canon, subject.before),
            trim(self.canon, subject.noun),
            self.named,
            self.scope,
            setting.tail.up or setting.tail.down,
        )
        if self.trace is None:
            named, self.pattern = best(place, rule)
            return named
        found = candidates(place, rule)
        self.trace.append(Choice(item, clause, found, place))
        self.pattern = found[0].reasons[0] if found else RULE
        return found[0].named if found else []

    def _names(self, item: Item, subject: Subject, setting: Setting) -> list[Named]:
        run = item.run
        if acted := self._each_acted(item) or self._each_of_clauses(item, subject):
            return acted
        before, noun = trim(self.canon, subject.before), trim(self.canon, subject.noun)
        parts = (subject.prefix, before, noun)
        if before[0] == before[1] and noun[0] == noun[1]:
            return self._carried(item, setting)
        whole: Spans = tuple(s for s in parts if s and s[0] < s[1])
        if before[0] < before[1]:
            found = members(self.canon, before, noun, len(run), setting)
            if len(run) > 1 and len(found) == len(run):
                return list(zip(run, found, strict=True))
            if len(run) == 1 and len(found) > 1:
                return [(run[0], m) for m in found]
            whole = self._completed(whole, item, setting)
        elif setting.verbs and setting.verbs[-1] == BENEFITS:
            at = self.canon.rfind(BENEFITS, *item.before)
            if at >= 0:
                whole = self._with_last(((at, at + len(BENEFITS)), *whole), item)
        return [(q, whole) for q in run]

    # ------------------------------------------------------------------ completed names

    def _completed(self, whole: Spans, item: Item, setting: Setting) -> Spans:
        """A name that says too little alone, with what it needs from before (guide, rule 2)."""
        if len(whole) != 1:
            return whole
        text = self.canon[slice(*whole[0])]
        if _BARE_RATE.fullmatch(text):
            return (*self._base(), *whole) if self.named else self._with_context(whole, item)
        if text.startswith(BENEFITS) and len(text) <= _WHOM_SHORT:
            return self._with_last(whole, item)
        if text in FUNDERS:
            context = self._context(item)
            return (*whole, context) if context else whole
        if self.named:
            return self._after_last(whole, text, item, setting)
        return self._with_context(whole, item) if text in WANTS_CONTEXT else whole

    def _after_last(self, whole: Spans, text: str, item: Item, setting: Setting) -> Spans:
        """A name that follows another one: a bare head (总额, 产量, 占比) belongs to that one."""
        canon, (start, end) = self.canon, whole[0]
        last = self.named[-1][1]
        towards = canon[start - 1] == "对"
        if text.startswith(_COMPARES) or (towards and text.endswith(("贡献率", "贡献"))):
            return (*last, (start - towards, end))
        share = len(text) <= 8 and text.endswith("占比")
        if share and canon.startswith("其中", item.before[0]):
            return (*self._base(), *whole)
        other = self.named[-1][0].unit != item.run[0].unit
        follows = self.topic and item.linked and not (setting.tail.up or setting.tail.down)
        said = text in "".join(canon[a:b] for a, b in last)
        if (said and text not in BARE_HEADS) or canon.find(")", self.named[-1][0].end, start) >= 0:
            return whole  # 投资2亿元完成公路建设90公里: the thing was named with its money
        if follows and (share or (other and len(text) <= 4 and text not in BARE_HEADS)):
            # 平台授信5亿元、服务客户3万户: the short subject speaks of the same topic.
            return (*self._base(), *whole)
        if len(text) > 6 or text not in BARE_HEADS:
            return whole
        return (*last, *whole) if text in OF_THE_SAME else (*self._base(), *whole)

    def _base(self) -> Spans:
        """The latest name without the head at its end."""
        last = self.named[-1][1]
        start, end = last[-1]
        size = head_length(self.canon, start, end)
        if not size or (size == end - start and len(last) == 1):
            return last
        return (*last[:-1], (start, end - size)) if size < end - start else last[:-1]

    def _with_last(self, whole: Spans, item: Item) -> Spans:
        """Put the latest name, or the context, before a beneficiary (补贴政策惠及家庭)."""
        if self.named:
            return (*self.named[-1][1], *whole)
        return self._with_context(whole, item)

    def _with_context(self, whole: Spans, item: Item) -> Spans:
        context = self._context(item)
        return (context, *whole) if context else whole

    def _context(self, item: Item) -> Span | None:
        """What the clause before speaks of, for a number whose own clause does not say."""
        canon = self.canon
        stop = (item.origin or item.before)[0] - 1
        if stop <= self.start:
            return None
        begin = max(canon.rfind(c, self.start, stop) for c in ",;:。") + 1
        begin = strip_lead(canon, max(begin, self.start), stop).at
        inner = _INTO.search(canon, begin, stop)
        end = inner.start() if inner and inner.start() - begin > 1 else stop
        for match in _GROWING.finditer(canon, begin, end):
            begin = match.end()
        end = strip_tail(canon, begin, end).at
        return (begin, end) if 1 < end - begin <= _CONTEXT else None

    # ------------------------------------------------------------------ carried names

    def _carried(self, item: Item, setting: Setting) -> list[Named]:
        """The names of numbers without one: the verb above, or names before (guide, rule 3)."""
        run = item.run
        verb = item.lead.verbs[-1] if item.lead.verbs and not setting.tail.text else ""
        if verb and self.named and verb in CHANGES:
            verb = ""  # 面积5万亩，减少0.1万亩: what was named last changes
        if verb in _ARRIVES_AT and (context := self._context(item)) and self._measures(context):
            return [(q, (context,)) for q in run]
        if verb and (verb not in PLAIN or not self.named):
            at = self.canon.rfind(verb, *item.before)
            name: Spans = ((at, at + len(verb)),)
            if verb in WANTS_OBJECT:
                name = self._with_last(name, item)
            return [(q, name) for q in run]
        if not self.named:
            return self._from_context(item)
        before = [name for _, name in self.named]
        above = _ABOVE.search(self.canon, *item.before)
        if above and run[0].unit == "百分点":
            return [(q, (*before[-1], above.span("by"))) for q in run]
        if len(run) > 1 and len(before) >= len(run):
            return list(zip(run, before[-len(run) :], strict=True))
        if len(run) == 1 and "分别" not in setting.tail.text:
            # What follows from a number that several names share (…，增长5%) follows from each.
            last = self.named[-1][0]
            return [(run[0], name) for q, name in self.named if q == last]
        return [(q, before[-1]) for q in run]

    def _measures(self, context: Span) -> bool:
        """Whether a phrase ends in the head of a measure: 零售总额稳定增长，完成94亿元."""
        return LEVEL_HEADS.end(self.canon[slice(*context)])

    def _each_acted(self, item: Item) -> list[Named]:
        """大鹏区、前海区分别发行专项债5亿元、2亿元: to each of those who act, its own number."""
        match = _EACH_ACTED.search(self.canon, *item.before) if len(item.run) > 1 else None
        if match is None:
            return []
        found = split_list(self.canon, *match.span("list"), wanted=len(item.run))
        if len(found) != len(item.run):
            return []
        return [(q, (m, match.span("object"))) for q, m in zip(item.run, found, strict=True)]

    def _each_of_clauses(self, item: Item, subject: Subject) -> list[Named]:
        """纺织业，医药业，分别实现利润3亿元、1亿元: clauses that only name whose numbers follow."""
        canon, wanted = self.canon, len(item.run)
        at = item.before[0]
        if wanted < _TWO or not canon.startswith("分别", at) or canon[at - 1] != ",":
            return []
        owners: list[Span] = []
        while len(owners) < wanted:
            begin = max(canon.rfind(c, self.start, at - 1) for c in ",;:。\n") + 1
            begin = max(begin, self.start)
            if begin >= at - 1 or _OWNER.fullmatch(canon, begin, at - 1) is None:
                return []
            owners.insert(0, (begin, at - 1))
            at = begin
        what = (subject.before,) if subject.before[0] < subject.before[1] else ()
        return [(q, (owner, *what)) for q, owner in zip(item.run, owners, strict=True)]

    def _from_context(self, item: Item) -> list[Named]:
        context = self._context(item)
        if context is None:
            return []
        run = item.run
        found = split_list(self.canon, *context, wanted=len(run)) if len(run) > 1 else []
        if len(found) == len(run):
            return list(zip(run, share_head(self.canon, found), strict=True))
        return [(q, (context,)) for q in run]
