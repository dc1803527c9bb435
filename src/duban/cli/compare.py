"""`duban compare REPORT…`: one indicator across governments, levels and years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.failing import Refusal

if TYPE_CHECKING:
    from duban.commitments import Report
    from duban.comparison import Comparison, Group

_FORMATS = ("table", "json", "csv", "xlsx", "html")


@click.command()
@click.argument(
    "reports",
    nargs=-1,
    required=True,
    metavar="REPORT...",
    type=click.Path(path_type=Path, exists=True),
)
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
    from duban.cli.output import chosen, deliver
    from duban.comparison import RegionError
    from duban.comparison import compare as comparing

    form = chosen(form, output, _FORMATS)
    files = list(_files(reports))
    if output is not None and any(
        f.exists() and output.exists() and output.samefile(f) for f in files
    ):
        raise Refusal(f"{output} 就是所读的文件之一：请换一个输出文件名")
    try:
        found = comparing(_read(files), against=against)
    except RegionError as error:
        raise Refusal(str(error)) from error
    if not found.reports:
        raise Refusal("没有可比的报告：" + _reasons(found))
    for passed in found.passed_over:
        click.echo(f"没有用上 {passed.source}：{passed.reason}", err=True)
    kept = _chosen(found, indicator, year)
    asked = bool(indicator)
    deliver(_made(kept, form, asked), output, source=files[0], binary=form == "xlsx")


def _files(given: Sequence[Path]) -> Iterator[Path]:
    from duban.bulk.finding import KINDS, reports_under

    for path in given:
        if path.is_dir():
            inside = reports_under(path)
            if not inside:
                raise Refusal(f"{path} 下没有能读的文件（{KINDS}）")
            yield from inside
        else:
            yield path


def _read(files: Sequence[Path]) -> Iterator[tuple[str, Report]]:
    """Yield the reports one by one; a file that cannot be read is named on standard error."""
    from duban.bulk.reading import read_file
    from duban.bulk.schema import YearSource
    from duban.sources.errors import SourceError

    for path in files:
        try:
            read = read_file(path, name=path.name)
        except (SourceError, OSError) as error:
            click.echo(f"读不了 {path}：{error}", err=True)
            continue
        if read.origin.year_source is YearSource.FILE_NAME:
            year = read.report.year
            click.echo(f"{path.name} 没有写明年度，按文件名当作{year}年", err=True)
        yield path.name, read.report


def _reasons(found: Comparison) -> str:
    return "；".join(f"{p.source} {p.reason}" for p in found.passed_over[:3]) or "一份也读不了"


def _chosen(found: Comparison, indicators: tuple[str, ...], years: tuple[int, ...]) -> Comparison:
    from duban.comparison import chosen, named

    wanted: set[str] = set()
    for word in indicators:
        own = named(found, word)
        if not own & {s.indicator for s in found.stances}:
            raise Refusal(f"这些报告里没有“{word}”的目标：{_common(found)}")
        wanted |= own
    missing = sorted(set(years) - set(found.years))
    if missing:
        there = "、".join(map(str, found.years))
        raise Refusal(f"没有 {missing[0]} 年的报告：给出的是 {there}")
    return chosen(found, frozenset(wanted), years)


def _common(found: Comparison) -> str:
    from duban.comparison import groups

    names = dict.fromkeys(group.name for group in groups(found))
    return "有 " + "、".join(list(names)[:8]) + " 等"


def _made(found: Comparison, form: str, asked: bool) -> bytes:
    from duban.documents import comparison as documents

    if form == "json":
        return documents.comparison_json(found)
    if form == "csv":
        return documents.comparison_csv(found)
    if form == "xlsx":
        return documents.comparison_xlsx(found)
    if form == "html":
        return documents.comparison_page(found).encode("utf-8", errors="replace")
    return _table(found, 1 if asked else 2)


def _table(found: Comparison, least: int) -> bytes:
    """Each indicator by year, ranked; targets that only one government sets are only counted."""
    from duban.comparison import groups

    shown = groups(found, least)
    if least > 1 and not shown:
        shown = groups(found)
    lines = [line for group in shown for line in _group(group)]
    left = len(found.stances) - sum(len(g.stances) for g in shown)
    lines.append(
        f"{found.reports} 份报告，{len(found.governments)} 个地区，{len(found.stances)} 个目标"
        + (f"；另有 {left} 个只有一个地区提：用 --indicator 看，或输出 csv" if left else "")
    )
    return ("\n".join(lines) + "\n").encode("utf-8", errors="replace")


def _group(group: Group) -> Iterator[str]:
    from duban.cli.table import fit
    from duban.comparison import sum_of
    from duban.documents.comparison.charts import MEASURES
    from duban.verification import wanted

    yield f"{group.name}（{MEASURES[group.measure]}）{group.year}年"
    for stance in group.stances:
        name = fit(stance.government.name, 16)
        cells = f"{name} {fit(wanted(stance.target), 20)} {fit(stance.hardness.chinese, 8)}"
        yield f"  {cells} {sum_of(stance)}".rstrip()
    yield ""
