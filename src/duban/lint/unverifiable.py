"""unverifiable-commitment: nothing in the sentence says how anyone would know it was done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from duban.commitments import Commitment, Topic
from duban.lint.finding import Severity
from duban.lint.rule import Hit, Rule
from duban.lint.view import View
from duban.lint.words import alternatives, section

_ADVERBS = (
    r"进一步|持续|继续|不断|全面|全力|大力|积极|深入|深度|切实|着力|稳步|有序|逐步|扎实|努力|力争|争取|坚决|始终|更好|更加|"
    r"高质量|高水平|高标准|高效|系统|一体|统筹|协同|牢牢|充分|主动|奋力|务必|要|将|我们|各级|必须|一定|多措并举|因地制宜|"
    r"创新|加力|全方位|多渠道|实打实|[ “]"
)

_SHORT = 20


@cache
def _doing() -> re.Pattern[str]:
    """A number, a date or an act with an end."""
    return re.compile(rf"\d|{alternatives(section('acts') + section('times'))}")


@cache
def _thing() -> re.Pattern[str]:
    """A thing that is there or not; or a courtesy, which is no promise."""
    return re.compile(alternatives(section("things") + section("courtesies")))


@cache
def _open() -> re.Pattern[str]:
    """A clause that says only a direction."""
    return re.compile(rf"(?:{_ADVERBS})*(?:{alternatives(section('directions'))})")


def _find(view: View) -> Iterator[Hit]:
    openings = _openings(view)
    plan = [c for topic, c in view.plan if topic.start not in openings]
    vague = [not c.claims and _vague(view, c) for c in plan]
    for commitment, found, after in zip(plan, vague, [*vague, True][1:], strict=True):
        if found:
            heading = not after and _like_heading(view, commitment)
            yield _hit(commitment, "note" if heading else None)


def _like_heading(view: View, commitment: Commitment) -> bool:
    """A short sentence that checkable ones follow may be meant as their heading."""
    sentence = view.text[commitment.start : commitment.end]
    followed = view.text[commitment.end : commitment.end + 1] not in ("\n", "")
    return followed and len(sentence) <= _SHORT and "," not in sentence


def _hit(commitment: Commitment, severity: Severity | None) -> Hit:
    return Hit(
        commitment.start,
        commitment.end,
        (
            "没有数量、具体对象或时限，年底没法核实做没做到",
            "no number, object or date: nobody could verify it at the year's end",
        ),
        (
            "写明做哪一件事、做多少、何时完成、以什么为证；不打算考核的，移到段首的总括句",
            "say what is to be done, how much, by when and shown by what; or leave it to the lead",
        ),
        severity,
    )


def _vague(view: View, commitment: Commitment) -> bool:
    span = commitment.start, commitment.end
    # What stands in quotes names things (“三保”), but its verbs do nothing (“好办”品牌).
    if _thing().search(view.text, *span) or _doing().search(view.unquoted(*span)):
        return False
    clauses = view.clauses(*span)
    return all(_open().match(view.text, *clause) for clause in clauses)


def _openings(view: View) -> set[int]:
    """Offsets of paragraphs that only open a chapter: one sentence, no leading sentence."""
    found = set()
    for part in view.report.parts:
        for topic, after in zip(part.topics, part.topics[1:], strict=False):
            if _single(topic) and after.lead is not None:
                found.add(topic.start)
    return found


def _single(topic: Topic) -> bool:
    return topic.lead is None and len(topic.commitments) <= 1


RULE = Rule(
    "unverifiable-commitment",
    "warning",
    "没法核实的目标任务",
    "A commitment has no number, object or date",
    _find,
)
