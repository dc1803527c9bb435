"""Translate the library's Chinese refusals for readers of English pages.

The library and declarations are in Chinese. A sentence is recognised by its form; its gaps hold
names that the declaration gives in both languages, or text that somebody typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from django.utils.translation import get_language, gettext

from duban.registers import DUTY_LABELS, Declaration

_LIST_SEPARATOR = re.compile(r"”、“|、")


TranslationByScope = Mapping[str, Mapping[str, str]]
"""Chinese → English by scope: "move", "clock", and "" for all others."""


def _(text: str) -> str:
    """Mark a sentence form for the message catalogue; it is translated when used."""
    return text


SENTENCE_FORMS = (
    _("“%(register)s”限定范围，您不能查看或填写"),
    _("编号%(number)s已经有了；请换一个编号"),
    _("没有编号为%(number)s的记录；请先新建"),
    _("这条记录刚有别的变动；请刷新后重做"),
    _("生效日期%(day)s在今天之后；请填今天或以前的日期"),
    _("生效日期%(day)s早于%(first)s；请改用更正或填以后的日期"),
    _("您无权申请延期；可以申请的是：%(who)s"),
    _("您无权审批延期；可以审批的是：%(who)s"),
    _("您无权暂停或恢复计时；可以的是：%(who)s"),
    _("您无权填写“%(rows)s”；可以填写的是：%(who)s"),
    _("您无权%(doing)s；可以%(doing)s的是：%(who)s"),
    _("新建应是一条记录的第1项"),
    _("没有“%(stage)s”这个阶段"),
    _("“%(stage)s”阶段不能再修改；如有错误请用更正"),
    _("更正必须说明原因"),
    _("申请延期必须说明原因"),
    _("驳回延期必须说明原因"),
    _("暂停计时必须说明原因"),
    _("“%(move)s”必须说明原因"),
    _("不能从“%(here)s”到“%(to)s”；%(only)s"),
    _("只能到：“%(ways)s”"),
    _("这是最后一个阶段"),
    _("“%(move)s”须先填写“%(field)s”"),
    _("“%(move)s”须先上传“%(kind)s”"),
    _("材料应有类别和名称"),
    _("“%(key)s”不是个人信息，不能删除；如有错误请用更正"),
    _("没有“%(key)s”这个字段"),
    _("“%(field)s”已停用，不再填写"),
    _("“%(stage)s”阶段须填写“%(field)s”"),
    _("“%(field)s”是已按期删除的个人信息，不再填写"),
    _("“%(rows)s”已有编号为%(row)s的一行"),
    _("“%(rows)s”没有编号为%(row)s的一行"),
    _("“%(rows)s”的每一行要有编号"),
    _("“%(rows)s”须填写“%(field)s”"),
    _("“%(rows)s”的行不用办结"),
    _("“%(field)s”不能清空"),
    _("这一行已经办结；如有错误请用更正"),
    _("没有“%(key)s”这项明细"),
    _("这个时限不能延期"),
    _("这个时限不能暂停"),
    _("“%(clock)s”没有在计时，不用延期"),
    _("“%(clock)s”没有在计时，不用暂停"),
    _("延期须在届满前%(before)s日申请；“%(clock)s”%(due)s到期"),
    _("已有一项延期申请待批"),
    _("没有待批的延期申请"),
    _("最多延期%(times)s次"),
    _("延期共不超过%(most)s日，连同已批的是%(total)s日"),
    _("“%(clock)s”已经暂停"),
    _("“%(clock)s”没有暂停"),
    _("“%(field)s”只能密封保存；请用密封页"),
    _("单位名录里没有“%(value)s”；请填名录里的名称，或请管理员先加上这个单位"),
    _("所指的台账里没有编号为“%(number)s”的记录；请先新建该记录，或改填已有的编号"),
    _("“%(value)s”不在选项中；请选：%(choices)s"),
    _("有%(length)s字，最多%(most)s字"),
    _("“%(value)s”的格式不对；%(help)s"),
    _("应符合%(pattern)s"),
    _("%(value)s小于下限%(least)s"),
    _("%(value)s大于上限%(most)s"),
    _("含有不可见的控制字符；请删去后重填"),
    _("应填数字"),
    _("数字最多%(most)s个字符"),
    _("“%(value)s”不是数字；只填数字，单位已在表头"),
    _("“%(value)s”是百分数，这一列的单位是“%(unit)s”；请改成数字"),
    _("“%(value)s”超出可记的范围"),
    _("“%(value)s”不是整数"),
    _("“%(value)s”不是日期；请写成2025-03-31"),
    _("“%(value)s”这一天不存在"),
    _("“%(value)s”应填是或否"),
    _("电话只能有数字、空格和连字符，5至20位"),
    _("“%(value)s”不是坐标；请写成“经度,纬度 %(datum)s”"),
    _("坐标%(place)s不在中国范围内；先经度后纬度"),
    _("坐标系应为%(datum)s，写在坐标之后；不同坐标系不能混用"),
    _("“%(field)s”%(fault)s"),
)
ACTION_PHRASES = (_("从旧台账直接录入到中间阶段"), _("删除个人信息"), _("上传材料"), _("新建"), _("更正"))


def translate_sentence(sentence: str, declaration: Declaration | None = None) -> str:
    """A rule's sentence in the language of the page; unknown sentences stay unchanged."""
    if get_language() != "en":
        return sentence
    return _translate(sentence, {} if declaration is None else _collect_translations(declaration))


def _translate(sentence: str, scoped_translations: TranslationByScope) -> str:
    for sentence_form, pattern in _compiled_forms():
        if match := pattern.fullmatch(sentence):
            text_by_gap = {
                key: _translate_gap(key, value, scoped_translations) for key, value in match.groupdict().items()
            }
            return gettext(sentence_form) % text_by_gap if text_by_gap else gettext(sentence_form)
    return sentence


def _translate_gap(gap_name: str, gap_text: str, scoped_translations: TranslationByScope) -> str:
    """Translate a gap's text: a declared name, a list of them, another form, or free text."""
    translations = {
        **scoped_translations.get("", {}),
        **scoped_translations.get("move" if gap_name == "doing" else gap_name, {}),
    }
    if gap_text in translations:
        return translations[gap_text]
    parts = _LIST_SEPARATOR.split(gap_text)
    if len(parts) > 1 and all(part in translations for part in parts):
        return ", ".join(translations[part] for part in parts)
    return _translate(gap_text, scoped_translations)


@cache
def _compiled_forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence_form, _compile_form(sentence_form)) for sentence_form in SENTENCE_FORMS)


def _compile_form(sentence_form: str) -> re.Pattern[str]:
    """Compile a form to a pattern; a gap that occurs twice must have the same text."""
    pattern, used_gaps = "", set[str]()
    for index, part in enumerate(re.split(r"%\((\w+)\)s", sentence_form)):
        if index % 2 == 0:
            pattern += re.escape(part)
        else:
            pattern += f"(?P={part})" if part in used_gaps else f"(?P<{part}>.*?)"
            used_gaps.add(part)
    return re.compile(pattern, re.DOTALL)


def _collect_translations(declaration: Declaration) -> TranslationByScope:
    """Every declared name in English; moves and clocks separately, as stages may share a name."""
    groups = declaration.rows
    translations = {label: gettext(label) for label in (*ACTION_PHRASES, *DUTY_LABELS.values())}
    translations |= {row_field.label: row_field.english for group in groups for row_field in group.fields}
    translations |= {group.label: group.english for group in groups}
    translations |= {field.label: field.english for field in declaration.fields}
    translations |= {stage.label: stage.english for stage in declaration.stages}
    move_translations = {move.label: move.english for move in declaration.moves}
    clock_translations = {clock.label: clock.english for clock in declaration.clocks}
    return {
        "": translations | {declaration.name: declaration.english},
        "move": move_translations,
        "clock": clock_translations,
    }
