"""Which sentences of a plan are tasks, and what shows that a task was done.

A sentence is a task where a body has to answer "how far are you" for it; what leads others, a
slogan, background and overall ideas are none (`is_task` is false). A task is verifiable by a
number, by a named object, by a concrete act, or is vague. Named features speak for and against;
their weights stand in `data/weights/tasks.tsv`, learned from labelled plans by
`tools/learning/tasks.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from duban.commitments import Claim, Name, NameKind, Verifiable
from duban.reading.lexicon import alternatives, sections
from duban.reading.phrases import Span
from duban.reading.signs import signs

KINDS: Final = tuple(Verifiable)
TASK: Final = "task"
_QUOTED: Final = re.compile(r"[“《\"][^”》\"\n]{1,24}[”》\"]")
_NUMBERED: Final = re.compile(
    r"\(?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十]+,"
)
_ITEM: Final = re.compile(
    r"[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十]+[,、]|[(]?\d{1,2}[)、.](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,2}、"
)
_WHOLE_QUOTE: Final = re.compile(r"“[^“”]*”[。!]?|“[^“”]*[。!]”")
_HOLDS: Final = re.compile(r"(?:坚持|始终|坚决|把|将|紧紧)")
_NAMED: Final = (
    ("project", NameKind.PROJECT),
    ("place named", NameKind.PLACE),
    ("programme", NameKind.PROGRAMME),
)
_SHORT, _LONG = 14, 60
_HEAD: Final = 26
"""A numbered sentence that only heads what follows it is no longer than this."""


class Context(NamedTuple):
    """Where a sentence stands in its paragraph, and its paragraph among the others."""

    place: int = 0
    of: int = 1
    introduces: bool = False
    """Its paragraph only opens a section: the paragraphs behind it have leads of their own."""
    before_items: bool = False
    """Numbered sentences (一是…) follow in its paragraph, and none came before it."""
    heads_item: bool = False
    """It is short and numbered, and the next sentence goes on with its matter."""
    conduct: bool = False
    """It stands in the part on the government's own conduct."""


def contexts(canon: str, spans: list[Span], introduces: bool, conduct: bool) -> list[Context]:
    """The place of each sentence of a paragraph."""
    numbered = [_ITEM.match(canon, *span) is not None for span in spans]
    first = numbered.index(True) if True in numbered[1:] else -1
    found = []
    for at, (start, end) in enumerate(spans):
        goes_on = at + 1 < len(spans) and not numbered[at + 1]
        heads = numbered[at] and end - start <= _HEAD and goes_on and at > 0
        before = 0 < at < first or (at == 0 and first > 0)
        found.append(Context(at, len(spans), introduces, before, heads, conduct))
    return found


def features(
    canon: str,
    start: int,
    end: int,
    claims: tuple[Claim, ...],
    names: tuple[Name, ...],
    context: Context,
) -> dict[str, float]:
    """Named features of the sentence `[start, end)`; those that are 0 are left out."""
    said = canon[start:end]
    bare = _bare(said)
    found = signs(said)
    found["always"] = 1.0
    _add_place(found, said, context)
    _add_held(found, said, claims, names)
    for name, first, pattern in _words():
        words = pattern.findall(said)
        if words:
            found[name] = math.log1p(len(words))
            if said.startswith(words[0], bare):
                found[first] = 1.0
    return found


def _add_place(found: dict[str, float], said: str, context: Context) -> None:
    """Add features of where a sentence stands, and of its shape."""
    several = context.of > 1
    first = several and context.place == 0
    last = context.place == context.of - 1
    exclaims = said.rstrip('”"')[-1:] == "!"
    numbered = _NUMBERED.match(said) is not None
    quotes = said.count("“")
    shape = (
        ("first of several", first),
        ("only one", not several),
        ("last of several", several and last),
        (
            "quotes",
            quotes != said.count("”") or (quotes and _WHOLE_QUOTE.fullmatch(said) is not None),
        ),
        ("first, and holds on", first and _HOLDS.match(said) is not None),
        ("closes", last and (exclaims or "我们" in said)),
        ("of the government's conduct", context.conduct),
        ("short", len(said) <= _SHORT),
        ("short and first", first and len(said) <= 2 * _SHORT),
        ("long", len(said) > _LONG),
        ("exclaims", exclaims),
        ("numbered", numbered),
        ("numbered and first", numbered and several),
    )
    for name, holds in shape:
        if holds:
            found[name] = 1.0
    if context.introduces or context.before_items or context.heads_item:
        found["stands over others"] = 2.0
    _add_count(found, "clauses", said.count(",") + said.count(";"))
    _add_count(found, "lists", said.count("、"))


def _add_held(
    found: dict[str, float], said: str, claims: tuple[Claim, ...], names: tuple[Name, ...]
) -> None:
    """Add features of what a sentence claims, names and quotes."""
    for claim in claims:
        found["relative" if claim.value is None else "number"] = 1.0
    if names:
        kinds = [name.kind for name in names]
        for name, kind in _NAMED:
            _add_count(found, name, kinds.count(kind))
    _add_count(found, "quoted", len(_QUOTED.findall(said)))


def _add_count(found: dict[str, float], name: str, count: int) -> None:
    if count:
        found[name] = math.log1p(count)


def _bare(said: str) -> int:
    """Where the words of a sentence begin, behind its number."""
    number = _NUMBERED.match(said)
    return number.end() if number else 0


@cache
def _words() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """The words of each sort, with the names of two features: how often, and as the first word."""
    return tuple(
        (name, f"{name} first", re.compile(alternatives(words)))
        for name, words in sections("tasks.txt").items()
    )


@cache
def weights() -> dict[str, dict[str, float]]:
    """The weights by what they speak for (`task`, and each `Verifiable`), then by feature."""
    text = resources.files("duban").joinpath("data/weights/tasks.tsv").read_text("utf-8")
    (_, *heads), *rows = [x.split("\t") for x in text.splitlines() if x and not x.startswith("#")]
    return {
        head: {name: float(values[at]) for name, *values in rows} for at, head in enumerate(heads)
    }


def counts(found: Mapping[str, float]) -> bool:
    """Whether a sentence with these features is a task."""
    table = weights()[TASK]
    return sum([value * table.get(name, 0.0) for name, value in found.items()]) > 0


@cache
def _kind_weights() -> dict[str, tuple[float, ...]]:
    """The weights of a feature for each of `KINDS`."""
    tables = [weights()[kind.value] for kind in KINDS]
    return {name: tuple(table[name] for table in tables) for name in tables[0]}


def verifiable(found: Mapping[str, float]) -> Verifiable:
    """What would show that the task was done."""
    if found.get("number"):
        return Verifiable.NUMBER
    table, scores = _kind_weights(), [0.0] * len(KINDS)
    for name, value in found.items():
        if (row := table.get(name)) is not None:
            scores = [score + value * weight for score, weight in zip(scores, row, strict=True)]
    return KINDS[scores.index(max(scores))]
