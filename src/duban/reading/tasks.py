"""Which sentences of a plan are tasks, and what shows that a task was done.

A sentence is a task where a body has to answer "how far are you" for it; what leads others, a
slogan, background and overall ideas are none (`counts` is false). A task is verifiable by a number,
by a named object, by a concrete act, or is vague. Named features speak for and against; their
weights stand in `data/weights/tasks.tsv` (learned from labelled plans; `tools/learn_tasks.py`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

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
_SHORT, _LONG = 14, 60
_HEAD: Final = 26
"""A numbered sentence that only heads what follows it is no longer than this."""


@dataclass(frozen=True, slots=True)
class Context:
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
    found = {"always": 1.0} | _place(said, context) | _holds(said, claims, names)
    for name, pattern in _words().items():
        times = len(pattern.findall(said))
        if times:
            found[name] = math.log1p(times)
            found[f"{name} first"] = float(pattern.match(said, bare) is not None)
    return {name: value for name, value in found.items() if value}


def _place(said: str, context: Context) -> dict[str, float]:
    """Features of where a sentence stands, and of its shape."""
    first = context.place == 0 and context.of > 1
    last = context.place == context.of - 1
    exclaims = said.rstrip('”"')[-1:] == "!"
    numbered = _NUMBERED.match(said) is not None
    shape = {
        "first of several": first,
        "only one": context.of == 1,
        "last of several": context.of > 1 and last,
        "stands over others": 2
        * (context.introduces or context.before_items or context.heads_item),
        "quotes": said.count("“") != said.count("”") or _WHOLE_QUOTE.fullmatch(said) is not None,
        "first, and holds on": first and _HOLDS.match(said) is not None,
        "closes": last and (exclaims or "我们" in said),
        "of the government's conduct": context.conduct,
        "short": len(said) <= _SHORT,
        "short and first": first and len(said) <= 2 * _SHORT,
        "long": len(said) > _LONG,
        "exclaims": exclaims,
        "numbered": numbered,
        "numbered and first": numbered and context.of > 1,
    }
    counts = {
        "clauses": math.log(said.count(",") + said.count(";") + 1),
        "lists": math.log1p(said.count("、")),
    }
    return {name: float(value) for name, value in shape.items()} | counts


def _holds(said: str, claims: tuple[Claim, ...], names: tuple[Name, ...]) -> dict[str, float]:
    """Features of what a sentence says and names."""
    kinds = [name.kind for name in names]
    return signs(said) | {
        "number": float(any(c.value is not None for c in claims)),
        "relative": float(any(c.value is None for c in claims)),
        "project": math.log1p(kinds.count(NameKind.PROJECT)),
        "place named": math.log1p(kinds.count(NameKind.PLACE)),
        "programme": math.log1p(kinds.count(NameKind.PROGRAMME)),
        "quoted": math.log1p(len(_QUOTED.findall(said))),
    }


def _bare(said: str) -> int:
    """Where the words of a sentence begin, behind its number."""
    number = _NUMBERED.match(said)
    return number.end() if number else 0


@cache
def _words() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(alternatives(words)) for name, words in sections("tasks.txt").items()}


@cache
def weights() -> dict[str, dict[str, float]]:
    """The weights by what they speak for (`task`, and each `Verifiable`), then by feature."""
    text = resources.files("duban").joinpath("data/weights/tasks.tsv").read_text("utf-8")
    (_, *heads), *rows = [x.split("\t") for x in text.splitlines() if x and not x.startswith("#")]
    return {
        head: {name: float(values[at]) for name, *values in rows} for at, head in enumerate(heads)
    }


def _score(found: Mapping[str, float], head: str) -> float:
    table = weights()[head]
    return sum(value * table.get(name, 0.0) for name, value in found.items())


def counts(found: Mapping[str, float]) -> bool:
    """Whether a sentence with these features is a task."""
    return _score(found, TASK) > 0


def verifiable(found: Mapping[str, float]) -> Verifiable:
    """What would show that the task was done."""
    if found.get("number"):
        return Verifiable.NUMBER
    scores = [_score(found, kind.value) for kind in KINDS]
    return KINDS[scores.index(max(scores))]
