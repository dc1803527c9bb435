"""`duban compare REPORT…`: one indicator across governments, levels and years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.notices import NoticeError, make_notice

if TYPE_CHECKING:
    from duban.commitments import Report
    from duban.comparison import Comparison, Group

_FORMATS = ("table", "json", "csv", "xlsx", "html")


@click.command()
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...", type=click.Path(path_type=Path, exists=True))
@click.option("--indicator", "-i", multiple=True, help="只看这些指标（名称或代码），可重复")
@click.option("--year", "-y", multiple=True, type=click.IntRange(1949, 2199), help="只看这些年度")
@click.option("--against", help="与这个地区的目标相比；默认与给出的上一级政府相比")
@click.option("--format", "-f", "form", type=click.Choice(_FORMATS), help="默认 table")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到文件，格式可看扩展名")
def compare(
    reports: tuple[Path, ...],
    indicator: tuple[str, ...],
    year: tuple[int, ...],
    against: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """同一指标，各地各级各年：谁定了多少，有多硬，比上年结果和上级目标高还是低。

    Compare one indicator across governments, levels and years. REPORT may be files or folders.
    """
    from duban.cli.output import choose_command_format, write_output
    from duban.comparison import compare as comparing

    form = choose_command_format(form, output, _FORMATS)
    files = list(_list_files(reports))
    if output is not None and any(file.exists() and output.exists() and output.samefile(file) for file in files):
        raise NoticeError.make("output_is_input", output=output)
    comparison = comparing(_read_reports(files), against=against)
    if not comparison.reports:
        reasons = tuple(f"{report.source} {report.reason}" for report in comparison.passed_over[:3])
        raise NoticeError.make("nothing_to_compare", reasons=reasons or (make_notice("nothing_readable"),))
    for skipped_report in comparison.passed_over:
        click.echo(f"没有用上 {skipped_report.source}：{skipped_report.reason}", err=True)
    selection = _select(comparison, indicator, year)
    has_indicators = bool(indicator)
    write_output(_render(selection, form, has_indicators), output, source=files[0], is_binary=form == "xlsx")


def _list_files(paths: Sequence[Path]) -> Iterator[Path]:
    from duban.bulk.find_files import KINDS_TEXT, find_reports

    for path in paths:
        if path.is_dir():
            folder_files = find_reports(path)
            if not folder_files:
                raise NoticeError.make("folder_without_files", folder=path, kinds=KINDS_TEXT)
            yield from folder_files
        else:
            yield path


def _read_reports(files: Sequence[Path]) -> Iterator[tuple[str, Report]]:
    """Yield the reports one by one; a file that cannot be read is named on standard error."""
    from duban.bulk.read_report import read_file
    from duban.bulk.schema import YearSource
    from duban.sources.errors import SourceError

    for path in files:
        try:
            read_report = read_file(path, name=path.name)
        except (SourceError, OSError) as error:
            click.echo(f"读不了 {path}：{error}", err=True)
            continue
        if read_report.origin.year_source is YearSource.FILE_NAME:
            year = read_report.report.year
            click.echo(f"{path.name} 没有写明年度，按文件名当作{year}年", err=True)
        yield path.name, read_report.report


def _select(comparison: Comparison, indicators: tuple[str, ...], years: tuple[int, ...]) -> Comparison:
    from duban.comparison import find_indicators, select

    indicator_ids: set[str] = set()
    for word in indicators:
        word_ids = find_indicators(comparison, word)
        if not word_ids & {stance.indicator for stance in comparison.stances}:
            raise NoticeError.make("indicator_not_compared", name=word, names=_list_common_names(comparison))
        indicator_ids |= word_ids
    missing_years = sorted(set(years) - set(comparison.years))
    if missing_years:
        raise NoticeError.make("year_not_compared", year=missing_years[0], years=tuple(comparison.years))
    return select(comparison, frozenset(indicator_ids), years)


def _list_common_names(comparison: Comparison) -> tuple[str, ...]:
    from duban.comparison import group_stances

    return tuple(dict.fromkeys(group.name for group in group_stances(comparison)))[:8]


def _render(comparison: Comparison, format_name: str, has_indicators: bool) -> bytes:
    from duban.documents import comparison as documents

    if format_name == "json":
        return documents.render_comparison_json(comparison)
    if format_name == "csv":
        return documents.render_comparison_csv(comparison)
    if format_name == "xlsx":
        return documents.render_comparison_xlsx(comparison)
    if format_name == "html":
        return documents.render_comparison_page(comparison).encode("utf-8", errors="replace")
    return _render_table(comparison, 1 if has_indicators else 2)


def _render_table(comparison: Comparison, min_governments: int) -> bytes:
    """Each indicator by year, ranked; targets that only one government sets are only counted."""
    from duban.comparison import group_stances

    visible_groups = group_stances(comparison, min_governments)
    if min_governments > 1 and not visible_groups:
        visible_groups = group_stances(comparison)
    lines = [line for group in visible_groups for line in _render_group(group)]
    hidden_count = len(comparison.stances) - sum(len(visible_group.stances) for visible_group in visible_groups)
    lines.append(
        f"{comparison.reports} 份报告，{len(comparison.governments)} 个地区，{len(comparison.stances)} 个目标"
        + (f"；另有 {hidden_count} 个只有一个地区提：用 --indicator 看，或输出 csv" if hidden_count else "")
    )
    return ("\n".join(lines) + "\n").encode("utf-8", errors="replace")


def _render_group(group: Group) -> Iterator[str]:
    from duban.cli.table import fit
    from duban.comparison import render_sum
    from duban.documents.comparison.charts import MEASURES
    from duban.verification import render_target

    yield f"{group.name}（{MEASURES[group.measure]}）{group.year}年"
    for stance in group.stances:
        name = fit(stance.government.name, 16)
        cells = f"{name} {fit(render_target(stance.target), 20)} {fit(stance.hardness.chinese, 8)}"
        yield f"  {cells} {render_sum(stance)}".rstrip()
    yield ""
