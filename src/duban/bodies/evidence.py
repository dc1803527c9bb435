"""What real pairs of task and lead unit say about the words of the duties table.

For a word and a unit: in how many tasks with the word that unit led. Only words of the table are
counted, so nothing of a task's sentence is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from duban.bodies.duties import Duties
from duban.bodies.names import UnitNames
from duban.bodies.neighbours import Decision
from duban.bodies.words import WordFinder

#: How many tasks the table's own opinion of a word is worth against what was seen.
_PRIOR = 4.0
_HEADER = "word\tunit\tled\tseen\n"


@dataclass(frozen=True, slots=True)
class Evidence:
    """`seen[word]` tasks had the word; in `led[word, unit]` of them the unit led."""

    seen: Mapping[str, int] = field(default_factory=dict)
    led: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def trust(self, word: str, unit: str) -> float:
        """What a match of `word` is still worth for `unit`: 1 where nothing speaks against it."""
        seen = self.seen.get(word, 0)
        return (self.led.get((word, unit), 0) + _PRIOR) / (seen + _PRIOR)

    def to_tsv(self) -> str:
        """The counts as text, sorted, so that the file changes only where they do."""
        rows = sorted(self.led)
        return _HEADER + "".join(
            f"{word}\t{unit}\t{self.led[word, unit]}\t{self.seen[word]}\n" for word, unit in rows
        )

    @classmethod
    def from_tsv(cls, text: str) -> Evidence:
        """The counts that `to_tsv` wrote."""
        rows = [line.split("\t") for line in text.splitlines()[1:]]
        return cls(
            {word: int(seen) for word, _, _, seen in rows},
            {(word, unit): int(led) for word, unit, led, _ in rows},
        )


def learn(duties: Duties, pairs: Iterable[Decision]) -> Evidence:
    """The counts of `pairs`. A pair whose lead is no unit of the table is passed over."""
    names = UnitNames(duties)
    finder = WordFinder(duties.words())
    seen: Counter[str] = Counter()
    led: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        leads = names.match(pair.lead)
        for found in finder.find(pair.task) if leads else ():
            if found.word in duties.neutral:
                continue
            seen[found.word] += 1
            led.update((found.word, unit) for unit in leads)
    return Evidence(dict(seen), dict(led))


@cache
def default_evidence() -> Evidence:
    """The counts that ship with Duban."""
    path = files("duban") / "data" / "bodies" / "learned.tsv"
    return Evidence.from_tsv(path.read_text("utf-8"))
