"""Renders a declaration as a reference page: fields, transition table, clocks, measures."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from duban.registers.declaration import (
    Clock,
    DayKind,
    Declaration,
    Measure,
    Move,
    Span,
    StageKind,
    Take,
)
from duban.registers.field import TYPE_LABELS, Field
from duban.registers.loading import template, template_names
from duban.registers.rights import said

_TAKES = {
    Take.COUNT: "计数",
    Take.SUM: "求和",
    Take.AVERAGE: "平均",
    Take.RATE: "占比",
    Take.RATIO: "比值",
    Take.LATEST: "最近值",
}
_SPANS = {Span.STOCK: "时点", Span.YEAR: "本年累计", Span.MONTH: "当月"}
_KINDS = {StageKind.OPEN: "", StageKind.DONE: "完成", StageKind.ENDED: "终止"}


def page(declaration: Declaration) -> str:
    """The register's page in Markdown, generated from the declaration and never edited by hand."""
    parts = [
        f"# {declaration.name} ({declaration.english})",
        f"<!-- Written from {declaration.source}; do not edit by hand. -->",
        _intro(declaration),
        _section("字段 Fields", _fields(declaration.fields, declaration)),
        *(
            _section(f"明细：{g.label} {g.english}", _rows(declaration, g.key))
            for g in declaration.rows
        ),
        _section("阶段 Stages", _stages(declaration)),
        _section("流转表 Transitions", _matrix(declaration) + "\n\n" + _moves(declaration)),
        _section("时限 Clocks", _clocks(declaration)),
        _section("校验 Checks", _checks(declaration)),
        _section("统计口径 Measures", _measures(declaration)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def index(declarations: Iterable[Declaration]) -> str:
    """The page that lists the registers."""
    rows = [
        (f"[{d.name}]({d.id}.md)", d.english, d.about, str(len(d.measures))) for d in declarations
    ]
    intro = (
        "# Registers that ship with Duban\n\n"
        "<!-- Written from the declarations; do not edit by hand. -->\n\n"
        "Each is one file in `src/duban/registers/templates/`, to be used as it is or to start\n"
        "one's own from ([key by key](../register-file.md)). Time limits are common ones: every\n"
        "city has its own, so set them before use."
    )
    return intro + "\n\n" + _table(("台账", "English", "内容", "统计口径数"), rows) + "\n"


def _section(heading: str, body: str) -> str:
    return f"## {heading}\n\n{body}" if body else ""


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    listed = [tuple(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    if not listed:
        return ""
    lines = ["| " + " | ".join(row) + " |" for row in (heads, tuple("---" for _ in heads), *listed)]
    return "\n".join(lines)


def _intro(declaration: Declaration) -> str:
    lines = [
        declaration.about,
        "",
        f"- 新建：{said(declaration.create)}；修改：{said(declaration.edit)}；"
        f"更正：{said(declaration.correct)}",
    ]
    if declaration.restricted:
        lines.append("- 限定范围：没有专门权限的人看不到，什么都不公开")
    if declaration.retention is not None:
        kept = declaration.retention
        after = "、".join(declaration.stage(key).label for key in kept.after)
        lines.append(f"- 个人信息在“{after}”之后保存{kept.months}个月，到期删除：{kept.basis}")
    return "\n".join(lines)


def _fields(fields: tuple[Field, ...], declaration: Declaration | None) -> str:
    heads = ("键", "名称", "English", "类型", "从何时必填", "说明")
    return _table(heads, [_field(field, declaration) for field in fields])


def _field(field: Field, declaration: Declaration | None) -> tuple[str, ...]:
    needed = ""
    if field.required is not None:
        needed = declaration.stage(field.required).label if declaration else "必填"
    marks = {"个人信息": field.personal, "密封": field.sealed, "公开": field.public}
    notes = [mark for mark, holds in marks.items() if holds]
    notes += ["、".join(field.choices)] if field.choices else []
    notes += [str(field.datum)] if field.datum else []
    notes += [f"引用 {field.register}"] if field.register else []
    notes += [_limits(field)] if field.minimum is not None or field.maximum is not None else []
    notes += [field.help] if field.help else []
    kind = TYPE_LABELS[field.type]
    return f"`{field.key}`", field.heading, field.english, kind, needed, "；".join(notes)


def _limits(field: Field) -> str:
    low = "" if field.minimum is None else f"≥{field.minimum}"
    high = "" if field.maximum is None else f"≤{field.maximum}"
    return " ".join(part for part in (low, high) if part)


def _rows(declaration: Declaration, key: str) -> str:
    group = declaration.group(key)
    closes = "逐行办结。" if group.closes else ""
    who = f"填写：{said(group.who or declaration.edit)}。{closes}"
    return f"{who}\n\n{_fields(group.fields, None)}"


def _stages(declaration: Declaration) -> str:
    rows = [
        (f"`{s.key}`", s.label, s.english, _KINDS[s.kind], "不再修改" if s.locked else "")
        for s in declaration.stages
    ]
    return _table(("键", "阶段", "English", "性质", "锁定"), rows)


def _matrix(declaration: Declaration) -> str:
    """From every stage to every stage: the move's name, or nothing where there is none."""
    heads = ("从＼到", *(stage.label for stage in declaration.stages))
    rows = []
    for here in declaration.stages:
        moves = [declaration.move(here.key, to.key) for to in declaration.stages]
        rows.append((here.label, *(move.label if move else "—" for move in moves)))
    return _table(heads, rows)


def _moves(declaration: Declaration) -> str:
    heads = ("流转", "English", "从", "到", "谁", "条件")
    return _table(heads, [_move(declaration, move) for move in declaration.moves])


def _move(declaration: Declaration, move: Move) -> tuple[str, ...]:
    origins = "、".join(declaration.stage(key).label for key in move.origins)
    asks = [f"填写“{declaration.field(key).label}”" for key in move.requires]
    asks += [f"上传“{kind}”" for kind in move.documents]
    asks += ["说明原因"] if move.reason else []
    asks += [f"`{move.when}`"] if move.when else []
    to = declaration.stage(move.to).label
    return move.label, move.english, origins, to, said(move.who), "；".join(asks)


def _clocks(declaration: Declaration) -> str:
    heads = ("键", "时限", "English", "起", "止", "期限", "预警", "暂停、延期")
    return _table(heads, [_clock(declaration, clock) for clock in declaration.clocks])


def _clock(declaration: Declaration, clock: Clock) -> tuple[str, ...]:
    def points(stages: tuple[str, ...], field: str | None) -> str:
        found = [f"进入“{declaration.stage(key).label}”" for key in stages]
        found += [f"“{declaration.field(field).label}”"] if field else []
        return "或".join(found)

    came = "、".join(declaration.stage(key).label for key in clock.after)
    word = "个工作日" if clock.days is DayKind.WORKING else "天"
    limits = [f"{choice}{days}{word}" for choice, days in clock.limits.items()]
    if clock.limit is not None:
        limits.append(f"{'其余' if limits else ''}{clock.limit}{word}")
    stands = [f"在“{declaration.stage(key).label}”时暂停" for key in clock.pauses]
    stands += ["可暂停"] if clock.pausable else []
    if (more := clock.extension) is not None:
        asked = f"届满前{more.before}日以{said(more.ask)}申请，{said(more.approve)}批"
        stands.append(f"可延期{more.times}次共{more.most}日（{asked}）")
    return (
        f"`{clock.key}`",
        clock.label,
        clock.english,
        points(clock.starts, clock.start_field) + (f"（来自“{came}”）" if came else ""),
        points(clock.stops, clock.stop_field),
        "；".join(limits),
        f"提前{clock.warn}日",
        "；".join(stands),
    )


def _checks(declaration: Declaration) -> str:
    rows = [(f"`{check.holds}`", check.otherwise) for check in declaration.checks]
    return _table(("应成立", "否则"), rows)


def _measures(declaration: Declaration) -> str:
    heads = ("键", "口径", "English", "算法", "单位", "条件", "分组", "可供指标")
    return _table(heads, [_measure(declaration, measure) for measure in declaration.measures])


def _measure(declaration: Declaration, measure: Measure) -> tuple[str, ...]:
    how = [f"{_SPANS[measure.span]}{_TAKES[measure.take]}"]
    how += [f"明细“{declaration.group(measure.over).label}”"] if measure.over else []
    said_as = {"值": measure.of, "除以": measure.per, "其中": measure.part, "按日期": measure.date}
    how += [f"{word} `{text}`" for word, text in said_as.items() if text is not None]
    feeds = [f.indicator + (f"（{f.value}）" if f.value else "") for f in measure.feeds]
    return (
        f"`{measure.key}`",
        measure.label,
        measure.english,
        "；".join(how),
        measure.unit,
        f"`{measure.where}`" if measure.where else "",
        "、".join(f"`{key}`" for key in measure.by),
        "、".join(dict.fromkeys(feeds)),
    )


def write(folder: Path) -> None:
    """Rewrite every page. `python -m duban.registers.printing docs/reference/registers`."""
    folder.mkdir(parents=True, exist_ok=True)
    declarations = [template(name) for name in template_names()]
    (folder / "README.md").write_text(index(declarations), encoding="utf-8")
    for declaration in declarations:
        (folder / f"{declaration.id}.md").write_text(page(declaration), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
