"""Ranked bodies for a task, each with the reason."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from duban.bodies.duties import Duties, Tie, load_default_duties
from duban.bodies.evidence import Evidence, load_default_evidence
from duban.bodies.names import BodyNames
from duban.bodies.neighbours import Decision, Neighbour, NeighbourIndex
from duban.bodies.office import LocalBody, OfficeBodies
from duban.bodies.stated_body import extract_stated_body
from duban.bodies.words import WordFinder, WordMatch

_CLAUSE_DISCOUNT = 0.92  # a task says first what it is about
_MIN_CLAUSE_FACTOR = 0.5
_NARROWNESS_BONUS = 0.2  # a word of a body with few duties is the more surely its own
_WORD_DISCOUNT = 0.6  # the second word of a body adds less than the first, and so on
_DECISION_DISCOUNT = 0.4
_SAME_TASK_WEIGHT = 12.0  # an identical past decision outweighs any words
_HALF_SCORE_STRENGTH = 4.0  # the strength that is shown as a score of 0.5: one word that a body owns
_MAX_REASON_WORDS = 4
_IDENTICAL_LIKENESS = 0.995
_STATED_BODY_WEIGHT = 36.0  # the task itself names the body: shown as 0.9
_CALLED_BODY_WEIGHT = 5.0  # the task calls by name a body that the office has listed
_MIN_SUGGESTIONS = 3  # fewer suggestions than this are filled up
_WEAK_SCORE = 0.1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A body for a task. `score` is between 0 and 1: strength of the reason, not a probability."""

    id: str
    name: str
    score: float
    reason: str


@dataclass(slots=True)
class _BodyCase:
    """All reasons for one body."""

    words: list[tuple[float, str, Tie]] = field(default_factory=list)
    decisions: list[Neighbour] = field(default_factory=list)
    is_stated: bool = False
    called_body: LocalBody | None = None

    def compute_strength(self) -> float:
        weights = sorted((weight for weight, _, _ in self.words), reverse=True)
        word_strength = sum(word_weight * _WORD_DISCOUNT**i for i, word_weight in enumerate(weights))
        decision_strength = sum(
            _SAME_TASK_WEIGHT * neighbour.likeness**2 * _DECISION_DISCOUNT**i
            for i, neighbour in enumerate(self.decisions)
        )
        name_strength = _STATED_BODY_WEIGHT * self.is_stated + _CALLED_BODY_WEIGHT * (self.called_body is not None)
        return word_strength + decision_strength + name_strength

    def absorb(self, source_case: _BodyCase) -> None:
        """Add the reasons of another case, each word once."""
        present_words = {word for _, word, _ in self.words}
        self.words += [entry for entry in source_case.words if entry[1] not in present_words]
        self.decisions += source_case.decisions
        self.is_stated |= source_case.is_stated

    def has_reason(self) -> bool:
        """Whether there is more than a word that many bodies share."""
        return (
            self.is_stated
            or self.called_body is not None
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
        body_names: Sequence[str] = (),
    ) -> None:
        self._duties = duties or load_default_duties()
        self._names = BodyNames(self._duties)
        self._evidence = load_default_evidence() if evidence is None else evidence
        self._ties_by_word: dict[str, dict[str, Tie]] = defaultdict(dict)
        for body in self._duties.bodies.values():
            for word, tie in body.words.items():
                self._ties_by_word[word][body.id] = tie
        self._narrowness_by_id = _compute_narrowness(self._duties)
        self._owner_counts = {word: Counter(owners.values()) for word, owners in self._ties_by_word.items()}
        self._finder = WordFinder(self._duties.list_words())
        self._neighbours = NeighbourIndex(decisions)
        self._office = OfficeBodies(self._names, body_names, (decision.lead for decision in decisions))

    def suggest(self, task: str, *, top: int = 5) -> list[Suggestion]:
        """At most `top` bodies for `task`, strongest first; none where nothing speaks for any."""
        cases: dict[str, _BodyCase] = defaultdict(_BodyCase)
        task_text, stated_ids = extract_stated_body(task, self._names)
        for body_id in stated_ids:
            cases[body_id].is_stated = True
        self._add_words(task_text, cases)
        self._add_decisions(task_text, cases)
        called_bodies = self._office.find_called_bodies(task_text)
        for body_id, local_body in called_bodies.items():
            cases[body_id].called_body = local_body
        cases = self._restrict_to_office(cases)
        ranked_ids = sorted(cases, key=lambda body_id: (-cases[body_id].compute_strength(), body_id))
        suggestions = [
            self._build_suggestion(candidate_id, cases[candidate_id], called_bodies)
            for candidate_id in ranked_ids
            if cases[candidate_id].has_reason()
        ]
        if len(suggestions) < _MIN_SUGGESTIONS:
            weak_ids = [candidate_id for candidate_id in ranked_ids if not cases[candidate_id].has_reason()]
            suggestions += self._find_fillers(suggestions, weak_ids, cases)
        suggestion_by_name: dict[str, Suggestion] = {}  # 教育 and 体育 may be one bureau in this city
        for suggestion in suggestions:
            suggestion_by_name.setdefault(suggestion.name, suggestion)
        return list(suggestion_by_name.values())[:top]

    def _restrict_to_office(self, cases: Mapping[str, _BodyCase]) -> dict[str, _BodyCase]:
        """`cases` of the bodies that the office has; those of others go to their kin here."""
        office_cases: dict[str, _BodyCase] = defaultdict(_BodyCase)
        for body_id, case in cases.items():
            if self._office.has_body(body_id):
                office_cases[body_id].called_body = case.called_body
                office_cases[body_id].absorb(case)
        for body_id, case in cases.items():
            substitute = self._office.find_substitute(body_id, self._get_kin(body_id))
            if substitute is not None and substitute != body_id:
                office_cases[substitute].absorb(case)
        return office_cases

    def _add_words(self, task: str, cases: dict[str, _BodyCase]) -> None:
        for match in self._finder.find(task):
            for body_id, tie in self._ties_by_word.get(match.word, {}).items():
                cases[body_id].words.append((self._weigh_match(match, body_id, tie), match.word, tie))

    def _weigh_match(self, match: WordMatch, body_id: str, tie: Tie) -> float:
        clause_factor = max(_CLAUSE_DISCOUNT**match.clause, _MIN_CLAUSE_FACTOR)
        length_factor = min(0.7 + 0.1 * len(match.word), 1.4)
        crowd_factor = math.sqrt(self._owner_counts[match.word][tie])
        weight = tie.weight * clause_factor * length_factor / crowd_factor * self._narrowness_by_id[body_id]
        return weight * self._evidence.compute_trust(match.word, body_id)

    def _add_decisions(self, task: str, cases: dict[str, _BodyCase]) -> None:
        for neighbour in self._neighbours.find_nearest(task):
            for body_id in self._office.find_ids(neighbour.decision.lead):
                cases[body_id].decisions.append(neighbour)

    def _find_fillers(
        self, suggestions: Sequence[Suggestion], weak_ids: Sequence[str], cases: Mapping[str, _BodyCase]
    ) -> list[Suggestion]:
        """Weak suggestions where there are few: by a shared word, or kin of those with a reason.

        Each says how weak its reason is; none ranks above a body with a reason.
        """
        score = min(_WEAK_SCORE, *(suggestion.score for suggestion in suggestions), 1.0)
        kin_fillers: list[Suggestion] = []
        kin_pairs = [(body_id, suggestion.id) for suggestion in suggestions for body_id in self._get_kin(suggestion.id)]
        kin_pairs += [(body_id, weak_id) for weak_id in weak_ids[:1] for body_id in self._get_kin(weak_id)]
        kin_pairs = [(body_id, source_id) for body_id, source_id in kin_pairs if self._office.has_body(body_id)]
        for body_id, source_id in kin_pairs:
            reason = f"与{self._choose_name(source_id)}职责相近，有的城市由其承担"
            kin_fillers.append(Suggestion(body_id, self._choose_name(body_id), score, reason))
        shared_fillers = [
            Suggestion(weak_id, self._choose_name(weak_id), score, _build_reason(cases[weak_id]))
            for weak_id in weak_ids
        ]
        return (
            [*kin_fillers[:1], *shared_fillers[:1], *kin_fillers[1:], *shared_fillers[1:]]
            if suggestions
            else shared_fillers + kin_fillers
        )

    def _get_kin(self, body_id: str) -> tuple[str, ...]:
        body = self._duties.bodies.get(body_id)
        return body.kin if body else ()

    def _choose_name(self, body_id: str, called_bodies: Mapping[str, LocalBody] = MappingProxyType({})) -> str:
        body = self._duties.bodies.get(body_id)
        office_name = self._office.name(body_id, called_bodies)
        return office_name or (body.name if body else body_id.removeprefix("other:"))

    def _build_suggestion(self, body_id: str, case: _BodyCase, called_bodies: Mapping[str, LocalBody]) -> Suggestion:
        strength = case.compute_strength()
        score = round(strength / (strength + _HALF_SCORE_STRENGTH), 3)
        return Suggestion(body_id, self._choose_name(body_id, called_bodies), score, _build_reason(case))


def _compute_narrowness(duties: Duties) -> dict[str, float]:
    """For each body from 1 for the one with the most words up to `1 + _NARROW`."""
    size_by_id = {body_id: math.log(2 + len(body.words)) for body_id, body in duties.bodies.items()}
    widest = max(size_by_id.values(), default=1.0)
    return {body_id: 1 + _NARROWNESS_BONUS * (1 - size / widest) for body_id, size in size_by_id.items()}


def _build_reason(case: _BodyCase) -> str:
    """Why, in Chinese: the words and duties that met, and the most alike past decision."""
    parts = ["任务原文写明由其牵头"] if case.is_stated else []
    if case.called_body:
        parts.append(f"任务原文提到“{case.called_body.short_name}”")
    weak_ties = [] if case.has_reason() else [(Tie.SHARES, "只是与其职责有关")]
    for tie, phrase in ((Tie.OWNS, "属其职责"), (Tie.LEADS, "通常由其牵头"), *weak_ties):
        words = [word for _, word, word_tie in sorted(case.words, key=lambda item: -item[0]) if word_tie is tie]
        if words:
            parts.append("、".join(f"“{item}”" for item in words[:_MAX_REASON_WORDS]) + phrase)
    if case.decisions:
        nearest = case.decisions[0]
        likeness_text = "相同" if nearest.likeness > _IDENTICAL_LIKENESS else f"相似度{nearest.likeness:.2f}"
        past_decision = nearest.decision
        parts.append(f"既往决定“{past_decision.task}”由{past_decision.lead}牵头（{likeness_text}）")
    return "；".join(parts)
