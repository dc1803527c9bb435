"""Build a declaration from the plain lines of a form, for an office that writes no TOML.

One field, stage or measure a line, its parts separated by |:

    树种 | 选项：古樟、银杏 | 必填
    核定 | 20
    挂牌古树数 | 株 | 计数 | 阶段=挂牌
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban.registers import TYPE_LABELS, FieldType, Problem
from duban_site.registers.errors import Faulty

TYPES = {label: kind for kind, label in TYPE_LABELS.items()}
TYPES |= {"数字": FieldType.DECIMAL, "文字": FieldType.TEXT}
MARKS = ("必填", "公开", "个人")
ENDS = {"办结": "done", "终止": "ended"}
TAKES = {"计数": "count", "合计": "sum", "平均": "average", "最新": "latest"}
_UNIT = re.compile(r"(.+?)[（(](.+)[）)]")
KEEPERS = '["keeper", "lead"]'


class DraftForm(forms.Form):
    """The form: names, and the lines of fields, stages and measures."""

    key = forms.SlugField(label=gettext_lazy("代码（英文小写）"), max_length=40)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    about = forms.CharField(label=gettext_lazy("说明"), max_length=300)
    fields_text = forms.CharField(
        label=gettext_lazy("字段，一行一个：名称 | 类型 | 必填、公开、个人"),
        help_text=gettext_lazy(
            "类型：文本、长文本、整数（单位）、小数、金额（万元）、日期、是否、单位、地区、坐标、姓名、电话，或 选项：甲、乙"  # noqa: E501
        ),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    stages = forms.CharField(
        label=gettext_lazy("阶段，一行一个，依次办理：名称 | 时限（工作日）或 办结、终止"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    measures = forms.CharField(
        label=gettext_lazy("统计口径，一行一个：名称 | 单位 | 计数 或 合计：字段 | 条件"),
        help_text=gettext_lazy("条件写 阶段=挂牌 或 字段=值，几个用、隔开；可以不写。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


@dataclass(slots=True)
class Draft:
    """The parsed lines, and the problems found in them."""

    key: str
    name: str
    about: str
    fields: list[list[str]]
    stages: list[list[str]]
    measures: list[list[str]]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, posted: Mapping[str, Any]) -> Draft:
        """Parse a posted form."""
        names = ("fields_text", "stages", "measures")
        fields, stages, measures = (_lines(str(posted.get(n, ""))) for n in names)
        key, name, about = (str(posted.get(n, "")).strip() for n in ("key", "name", "about"))
        return cls(key, name, about or name, fields, stages, measures)

    def text(self) -> str:
        """The declaration as TOML. Raises InvalidInput with a problem for every wrong line."""
        fields = [self._field(n, line) for n, line in enumerate(self.fields, start=1)]
        stages = [self._stage(n, line) for n, line in enumerate(self.stages, start=1)]
        measures = [self._measure(n, line) for n, line in enumerate(self.measures, start=1)]
        if not fields:
            self._wrong(_("字段"), _("至少要有一个"))
        if not stages:
            self._wrong(_("阶段"), _("至少要有一个"))
        if self.problems:
            raise Faulty(self.problems)
        parts = [self._head(), *fields, *stages, *self._moves(), *self._clocks(), *measures]
        return "\n\n".join(parts) + "\n"

    def _wrong(self, where: str, what: str, do: str = "") -> None:
        self.problems.append(Problem(where, what, do))

    def _head(self) -> str:
        lines = {
            "id": self.key,
            "name": self.name,
            "english": self.name,
            "about": self.about,
            "title": "f1",
        }
        kinds = [self._kind(line)[0] for line in self.fields]
        for name, kind in (("lead", FieldType.BODY), ("region", FieldType.PLACE)):
            if kind in kinds:
                lines[name] = f"f{kinds.index(kind) + 1}"
        out = [f"{key} = {_quoted(value)}" for key, value in lines.items()]
        who = [f"{n} = {KEEPERS}" for n in ("create", "edit")] + ['correct = ["keeper"]']
        kept = self._retention()
        return "\n".join([*out, "version = 1", *who, *kept])

    def _retention(self) -> list[str]:
        """Personal fields are erased two years after the end; the office can change that later."""
        if not any("个人" in part for line in self.fields for part in line[2:]):
            return []
        ends = [f"s{n}" for n, line in enumerate(self.stages, start=1) if set(line[1:]) & set(ENDS)]
        after = ends or [f"s{len(self.stages)}"]
        listed = ", ".join(_quoted(key) for key in after)
        return ["", "[retention]", "months = 24", f"after = [{listed}]"]

    def _kind(self, line: list[str]) -> tuple[FieldType | None, str, list[str]]:
        """The type, unit and choices from the second part of a line; type None if unknown."""
        said = line[1] if len(line) > 1 else "文本"
        if said.startswith("选项"):
            choices = [
                c.strip() for c in re.split(r"[、，,]", said[2:].lstrip("：: ")) if c.strip()
            ]
            return FieldType.CHOICE, "", choices
        unit = ""
        if found := _UNIT.fullmatch(said):
            said, unit = found[1].strip(), found[2].strip()
        return TYPES.get(said), unit, []

    def _field(self, n: int, line: list[str]) -> str:
        kind, unit, choices = self._kind(line)
        where = _("字段第%(n)s行“%(name)s”") % {"n": n, "name": line[0]}
        if kind is None:
            do = _("可用：%(types)s") % {"types": "、".join(TYPES)}
            self._wrong(where, _("没有“%(type)s”这种类型") % {"type": line[1]}, do)
            return ""
        marks = {m.strip() for part in line[2:] for m in re.split(r"[、，, ]", part) if m.strip()}
        for unknown in sorted(marks - set(MARKS)):
            self._wrong(where, _("不认识“%(mark)s”") % {"mark": unknown}, "、".join(MARKS))
        own: dict[str, Any] = {
            "key": f"f{n}",
            "label": line[0],
            "english": line[0],
            "type": str(kind),
        }
        own |= {"unit": unit} if unit else {}
        own |= {"choices": choices} if choices else {}
        own |= {"datum": "GCJ-02"} if kind is FieldType.POINT else {}
        own |= {"required": "s1"} if "必填" in marks else {}
        own |= {"public": True} if "公开" in marks else {}
        own |= {"personal": True} if "个人" in marks else {}
        return _table("fields", own)

    def _stage(self, n: int, line: list[str]) -> str:
        own: dict[str, Any] = {"key": f"s{n}", "label": line[0], "english": line[0]}
        for part in line[1:]:
            if part in ENDS:
                own["kind"] = ENDS[part]
            elif not part.isdigit():
                where = _("阶段第%(n)s行“%(name)s”") % {"n": n, "name": line[0]}
                self._wrong(where, _("“%(part)s”既不是天数，也不是办结或终止") % {"part": part})
        return _table("stages", own)

    def _moves(self) -> Iterable[str]:
        """Moves from each stage to the next, and from every regular stage to those that end it."""
        last = [n for n, line in enumerate(self.stages, start=1) if "终止" not in line[1:]]
        for here, there in pairwise(last):
            yield self._move([here], there, ended=False)
        for n, line in enumerate(self.stages, start=1):
            if "终止" in line[1:] and last:
                yield self._move(last, n, ended=True)

    def _move(self, origins: list[int], to: int, *, ended: bool) -> str:
        label = self.stages[to - 1][0]
        who = ["keeper"] if ended else ["keeper", "lead"]
        own: dict[str, Any] = {"from": [f"s{n}" for n in origins], "to": f"s{to}"}
        own |= {"label": label, "english": label, "who": who}
        return _table("moves", own | ({"reason": True} if ended else {}))

    def _clocks(self) -> Iterable[str]:
        for n, line in enumerate(self.stages, start=1):
            limit = next((int(part) for part in line[1:] if part.isdigit()), None)
            if limit is not None:
                stops = [f"s{m}" for m in range(n + 1, len(self.stages) + 1)]
                own = {"key": f"c{n}", "label": line[0], "english": line[0], "starts": [f"s{n}"]}
                yield _table("clocks", own | {"stops": stops, "limit": limit, "warn": 2})

    def _measure(self, n: int, line: list[str]) -> str:
        where = _("统计口径第%(n)s行“%(name)s”") % {"n": n, "name": line[0]}
        if len(line) < 3:
            self._wrong(where, _("要有名称、单位、算法三项"), _("如 挂牌古树数 | 株 | 计数"))
            return ""
        take, _colon, of = line[2].replace(":", "：").partition("：")
        own: dict[str, Any] = {
            "key": f"m{n}",
            "label": line[0],
            "english": line[0],
            "unit": line[1],
        }
        if take not in TAKES:
            self._wrong(where, _("没有“%(take)s”这种算法") % {"take": take}, "、".join(TAKES))
            return ""
        own["take"] = TAKES[take]
        if take != "计数":
            own["of"] = self._key(where, of)
        if len(line) > 3 and line[3]:
            own["where"] = " and ".join(
                self._condition(where, c) for c in re.split(r"[、，]", line[3])
            )
        by = [f"f{m}" for m, f in enumerate(self.fields, start=1) if self._groups(f)]
        return _table("measures", own | ({"by": by} if by else {}))

    def _groups(self, line: list[str]) -> bool:
        return self._kind(line)[0] in (FieldType.CHOICE, FieldType.PLACE, FieldType.BODY)

    def _condition(self, where: str, text: str) -> str:
        name, equals, value = (part.strip() for part in text.replace("＝", "=").partition("="))
        if not equals:
            self._wrong(where, _("条件“%(text)s”应写成 字段=值") % {"text": text})
            return ""
        if name == "阶段":
            keys = {line[0]: f"s{n}" for n, line in enumerate(self.stages, start=1)}
            if value not in keys:
                self._wrong(where, _("没有“%(stage)s”这个阶段") % {"stage": value}, "、".join(keys))
            return f"stage == {_quoted(keys.get(value, ''))}"
        key = self._key(where, name)
        line = next((f for f in self.fields if f[0] == name), [name])
        if self._kind(line)[0] is FieldType.YESNO:
            return f"{key} == {value == '是'}"
        return f"{key} == {_quoted(value)}"

    def _key(self, where: str, name: str) -> str:
        keys = {line[0]: f"f{n}" for n, line in enumerate(self.fields, start=1)}
        if name.strip() not in keys:
            self._wrong(where, _("没有“%(name)s”这个字段") % {"name": name}, "、".join(keys))
        return keys.get(name.strip(), "")


def _lines(text: str) -> list[list[str]]:
    rows = (line.replace("｜", "|").split("|") for line in text.splitlines() if line.strip())
    return [[part.strip() for part in row] for row in rows]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _table(name: str, own: Mapping[str, Any]) -> str:
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in own.items()]
    return "\n".join([f"[[{name}]]", *lines])
