"""What real pairs of task and lead body say about the words of the duties table.

For a word and a body: in how many tasks with the word that body led. Only words of the table are
counted, so nothing of a task's sentence is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from duban.bodies.duties import Duties
from duban.bodies.names import BodyNames
from duban.bodies.neighbours import Decision
from duban.bodies.words import WordFinder

#: The weight of the table's own tie, as a number of tasks that the counts are added to.
_PRIOR_TASKS = 4.0
_HEADER = "word\tunit\tled\tseen\n"


@dataclass(frozen=True, slots=True)
class Evidence:
    """`task_counts[word]` tasks had the word; in `lead_counts[word, body]` of them the body led."""

    task_counts: Mapping[str, int] = field(default_factory=dict)
    lead_counts: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def compute_trust(self, word: str, body: str) -> float:
        """What a match of `word` is still worth for `body`: 1 where nothing speaks against it."""
        task_count = self.task_counts.get(word, 0)
        return (self.lead_counts.get((word, body), 0) + _PRIOR_TASKS) / (task_count + _PRIOR_TASKS)

    def to_tsv(self) -> str:
        """The counts as text, sorted, so that the file changes only where they do."""
        rows = sorted(self.lead_counts)
        return _HEADER + "".join(
            f"{word}\t{body}\t{self.lead_counts[word, body]}\t{self.task_counts[word]}\n" for word, body in rows
        )

    @classmethod
    def from_tsv(cls, text: str) -> Evidence:
        """The counts that `to_tsv` wrote."""
        rows = [line.split("\t") for line in text.splitlines()[1:]]
        return cls(
            {word: int(task_count) for word, _, _, task_count in rows},
            {(word, body): int(lead_count) for word, body, lead_count, _ in rows},
        )


def count_evidence(duties: Duties, decisions: Iterable[Decision]) -> Evidence:
    """The counts of `decisions`; those whose lead is no body of the table are passed over."""
    names = BodyNames(duties)
    finder = WordFinder(duties.list_words())
    task_counts: Counter[str] = Counter()
    lead_counts: Counter[tuple[str, str]] = Counter()
    for decision in decisions:
        lead_ids = names.match(decision.lead)
        for match in finder.find(decision.task) if lead_ids else ():
            if match.word in duties.neutral:
                continue
            task_counts[match.word] += 1
            lead_counts.update((match.word, body) for body in lead_ids)
    return Evidence(dict(task_counts), dict(lead_counts))


@cache
def load_default_evidence() -> Evidence:
    """The counts that ship with Duban."""
    path = files("duban") / "data" / "bodies" / "learned.tsv"
    return Evidence.from_tsv(path.read_text("utf-8"))
