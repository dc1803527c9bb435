"""Ranked units for a task, each with the reason."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from duban.units.duties import Duties, Tie, default_duties
from duban.units.evidence import Evidence, default_evidence
from duban.units.names import UnitNames
from duban.units.neighbours import Decision, Neighbour, Neighbours
from duban.units.words import Found, WordFinder

_LATER_CLAUSE = 0.92  # a task says first what it is about
_FARTHEST_CLAUSE = 0.5
_FURTHER_WORD = 0.6  # the second word of a unit adds less than the first, and so on
_FURTHER_DECISION = 0.4
_SAME_TASK = 12.0  # an identical past decision outweighs any words
_HALF = 4.0  # the strength that is shown as a score of 0.5: one word that a unit owns
_WORDS_SHOWN = 4
_PERFECT = 0.995
_ENOUGH = 3  # fewer suggestions than this are filled up with kin
_KIN_SCORE = 0.1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit for a task. `score` is between 0 and 1: strength of the reason, not a probability."""

    id: str
    name: str
    score: float
    reason: str


@dataclass(slots=True)
class _Case:
    """All that speaks for one unit."""

    words: list[tuple[float, str, Tie]] = field(default_factory=list)
    decisions: list[Neighbour] = field(default_factory=list)

    def strength(self) -> float:
        weights = sorted((weight for weight, _, _ in self.words), reverse=True)
        by_words = sum(w * _FURTHER_WORD**i for i, w in enumerate(weights))
        by_decisions = sum(
            _SAME_TASK * n.likeness**2 * _FURTHER_DECISION**i for i, n in enumerate(self.decisions)
        )
        return by_words + by_decisions

    def stands(self) -> bool:
        """Whether there is a reason at all: a word shared with many units is none."""
        return bool(self.decisions) or any(tie is not Tie.SHARES for _, _, tie in self.words)


class Suggester:
    """Suggests lead units from a table of duties and the office's past decisions.

    `decisions` are in the order they were made. A unit is shown by the name the office last used
    for it, otherwise by the table's. A lead that is no unit of the table is suggested as written.
    """

    def __init__(
        self,
        duties: Duties | None = None,
        decisions: Sequence[Decision] = (),
        evidence: Evidence | None = None,
    ) -> None:
        self._duties = duties or default_duties()
        self._names = UnitNames(self._duties)
        self._evidence = default_evidence() if evidence is None else evidence
        self._owners: dict[str, dict[str, Tie]] = defaultdict(dict)
        for unit in self._duties.units.values():
            for word, tie in unit.words.items():
                self._owners[word][unit.id] = tie
        self._crowd = {word: Counter(owners.values()) for word, owners in self._owners.items()}
        self._finder = WordFinder(self._owners)
        self._neighbours = Neighbours(decisions)
        self._own_names = self._names_used(decisions)

    def suggest(self, task: str, *, top: int = 5) -> list[Suggestion]:
        """At most `top` units for `task`, strongest first; none where nothing speaks for any."""
        cases: dict[str, _Case] = defaultdict(_Case)
        self._hear_words(task, cases)
        self._hear_decisions(task, cases)
        ranked = sorted(
            ((case.strength(), id_) for id_, case in cases.items() if case.stands()),
            key=lambda pair: (-pair[0], pair[1]),
        )
        suggestions = [self._suggestion(id_, strength, cases[id_]) for strength, id_ in ranked]
        by_name: dict[str, Suggestion] = {}  # 教育 and 体育 may be one bureau in this city
        for suggestion in (*suggestions, *self._kin(suggestions)):
            by_name.setdefault(suggestion.name, suggestion)
        return list(by_name.values())[:top]

    def _hear_words(self, task: str, cases: dict[str, _Case]) -> None:
        for found in self._finder.find(task):
            for id_, tie in self._owners[found.word].items():
                cases[id_].words.append((self._weight(found, id_, tie), found.word, tie))

    def _weight(self, found: Found, id_: str, tie: Tie) -> float:
        place = max(_LATER_CLAUSE**found.clause, _FARTHEST_CLAUSE)
        length = min(0.7 + 0.1 * len(found.word), 1.4)
        crowd = math.sqrt(self._crowd[found.word][tie])
        return tie.weight * place * length / crowd * self._evidence.trust(found.word, id_)

    def _hear_decisions(self, task: str, cases: dict[str, _Case]) -> None:
        for neighbour in self._neighbours.nearest(task):
            for id_ in self._ids(neighbour.decision.lead):
                cases[id_].decisions.append(neighbour)

    def _kin(self, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
        """Units that do the first suggestion's work in other cities, where few speak for others."""
        first = next((self._duties.units.get(s.id) for s in suggestions), None)
        if first is None or len(suggestions) >= _ENOUGH:
            return []
        reason = f"与{self._name(first.id)}职责相近，有的城市由其承担"
        score = min(_KIN_SCORE, *(s.score for s in suggestions), 1.0)
        return [Suggestion(id_, self._name(id_), score, reason) for id_ in first.kin]

    def _name(self, id_: str) -> str:
        unit = self._duties.units.get(id_)
        return self._own_names.get(id_) or (unit.name if unit else id_.removeprefix("other:"))

    def _ids(self, lead: str) -> tuple[str, ...]:
        return self._names.match(lead) or (f"other:{lead}",)

    def _names_used(self, decisions: Sequence[Decision]) -> dict[str, str]:
        return {id_: d.lead for d in decisions for id_ in self._ids(d.lead)}

    def _suggestion(self, id_: str, strength: float, case: _Case) -> Suggestion:
        score = round(strength / (strength + _HALF), 3)
        return Suggestion(id_, self._name(id_), score, _reason(case))


def _reason(case: _Case) -> str:
    """Why, in Chinese: the words and duties that met, and the most alike past decision."""
    parts = []
    for tie, says in ((Tie.OWNS, "属其职责"), (Tie.LEADS, "通常由其牵头")):
        words = [word for _, word, t in sorted(case.words, key=lambda w: -w[0]) if t is tie]
        if words:
            parts.append("、".join(f"“{w}”" for w in words[:_WORDS_SHOWN]) + says)
    if case.decisions:
        nearest = case.decisions[0]
        alike = "相同" if nearest.likeness > _PERFECT else f"相似度{nearest.likeness:.2f}"
        decision = nearest.decision
        parts.append(f"既往决定“{decision.task}”由{decision.lead}牵头（{alike}）")
    return "；".join(parts)
