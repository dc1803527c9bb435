"""Renders a declaration as a reference page: fields, transition table, clocks, measures."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from duban.registers.declaration import Aggregation, Clock, DayKind, Declaration, Measure, Move, Span, StageKind
from duban.registers.field import TYPE_LABELS, Field
from duban.registers.loading import list_template_names, load_template
from duban.registers.rights import describe_duties

_AGGREGATION_LABELS = {
    Aggregation.COUNT: "计数",
    Aggregation.SUM: "求和",
    Aggregation.AVERAGE: "平均",
    Aggregation.RATE: "占比",
    Aggregation.RATIO: "比值",
    Aggregation.LATEST: "最近值",
}
_SPAN_LABELS = {Span.STOCK: "时点", Span.YEAR: "本年累计", Span.MONTH: "当月"}
_STAGE_KIND_LABELS = {StageKind.OPEN: "", StageKind.DONE: "完成", StageKind.ENDED: "终止"}


def render_page(declaration: Declaration) -> str:
    """The register's page in Markdown, generated from the declaration and never edited by hand."""
    parts = [
        f"# {declaration.name} ({declaration.english})",
        f"<!-- Written from {declaration.source}; do not edit by hand. -->",
        _render_introduction(declaration),
        _render_section("字段 Fields", _render_fields(declaration.fields, declaration)),
        *(
            _render_section(f"明细：{group.label} {group.english}", _render_row_group(declaration, group.key))
            for group in declaration.rows
        ),
        _render_section("阶段 Stages", _render_stages(declaration)),
        _render_section("流转表 Transitions", _render_matrix(declaration) + "\n\n" + _render_moves(declaration)),
        _render_section("时限 Clocks", _render_clocks(declaration)),
        _render_section("校验 Checks", _render_checks(declaration)),
        _render_section("统计口径 Measures", _render_measures(declaration)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def render_index(declarations: Iterable[Declaration]) -> str:
    """The page that lists the registers."""
    rows = [
        (
            f"[{declaration.name}]({declaration.id}.md)",
            declaration.english,
            declaration.about,
            str(len(declaration.measures)),
        )
        for declaration in declarations
    ]
    introduction = (
        "# Registers that ship with Duban\n\n"
        "<!-- Written from the declarations; do not edit by hand. -->\n\n"
        "Each is one file in `src/duban/registers/templates/`, to be used as it is or to start\n"
        "one's own from ([key by key](../register-file.md)). Time limits are common ones: every\n"
        "city has its own, so set them before use."
    )
    return introduction + "\n\n" + _render_table(("台账", "English", "内容", "统计口径数"), rows) + "\n"


def _render_section(heading: str, body: str) -> str:
    return f"## {heading}\n\n{body}" if body else ""


def _render_table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    escaped_rows = [tuple(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    if not escaped_rows:
        return ""
    lines = ["| " + " | ".join(row) + " |" for row in (headings, tuple("---" for _ in headings), *escaped_rows)]
    return "\n".join(lines)


def _render_introduction(declaration: Declaration) -> str:
    lines = [
        declaration.about,
        "",
        f"- 新建：{describe_duties(declaration.create)}；修改：{describe_duties(declaration.edit)}；"
        f"更正：{describe_duties(declaration.correct)}",
    ]
    if declaration.restricted:
        lines.append("- 限定范围：没有专门权限的人看不到，什么都不公开")
    if declaration.retention is not None:
        retention = declaration.retention
        stage_labels = "、".join(declaration.stage(key).label for key in retention.after)
        lines.append(f"- 个人信息在“{stage_labels}”之后保存{retention.months}个月，到期删除：{retention.basis}")
    return "\n".join(lines)


def _render_fields(fields: tuple[Field, ...], declaration: Declaration | None) -> str:
    headings = ("键", "名称", "English", "类型", "从何时必填", "说明")
    return _render_table(headings, [_build_field_row(field, declaration) for field in fields])


def _build_field_row(field: Field, declaration: Declaration | None) -> tuple[str, ...]:
    required_from = ""
    if field.required is not None:
        required_from = declaration.stage(field.required).label if declaration else "必填"
    marks = {"个人信息": field.personal, "密封": field.sealed, "公开": field.public}
    notes = [mark_label for mark_label, is_set in marks.items() if is_set]
    notes += ["、".join(field.choices)] if field.choices else []
    notes += [str(field.datum)] if field.datum else []
    notes += [f"引用 {field.register}"] if field.register else []
    notes += [_render_limits(field)] if field.minimum is not None or field.maximum is not None else []
    notes += [field.help] if field.help else []
    type_label = TYPE_LABELS[field.type]
    return (f"`{field.key}`", field.heading, field.english, type_label, required_from, "；".join(notes))


def _render_limits(field: Field) -> str:
    lower_limit = "" if field.minimum is None else f"≥{field.minimum}"
    upper_limit = "" if field.maximum is None else f"≤{field.maximum}"
    return " ".join(limit for limit in (lower_limit, upper_limit) if limit)


def _render_row_group(declaration: Declaration, group_key: str) -> str:
    group = declaration.group(group_key)
    closing_note = "逐行办结。" if group.closes else ""
    duties_note = f"填写：{describe_duties(group.who or declaration.edit)}。{closing_note}"
    return f"{duties_note}\n\n{_render_fields(group.fields, None)}"


def _render_stages(declaration: Declaration) -> str:
    rows = [
        (
            f"`{stage.key}`",
            stage.label,
            stage.english,
            _STAGE_KIND_LABELS[stage.kind],
            "不再修改" if stage.locked else "",
        )
        for stage in declaration.stages
    ]
    return _render_table(("键", "阶段", "English", "性质", "锁定"), rows)


def _render_matrix(declaration: Declaration) -> str:
    """From every stage to every stage: the move's name, or nothing where there is none."""
    headings = ("从＼到", *(stage.label for stage in declaration.stages))
    rows = []
    for origin in declaration.stages:
        moves = [declaration.find_move(origin.key, target.key) for target in declaration.stages]
        rows.append((origin.label, *(move.label if move else "—" for move in moves)))
    return _render_table(headings, rows)


def _render_moves(declaration: Declaration) -> str:
    headings = ("流转", "English", "从", "到", "谁", "条件")
    return _render_table(headings, [_build_move_row(declaration, move) for move in declaration.moves])


def _build_move_row(declaration: Declaration, move: Move) -> tuple[str, ...]:
    origins = "、".join(declaration.stage(key).label for key in move.origins)
    requirements = [f"填写“{declaration.field(key).label}”" for key in move.requires]
    requirements += [f"上传“{kind}”" for kind in move.documents]
    requirements += ["说明原因"] if move.reason else []
    requirements += [f"`{move.condition}`"] if move.condition else []
    target_label = declaration.stage(move.to).label
    return (move.label, move.english, origins, target_label, describe_duties(move.who), "；".join(requirements))


def _render_clocks(declaration: Declaration) -> str:
    headings = ("键", "时限", "English", "起", "止", "期限", "预警", "暂停、延期")
    return _render_table(headings, [_build_clock_row(declaration, clock) for clock in declaration.clocks])


def _build_clock_row(declaration: Declaration, clock: Clock) -> tuple[str, ...]:
    def describe_points(stage_keys: tuple[str, ...], field_key: str | None) -> str:
        points = [f"进入“{declaration.stage(key).label}”" for key in stage_keys]
        points += [f"“{declaration.field(field_key).label}”"] if field_key else []
        return "或".join(points)

    previous_labels = "、".join(declaration.stage(key).label for key in clock.after)
    day_unit = "个工作日" if clock.days is DayKind.WORKING else "天"
    limits = [f"{choice}{days}{day_unit}" for choice, days in clock.limits.items()]
    if clock.limit is not None:
        limits.append(f"{'其余' if limits else ''}{clock.limit}{day_unit}")
    pause_notes = [f"在“{declaration.stage(key).label}”时暂停" for key in clock.pauses]
    pause_notes += ["可暂停"] if clock.pausable else []
    if (extension := clock.extension) is not None:
        terms = (
            f"届满前{extension.before}日以{describe_duties(extension.ask)}申请，{describe_duties(extension.approve)}批"
        )
        pause_notes.append(f"可延期{extension.times}次共{extension.most}日（{terms}）")
    return (
        f"`{clock.key}`",
        clock.label,
        clock.english,
        describe_points(clock.starts, clock.start_field) + (f"（来自“{previous_labels}”）" if previous_labels else ""),
        describe_points(clock.stops, clock.stop_field),
        "；".join(limits),
        f"提前{clock.warn}日",
        "；".join(pause_notes),
    )


def _render_checks(declaration: Declaration) -> str:
    rows = [(f"`{check.holds}`", check.otherwise) for check in declaration.checks]
    return _render_table(("应成立", "否则"), rows)


def _render_measures(declaration: Declaration) -> str:
    headings = ("键", "口径", "English", "算法", "单位", "条件", "分组", "可供指标")
    return _render_table(headings, [_build_measure_row(declaration, measure) for measure in declaration.measures])


def describe_method(declaration: Declaration, measure: Measure) -> str:
    """How a measure is taken from records: span, aggregation, and its expressions."""
    method_notes = [f"{_SPAN_LABELS[measure.span]}{_AGGREGATION_LABELS[measure.take]}"]
    method_notes += [f"明细“{declaration.group(measure.over).label}”"] if measure.over else []
    expression_by_label = {"值": measure.of, "除以": measure.per, "其中": measure.part, "按日期": measure.date}
    method_notes += [
        f"{label} `{expression}`" for label, expression in expression_by_label.items() if expression is not None
    ]
    return "；".join(method_notes)


def _build_measure_row(declaration: Declaration, measure: Measure) -> tuple[str, ...]:
    feeds = [feed.indicator + (f"（{feed.value}）" if feed.value else "") for feed in measure.feeds]
    return (
        f"`{measure.key}`",
        measure.label,
        measure.english,
        describe_method(declaration, measure),
        measure.unit,
        f"`{measure.where}`" if measure.where else "",
        "、".join(f"`{key}`" for key in measure.by),
        "、".join(dict.fromkeys(feeds)),
    )


def write_pages(folder: Path) -> None:
    """Rewrite every page. `python -m duban.registers.reference_pages docs/reference/registers`."""
    folder.mkdir(parents=True, exist_ok=True)
    declarations = [load_template(name) for name in list_template_names()]
    (folder / "README.md").write_text(render_index(declarations), encoding="utf-8")
    for declaration in declarations:
        (folder / f"{declaration.id}.md").write_text(render_page(declaration), encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
