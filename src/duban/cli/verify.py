"""`duban verify LAST THIS`: last year's targets, this year's results."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.failing import Refusal

if TYPE_CHECKING:
    from duban.commitments import Report
    from duban.verification import Change, Verdict

_FORMATS = ("table", "json", "xlsx", "docx", "html")
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("last", type=click.Path(path_type=Path, exists=True))
@click.argument("this", type=_FILE, required=False)
@click.option("--figures", type=_FILE, help="用公布的数据（CSV）代替 THIS")
@click.option("--plans", is_flag=True, help="计划对计划：保持、调高、调低、改述、不再提、新提")
@click.option("--format", "-f", "form", type=click.Choice(_FORMATS), help="默认 table")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到文件，格式可看扩展名")
@click.option(
    "--bulk",
    is_flag=True,
    help="LAST 是目录：核对其中同一地区前后相接的每两份报告，写到 -o 的 CSV，一个目标一行",
)
@click.option("--year", type=click.IntRange(1949, 2199), help="LAST 的计划年度，原文没有写明时用")
def verify(
    last: Path,
    this: Path | None,
    figures: Path | None,
    plans: bool,
    form: str | None,
    output: Path | None,
    bulk: bool,
    year: int | None,
) -> None:
    """对照上年目标和今年报告的结果，逐项给出结论和算式。

    Check LAST's targets against the results in THIS: the next report, or a statistical bulletin.
    Silence is shown as not reported (未报告), never as failure.
    """
    from duban.cli.output import chosen, deliver

    if bulk:
        _verify_folder(last, output, this is not None or figures is not None or plans)
        return
    if last.is_dir():
        raise Refusal(f"{last} 是目录：核对目录里的每两份报告请加 --bulk，并用 -o 给出 CSV 文件")
    if (this is None) == (figures is None):
        raise Refusal("请给出 THIS（下一份报告或统计公报），或者 --figures 数据.csv，二者取一")
    if plans and this is None:
        raise Refusal("--plans 比较两份报告的目标：请给出 THIS")
    form = chosen(form, output, _FORMATS)
    report = _read(last, year)
    other = _read(this, None) if this is not None else None
    if other is not None:
        _warn(report, other)
    if plans and other is not None:
        data = _changes(report, other, form)
    else:
        data = _verdicts(report, other, figures, form, output)
    deliver(data, output, source=last, binary=form in ("xlsx", "docx"))


def _verify_folder(folder: Path, output: Path | None, others: bool) -> None:
    """Every pair of consecutive reports of a folder, into one CSV file."""
    from duban.bulk.pairs import verify_folder
    from duban.cli.progress import Meter

    if not folder.is_dir() or output is None or others:
        raise Refusal("--bulk 的用法：duban verify --bulk 目录 -o 结论.csv，不带别的文件")
    done = verify_folder(folder, output, on_progress=Meter(sys.stderr))
    for bad in done.bad:
        click.echo(f"读不了 {bad.file}：{bad.reason}", err=True)
    if done.unpaired:
        click.echo(
            f"没有前后年可对的 {len(done.unpaired)} 份：{'、'.join(done.unpaired)}", err=True
        )
    click.echo(
        f"{done.pairs} 对报告，{done.targets} 个目标，{len(done.bad)} 个文件读不了：{output}"
    )


def _read(path: Path, year: int | None) -> Report:
    """The report; where its text states no year, of the one year in its file's name."""
    from duban.bulk.reading import named_year
    from duban.files import read_file_isolated

    report = read_file_isolated(path, year=year)
    named = None if report.year else named_year(path.name)
    if named is None:
        return report
    click.echo(f"{path.name} 没有写明年度，按文件名当作{named}年", err=True)
    return read_file_isolated(path, year=named)


def _warn(last: Report, this: Report) -> None:
    """Warn on standard error of two places, or of years that are not consecutive."""
    places = last.jurisdiction, this.jurisdiction
    if all(places) and places[0] != places[1]:
        click.echo(
            f"注意 LAST 是{places[0]}的，THIS 是{places[1]}的：结果不能当作同一地区的", err=True
        )
    if last.year and this.year and this.year - last.year not in (0, 1):
        said = f"注意 LAST 的计划年度是{last.year}年，THIS 是{this.year}年，不是前后相接的两年"
        click.echo(said, err=True)


def _verdicts(
    report: Report, other: Report | None, figures: Path | None, form: str, output: Path | None
) -> bytes:
    from duban.verification import FiguresError, read_figures, verify, verify_figures

    if other is not None:
        verdicts = verify(report, other)
    elif figures is not None:
        try:
            verdicts = verify_figures(report, read_figures(figures.read_bytes(), report.year))
        except FiguresError as error:
            raise Refusal(f"{figures} {error}") from error
    if form == "json":
        from duban.documents.verdicts_json import verdicts_json

        return verdicts_json(verdicts)
    if form == "xlsx":
        from duban.documents.verdicts_xlsx import verdicts_xlsx

        return verdicts_xlsx(verdicts)
    if form == "docx":
        from duban.documents.contrast import contrast_docx, lines

        source = "公布的数据" if other is None else other.title or "今年的报告"
        title = f"{report.jurisdiction or ''}{report.year or ''}年目标任务完成情况对照表"
        return contrast_docx(title, lines(report, verdicts, source))
    if form == "html":
        from duban.documents.facing import verdicts_page

        return verdicts_page(report, other, verdicts).encode("utf-8", errors="replace")
    return _table_of_verdicts(verdicts, output)


def _changes(report: Report, other: Report, form: str) -> bytes:
    from duban.verification import compare_plans

    changes = compare_plans(report, other)
    if form == "json":
        from duban.documents.verdicts_json import changes_json

        return changes_json(changes)
    if form == "xlsx":
        from duban.documents.verdicts_xlsx import changes_xlsx

        return changes_xlsx(changes)
    if form == "docx":
        raise Refusal("--plans 没有 Word 格式：请用 table、json、xlsx 或 html")
    if form == "html":
        from duban.documents.facing import changes_page

        return changes_page(report, other, changes).encode("utf-8", errors="replace")
    return _table_of_changes(changes)


def _table_of_verdicts(verdicts: list[Verdict], output: Path | None) -> bytes:
    from duban.cli.table import BOLD, PLAIN, colours, fit, width

    room = max(20, width() - 64)
    paint = output is None and colours(sys.stdout)
    lines = [f"{fit('结论', 8)} {fit('指标', 24)} {fit('目标', 14)} {fit('结果', 14)} 算式"]
    for v in verdicts:
        word = fit(v.judgement.chinese, 8)
        found = v.result.number or v.result.quote if v.result is not None else ""
        total = v.sum
        if v.result is not None and v.result.source is not None:
            total += f"（来源：{v.result.source}）"
        cells = f"{fit(v.target.indicator, 24)} {fit(v.target.number, 14)} {fit(found, 14)}"
        head = f"{BOLD}{word}{PLAIN}" if paint else word
        lines.append(f"{head} {cells} {_kept(total, room, v)}".rstrip())
    counted = Counter(v.judgement.chinese for v in verdicts)
    lines += ["", _counts(len(verdicts), counted)]
    return ("\n".join(lines) + "\n").encode("utf-8", errors="replace")


def _kept(total: str, room: int, verdict: Verdict) -> str:
    """The sum cut to the terminal; one with a source is never cut, for the source is at its end."""
    from duban.cli.table import fit

    sourced = verdict.result is not None and verdict.result.source is not None
    return total if sourced else fit(total, room)


def _table_of_changes(changes: list[Change]) -> bytes:
    from duban.cli.table import fit

    lines = [f"{fit('变化', 8)} {fit('指标', 32)} {fit('上年', 16)} 今年"]
    for c in changes:
        last = "" if c.last is None else c.last.number
        this = "" if c.this is None else c.this.number
        row = f"{fit(c.kind.chinese, 8)} {fit(c.indicator, 32)} {fit(last, 16)} {this}"
        lines.append(row.rstrip())
    lines += ["", _counts(len(changes), Counter(c.kind.chinese for c in changes))]
    return ("\n".join(lines) + "\n").encode("utf-8", errors="replace")


def _counts(total: int, counted: Counter[str]) -> str:
    parts = "，".join(f"{name} {count}" for name, count in counted.most_common())
    return f"共 {total} 项" + (f"：{parts}" if parts else "")
