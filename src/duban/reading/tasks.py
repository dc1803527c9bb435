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
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from duban.commitments import Claim, Name, NameKind, Verifiable
from duban.reading.lexicon import any_of, load_sections
from duban.reading.phrases import Span
from duban.reading.sentence_signs import extract_sign_features

KINDS: Final = (Verifiable.NUMBER, Verifiable.OBJECT, Verifiable.ACTION, Verifiable.VAGUE)
TASK: Final = "task"
_QUOTED_PHRASE: Final = re.compile(r"[“《\"][^”》\"\n]{1,24}[”》\"]")
_LEADING_NUMBER: Final = re.compile(
    r"\(?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十]+,"
)
_ITEM_NUMBER: Final = re.compile(
    r"[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十]+[,、]|[(]?\d{1,2}[)、.](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,2}、"
)
_FULL_QUOTE: Final = re.compile(r"“[^“”]*”[。!]?|“[^“”]*[。!]”")
_RESOLVE_WORD: Final = re.compile(r"(?:坚持|始终|坚决|把|将|紧紧)")
_NAME_FEATURES: Final = (
    ("project", NameKind.PROJECT),
    ("place named", NameKind.PLACE),
    ("programme", NameKind.PROGRAMME),
)
_ENDLESS_BOUNDS: Final = ("不发生", "坚决", "杜绝", "未发生", "应保尽保")
"""What is promised never to happen, or to everybody who is entitled, is an act without a figure."""
_CAPACITY_PATTERN: Final = "things.capacity"
"""What a project is built to make (60万千瓦电站项目) is no target."""
_STANCE_ALONE: Final = "a stance alone"
_SHORT_SENTENCE, _LONG_SENTENCE = 14, 60
_ITEM_HEADING_LIMIT: Final = 26
"""A numbered sentence that only heads what follows it is no longer than this."""


class SentenceContext(NamedTuple):
    """Where a sentence stands in its paragraph, and its paragraph among the others."""

    place: int = 0
    sentence_count: int = 1
    introduces: bool = False
    """Its paragraph only opens a section: the paragraphs behind it have leads of their own."""
    precedes_items: bool = False
    """Numbered sentences (一是…) follow in its paragraph, and none came before it."""
    heads_item: bool = False
    """It is short and numbered, and the next sentence goes on with its matter."""
    is_conduct: bool = False
    """It stands in the part on the government's own conduct."""


def build_contexts(canonical_text: str, spans: list[Span], introduces: bool, is_conduct: bool) -> list[SentenceContext]:
    """The place of each sentence of a paragraph."""
    is_numbered = [_ITEM_NUMBER.match(canonical_text, *span) is not None for span in spans]
    first_item = is_numbered.index(True) if True in is_numbered[1:] else -1
    results = []
    for index, (start, end) in enumerate(spans):
        is_continued = index + 1 < len(spans) and not is_numbered[index + 1]
        heads_item = is_numbered[index] and end - start <= _ITEM_HEADING_LIMIT and is_continued and index > 0
        precedes_items = 0 < index < first_item or (index == 0 and first_item > 0)
        results.append(SentenceContext(index, len(spans), introduces, precedes_items, heads_item, is_conduct))
    return results


def extract_features(
    canonical_text: str,
    start: int,
    end: int,
    claims: tuple[Claim, ...],
    names: tuple[Name, ...],
    context: SentenceContext,
) -> dict[str, float]:
    """Named features of the sentence `[start, end)`; those that are 0 are left out."""
    sentence = canonical_text[start:end]
    words_start = _find_words_start(sentence)
    values = extract_sign_features(sentence)
    values["always"] = 1.0
    _add_position_features(values, sentence, context)
    _add_content_features(values, sentence, claims, names)
    for feature_name, first_feature, find_words in _feature_words():
        words = find_words(sentence)
        if words:
            values[feature_name] = math.log1p(len(words))
            if sentence.startswith(words[0], words_start):
                values[first_feature] = 1.0
    return values


def _add_position_features(values: dict[str, float], sentence: str, context: SentenceContext) -> None:
    """Add features of where a sentence stands, and of its shape."""
    has_several = context.sentence_count > 1
    is_first = has_several and context.place == 0
    is_last = context.place == context.sentence_count - 1
    exclaims = sentence.rstrip('”"')[-1:] == "!"
    is_numbered = _LEADING_NUMBER.match(sentence) is not None
    opening_quotes = sentence.count("“")
    has_quotes = opening_quotes != sentence.count("”") or (
        opening_quotes > 0 and _FULL_QUOTE.fullmatch(sentence) is not None
    )
    shape = {
        "first of several": is_first,
        "only one": not has_several,
        "last of several": has_several and is_last,
        "quotes": has_quotes,
        "first, and holds on": is_first and _RESOLVE_WORD.match(sentence) is not None,
        "closes": is_last and (exclaims or "我们" in sentence),
        "of the government's conduct": context.is_conduct,
        "short": len(sentence) <= _SHORT_SENTENCE,
        "short and first": is_first and len(sentence) <= 2 * _SHORT_SENTENCE,
        "long": len(sentence) > _LONG_SENTENCE,
        "exclaims": exclaims,
        "numbered": is_numbered,
        "numbered and first": is_numbered and has_several,
    }
    values.update([(feature_name, 1.0) for feature_name, applies in shape.items() if applies])
    if context.introduces or context.precedes_items or context.heads_item:
        values["stands over others"] = 2.0
    _add_count_feature(values, "clauses", sentence.count(",") + sentence.count(";"))
    _add_count_feature(values, "lists", sentence.count("、"))


def _add_content_features(
    values: dict[str, float], sentence: str, claims: tuple[Claim, ...], names: tuple[Name, ...]
) -> None:
    """Add features of what a sentence claims, names and quotes."""
    for claim in claims:
        if claim.value is None:
            values["relative"] = 1.0
            if not claim.number.startswith(_ENDLESS_BOUNDS):
                values["bound"] = 1.0
        elif claim.evidence is None or not claim.evidence.pattern.startswith(_CAPACITY_PATTERN):
            values["number"] = 1.0
    if names:
        name_kinds = [feature_name.kind for feature_name in names]
        for feature_name, kind in _NAME_FEATURES:
            _add_count_feature(values, feature_name, name_kinds.count(kind))
    _add_count_feature(values, "quoted", len(_QUOTED_PHRASE.findall(sentence)))


def _add_count_feature(values: dict[str, float], feature_name: str, count: int) -> None:
    if count:
        values[feature_name] = math.log1p(count)


def _find_words_start(sentence: str) -> int:
    """Where the words of a sentence begin, behind its number."""
    number = _LEADING_NUMBER.match(sentence)
    return number.end() if number else 0


@cache
def _feature_words() -> tuple[tuple[str, str, Callable[[str], list[str]]], ...]:
    """What finds the words of each sort, with the names of two features: how often, and as the first word."""
    return tuple(
        (name, f"{name} first", re.compile(any_of(words)).findall) for name, words in load_sections("tasks.txt").items()
    )


@cache
def load_weights() -> dict[str, dict[str, float]]:
    """The weights by what they speak for (`task`, and each `Verifiable`), then by feature."""
    table_text = resources.files("duban").joinpath("data/weights/tasks.tsv").read_text("utf-8")
    (_, *targets), *rows = [line.split("\t") for line in table_text.splitlines() if line and not line.startswith("#")]
    return {
        target: {feature_name: float(values[column]) for feature_name, *values in rows}
        for column, target in enumerate(targets)
    }


def states_quantity(values: Mapping[str, float]) -> bool:
    """Whether a number or a bound without one (超过全市平均水平, 只增不减) shows that a task was done."""
    return bool(values.get("number") or values.get("bound"))


def is_task(values: Mapping[str, float]) -> bool:
    """Whether a sentence with these features is a task; a stance with an aim for all is none."""
    if values.get(_STANCE_ALONE):
        return False
    task_weights = load_weights()[TASK]
    return sum([value * task_weights.get(feature_name, 0.0) for feature_name, value in values.items()]) > 0


@cache
def _kind_weights() -> dict[str, tuple[float, ...]]:
    """The weights of a feature for each of `KINDS`."""
    tables = [load_weights()[kind.value] for kind in KINDS]
    return {
        feature_name: tuple(weights_by_feature[feature_name] for weights_by_feature in tables)
        for feature_name in tables[0]
    }


def determine_verifiable(values: Mapping[str, float]) -> Verifiable:
    """What would show that the task was done."""
    if states_quantity(values):
        return Verifiable.NUMBER
    kind_weights = _kind_weights()
    number = named_object = action = vague = 0.0
    # A loop over kinds within this one would cost three times as much, for every sentence of a plan.
    for feature_name, value in values.items():
        if (weights_of_feature := kind_weights.get(feature_name)) is not None:
            for_number, for_object, for_action, for_vague = weights_of_feature
            number += value * for_number
            named_object += value * for_object
            action += value * for_action
            vague += value * for_vague
    scores = (number, named_object, action, vague)
    return KINDS[scores.index(max(scores))]
