"""unverifiable-commitment: nothing in the sentence says how anyone would know it was done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from duban.commitments import Commitment, Topic
from duban.lint.finding import Severity
from duban.lint.rule import Hit, Rule
from duban.lint.view import ReportView
from duban.lint.words import join_alternatives, read_section

_ADVERBS = (
    r"进一步|持续|继续|不断|全面|全力|大力|积极|深入|深度|切实|着力|稳步|有序|逐步|扎实|努力|力争|争取|坚决|始终|更好|更加|"
    r"高质量|高水平|高标准|高效|系统|一体|统筹|协同|牢牢|充分|主动|奋力|务必|要|将|我们|各级|必须|一定|多措并举|因地制宜|"
    r"创新|加力|全方位|多渠道|实打实|[ “]"
)

_MAX_HEADING_LENGTH = 20


@cache
def _compile_checkable_words() -> re.Pattern[str]:
    """A number, a date or an act with an end."""
    return re.compile(rf"\d|{join_alternatives(read_section('acts') + read_section('times'))}")


@cache
def _compile_objects() -> re.Pattern[str]:
    """A thing that is there or not; or a courtesy, which is no promise."""
    return re.compile(join_alternatives(read_section("things") + read_section("courtesies")))


@cache
def _compile_directions() -> re.Pattern[str]:
    """A clause that says only a direction."""
    return re.compile(rf"(?:{_ADVERBS})*(?:{join_alternatives(read_section('directions'))})")


def _find(view: ReportView) -> Iterator[Hit]:
    opening_starts = _find_openings(view)
    plan = [plan_commitment for topic, plan_commitment in view.plan if topic.start not in opening_starts]
    vague_flags = [not plan_commitment.claims and _is_vague(view, plan_commitment) for plan_commitment in plan]
    for commitment, is_vague, next_is_vague in zip(plan, vague_flags, [*vague_flags, True][1:], strict=True):
        if is_vague:
            is_heading = not next_is_vague and _is_like_heading(view, commitment)
            yield _build_hit(commitment, "note" if is_heading else None)


def _is_like_heading(view: ReportView, commitment: Commitment) -> bool:
    """A short sentence that checkable ones follow may be meant as their heading."""
    sentence = view.text[commitment.start : commitment.end]
    is_followed = view.text[commitment.end : commitment.end + 1] not in ("\n", "")
    return is_followed and len(sentence) <= _MAX_HEADING_LENGTH and "," not in sentence


def _build_hit(commitment: Commitment, severity: Severity | None) -> Hit:
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


def _is_vague(view: ReportView, commitment: Commitment) -> bool:
    span = commitment.start, commitment.end
    # What stands in quotes names things (“三保”), but its verbs do nothing (“好办”品牌).
    if _compile_objects().search(view.text, *span) or _compile_checkable_words().search(view.blank_quotations(*span)):
        return False
    clauses = view.split_clauses(*span)
    return all(_compile_directions().match(view.text, *clause) for clause in clauses)


def _find_openings(view: ReportView) -> set[int]:
    """Offsets of paragraphs that only open a chapter: one sentence, no leading sentence."""
    opening_starts = set()
    for part in view.report.parts:
        for topic, next_topic in zip(part.topics, part.topics[1:], strict=False):
            if _is_single(topic) and next_topic.lead is not None:
                opening_starts.add(topic.start)
    return opening_starts


def _is_single(topic: Topic) -> bool:
    return topic.lead is None and len(topic.commitments) <= 1


RULE = Rule(
    "unverifiable-commitment", "warning", "没法核实的目标任务", "A commitment has no number, object or date", _find
)
