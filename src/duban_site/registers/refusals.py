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

LIST = re.compile(r"”、“|、")


Names = Mapping[str, Mapping[str, str]]
"""Chinese → English by scope: "move", "clock", and "" for all others."""


def _(text: str) -> str:
    """Mark a sentence form for the message catalogue; it is translated when used."""
    return text


FORMS = (
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
DOING = (_("从旧台账直接录入到中间阶段"), _("删除个人信息"), _("上传材料"), _("新建"), _("更正"))


def in_words(sentence: str, declaration: Declaration | None = None) -> str:
    """A rule's sentence in the language of the page; unknown sentences stay unchanged."""
    if get_language() != "en":
        return sentence
    return _said(sentence, {} if declaration is None else _names(declaration))


def _said(sentence: str, names: Names) -> str:
    for form, shape in _shapes():
        if found := shape.fullmatch(sentence):
            gaps = {key: _gap(key, value, names) for key, value in found.groupdict().items()}
            return gettext(form) % gaps if gaps else gettext(form)
    return sentence


def _gap(key: str, text: str, names: Names) -> str:
    """Translate a gap's text: a declared name, a list of them, another form, or free text."""
    known = {**names.get("", {}), **names.get("move" if key == "doing" else key, {})}
    if text in known:
        return known[text]
    parts = LIST.split(text)
    if len(parts) > 1 and all(part in known for part in parts):
        return ", ".join(known[part] for part in parts)
    return _said(text, names)


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((form, _shape(form)) for form in FORMS)


def _shape(form: str) -> re.Pattern[str]:
    """Compile a form to a pattern; a gap that occurs twice must have the same text."""
    out, seen = "", set[str]()
    for n, part in enumerate(re.split(r"%\((\w+)\)s", form)):
        if n % 2 == 0:
            out += re.escape(part)
        else:
            out += f"(?P={part})" if part in seen else f"(?P<{part}>.*?)"
            seen.add(part)
    return re.compile(out, re.DOTALL)


def _names(declaration: Declaration) -> Names:
    """Every declared name in English; moves and clocks separately, as stages may share a name."""
    groups = declaration.rows
    own = {label: gettext(label) for label in (*DOING, *DUTY_LABELS.values())}
    own |= {f.label: f.english for group in groups for f in group.fields}
    own |= {group.label: group.english for group in groups}
    own |= {field.label: field.english for field in declaration.fields}
    own |= {stage.label: stage.english for stage in declaration.stages}
    moves = {move.label: move.english for move in declaration.moves}
    clocks = {clock.label: clock.english for clock in declaration.clocks}
    return {"": own | {declaration.name: declaration.english}, "move": moves, "clock": clocks}
