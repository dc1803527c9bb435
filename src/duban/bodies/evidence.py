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
_PRIOR = 4.0
_HEADER = "word\tunit\tled\tseen\n"


@dataclass(frozen=True, slots=True)
class Evidence:
    """`task_counts[word]` tasks had the word; in `lead_counts[word, body]` of them the body led."""

    seen: Mapping[str, int] = field(default_factory=dict)
    led: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def trust(self, word: str, body: str) -> float:
        """What a match of `word` is still worth for `body`: 1 where nothing speaks against it."""
        seen = self.seen.get(word, 0)
        return (self.led.get((word, body), 0) + _PRIOR) / (seen + _PRIOR)

    def to_tsv(self) -> str:
        """The counts as text, sorted, so that the file changes only where they do."""
        rows = sorted(self.led)
        return _HEADER + "".join(
            f"{word}\t{body}\t{self.led[word, body]}\t{self.seen[word]}\n" for word, body in rows
        )

    @classmethod
    def from_tsv(cls, text: str) -> Evidence:
        """The counts that `to_tsv` wrote."""
        rows = [line.split("\t") for line in text.splitlines()[1:]]
        return cls(
            {word: int(seen) for word, _, _, seen in rows},
            {(word, body): int(led) for word, body, led, _ in rows},
        )


def learn(duties: Duties, pairs: Iterable[Decision]) -> Evidence:
    """The counts of `decisions`; those whose lead is no body of the table are passed over."""
    names = BodyNames(duties)
    finder = WordFinder(duties.words())
    seen: Counter[str] = Counter()
    led: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        leads = names.match(pair.lead)
        for found in finder.find(pair.task) if leads else ():
            if found.word in duties.neutral:
                continue
            seen[found.word] += 1
            led.update((found.word, body) for body in leads)
    return Evidence(dict(seen), dict(led))


@cache
def default_evidence() -> Evidence:
    """The counts that ship with Duban."""
    path = files("duban") / "data" / "bodies" / "learned.tsv"
    return Evidence.from_tsv(path.read_text("utf-8"))
