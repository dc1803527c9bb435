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
from django.utils.translation import gettext_lazy

from duban.notices import Notice, Place, Step, make_notice
from duban.registers import TYPE_LABELS, FieldType
from duban_site.registers.errors import InvalidInput

FIELD_TYPE_BY_LABEL = {label: kind for kind, label in TYPE_LABELS.items()}
FIELD_TYPE_BY_LABEL |= {"数字": FieldType.DECIMAL, "文字": FieldType.TEXT}
FIELD_MARKS = ("必填", "公开", "个人")
STAGE_KIND_BY_LABEL = {"办结": "done", "终止": "ended"}
TAKE_BY_LABEL = {"计数": "count", "合计": "sum", "平均": "average", "最新": "latest"}
_TYPE_WITH_UNIT = re.compile(r"(.+?)[（(](.+)[）)]")
KEEPER_DUTIES_TOML = '["keeper", "lead"]'


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
class DeclarationDraft:
    """The parsed lines, and the problems found in them."""

    key: str
    name: str
    about: str
    fields: list[list[str]]
    stages: list[list[str]]
    measures: list[list[str]]
    problems: list[Notice] = field(default_factory=list)

    @classmethod
    def from_post(cls, posted: Mapping[str, Any]) -> DeclarationDraft:
        """Parse a posted form."""
        names = ("fields_text", "stages", "measures")
        fields, stages, measures = (_split_lines(str(posted.get(field_name, ""))) for field_name in names)
        key, name, about = (str(posted.get(field_name, "")).strip() for field_name in ("key", "name", "about"))
        return cls(key, name, about or name, fields, stages, measures)

    def text(self) -> str:
        """The declaration as TOML. Raises InvalidInput with a problem for every wrong line."""
        fields = [self._field_toml(index, line) for index, line in enumerate(self.fields, start=1)]
        stages = [self._stage_toml(index, line) for index, line in enumerate(self.stages, start=1)]
        measures = [self._measure_toml(index, line) for index, line in enumerate(self.measures, start=1)]
        if not fields:
            self._add_problem(Place(steps=(Step("fields"),)), "part_empty")
        if not stages:
            self._add_problem(Place(steps=(Step("stages"),)), "part_empty")
        if self.problems:
            raise InvalidInput(self.problems)
        parts = [self._head_toml(), *fields, *stages, *self._moves_toml(), *self._clocks_toml(), *measures]
        return "\n\n".join(parts) + "\n"

    def _add_problem(self, where: Place, code: str, /, **parameters: object) -> None:
        self.problems.append(make_notice(code, where, **parameters))

    def _head_toml(self) -> str:
        value_by_key = {"id": self.key, "name": self.name, "english": self.name, "about": self.about, "title": "f1"}
        field_types = [self._parse_type(line)[0] for line in self.fields]
        for field_role, field_type in (("lead", FieldType.BODY), ("region", FieldType.PLACE)):
            if field_type in field_types:
                value_by_key[field_role] = f"f{field_types.index(field_type) + 1}"
        head_lines = [f"{key} = {_quote_toml(value)}" for key, value in value_by_key.items()]
        duty_lines = [f"{duty_key} = {KEEPER_DUTIES_TOML}" for duty_key in ("create", "edit")] + [
            'correct = ["keeper"]'
        ]
        retention_lines = self._retention_toml()
        return "\n".join([*head_lines, "version = 1", *duty_lines, *retention_lines])

    def _retention_toml(self) -> list[str]:
        """Personal fields are erased two years after the end; the office can change that later."""
        if not any("个人" in part for line in self.fields for part in line[2:]):
            return []
        end_stages = [
            f"s{index}" for index, line in enumerate(self.stages, start=1) if set(line[1:]) & set(STAGE_KIND_BY_LABEL)
        ]
        retention_stages = end_stages or [f"s{len(self.stages)}"]
        stage_list = ", ".join(_quote_toml(key) for key in retention_stages)
        return ["", "[retention]", "months = 24", f"after = [{stage_list}]"]

    def _parse_type(self, line: list[str]) -> tuple[FieldType | None, str, list[str]]:
        """The type, unit and choices from the second part of a line; type None if unknown."""
        type_text = line[1] if len(line) > 1 else "文本"
        if type_text.startswith("选项"):
            choices = [
                choice.strip() for choice in re.split(r"[、，,]", type_text[2:].lstrip("：: ")) if choice.strip()
            ]
            return FieldType.CHOICE, "", choices
        unit = ""
        if match := _TYPE_WITH_UNIT.fullmatch(type_text):
            type_text, unit = match[1].strip(), match[2].strip()
        return FIELD_TYPE_BY_LABEL.get(type_text), unit, []

    def _field_toml(self, index: int, line: list[str]) -> str:
        field_type, unit, choices = self._parse_type(line)
        where = Place(line=index, steps=(Step("fields", line[0]),))
        if field_type is None:
            self._add_problem(where, "type_unknown", type=line[1], choices=tuple(FIELD_TYPE_BY_LABEL))
            return ""
        marks = {mark.strip() for part in line[2:] for mark in re.split(r"[、，, ]", part) if mark.strip()}
        for unknown in sorted(marks - set(FIELD_MARKS)):
            self._add_problem(where, "mark_unknown", mark=unknown, choices=FIELD_MARKS)
        properties: dict[str, Any] = {"key": f"f{index}", "label": line[0], "english": line[0], "type": str(field_type)}
        properties |= {"unit": unit} if unit else {}
        properties |= {"choices": choices} if choices else {}
        properties |= {"datum": "GCJ-02"} if field_type is FieldType.POINT else {}
        properties |= {"required": "s1"} if "必填" in marks else {}
        properties |= {"public": True} if "公开" in marks else {}
        properties |= {"personal": True} if "个人" in marks else {}
        return _toml_table("fields", properties)

    def _stage_toml(self, index: int, line: list[str]) -> str:
        properties: dict[str, Any] = {"key": f"s{index}", "label": line[0], "english": line[0]}
        for part in line[1:]:
            if part in STAGE_KIND_BY_LABEL:
                properties["kind"] = STAGE_KIND_BY_LABEL[part]
            elif not part.isdigit():
                where = Place(line=index, steps=(Step("stages", line[0]),))
                self._add_problem(where, "stage_part_unknown", part=part)
        return _toml_table("stages", properties)

    def _moves_toml(self) -> Iterable[str]:
        """Moves from each stage to the next, and from every regular stage to those that end it."""
        regular_stages = [index for index, line in enumerate(self.stages, start=1) if "终止" not in line[1:]]
        for origin, target in pairwise(regular_stages):
            yield self._move_toml([origin], target, ended=False)
        for index, line in enumerate(self.stages, start=1):
            if "终止" in line[1:] and regular_stages:
                yield self._move_toml(regular_stages, index, ended=True)

    def _move_toml(self, origins: list[int], target: int, *, ended: bool) -> str:
        label = self.stages[target - 1][0]
        duties = ["keeper"] if ended else ["keeper", "lead"]
        properties: dict[str, Any] = {"from": [f"s{origin}" for origin in origins], "to": f"s{target}"}
        properties |= {"label": label, "english": label, "who": duties}
        return _toml_table("moves", properties | ({"reason": True} if ended else {}))

    def _clocks_toml(self) -> Iterable[str]:
        for index, line in enumerate(self.stages, start=1):
            limit_days = next((int(part) for part in line[1:] if part.isdigit()), None)
            if limit_days is not None:
                stops = [f"s{stop_index}" for stop_index in range(index + 1, len(self.stages) + 1)]
                properties = {"key": f"c{index}", "label": line[0], "english": line[0], "starts": [f"s{index}"]}
                yield _toml_table("clocks", properties | {"stops": stops, "limit": limit_days, "warn": 2})

    def _measure_toml(self, index: int, line: list[str]) -> str:
        where = Place(line=index, steps=(Step("measures", line[0]),))
        if len(line) < 3:
            self._add_problem(where, "measure_incomplete")
            return ""
        take_label, _colon, field_label = line[2].replace(":", "：").partition("：")
        properties: dict[str, Any] = {"key": f"m{index}", "label": line[0], "english": line[0], "unit": line[1]}
        if take_label not in TAKE_BY_LABEL:
            self._add_problem(where, "method_unknown", method=take_label, choices=tuple(TAKE_BY_LABEL))
            return ""
        properties["take"] = TAKE_BY_LABEL[take_label]
        if take_label != "计数":
            properties["of"] = self._field_key(where, field_label)
        if len(line) > 3 and line[3]:
            properties["where"] = " and ".join(
                self._condition_expression(where, condition) for condition in re.split(r"[、，]", line[3])
            )
        group_keys = [
            f"f{field_index}"
            for field_index, field_line in enumerate(self.fields, start=1)
            if self._is_grouping_field(field_line)
        ]
        return _toml_table("measures", properties | ({"by": group_keys} if group_keys else {}))

    def _is_grouping_field(self, line: list[str]) -> bool:
        return self._parse_type(line)[0] in (FieldType.CHOICE, FieldType.PLACE, FieldType.BODY)

    def _condition_expression(self, where: Place, text: str) -> str:
        field_label, equals, value = (part.strip() for part in text.replace("＝", "=").partition("="))
        if not equals:
            self._add_problem(where, "condition_of_measure", text=text)
            return ""
        if field_label == "阶段":
            stage_keys = {line[0]: f"s{index}" for index, line in enumerate(self.stages, start=1)}
            if value not in stage_keys:
                self._add_problem(where, "stage_not_among", stage=value, stages=tuple(stage_keys))
            return f"stage == {_quote_toml(stage_keys.get(value, ''))}"
        field_key = self._field_key(where, field_label)
        line = next((field_line for field_line in self.fields if field_line[0] == field_label), [field_label])
        if self._parse_type(line)[0] is FieldType.YESNO:
            return f"{field_key} == {value == '是'}"
        return f"{field_key} == {_quote_toml(value)}"

    def _field_key(self, where: Place, field_label: str) -> str:
        key_by_label = {line[0]: f"f{index}" for index, line in enumerate(self.fields, start=1)}
        if field_label.strip() not in key_by_label:
            self._add_problem(where, "field_not_among", key=field_label, choices=tuple(key_by_label))
        return key_by_label.get(field_label.strip(), "")


def _split_lines(text: str) -> list[list[str]]:
    rows = (line.replace("｜", "|").split("|") for line in text.splitlines() if line.strip())
    return [[part.strip() for part in row] for row in rows]


def _quote_toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _toml_table(table_name: str, properties: Mapping[str, Any]) -> str:
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in properties.items()]
    return "\n".join([f"[[{table_name}]]", *lines])
