"""Name each number of a sentence: by its own phrase, a completed one, or an earlier name."""

from __future__ import annotations

import re
from typing import Final

from duban.reading.bounds import find_bound_after
from duban.reading.candidates import Choice, NamedQuantity, NamingContext, Scope
from duban.reading.claim_kinds import Setting
from duban.reading.lexicon import (
    BARE_HEADS,
    BENEFIT_VERB,
    CHANGE_VERBS,
    CONTEXT_DEPENDENT_NAMES,
    FUNDERS,
    HEADS_OF_LATEST_NAME,
    LEVEL_HEADS,
    OBJECT_DEPENDENT_VERBS,
    PLAIN_VERBS,
)
from duban.reading.list_members import distribute_members, trim_name
from duban.reading.phrases import Span, Spans, measure_length, share_head, split_list, strip_lead, strip_tail
from duban.reading.quantity_groups import QuantityGroup
from duban.reading.rank_candidates import RULE_REASON, choose_best, rank_candidates
from duban.reading.subjects import Subject

_SHORT_BENEFICIARY: Final = 4
"""惠及学生 needs what benefits them to say anything; 惠及经营主体 stands alone."""
_CLAUSE_OPENERS: Final = re.compile(r"(?:实现)?“双|在(?!职|校|建)|比上年|较上年|自(?!治|然|主|动|贸|来)|,")
_ACTION_VERB: Final = re.compile(r"(?:增加|提高|加大|扩大|做好|实施|安排|推进|加强)(?!值)")
_CONTEXT_LIMIT: Final = 24
"""A context (what the next clause is about) has at most this many characters."""
_BARE_RATE: Final = re.compile(
    r".{0,2}(?:开工|交付|办结|满意|达标|完成|参保|负债|使用|入住|到位|落地|转化|合格|签收|回访)率"
)
_COMPARISON_BEFORE_NUMBER: Final = re.compile(r"(?P<by>(?:高于|低于|快于|好于|优于)[^,;。]{2,12}?)\s*$")
"""高于全国1.8个百分点 is a result of its own, with 高于全国 in the name (guide, rule 15)."""
_ACTORS_RESPECTIVELY: Final = re.compile(
    r"(?P<list>[^,;。、]{2,16}(?:、[^,;。、]{2,16})*(?:、|和)[^,;。、]{2,16}?)(?:分别|各自)"
    r"(?:新增|发行|完成|实现|新建|引进|获得|获|建设|投入|安排|拨付)(?P<object>[^,;。、]{2,16})$"
)
_ARRIVAL_VERBS: Final = ("完成", "实现", "达到")
_COMPLETION_PATTERNS: Final = ("compared.of_budget",)
"""Patterns for the degree of completion: the next number is about the thing itself again."""
_PAIR_SIZE: Final = 2
_OWNER_CLAUSE: Final = re.compile(r"[^\d,;。]{1,20}(?:业|产业|行业|[区县市镇乡]|公司|集团|企业|园区|领域|人员|居民)")
_COMPARISON_WORDS: Final = ("高于", "低于", "快于", "优于", "好于")


class QuantityNamer:
    """Names the numbers of the sentence that begins at `start`, and remembers what it has named."""

    def __init__(self, canonical_text: str, start: int, scope: Scope, trace: list[Choice] | None = None) -> None:
        self.canonical_text, self.start, self.scope, self.trace = (canonical_text, start, scope, trace)
        self.named_quantities: list[NamedQuantity] = []
        self.is_topic_named = False
        self.pattern = RULE_REASON
        self.parent_name: Spans = ()

    def name_quantities(
        self, group: QuantityGroup, subject: Subject, setting: Setting, clause: Span
    ) -> list[NamedQuantity]:
        """Every number of the run with its name; a shared number once for each name."""
        if self.named_quantities and self.canonical_text.startswith("其中", clause[0]) and not group.is_linked:
            unit = group.quantities[-1].unit
            alike_names = (name for quantity, name in reversed(self.named_quantities) if quantity.unit == unit)
            self.parent_name = next(alike_names, self.named_quantities[-1][1])
        self._leave_bracket(group.before[1])
        results = self._choose_names(group, subject, setting, clause)
        if self.pattern in _COMPLETION_PATTERNS and self.named_quantities:
            # 支出完成预算的74%，同比增长17%: what grows is the spending (guide, rule 20).
            self.named_quantities.extend((quantity, self.named_quantities[-1][1]) for quantity, _ in results)
        else:
            self.named_quantities.extend(results)
        if not group.is_linked:
            self.is_topic_named = bool(setting.subject) and not subject.acts
        return results

    def _leave_bracket(self, offset: int) -> None:
        """Forget what a bracket that is closed now has named: the sentence goes on without it."""
        if len(self.named_quantities) < _PAIR_SIZE:
            return
        latest_end = self.named_quantities[-1][0].end
        closing_bracket = self.canonical_text.find(")", latest_end, offset)
        if closing_bracket < 0 or self.canonical_text.find("(", latest_end, closing_bracket) >= 0:
            return
        opening_bracket = self.canonical_text.rfind("(", self.start, latest_end)
        remaining = [pair for pair in self.named_quantities if pair[0].start < opening_bracket]
        if opening_bracket >= 0 and remaining:
            self.named_quantities[:] = remaining

    def _choose_names(
        self, group: QuantityGroup, subject: Subject, setting: Setting, clause: Span
    ) -> list[NamedQuantity]:
        """The best of the candidates, with the rules' own names among them."""
        before_span = trim_name(self.canonical_text, subject.before)
        noun_span = trim_name(self.canonical_text, subject.noun)
        rule_names = self._names_by_rule(group, subject, setting, before_span, noun_span)
        context = NamingContext(
            self.canonical_text,
            self.start,
            clause,
            group,
            (group.quantities[0].start, find_bound_after(self.canonical_text, group.quantities[-1].end)[1]),
            before_span,
            noun_span,
            self.named_quantities,
            self.scope,
            setting.tail.rises or setting.tail.falls,
        )
        if self.trace is None:
            chosen_names, self.pattern = choose_best(context, rule_names)
            return chosen_names
        ranked_candidates = rank_candidates(context, rule_names)
        self.trace.append(Choice(group, clause, ranked_candidates, context))
        self.pattern = ranked_candidates[0].reasons[0] if ranked_candidates else RULE_REASON
        return ranked_candidates[0].named_quantities if ranked_candidates else []

    def _names_by_rule(
        self, group: QuantityGroup, subject: Subject, setting: Setting, before_span: Span, noun_span: Span
    ) -> list[NamedQuantity]:
        """The names by the rules; the spans are those of the subject and its noun, trimmed."""
        quantities = group.quantities
        if actor_names := self._names_by_actor(group) or self._names_by_clause(group, subject):
            return actor_names
        name_parts = (subject.prefix, before_span, noun_span)
        if before_span[0] == before_span[1] and noun_span[0] == noun_span[1]:
            return self._carry_names(group, setting)
        name: Spans = tuple(span for span in name_parts if span and span[0] < span[1])
        if before_span[0] < before_span[1]:
            member_names = distribute_members(self.canonical_text, before_span, noun_span, len(quantities), setting)
            if len(quantities) > 1 and len(member_names) == len(quantities):
                return list(zip(quantities, member_names, strict=True))
            if len(quantities) == 1 and len(member_names) > 1:
                return [(quantities[0], member) for member in member_names]
            name = self._complete_name(name, group, setting)
        elif not self.named_quantities and setting.noun in BARE_HEADS:
            name = self._prefix_context(name, group)  # 推广土地托管，力争达到10万亩规模
        elif setting.verbs and setting.verbs[-1] == BENEFIT_VERB:
            verb_start = self.canonical_text.rfind(BENEFIT_VERB, *group.before)
            if verb_start >= 0:
                name = self._prefix_latest_name(((verb_start, verb_start + len(BENEFIT_VERB)), *name), group)
        return [(quantity, name) for quantity in quantities]

    # ------------------------------------------------------------------ completed names

    def _complete_name(self, name: Spans, group: QuantityGroup, setting: Setting) -> Spans:
        """A name that says too little alone, with what it needs from before (guide, rule 2)."""
        if len(name) != 1:
            return name
        name_text = self.canonical_text[slice(*name[0])]
        if _BARE_RATE.fullmatch(name_text):
            return (*self._latest_base(), *name) if self.named_quantities else self._prefix_context(name, group)
        if name_text.startswith(BENEFIT_VERB) and len(name_text) <= _SHORT_BENEFICIARY:
            return self._prefix_latest_name(name, group)
        if name_text in FUNDERS:
            context = self._find_context(group)
            return (*name, context) if context else name
        if self.named_quantities:
            return self._extend_latest_name(name, name_text, group, setting)
        return self._prefix_context(name, group) if name_text in CONTEXT_DEPENDENT_NAMES else name

    def _extend_latest_name(self, name: Spans, name_text: str, group: QuantityGroup, setting: Setting) -> Spans:
        """A name that follows another one: a bare head (总额, 产量, 占比) belongs to that one."""
        canonical_text, (start, end) = self.canonical_text, name[0]
        latest_name = self.named_quantities[-1][1]
        follows_towards = canonical_text[start - 1] == "对"
        if name_text.startswith(_COMPARISON_WORDS) or (follows_towards and name_text.endswith(("贡献率", "贡献"))):
            return (*latest_name, (start - follows_towards, end))
        is_share = len(name_text) <= 8 and name_text.endswith("占比")
        if is_share and canonical_text.startswith("其中", group.before[0]):
            return (*self._latest_base(), *name)
        unit_differs = self.named_quantities[-1][0].unit != group.quantities[0].unit
        continues_topic = self.is_topic_named and group.is_linked and not (setting.tail.rises or setting.tail.falls)
        is_repeated = name_text in "".join(canonical_text[span_start:span_end] for span_start, span_end in latest_name)
        if (is_repeated and name_text not in BARE_HEADS) or canonical_text.find(
            ")", self.named_quantities[-1][0].end, start
        ) >= 0:
            return name  # 投资2亿元完成公路建设90公里: the thing was named with its money
        if continues_topic and (is_share or (unit_differs and len(name_text) <= 4 and name_text not in BARE_HEADS)):
            # 平台授信5亿元、服务客户3万户: the short subject speaks of the same topic.
            return (*self._latest_base(), *name)
        if len(name_text) > 6 or name_text not in BARE_HEADS:
            return name
        return (*latest_name, *name) if name_text in HEADS_OF_LATEST_NAME else (*self._latest_base(), *name)

    def _latest_base(self) -> Spans:
        """The latest name without the head at its end."""
        latest_name = self.named_quantities[-1][1]
        start, end = latest_name[-1]
        head_size = measure_length(self.canonical_text, start, end)
        if not head_size or (head_size == end - start and len(latest_name) == 1):
            return latest_name
        return (*latest_name[:-1], (start, end - head_size)) if head_size < end - start else latest_name[:-1]

    def _prefix_latest_name(self, name: Spans, group: QuantityGroup) -> Spans:
        """Put the latest name, or the context, before a beneficiary (补贴政策惠及家庭)."""
        if self.named_quantities:
            return (*self.named_quantities[-1][1], *name)
        return self._prefix_context(name, group)

    def _prefix_context(self, name: Spans, group: QuantityGroup) -> Spans:
        context = self._find_context(group)
        return (context, *name) if context else name

    def _find_context(self, group: QuantityGroup) -> Span | None:
        """What the clause before speaks of, for a number whose own clause does not say."""
        canonical_text = self.canonical_text
        clause_end = (group.origin_phrase or group.before)[0] - 1
        if clause_end <= self.start:
            return None
        context_start = max(canonical_text.rfind(mark, self.start, clause_end) for mark in ",;:。") + 1
        context_start = strip_lead(canonical_text, max(context_start, self.start), clause_end).subject_start
        clause_opener = _CLAUSE_OPENERS.search(canonical_text, context_start, clause_end)
        context_end = (
            clause_opener.start() if clause_opener and clause_opener.start() - context_start > 1 else clause_end
        )
        for match in _ACTION_VERB.finditer(canonical_text, context_start, context_end):
            if context_end - match.end() > 1:
                context_start = match.end()
        context_end = strip_tail(canonical_text, context_start, context_end).subject_end
        return (context_start, context_end) if 1 < context_end - context_start <= _CONTEXT_LIMIT else None

    # ------------------------------------------------------------------ carried names

    def _carry_names(self, group: QuantityGroup, setting: Setting) -> list[NamedQuantity]:
        """The names of numbers without one: the verb above, or names before (guide, rule 3)."""
        quantities = group.quantities
        verb = group.lead.verbs[-1] if group.lead.verbs and not setting.tail.text else ""
        if verb and self.named_quantities and verb in CHANGE_VERBS:
            verb = ""  # 面积5万亩，减少0.1万亩: what was named last changes
        if verb in _ARRIVAL_VERBS and (context := self._find_context(group)) and self._ends_in_measure(context):
            return [(quantity, (context,)) for quantity in quantities]
        if verb and (verb not in PLAIN_VERBS or not self.named_quantities):
            verb_start = self.canonical_text.rfind(verb, *group.before)
            name: Spans = ((verb_start, verb_start + len(verb)),)
            if verb in OBJECT_DEPENDENT_VERBS:
                name = self._prefix_latest_name(name, group)
            return [(quantity, name) for quantity in quantities]
        if not self.named_quantities:
            return self._names_from_context(group)
        previous_names = [name for _, name in self.named_quantities]
        comparison = _COMPARISON_BEFORE_NUMBER.search(self.canonical_text, *group.before)
        if comparison and quantities[0].unit == "百分点":
            return [(quantity, (*previous_names[-1], comparison.span("by"))) for quantity in quantities]
        if len(quantities) > 1 and len(previous_names) >= len(quantities):
            return list(zip(quantities, previous_names[-len(quantities) :], strict=True))
        if len(quantities) == 1 and "分别" not in setting.tail.text:
            # What follows from a number that several names share (…，增长5%) follows from each.
            latest_quantity = self.named_quantities[-1][0]
            return [(quantities[0], name) for quantity, name in self.named_quantities if quantity == latest_quantity]
        return [(quantity, previous_names[-1]) for quantity in quantities]

    def _ends_in_measure(self, context: Span) -> bool:
        """Whether a phrase ends in the head of a measure: 零售总额稳定增长，完成94亿元."""
        return LEVEL_HEADS.end(self.canonical_text[slice(*context)])

    def _names_by_actor(self, group: QuantityGroup) -> list[NamedQuantity]:
        """大鹏区、前海区分别发行专项债5亿元、2亿元: to each of those who act, its own number."""
        match = _ACTORS_RESPECTIVELY.search(self.canonical_text, *group.before) if len(group.quantities) > 1 else None
        if match is None:
            return []
        actors = split_list(self.canonical_text, *match.span("list"), member_count=len(group.quantities))
        if len(actors) != len(group.quantities):
            return []
        return [
            (quantity, (actor, match.span("object"))) for quantity, actor in zip(group.quantities, actors, strict=True)
        ]

    def _names_by_clause(self, group: QuantityGroup, subject: Subject) -> list[NamedQuantity]:
        """纺织业，医药业，分别实现利润3亿元、1亿元: clauses that only name whose numbers follow."""
        canonical_text, owner_count = self.canonical_text, len(group.quantities)
        offset = group.before[0]
        if (
            owner_count < _PAIR_SIZE
            or not canonical_text.startswith("分别", offset)
            or canonical_text[offset - 1] != ","
        ):
            return []
        owners: list[Span] = []
        while len(owners) < owner_count:
            clause_start = max(canonical_text.rfind(mark, self.start, offset - 1) for mark in ",;:。\n") + 1
            clause_start = max(clause_start, self.start)
            if clause_start >= offset - 1 or _OWNER_CLAUSE.fullmatch(canonical_text, clause_start, offset - 1) is None:
                return []
            owners.insert(0, (clause_start, offset - 1))
            offset = clause_start
        measure = (subject.before,) if subject.before[0] < subject.before[1] else ()
        return [(quantity, (owner, *measure)) for quantity, owner in zip(group.quantities, owners, strict=True)]

    def _names_from_context(self, group: QuantityGroup) -> list[NamedQuantity]:
        context = self._find_context(group)
        if context is None:
            return []
        quantities = group.quantities
        members = split_list(self.canonical_text, *context, member_count=len(quantities)) if len(quantities) > 1 else []
        if len(members) == len(quantities):
            return list(zip(quantities, share_head(self.canonical_text, members), strict=True))
        return [(quantity, (context,)) for quantity in quantities]
