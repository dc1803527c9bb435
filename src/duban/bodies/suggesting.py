"""Ranked bodies for a task, each with the reason."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from duban.bodies.duties import Duties, Tie, default_duties
from duban.bodies.evidence import Evidence, default_evidence
from duban.bodies.names import BodyNames
from duban.bodies.neighbours import Decision, Neighbour, Neighbours
from duban.bodies.office import LocalBody, OfficeBodies
from duban.bodies.stated import stated
from duban.bodies.words import Found, WordFinder

_LATER_CLAUSE = 0.92  # a task says first what it is about
_FARTHEST_CLAUSE = 0.5
_NARROW = 0.2  # a word of a body with few duties is the more surely its own
_FURTHER_WORD = 0.6  # the second word of a body adds less than the first, and so on
_FURTHER_DECISION = 0.4
_SAME_TASK = 12.0  # an identical past decision outweighs any words
_HALF = 4.0  # the strength that is shown as a score of 0.5: one word that a body owns
_WORDS_SHOWN = 4
_PERFECT = 0.995
_STATED = 36.0  # the task itself names the body: shown as 0.9
_CALLED = 5.0  # the task calls by name a body that the office has listed
_ENOUGH = 3  # fewer suggestions than this are filled up
_WEAK_SCORE = 0.1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A body for a task. `score` is between 0 and 1: strength of the reason, not a probability."""

    id: str
    name: str
    score: float
    reason: str


@dataclass(slots=True)
class _Case:
    """All reasons for one body."""

    words: list[tuple[float, str, Tie]] = field(default_factory=list)
    decisions: list[Neighbour] = field(default_factory=list)
    stated: bool = False
    called: LocalBody | None = None

    def strength(self) -> float:
        weights = sorted((weight for weight, _, _ in self.words), reverse=True)
        by_words = sum(w * _FURTHER_WORD**i for i, w in enumerate(weights))
        by_decisions = sum(
            _SAME_TASK * n.likeness**2 * _FURTHER_DECISION**i for i, n in enumerate(self.decisions)
        )
        named = _STATED * self.stated + _CALLED * (self.called is not None)
        return by_words + by_decisions + named

    def take(self, other: _Case) -> None:
        """Add the reasons of another case, each word once."""
        known = {word for _, word, _ in self.words}
        self.words += [w for w in other.words if w[1] not in known]
        self.decisions += other.decisions
        self.stated |= other.stated

    def stands(self) -> bool:
        """Whether there is more than a word that many bodies share."""
        return (
            self.stated
            or self.called is not None
            or bool(self.decisions)
            or any(tie is not Tie.SHARES for _, _, tie in self.words)
        )


class Suggester:
    """Suggests lead bodies from a table of duties and the office's past decisions.

    `decisions` are in the order they were made. A body is shown by the name the office last used
    for it, otherwise by the table's. A lead that is no body of the table is suggested as written.
    `body_names` are the names of all bodies the office has: then only these are suggested, by these
    names; the work of a body that is not among them goes to the first of its kin that is.
    """

    def __init__(
        self,
        duties: Duties | None = None,
        decisions: Sequence[Decision] = (),
        evidence: Evidence | None = None,
        listed: Sequence[str] = (),
    ) -> None:
        self._duties = duties or default_duties()
        self._names = BodyNames(self._duties)
        self._evidence = default_evidence() if evidence is None else evidence
        self._owners: dict[str, dict[str, Tie]] = defaultdict(dict)
        for body in self._duties.bodies.values():
            for word, tie in body.words.items():
                self._owners[word][body.id] = tie
        self._narrow = _narrowness(self._duties)
        self._crowd = {word: Counter(owners.values()) for word, owners in self._owners.items()}
        self._finder = WordFinder(self._duties.words())
        self._neighbours = Neighbours(decisions)
        self._office = OfficeBodies(self._names, listed, (d.lead for d in decisions))

    def suggest(self, task: str, *, top: int = 5) -> list[Suggestion]:
        """At most `top` bodies for `task`, strongest first; none where nothing speaks for any."""
        cases: dict[str, _Case] = defaultdict(_Case)
        text, named = stated(task, self._names)
        for id_ in named:
            cases[id_].stated = True
        self._hear_words(text, cases)
        self._hear_decisions(text, cases)
        called = self._office.called(text)
        for id_, body in called.items():
            cases[id_].called = body
        cases = self._of_this_office(cases)
        ranked = sorted(cases, key=lambda id_: (-cases[id_].strength(), id_))
        suggestions = [self._suggestion(i, cases[i], called) for i in ranked if cases[i].stands()]
        if len(suggestions) < _ENOUGH:
            weak = [i for i in ranked if not cases[i].stands()]
            suggestions += self._fillers(suggestions, weak, cases)
        by_name: dict[str, Suggestion] = {}  # 教育 and 体育 may be one bureau in this city
        for suggestion in suggestions:
            by_name.setdefault(suggestion.name, suggestion)
        return list(by_name.values())[:top]

    def _of_this_office(self, cases: Mapping[str, _Case]) -> dict[str, _Case]:
        """`cases` of the bodies that the office has; those of others go to their kin here."""
        here: dict[str, _Case] = defaultdict(_Case)
        for id_, case in cases.items():
            if self._office.has(id_):
                here[id_].called = case.called
                here[id_].take(case)
        for id_, case in cases.items():
            instead = self._office.instead(id_, self._kin(id_))
            if instead is not None and instead != id_:
                here[instead].take(case)
        return here

    def _hear_words(self, task: str, cases: dict[str, _Case]) -> None:
        for found in self._finder.find(task):
            for id_, tie in self._owners.get(found.word, {}).items():
                cases[id_].words.append((self._weight(found, id_, tie), found.word, tie))

    def _weight(self, found: Found, id_: str, tie: Tie) -> float:
        place = max(_LATER_CLAUSE**found.clause, _FARTHEST_CLAUSE)
        length = min(0.7 + 0.1 * len(found.word), 1.4)
        crowd = math.sqrt(self._crowd[found.word][tie])
        weight = tie.weight * place * length / crowd * self._narrow[id_]
        return weight * self._evidence.trust(found.word, id_)

    def _hear_decisions(self, task: str, cases: dict[str, _Case]) -> None:
        for neighbour in self._neighbours.nearest(task):
            for id_ in self._office.ids(neighbour.decision.lead):
                cases[id_].decisions.append(neighbour)

    def _fillers(
        self, reasoned: Sequence[Suggestion], weak: Sequence[str], cases: Mapping[str, _Case]
    ) -> list[Suggestion]:
        """Weak suggestions where there are few: by a shared word, or kin of those with a reason.

        Each says how weak its reason is; none ranks above a body with a reason.
        """
        score = min(_WEAK_SCORE, *(s.score for s in reasoned), 1.0)
        found: list[Suggestion] = []
        near = [(id_, s.id) for s in reasoned for id_ in self._kin(s.id)]
        near += [(id_, i) for i in weak[:1] for id_ in self._kin(i)]
        near = [(id_, first) for id_, first in near if self._office.has(id_)]
        for id_, first in near:
            reason = f"与{self._name(first)}职责相近，有的城市由其承担"
            found.append(Suggestion(id_, self._name(id_), score, reason))
        shared = [Suggestion(i, self._name(i), score, _reason(cases[i])) for i in weak]
        return [*found[:1], *shared[:1], *found[1:], *shared[1:]] if reasoned else shared + found

    def _kin(self, id_: str) -> tuple[str, ...]:
        body = self._duties.bodies.get(id_)
        return body.kin if body else ()

    def _name(self, id_: str, called: Mapping[str, LocalBody] = MappingProxyType({})) -> str:
        body = self._duties.bodies.get(id_)
        shown = self._office.name(id_, called)
        return shown or (body.name if body else id_.removeprefix("other:"))

    def _suggestion(self, id_: str, case: _Case, called: Mapping[str, LocalBody]) -> Suggestion:
        strength = case.strength()
        score = round(strength / (strength + _HALF), 3)
        return Suggestion(id_, self._name(id_, called), score, _reason(case))


def _narrowness(duties: Duties) -> dict[str, float]:
    """For each body from 1 for the one with the most words up to `1 + _NARROW`."""
    sizes = {id_: math.log(2 + len(body.words)) for id_, body in duties.bodies.items()}
    widest = max(sizes.values(), default=1.0)
    return {id_: 1 + _NARROW * (1 - size / widest) for id_, size in sizes.items()}


def _reason(case: _Case) -> str:
    """Why, in Chinese: the words and duties that met, and the most alike past decision."""
    parts = ["任务原文写明由其牵头"] if case.stated else []
    if case.called:
        parts.append(f"任务原文提到“{case.called.called}”")
    weak = [] if case.stands() else [(Tie.SHARES, "只是与其职责有关")]
    for tie, says in ((Tie.OWNS, "属其职责"), (Tie.LEADS, "通常由其牵头"), *weak):
        words = [word for _, word, t in sorted(case.words, key=lambda w: -w[0]) if t is tie]
        if words:
            parts.append("、".join(f"“{w}”" for w in words[:_WORDS_SHOWN]) + says)
    if case.decisions:
        nearest = case.decisions[0]
        alike = "相同" if nearest.likeness > _PERFECT else f"相似度{nearest.likeness:.2f}"
        decision = nearest.decision
        parts.append(f"既往决定“{decision.task}”由{decision.lead}牵头（{alike}）")
    return "；".join(parts)
