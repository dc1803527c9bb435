"""From a sentence to its claims: the indicator, the comparator and the kind of each number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from duban.commitments import ClaimKind, Comparator, Direction, Strength
from duban.quantities import Quantity
from duban.quantities.units import COUNT
from duban.reading.bounds import after_bound, comparator, strength
from duban.reading.candidates import Choice, Scope
from duban.reading.clauses import Clause
from duban.reading.items import Item, items
from duban.reading.kinds import Setting, kind_in, kind_of
from duban.reading.lexicon import BARE_HEADS, DISTRIBUTES, GROWTH_HEADS
from duban.reading.naming import Naming
from duban.reading.phrases import Spans
from duban.reading.subjects import Subject, subject_of

_BOUND_REACH: Final = 12
"""A bound stands at most this far before its number."""
_GROWS: Final = re.compile(r"(?:以上)?的?(?:增长|增速|增幅)(?![极点势])")
_ADDS: Final = ("新", "培育", "获评", "获批", "认定", "创建", "净增", "引进")
"""What is counted behind these verbs is added, and so is what goes on with the same count."""
_LENGTHS: Final = ("总长", "全长", "总长度", "总里程")
"""How long what was counted is: 道路16条，总长100公里."""
_TAIL_REACH: Final = 14
"""… or at most this far, where the words before the number are only links and bounds."""


@dataclass(slots=True)
class Draft:
    """A claim before its role, period and commitment are known. `indicator` is its name's spans."""

    quantity: Quantity
    indicator: Spans
    kind: ClaimKind
    direction: Direction
    comparator: Comparator
    strength: Strength | None
    clause: Clause
    verbs: tuple[str, ...]
    whole: Spans
    pattern: str


class SentenceReader:
    """Reads the claims of the sentence that begins at `start`.

    Names, strength and 累计 carry on from clause to clause, verbs and kind from number to number.
    """

    def __init__(
        self, canon: str, start: int, scope: Scope, trace: list[Choice] | None = None
    ) -> None:
        self.canon = canon
        self.naming = Naming(canon, start, scope, trace)
        self.strength: Strength | None = None
        self.cumulative = False

    def read(self, clauses: list[Clause]) -> list[Draft]:
        """The claims of the clauses, in text order."""
        drafts: list[Draft] = []
        for clause in clauses:
            among = self.canon.startswith("其中", clause.start)
            verbs: tuple[str, ...] = ()
            kind = drafts[-1].kind if among and drafts else None
            part = kind is not None
            for item in items(self.canon, clause):
                subject = subject_of(self.canon, item)
                verbs = self._verbs(item, subject, verbs)
                goes_on = drafts[-1:] if self._goes_on(item, subject, drafts) else []
                kind = goes_on[0].kind if goes_on else kind
                setting = self._setting(item, subject, verbs, kind, part or bool(goes_on))
                self._carry_strength(item, subject, among)
                names = self.naming.names(item, subject, setting, (clause.start, clause.end))
                drafts += [self._draft(item, clause, q, name, setting) for q, name in names]
                kind = drafts[-1].kind if names else kind
        return drafts

    def _goes_on(self, item: Item, subject: Subject, drafts: list[Draft]) -> bool:
        """Whether a clause goes on with what the last one counts: 新增企业28家，瞪羚企业5家."""
        if item.linked or not drafts or subject.acts or subject.tail.text.strip(" ,"):
            return False
        last = drafts[-1]
        if self.canon[slice(*subject.before)] in _LENGTHS:
            return True
        if last.kind is ClaimKind.LEVEL and not last.verbs and self._says_whose(subject):
            return last.quantity.unit == item.run[0].unit and item.run[0].sort == COUNT
        return (
            last.kind is ClaimKind.VOLUME
            and last.quantity.unit == item.run[0].unit
            and item.run[0].sort == COUNT
            and bool(last.verbs)
            and last.verbs[-1].startswith(_ADDS)
        )

    def _verbs(self, item: Item, subject: Subject, previous: tuple[str, ...]) -> tuple[str, ...]:
        """The verbs that a number stands under: its own, or those of the number before it."""
        tail = subject.tail
        verbs = subject.verbs
        if not verbs and item.linked and not (tail.up or tail.down or tail.to):
            verbs = previous
        return (*verbs, subject.act) if subject.act else verbs

    def _setting(
        self,
        item: Item,
        subject: Subject,
        verbs: tuple[str, ...],
        kind: ClaimKind | None,
        among: bool,
    ) -> Setting:
        canon = self.canon
        first = item.origin or item.before
        if not item.origin and "累计" in canon[slice(*item.before)]:
            self.cumulative = True
        return Setting(
            verbs=verbs,
            tail=subject.tail,
            subject=canon[slice(*subject.before)],
            noun=canon[slice(*subject.noun)],
            before=canon[first[0] : item.before[1]],
            inherited=kind,
            linked=(item.linked or among) and not subject.acts,
            cumulative=self.cumulative,
            grows=_GROWS.match(canon, item.after[0]) is not None,
        )

    def _carry_strength(self, item: Item, subject: Subject, among: bool) -> None:
        """Strength carries on through 、 and 其中, and to a bare head (面积…，产量…).

        A verb or a new subject of its own ends it (guide, rule 16).
        """
        own = strength(self.canon[item.before[0] : item.run[0].start])
        if own is not None:
            self.strength = own
        elif not among and (subject.verbs or (not item.linked and self._says_whose(subject))):
            self.strength = None

    def _says_whose(self, subject: Subject) -> bool:
        """Whether a clause has a subject of its own, more than a bare head."""
        text = self.canon[slice(*subject.before)]
        return bool(text) and text not in BARE_HEADS

    def _kind(self, q: Quantity, rule: ClaimKind, setting: Setting, name: Spans) -> ClaimKind:
        """The kind of an amount by the convention of its kind of document, or by the rules."""
        if rule not in (ClaimKind.LEVEL, ClaimKind.VOLUME) or not (q.unit or q.scaled):
            return rule
        words = "".join(self.canon[a:b] for a, b in name)
        return kind_in(self.naming.scope.kind, q, setting, words) or rule

    def _grows(self, name: Spans) -> bool:
        return bool(name) and GROWTH_HEADS.end(self.canon[slice(*name[-1])])

    def _draft(
        self, item: Item, clause: Clause, q: Quantity, name: Spans, setting: Setting
    ) -> Draft:
        """A number as a claim. Without a unit it has the last one's of its run (guide, rule 12)."""
        last = item.run[-1]
        bound = item.bound if q is last or DISTRIBUTES.search(setting.tail.text) else None
        if bound is None and q is not last:
            bound, _ = after_bound(self.canon, q.end)
        if not q.unit:
            q = q._replace(unit=last.unit, sort=last.sort)
        start, end = item.before
        near = self.canon[max(start, end - _BOUND_REACH) : end]
        if setting.subject:
            near = setting.tail.text[-_TAIL_REACH:]
        bind = comparator(q, near, bound, tail=bool(setting.subject))
        kind, direction = kind_of(q, setting)
        kind = self._kind(q, kind, setting, name)
        if kind is ClaimKind.SHARE and not setting.subject and self._grows(name):
            kind = ClaimKind.GROWTH  # 增长速度的目标，定为8%: the name came from the clause before
        whole = self.naming.whole if self.canon.startswith("其中", clause.start) else ()
        pattern = self.naming.pattern
        verbs = setting.verbs
        return Draft(q, name, kind, direction, bind, self.strength, clause, verbs, whole, pattern)
