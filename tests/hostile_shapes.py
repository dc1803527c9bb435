"""Texts made to cost much: each shape is repeated to any length, and says nothing true."""

from __future__ import annotations

from collections.abc import Callable

_HEAD = "临江市政府工作报告\n2026年1月12日在临江市第三届人民代表大会第二次会议上\n"
_PLAN = _HEAD + "一、2026年主要工作\n"


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: _PLAN + (unit * (size // len(unit) + 1))[:size]


def _nested(opening: str, inner: str, closing: str) -> Callable[[int], str]:
    def make(size: int) -> str:
        depth = size // (len(opening) + len(closing) + 1)
        return _PLAN + opening * depth + inner + closing * depth

    return make


def _numbered(pattern: str) -> Callable[[int], str]:
    def make(size: int) -> str:
        lines = (pattern.format(n=n) for n in range(1, size // (len(pattern) - 2) + 1))
        return _PLAN + "".join(lines)

    return make


UNITS = {
    "one and comma": "1,",
    "full-width comma": "1，",
    "listing comma": "1、",
    "semicolon": "1；",
    "year": "2025年",
    "date": "2025年1月",
    "digits": "9",
    "grouped digits": "1,000",
    "decimals": "1.",
    "full-width digits": "１",
    "chinese digits": "一",
    "chinese tens": "十",
    "chinese scale": "万",
    "chinese number": "一百二十三亿",
    "per cent": "5%",
    "per cent listed": "5%、",
    "per cent clause": "增长5%，",
    "clauses": "新建学校3所，",
    "clauses with names": "新增学位800个、幼儿园12所，",
    "clauses without numbers": "推进改革，",
    "no punctuation": "推进改革深化创新",
    "one character": "改",
    "and": "和",
    "verb": "建设",
    "strive": "力争",
    "growth": "增长",
    "range": "1至",
    "range dash": "1-",
    "range tilde": "1~",
    "from to": "从1到",
    "ratio": "1:",
    "plus": "1+",
    "same": "同步",
    "among": "其中，",
    "among number": "其中新建3个，",
    "respectively": "分别增长5%、6%，",
    "sentences": "新建学校3所。",
    "long list": "学校、医院、",
    "openers": "（",
    "closers": "）",
    "quote openers": "“",
    "quote closers": "”",
    "book openers": "《",
    "quoted": "“3+2”",
    "bracketed": "（1）",
    "listed items": "（一）",
    "circled": "①",
    "list numbers": "1.建设学校。\n",
    "chinese list": "一是推进改革；二是扩大开放；",
    "headings": "一、重点工作\n",
    "sections": "（一）推进改革。\n",
    "blank lines": "\n",
    "spaces": " ",
    "ideographic spaces": "　",
    "tabs": "1\t",
    "tab rows": "学校\t3所\n",
    "short lines": "改\n",
    "titles": "政府工作报告\n",
    "last year": "过去一年，",
    "review": "一年来，新建学校3所。",
    "first half": "上半年",
    "by year": "到2030年，",
    "over": "超过",
    "above": "以上",
    "above number": "3个以上",
    "level": "亿元以上项目170个，",
    "benefits": "惠及学生3万名，",
    "places": "临江市",
    "districts": "东区西区南区",
    "streets": "某某街道",
    "project": "“临江工程”项目",
    "question": "？",
    "exclamation": "！",
    "dashes": "—",
    "dots": "…",
    "middle dots": "·",
    "star": "★",
    "latin": "a",
    "latin words": "abc ",
    "emoji": "😀",
    "combining": "e\u0301",
    "zero width": "\u200b",
    "private": "\ue000",
    "html as text": "<b>1</b>",
    "colon": "：",
    "colon clause": "目标：",
    "comparison": "高于全国1.8个百分点，",
    "rank": "第1位，",
    "ordinal": "第一",
    "times": "翻一番，",
    "full coverage": "全覆盖，",
    "mixed": "到2030年，力争新增学位800个、床位500张，增长5%以上；",
    "per capita": "人均",
    "of the": "的",
    "is": "为",
    "not": "不",
    "every": "每",
    "about": "约",
    "control": "控制在3%以内，",
}
"""What is repeated, by a name for the message."""

SHAPES: dict[str, Callable[[int], str]] = {
    **{name: _repeated(unit) for name, unit in UNITS.items()},
    **{
        f"line of {name}": _repeated(unit.replace("\n", ""))
        for name, unit in UNITS.items()
        if "\n" in unit and unit.strip()
    },
    "nested brackets": _nested("（", "新建学校3所", "）"),
    "nested quotes": _nested("“", "新建学校3所", "”"),
    "nested titles": _nested("《", "新建学校3所", "》"),
    "mixed brackets": _nested("（《“", "新建学校3所", "”》）"),
    "numbered lines": _numbered("{n}.建设学校{n}所。\n"),
    "numbered clauses": _numbered("建设学校{n}所，"),
    "numbered years": _numbered("{n}年，"),
    "different names": _numbered("第{n}学校新增学位{n}个，"),
}
