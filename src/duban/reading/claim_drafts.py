"""From a sentence to its claims: the indicator, the comparator and the kind of each number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from duban.commitments import ClaimKind, Comparator, Direction, Strength
from duban.quantities import Quantity
from duban.quantities.units import COUNT
from duban.reading.bounds import find_bound_after, find_comparator, find_strength
from duban.reading.candidates import Choice, Scope
from duban.reading.claim_kinds import Setting, classify_quantity, kind_by_convention
from duban.reading.clauses import Clause
from duban.reading.lexicon import BARE_HEADS, DISTRIBUTIVE_WORD, GROWTH_HEADS
from duban.reading.naming import QuantityNamer
from duban.reading.phrases import Spans
from duban.reading.quantity_groups import QuantityGroup, group_quantities
from duban.reading.subjects import Subject, find_subject

_BOUND_REACH: Final = 12
"""A bound stands at most this far before its number."""
_GROWTH_AFTER_NUMBER: Final = re.compile(r"(?:以上)?的?(?:增长|增速|增幅)(?![极点势])")
_ADDING_VERBS: Final = ("新", "培育", "获评", "获批", "认定", "创建", "净增", "引进")
"""What is counted behind these verbs is added, and so is what goes on with the same count."""
_CUMULATIVE: Final = re.compile("累计(?!(?:完成|争取|实际|共)?(?:投资|投入|资金))")
"""In 累计投资2亿元建成泵站4座 the money is added up, not the stations."""
_LENGTH_NOUNS: Final = ("总长", "全长", "总长度", "总里程")
"""How long what was counted is: 道路16条，总长100公里."""
_TAIL_BOUND_REACH: Final = 14
"""… or at most this far, where the words before the number are only links and bounds."""


@dataclass(slots=True)
class ClaimDraft:
    """A claim before its role, period and commitment are known. `indicator` is its name's spans."""

    quantity: Quantity
    indicator: Spans
    kind: ClaimKind
    direction: Direction
    comparator: Comparator
    strength: Strength | None
    clause: Clause
    verbs: tuple[str, ...]
    share_base: Spans
    pattern: str


class SentenceReader:
    """Reads the claims of the sentence that begins at `start`.

    Names, strength and 累计 carry on from clause to clause, verbs and kind from number to number.
    """

    def __init__(self, canonical_text: str, start: int, scope: Scope, trace: list[Choice] | None = None) -> None:
        self.canonical_text = canonical_text
        self.namer = QuantityNamer(canonical_text, start, scope, trace)
        self.strength: Strength | None = None
        self.cumulative = False

    def read_clauses(self, clauses: list[Clause]) -> list[ClaimDraft]:
        """The claims of the clauses, in text order."""
        drafts: list[ClaimDraft] = []
        for clause in clauses:
            is_breakdown = self.canonical_text.startswith("其中", clause.start)
            verbs: tuple[str, ...] = ()
            kind = drafts[-1].kind if is_breakdown and drafts else None
            follows_total = kind is not None
            for group in group_quantities(self.canonical_text, clause):
                subject = find_subject(self.canonical_text, group)
                verbs = self._collect_verbs(group, subject, verbs)
                continued_draft = drafts[-1:] if self._continues_count(group, subject, drafts) else []
                kind = continued_draft[0].kind if continued_draft else kind
                if continued_draft and not subject.acts:
                    verbs = continued_draft[0].verbs
                setting = self._build_setting(group, subject, verbs, kind, follows_total or bool(continued_draft))
                self._carry_strength(group, subject, is_breakdown)
                names = self.namer.name_quantities(group, subject, setting, (clause.start, clause.end))
                drafts += [self._build_draft(group, clause, quantity, name, setting) for quantity, name in names]
                kind = drafts[-1].kind if names else kind
        return drafts

    def _continues_count(self, group: QuantityGroup, subject: Subject, drafts: list[ClaimDraft]) -> bool:
        """Whether a clause goes on with what the last one counts: 新增企业28家，瞪羚企业5家."""
        if group.is_linked or not drafts or subject.acts or subject.tail.text.strip(" ,"):
            return False
        latest_draft = drafts[-1]
        if self.canonical_text[slice(*subject.before)] in _LENGTH_NOUNS:
            return True
        if latest_draft.kind is ClaimKind.LEVEL and not latest_draft.verbs and self._has_specific_subject(subject):
            return latest_draft.quantity.unit == group.quantities[0].unit and group.quantities[0].sort == COUNT
        return (
            latest_draft.kind is ClaimKind.VOLUME
            and latest_draft.quantity.unit == group.quantities[0].unit
            and group.quantities[0].sort == COUNT
            and bool(latest_draft.verbs)
            and latest_draft.verbs[-1].startswith(_ADDING_VERBS)
        )

    def _collect_verbs(
        self, group: QuantityGroup, subject: Subject, previous_verbs: tuple[str, ...]
    ) -> tuple[str, ...]:
        """The verbs that a number stands under: its own, or those of the number before it."""
        tail = subject.tail
        verbs = subject.verbs
        if not verbs and group.is_linked and not (tail.rises or tail.falls or tail.reaches):
            verbs = previous_verbs
        return (*verbs, subject.act) if subject.act else verbs

    def _build_setting(
        self,
        group: QuantityGroup,
        subject: Subject,
        verbs: tuple[str, ...],
        inherited_kind: ClaimKind | None,
        is_breakdown: bool,
    ) -> Setting:
        canonical_text = self.canonical_text
        first_phrase = group.origin_phrase or group.before
        if not group.origin_phrase and _CUMULATIVE.search(canonical_text, *group.before):
            self.cumulative = True
        return Setting(
            verbs=verbs,
            tail=subject.tail,
            subject=canonical_text[slice(*subject.before)],
            noun=canonical_text[slice(*subject.noun)],
            before=canonical_text[first_phrase[0] : group.before[1]],
            inherited_kind=inherited_kind,
            is_linked=(group.is_linked or is_breakdown) and not subject.acts,
            is_cumulative=self.cumulative,
            has_growth_after=_GROWTH_AFTER_NUMBER.match(canonical_text, group.after[0]) is not None,
        )

    def _carry_strength(self, group: QuantityGroup, subject: Subject, is_breakdown: bool) -> None:
        """Strength carries on through 、 and 其中, and to a bare head (面积…，产量…).

        A verb or a new subject of its own ends it (guide, rule 16).
        """
        stated_strength = find_strength(self.canonical_text[group.before[0] : group.quantities[0].start])
        if stated_strength is not None:
            self.strength = stated_strength
        elif not is_breakdown and (subject.verbs or (not group.is_linked and self._has_specific_subject(subject))):
            self.strength = None

    def _has_specific_subject(self, subject: Subject) -> bool:
        """Whether a clause has a subject of its own, more than a bare head."""
        subject_text = self.canonical_text[slice(*subject.before)]
        return bool(subject_text) and subject_text not in BARE_HEADS

    def _determine_kind(self, quantity: Quantity, rule_kind: ClaimKind, setting: Setting, name: Spans) -> ClaimKind:
        """The kind of an amount by the convention of its kind of document, or by the rules."""
        if rule_kind not in (ClaimKind.LEVEL, ClaimKind.VOLUME) or not (quantity.unit or quantity.scaled):
            return rule_kind
        name_text = "".join(self.canonical_text[start:end] for start, end in name)
        return kind_by_convention(self.namer.scope.kind, quantity, setting, name_text) or rule_kind

    def _names_growth(self, name: Spans) -> bool:
        return bool(name) and GROWTH_HEADS.end(self.canonical_text[slice(*name[-1])])

    def _build_draft(
        self, group: QuantityGroup, clause: Clause, quantity: Quantity, name: Spans, setting: Setting
    ) -> ClaimDraft:
        """A number as a claim. Without a unit it has the last one's of its run (guide, rule 12)."""
        last = group.quantities[-1]
        bound = group.bound if quantity is last or DISTRIBUTIVE_WORD.search(setting.tail.text) else None
        if bound is None and quantity is not last:
            bound, _ = find_bound_after(self.canonical_text, quantity.end)
        if not quantity.unit:
            quantity = quantity._replace(unit=last.unit, sort=last.sort)
        phrase_start, phrase_end = group.before
        words = self.canonical_text[max(phrase_start, phrase_end - _BOUND_REACH) : phrase_end]
        if setting.subject:
            words = setting.tail.text[-_TAIL_BOUND_REACH:]
        binding = find_comparator(quantity, words, bound, is_tail=bool(setting.subject))
        kind, direction = classify_quantity(quantity, setting)
        kind = self._determine_kind(quantity, kind, setting, name)
        if kind is ClaimKind.SHARE and not setting.subject and self._names_growth(name):
            kind = ClaimKind.GROWTH  # 增长速度的目标，定为8%: the name came from the clause before
        parent = self.namer.parent_name if self.canonical_text.startswith("其中", clause.start) else ()
        pattern = self.namer.pattern
        verbs = setting.verbs
        return ClaimDraft(quantity, name, kind, direction, binding, self.strength, clause, verbs, parent, pattern)
