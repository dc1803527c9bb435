"""`duban explain`: why a number got its name, a target its status or verdict, a measure its figure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.errors import Refusal
from duban.notices import NoticeError

if TYPE_CHECKING:
    import datetime as dt

    from duban.assessment import Assessment
    from duban.commitments import Claim
    from duban.reading.explain_names import Explanation
    from duban.registers import Declaration, Event, Figure, Measure
    from duban.verification import Verdict

_EXISTING_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_AS_OF = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="日期", help="截至哪一天")
_YEAR = click.option("--year", type=click.IntRange(1900, 2200), help="计划年度，原文没有写明时用")


class _ExplainGroup(click.Group):
    """A group whose first command, `name`, need not be written: `duban explain FILE --at 1234`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "-h", "--help"):
            args.insert(0, "name")
        return super().parse_args(ctx, args)


@click.group(cls=_ExplainGroup)
def explain() -> None:
    """说明为什么：指标名称（name，可不写）、评价（status）、核对结论（verdict）、台账口径（measure）。

    Why a number got its name (name, may be left out), a target its status or verdict, a measure its figure.
    """


@explain.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--at", type=click.IntRange(min=0), required=True, help="原文中的位置（字符数）")
@_YEAR
def name(file: Path, at: int, year: int | None) -> None:
    """说明一个数的指标名称是怎样读出来的：有哪些读法，为什么选了这一个。

    Why a number got its name: every candidate with its patterns and weight, the choice first.
    """
    from duban.files import explain_file_isolated
    from duban.reading.explain_names import OffsetError

    if file.is_dir():
        raise NoticeError.make("explain_folder", file=file)
    try:
        explanations = explain_file_isolated(file, at, year=year)
    except OffsetError as error:
        raise NoticeError.make("explain_offset", file=file, at=at) from error
    if not explanations:
        raise NoticeError.make("explain_no_number", at=at)
    click.echo("\n\n".join(map(render_name, explanations)))


@explain.command()
@click.argument("claims", type=_EXISTING_FILE)
@click.argument("figures", type=_EXISTING_FILE)
@_AS_OF
@click.option("--claim", help="只说明这一个指标：编号、行号或数据文件里的叫法")
@click.option("--rules", default="default", metavar="名称|文件", help="阈值规则，同 duban assess")
@_YEAR
def status(claims: Path, figures: Path, as_of: dt.datetime, claim: str | None, rules: str, year: int | None) -> None:
    """说明评价是怎样得出的，参数同 duban assess。

    Why a claim has its status: the sum, as `duban assess` gives it.
    """
    from duban.cli.assess import assess_files

    assessed_targets = assess_files(claims, figures, as_of.date(), rules, year)
    texts = [
        f"{followed.target.indicator}（{followed.name}）\n{render_status(assessment)}"
        for followed, assessment in assessed_targets
        if claim is None or claim in (followed.target.id, str(followed.line), str(followed.name))
    ]
    if not texts:
        raise NoticeError.make("explain_no_claim", file=claims, claim=claim)
    click.echo("\n\n".join(texts))


@explain.command()
@click.argument("last", type=_EXISTING_FILE)
@click.argument("this", type=_EXISTING_FILE)
@click.option("--at", type=click.IntRange(min=0), help="只说明 LAST 原文中这个位置（字符数）的目标")
@click.option("--rules", default="default", metavar="名称|文件", help="“左右”的容差所在的规则")
@_YEAR
def verdict(last: Path, this: Path, at: int | None, rules: str, year: int | None) -> None:
    """说明年度核对的结论：上年目标的原文、今年结果的原文和算式。

    Why a target of last year has its verdict: both quotes and the sum.
    """
    from duban.cli.assess import load_rules
    from duban.cli.verify import read_report
    from duban.verification import verify

    verdicts = verify(read_report(last, year), read_report(this, None), load_rules(rules))
    texts = [render_verdict(item) for item in verdicts if at is None or item.target.start <= at < item.target.end]
    if not texts:
        raise NoticeError.make("explain_no_target", file=last, at=at)
    click.echo("\n\n".join(texts))


@explain.command()
@click.argument("register")
@click.argument("events", type=_EXISTING_FILE)
@click.option("--measure", "measure_key", required=True, metavar="键", help="统计口径的键")
@_AS_OF
def measure(register: str, events: Path, measure_key: str, as_of: dt.datetime) -> None:
    """说明台账的统计口径：算法、条件和计入的记录。

    Why a measure has its figure: how it is taken, and the records that count. REGISTER is a declaration's file
    or the name of one that ships; EVENTS has an event a line, as JSON.
    """
    from duban.registers import Days, compute_figure_at

    declaration = _load_register(register)
    measures = {item.key: item for item in declaration.measures}
    if measure_key not in measures:
        raise NoticeError.make("explain_no_measure", register=register, measure=measure_key, measures=tuple(measures))
    histories = [list(group) for _, group in groupby(_read_events(declaration, events), lambda event: event.record)]
    figure = compute_figure_at(declaration, measures[measure_key], histories, as_of.date(), Days())
    click.echo(render_measure(declaration, measures[measure_key], figure))


def _load_register(register: str) -> Declaration:
    from duban.registers import list_template_names, load_file, load_template

    names = list_template_names()
    if register not in names and not Path(register).is_file():
        raise NoticeError.make("explain_no_register", register=register, names=names)
    return load_template(register) if register in names else load_file(Path(register))


def _read_events(declaration: Declaration, path: Path) -> list[Event]:
    """The events of a file, by record and serial."""
    from duban.registers import FoldError, event_from_json

    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        read_events = [event_from_json(declaration, line) for line in lines]
    except (ValueError, FoldError) as error:
        raise Refusal(f"{path}: {error}") from error
    return sorted(read_events, key=lambda event: (event.record, event.serial))


def render_name(explanation: Explanation) -> str:
    """The candidates for a number's name, the choice first, and the claim with its evidence."""
    return "\n".join(_list_name_lines(explanation))


def _list_name_lines(explanation: Explanation) -> Iterator[str]:
    yield f"{explanation.start}–{explanation.end} {explanation.numbers}"
    for rank, proposal in enumerate(explanation.proposals):
        mark = "→" if rank == 0 else " "
        names = "；".join(dict.fromkeys(proposal.names))
        yield f"{mark} {proposal.weight:6.2f}  {names}  ({', '.join(proposal.reasons)})"
    for claim in explanation.claims:
        yield "  " + _describe_claim(claim)


def _describe_claim(claim: Claim) -> str:
    evidence = claim.evidence
    fields = [claim.role.value, claim.kind.value, claim.indicator]
    if evidence is not None:
        labelled_values = (
            ("verb", evidence.verb),
            ("time", evidence.time),
            ("basis", evidence.basis),
            ("whole", evidence.whole),
            ("stage", evidence.stage.value if evidence.stage else ""),
            ("precision", "" if evidence.precision is None else format(evidence.precision, "f")),
        )
        fields += [f"{name}={value}" for name, value in labelled_values if value]
    return " · ".join(fields)


def render_status(assessment: Assessment) -> str:
    """The sum that gave the status, as pages show it."""
    return assessment.sum


def render_verdict(verdict: Verdict) -> str:
    """The verdict, the target's and the result's own words, and the sum."""
    target, result = verdict.target, verdict.result
    lines = [f"{target.indicator}：{verdict.judgement.chinese}", f"  目标 {target.start}–{target.end} {target.quote}"]
    if result is not None:
        place = f" {result.start}–{result.end}" if result.start is not None else ""
        lines.append(f"  结果{place} {result.quote}" + (f"（来源：{result.source}）" if result.source else ""))
    return "\n".join([*lines, f"  算式 {verdict.sum}"])


def render_measure(declaration: Declaration, measure: Measure, figure: Figure) -> str:
    """The figure, how it is taken, and the records that count."""
    from duban.quantities import printing
    from duban.registers.reference_pages import describe_method

    value = "无" if figure.value is None else f"{printing.format_plain(figure.value)}{figure.unit}"
    lines = [f"{measure.label}（截至{figure.as_of}）：{value}", f"  算法 {describe_method(declaration, measure)}"]
    if measure.where is not None:
        lines.append(f"  条件 {measure.where}")
    return "\n".join([*lines, f"  计入 {len(figure.record_ids)} 条 {'、'.join(figure.record_ids)}".rstrip()])
