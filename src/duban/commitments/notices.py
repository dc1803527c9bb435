"""What a reader of a report should look at: a fault or a doubt of the whole reading, as data.

A notice is a code, the span that it speaks of and what fills its sentence. The sentences stand
here once, in Chinese and in English; the terminal, the page, JSON and the panel print them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh", "en"]

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "no_claims": (
        "没有读到任何指标：请核对文件是不是报告的正文",
        "nothing was read: check that the file holds the report itself",
    ),
    "no_plan": (
        "没有找到本年计划部分：年度目标可能都没有读出来，请核对标题",
        "no plan part was found: this year's targets may all be missing; check the headings",
    ),
    "no_review": (
        "没有找到回顾部分：完成情况可能被当作目标，请核对标题",
        "no review part was found: results may stand as targets; check the headings",
    ),
    "plan_by_words": (
        "计划部分没有标题，是从提出预期目标的一段之后截取的：请核对起止",
        "the plan has no heading; it begins behind the year's targets: check where",
    ),
    "part_by_words": (
        "“{heading}”这一部分的性质（{role}）是按文字判断的，标题没有说明：请核对",
        "the role of “{heading}” ({role_en}) was told by its words, not its heading: check it",
    ),
    "no_year": ("没有找到年份：请用 --year 给出计划年度", "no year was found: give the plan year by --year"),
    "no_jurisdiction": ("没有看出是哪个地区的", "the jurisdiction was not found"),
    "much_unread": ("计划部分有{share}%的句子没有读成目标任务", "{share}% of the plan's sentences gave no commitment"),
    "not_a_work_report": (
        "这是{kind}，不是政府工作报告：{how}",
        "this is {kind_en}, no government work report: {how_en}",
    ),
}
"""The sentence of each code; `{…}` are its parameters (`…_en` where English says it otherwise)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to look at. `code` is a key of `SENTENCES`; the whole text is the span (0, 0)."""

    code: str
    start: int = 0
    end: int = 0
    parameters: tuple[tuple[str, str], ...] = ()

    def render_sentence(self, language: Language = "zh") -> str:
        """The sentence in one of the two languages."""
        chinese, english = SENTENCES[self.code]
        return (chinese if language == "zh" else english).format_map(dict(self.parameters))
