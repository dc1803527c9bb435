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

KINDS: Final = tuple(Verifiable)
TASK: Final = "task"
_QUOTED: Final = re.compile(r"[“《\"][^”》\"\n]{1,24}[”》\"]")
_NUMBERED: Final = re.compile(
    r"\(?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十]+,"
)
_ITEM: Final = re.compile(
    r"[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十]+[,、]|[(]?\d{1,2}[)、.](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,2}、"
)
_SAYS: Final[dict[str, re.Pattern[str]]] = {
    "says what is": re.compile(r"(?<![于但就还也不只凡要若总可更正特尤其或即])是(?!否|非)"),
    "says what the year is": re.compile(r"(?:20\d\d年|今年)[^,。]{0,6}是"),
    "says what for": re.compile(r"[让使为][^,]{2,24}?(?:更|都|提供|奠定|打下|成为|实现)"),
    "due": re.compile(
        r"年底|年内|月底|月份|上半年|下半年|季度|\d月|20\d\d年|如期|按期|早日|今年|全年"
    ),
    "letters": re.compile(r"[A-Za-z0-9+]{2}"),
    "we": re.compile("我们"),
    "takes for": re.compile(r"把[^,]{2,36}?(?:作为|当作|放在|摆在|挺在|扛在|融入|贯穿)"),
    "only if": re.compile(r"只有|才能|惟有|唯有|正当其时|何以|不仅|胜在|贵在|重在|事关|谁"),
    "named in a list": re.compile(
        r"[^,、的]等\d{0,4}[个家所条]?[^,。;、]{0,4}"
        r"(?:项目|企业|工程|公司|园区|道路|街道|赛事|医院|学校|镇|村|片区|产业园)"
    ),
    "named act": re.compile(
        r"(?:实施|开展|推进|启动|举办|办好|筹办|落实|深化)[^,、的]{2,14}"
        r"(?:行动|工程|计划|攻坚战|大赛|论坛|峰会|博览会|赛事|普查|试点|条例|制|制度|改革)"
    ),
    "rhymes": re.compile(r"[^,、。]{4,8}、[^,、。]{4,8},[^。]{4,20}[。!]?$"),
}
"""What the words of a sentence say, each a feature of its own."""
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
        "stands over others": context.introduces or context.before_items or context.heads_item,
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
    found = {name: float(pattern.search(said) is not None) for name, pattern in _SAYS.items()}
    return found | {
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
