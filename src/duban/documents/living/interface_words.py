"""The words of the page, in Chinese and in English. `{n}` stands for a number put in later."""

from __future__ import annotations

import json
from html import escape

WORDS: dict[str, tuple[str, str]] = {
    # the model's values
    "headline": ("主要预期指标", "Headline target"),
    "quantified": ("量化", "Quantified"),
    "project": ("项目", "Project"),
    "qualitative": ("定性", "Qualitative"),
    "target": ("年度目标", "Target"),
    "goal": ("远期目标", "Goal"),
    "result": ("完成情况", "Result"),
    "growth": ("增长率", "growth rate"),
    "level": ("总量或水平", "level"),
    "volume": ("工作量", "volume"),
    "share": ("占比", "share"),
    "points": ("百分点变化", "change in percentage points"),
    "relative": ("相对要求", "relative"),
    "ge": ("不低于", "at least"),
    "gt": ("超过", "more than"),
    "le": ("不超过", "at most"),
    "lt": ("低于", "less than"),
    "approx": ("约", "about"),
    "eq": ("为", "of"),
    "range": ("介于", "between"),
    "down": ("下降", "falling"),
    "ensure": ("确保", "ensured"),
    "strive": ("力争", "striven for"),
    "plan": ("计划", "planned"),
    "place": ("地点", "place"),
    "programme": ("行动或政策", "programme"),
    "review": ("回顾", "review"),
    "goals": ("远期", "goals"),
    "self": ("自身建设", "self"),
    "other": ("其他", "other"),
    # the labels of a commitment's fields
    "indicator": ("指标名称", "Indicator"),
    "kind": ("类别", "Kind"),
    "strength": ("力度", "Strength"),
    "role": ("性质", "Role"),
    "period": ("时限", "Period"),
    "bound": ("要求", "Bound"),
    "base": ("合", "that is"),
    "names": ("提到的名称", "Names"),
    "verbs": ("动作", "Verbs"),
    "no_claims": ("这一句没有可计量的指标。", "No quantity in this sentence."),
    "to_sentence": ("回到原文", "To the sentence"),
    # the page
    "brand": ("督办", "Duban"),
    "living": ("活报告", "Living report"),
    "hint": (
        "移到一句上，或按 j，看它的指标、要求和时限。按 ? 看全部按键。",
        "Point at a sentence, or press j, to see its figures. Press ? for all keys.",
    ),
    "skip": ("跳到正文", "Skip to the text"),
    "search": ("在报告中查找", "Find in the report"),
    "clear": ("清除", "Clear"),
    "hits": ("{i}/{n} 处 · {p} 段", "{i}/{n} in {p} paragraphs"),
    "no_hits": ("没有找到", "Nothing found"),
    "next": ("下一项", "Next"),
    "previous": ("上一项", "Previous"),
    "close": ("关闭", "Close"),
    "help": ("按键说明", "Keys"),
    "theme": ("明暗", "Light or dark"),
    "language": ("English", "中文"),
    "menu": ("目录与筛选", "Contents and filters"),
    "contents": ("目录", "Contents"),
    "by_type": ("按类型", "By type"),
    "by_role": ("按性质", "By role"),
    "reset": ("显示全部", "Show all"),
    "shown": ("显示 {n} 项目标任务", "{n} commitments shown"),
    "details": ("目标任务", "Commitment"),
    "register": ("目标任务与指标清单", "All commitments and figures"),
    "commitments": ("项目标任务", "commitments"),
    "targets": ("个年度指标", "targets"),
    "goals_n": ("个远期指标", "goals"),
    "results_n": ("个完成情况", "results"),
    "unread_n": ("处未读", "unread"),
    "unread": ("未读", "Unread"),
    "opening": ("主要预期目标", "Opening targets"),
    "untitled": ("政府工作报告", "Government work report"),
    "empty": (
        "没有读到目标任务。请确认这份文件是政府工作报告的正文。",
        "No commitment was found. Check that this is the text of a government work report.",
    ),
    "print_note": (
        "双线：主要预期指标　实线：量化　虚线：项目　点线：定性",
        "double: headline, solid: quantified, dashed: project, dotted: qualitative",
    ),
    # the help
    "key_move": ("下一项、上一项目标任务", "next, previous commitment"),
    "key_search": ("查找", "search"),
    "key_next": ("下一处、上一处查找结果", "next, previous hit"),
    "key_close": ("关闭", "close"),
    "key_help": ("显示本说明", "show this"),
}


def get_chinese_word(word_key: str) -> str:
    """The Chinese word, as text."""
    return WORDS[word_key][0]


def render_word(word_key: str) -> str:
    """The word as mark-up that the language switch can change."""
    return f'<span data-t="{word_key}">{escape(get_chinese_word(word_key))}</span>'


def encode_words_json() -> str:
    """Every word, for the page's script. Safe inside a script element."""
    return json.dumps(WORDS, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
