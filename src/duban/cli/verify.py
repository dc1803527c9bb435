"""`duban verify LAST THIS`: last year's targets, this year's results."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.errors import Refusal
from duban.notices import NoticeError

if TYPE_CHECKING:
    from duban.assessment import Rules
    from duban.commitments import Report
    from duban.verification import Change, Verdict

_FORMATS = ("table", "json", "xlsx", "docx", "html")
_EXISTING_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("last", type=click.Path(path_type=Path, exists=True))
@click.argument("this", type=_EXISTING_FILE, required=False)
@click.option("--figures", type=_EXISTING_FILE, help="用公布的数据（CSV）代替 THIS")
@click.option("--plans", is_flag=True, help="计划对计划：保持、调高、调低、改述、不再提、新提")
@click.option("--rules", default="default", metavar="名称|文件", help="“左右”的容差所在的规则，同 duban assess")
@click.option("--format", "-f", "form", type=click.Choice(_FORMATS), help="默认 table")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到文件，格式可看扩展名")
@click.option(
    "--bulk", is_flag=True, help="LAST 是目录：核对其中同一地区前后相接的每两份报告，写到 -o 的 CSV，一个目标一行"
)
@click.option("--year", type=click.IntRange(1949, 2199), help="LAST 的计划年度，原文没有写明时用")
def verify(
    last: Path,
    this: Path | None,
    figures: Path | None,
    plans: bool,
    rules: str,
    form: str | None,
    output: Path | None,
    bulk: bool,
    year: int | None,
) -> None:
    """对照上年目标和今年报告的结果，逐项给出结论和算式。

    Check LAST's targets against the results in THIS: the next report, or a statistical bulletin.
    Silence is shown as not reported (未报告), never as failure.
    """
    from duban.cli.assess import load_rules
    from duban.cli.output import choose_command_format, write_output

    if bulk:
        _verify_folder(last, output, this is not None or figures is not None or plans)
        return
    if last.is_dir():
        raise NoticeError.make("verify_folder", file=last)
    if (this is None) == (figures is None):
        raise NoticeError.make("verify_this_or_figures")
    if plans and this is None:
        raise NoticeError.make("verify_plans_without_this")
    form = choose_command_format(form, output, _FORMATS)
    report = read_report(last, year)
    later_report = read_report(this, None) if this is not None else None
    if later_report is not None:
        _warn(report, later_report)
    if plans and later_report is not None:
        content = _render_changes(report, later_report, form)
    else:
        content = _render_verdicts(report, later_report, figures, form, output, load_rules(rules))
    write_output(content, output, source=last, is_binary=form in ("xlsx", "docx"))


def _verify_folder(folder: Path, output: Path | None, has_further_options: bool) -> None:
    """Every pair of consecutive reports of a folder, into one CSV file."""
    from duban.bulk.pairs import verify_folder
    from duban.cli.progress import ProgressMeter

    if not folder.is_dir() or output is None or has_further_options:
        raise NoticeError.make("verify_bulk_usage")
    outcome = verify_folder(folder, output, on_progress=ProgressMeter(sys.stderr))
    for bad_file in outcome.bad_files:
        click.echo(f"读不了 {bad_file.file}：{bad_file.reason}", err=True)
    if outcome.unpaired_files:
        click.echo(f"没有前后年可对的 {len(outcome.unpaired_files)} 份：{'、'.join(outcome.unpaired_files)}", err=True)
    click.echo(
        f"{outcome.pair_count} 对报告，{outcome.target_count} 个目标，{len(outcome.bad_files)} 个文件读不了：{output}"
    )


def read_report(path: Path, year: int | None) -> Report:
    """The report; where its text states no year, of the one year in its file's name."""
    from duban.bulk.read_report import find_year_in_name
    from duban.files import read_file_isolated

    report = read_file_isolated(path, year=year)
    file_year = None if report.year else find_year_in_name(path.name)
    if file_year is None:
        return report
    click.echo(f"{path.name} 没有写明年度，按文件名当作{file_year}年", err=True)
    return read_file_isolated(path, year=file_year)


def _warn(earlier: Report, later: Report) -> None:
    """Warn on standard error of two places, or of years that are not consecutive."""
    places = earlier.jurisdiction, later.jurisdiction
    if all(places) and places[0] != places[1]:
        click.echo(f"注意 LAST 是{places[0]}的，THIS 是{places[1]}的：结果不能当作同一地区的", err=True)
    if earlier.year and later.year and later.year - earlier.year not in (0, 1):
        message = f"注意 LAST 的计划年度是{earlier.year}年，THIS 是{later.year}年，不是前后相接的两年"
        click.echo(message, err=True)


def _render_verdicts(
    report: Report,
    later_report: Report | None,
    figures: Path | None,
    format_name: str,
    output: Path | None,
    rules: Rules,
) -> bytes:
    from duban.verification import FiguresError, read_figures, verify, verify_figures

    if later_report is not None:
        verdicts = verify(report, later_report, rules)
    elif figures is not None:
        try:
            verdicts = verify_figures(report, read_figures(figures.read_bytes(), report.year), rules)
        except FiguresError as error:
            raise Refusal(f"{figures} {error}") from error
    if format_name == "json":
        from duban.documents.verdicts_json import render_verdicts_json

        return render_verdicts_json(verdicts)
    if format_name == "xlsx":
        from duban.documents.verdicts_xlsx import render_verdicts_xlsx

        return render_verdicts_xlsx(verdicts)
    if format_name == "docx":
        from duban.documents.contrast_table import build_contrast_rows, render_contrast_docx

        source = "公布的数据" if later_report is None else later_report.title or "今年的报告"
        title = f"{report.jurisdiction or ''}{report.year or ''}年目标任务完成情况对照表"
        return render_contrast_docx(title, build_contrast_rows(report, verdicts, source))
    if format_name == "html":
        from duban.documents.facing import render_verdicts_page

        return render_verdicts_page(report, later_report, verdicts).encode("utf-8", errors="replace")
    return _render_verdict_table(verdicts, output)


def _render_changes(report: Report, later_report: Report, format_name: str) -> bytes:
    from duban.verification import compare_plans

    changes = compare_plans(report, later_report)
    if format_name == "json":
        from duban.documents.verdicts_json import render_changes_json

        return render_changes_json(changes)
    if format_name == "xlsx":
        from duban.documents.verdicts_xlsx import render_changes_xlsx

        return render_changes_xlsx(changes)
    if format_name == "docx":
        raise NoticeError.make("verify_plans_in_word")
    if format_name == "html":
        from duban.documents.facing import render_changes_page

        return render_changes_page(report, later_report, changes).encode("utf-8", errors="replace")
    return _render_change_table(changes)


def _render_verdict_table(verdicts: list[Verdict], output: Path | None) -> bytes:
    from duban.cli.table import BOLD, PLAIN, fit, measure_terminal, supports_colour
    from duban.verification import render_result, render_target

    sum_width = max(20, measure_terminal() - 64)
    uses_colour = output is None and supports_colour(sys.stdout)
    lines = [f"{fit('结论', 8)} {fit('指标', 24)} {fit('目标', 14)} {fit('结果', 14)} 算式"]
    for verdict in verdicts:
        judgement_word = fit(verdict.judgement.chinese, 8)
        result_text = "" if verdict.result is None else render_result(verdict.result) or verdict.result.quote
        sum_text = verdict.sum
        if verdict.result is not None and verdict.result.source is not None:
            sum_text += f"（来源：{verdict.result.source}）"
        cells = f"{fit(verdict.target.indicator, 24)} {fit(render_target(verdict.target), 14)} {fit(result_text, 14)}"
        styled_word = f"{BOLD}{judgement_word}{PLAIN}" if uses_colour else judgement_word
        lines.append(f"{styled_word} {cells} {_fit_sum(sum_text, sum_width, verdict)}".rstrip())
    count_by_judgement = Counter(verdict.judgement.chinese for verdict in verdicts)
    lines += ["", _render_counts(len(verdicts), count_by_judgement)]
    return ("\n".join(lines) + "\n").encode("utf-8", errors="replace")


def _fit_sum(sum_text: str, columns: int, verdict: Verdict) -> str:
    """The sum cut to the terminal; one with a source is never cut, for the source is at its end."""
    from duban.cli.table import fit

    has_source = verdict.result is not None and verdict.result.source is not None
    return sum_text if has_source else fit(sum_text, columns)


def _render_change_table(changes: list[Change]) -> bytes:
    from duban.cli.table import fit

    lines = [f"{fit('变化', 8)} {fit('指标', 32)} {fit('上年', 16)} 今年"]
    for change in changes:
        earlier_number = "" if change.last is None else change.last.number
        later_number = "" if change.this is None else change.this.number
        row = f"{fit(change.kind.chinese, 8)} {fit(change.indicator, 32)} {fit(earlier_number, 16)} {later_number}"
        lines.append(row.rstrip())
    lines += ["", _render_counts(len(changes), Counter(change.kind.chinese for change in changes))]
    return ("\n".join(lines) + "\n").encode("utf-8", errors="replace")


def _render_counts(total: int, count_by_word: Counter[str]) -> str:
    parts = "，".join(f"{name} {count}" for name, count in count_by_word.most_common())
    return f"共 {total} 项" + (f"：{parts}" if parts else "")
