"""`duban corpus DIR -o panel.parquet`: every report under a folder, as one table or four."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.notices import NoticeError

if TYPE_CHECKING:
    from duban.bulk import Outcome, PanelOutput

MAX_LISTED_FILES = 20


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    required=True,
    help="以 .parquet 结尾：一张宽表；否则是目录，里面六张表：report、part、sentence、commitment、claim、coverage",
)
@click.option("--jobs", "-j", type=click.IntRange(1), help="进程数，默认每个处理器核一个")
@click.option(
    "--timeout", type=click.FloatRange(1), default=120, show_default=True, help="一个文件最多读几秒，超过算读不了"
)
@click.option("--also", type=click.Choice(["csv", "dta"]), multiple=True, help="另存一份 CSV 或 Stata 文件")
@click.option(
    "--manifest",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV 文件（file,code,year,kind）：你比原文更清楚的地区代码、年份、文件种类",
)
@click.option("--sample", type=click.IntRange(1), help="抽多少个值给人核读")
@click.option(
    "--for-reading",
    type=click.Path(path_type=Path),
    help="核读页面（HTML）：每个值按一个键标对错，存下的 CSV 给 duban precision",
)
@click.option("--seed", default="1", show_default=True, help="抽样的种子：同一种子抽同一批")
@click.option("--without-texts", is_flag=True, help="不写整句原文（版权上要这样的时候）")
def corpus(
    folder: Path,
    output: Path,
    jobs: int | None,
    timeout: float,
    also: tuple[str, ...],
    manifest: Path | None,
    without_texts: bool,
    sample: int | None,
    for_reading: Path | None,
    seed: str,
) -> None:
    """读目录下的所有报告，汇成面板数据；中断后再运行会接着做。

    Read every report under a folder into a panel in Parquet; start again to resume.
    """
    from duban.bulk import PanelOutput, export

    target = PanelOutput(output)
    _check_output(folder, target)
    _check_sample(target, sample, for_reading)
    choices = {"jobs": jobs, "timeout": timeout, "manifest": manifest, "texts": not without_texts}
    _build_panel(folder, target, choices)
    for file_format in also:
        for path in export(target, file_format):
            click.echo(f"另存：{path}")
    if sample is not None and for_reading is not None:
        sample_size = _write_marking_page(target, for_reading, sample, seed)
        click.echo(f"抽了 {sample_size} 个值，核读页面：{for_reading}")


def _build_panel(folder: Path, target: PanelOutput, choices: dict[str, Any]) -> None:
    """Build the panel and print its outcome."""
    from duban.bulk import build_panel
    from duban.cli.progress import ProgressMeter

    try:
        outcome = build_panel(folder, target.output, **choices, on_progress=ProgressMeter(sys.stderr))
    except KeyboardInterrupt:
        click.echo("\n已中断；再运行同一条命令会接着做", err=True)
        raise click.Abort from None
    _report_outcome(outcome, folder, target)


def _check_sample(target: PanelOutput, sample: int | None, page_path: Path | None) -> None:
    if (sample is None) != (page_path is None):
        raise NoticeError.make("sample_without_page")
    if sample is not None and len(target.files) == 1:
        raise NoticeError.make("sample_of_one_table")


def _write_marking_page(target: PanelOutput, page_path: Path, count: int, seed: str) -> int:
    """Write the page on which a reader marks a sample; give how many values it has."""
    from itertools import groupby

    import pyarrow.parquet as pq

    from duban.documents.atomic_write import save_atomically
    from duban.sampling import draw_sample, render_marking_page

    def read_rows(table_name: str) -> list[dict[str, Any]]:
        table_rows: list[dict[str, Any]] = pq.read_table(target.files[table_name]).to_pylist()
        return table_rows

    reports = {row["report_id"]: row for row in read_rows("report")}
    rows_by_report = groupby(read_rows("sentence"), key=lambda row: row["report_id"])
    sentences = {report: list(report_rows) for report, report_rows in rows_by_report}
    sample_rows = draw_sample(read_rows("claim"), reports, sentences, count, seed=seed)
    save_atomically(page_path, render_marking_page(sample_rows, f"{target.output.name}，种子 {seed}").encode())
    return len(sample_rows)


def _check_output(folder: Path, target: PanelOutput) -> None:
    output = target.output
    if not folder.is_dir():
        raise NoticeError.make("corpus_of_file", file=folder)
    if not output.parent.is_dir():
        raise NoticeError.make("output_folder_missing", folder=output.parent)
    if target.contains_foreign_files():
        folder_code = "output_is_folder" if output.suffix == ".parquet" else "output_folder_in_use"
        raise NoticeError.make(folder_code if output.is_dir() else "output_is_file", output=output)


def _report_outcome(outcome: Outcome, folder: Path, target: PanelOutput) -> None:
    """What was read, and every file that was not, with its reason."""
    from duban.bulk.find_files import KINDS_TEXT

    for bad_file in outcome.bad[:MAX_LISTED_FILES]:
        click.echo(f"读不了 {bad_file.file}：{bad_file.reason}", err=True)
    if len(outcome.bad) > MAX_LISTED_FILES:
        remaining_count = len(outcome.bad) - MAX_LISTED_FILES
        click.echo(f"……还有 {remaining_count} 个，全部在 {target.quarantine}", err=True)
    if outcome.unsupported_files:
        file_list = "、".join(
            unsupported_file.file for unsupported_file in outcome.unsupported_files[:MAX_LISTED_FILES]
        )
        ellipsis = "……" if len(outcome.unsupported_files) > MAX_LISTED_FILES else ""
        click.echo(f"没有读 {len(outcome.unsupported_files)} 个别种文件：{file_list}{ellipsis}", err=True)
    if not outcome.files:
        raise NoticeError.make("folder_without_files", folder=folder, kinds=KINDS_TEXT)
    if not outcome.read:
        raise NoticeError.make("corpus_unreadable", count=outcome.files, output=target.output)
    reused_text = f"（其中 {outcome.reused} 个已读过）" if outcome.reused else ""
    gaps = [
        f"{count} 个{description}"
        for count, description in (
            (outcome.empty, "没有目标任务也没有指标"),
            (outcome.undated, "看不出年份"),
            (outcome.unplaced, "看不出是哪个地区的"),
            (outcome.count_by_notice.get("no_plan", 0), "没有找到计划部分"),
            (outcome.count_by_notice.get("no_review", 0), "没有找到回顾部分"),
            (outcome.count_by_notice.get("much_unread", 0), "计划部分多处未读"),
            (outcome.count_by_notice.get("not_a_work_report", 0), "不是政府工作报告"),
        )
        if count
    ]
    click.echo(
        f"{outcome.read} 个文件{reused_text}，{outcome.rows} 行，{len(outcome.bad)} 个读不了"
        f"{''.join(f'，{gap}' for gap in gaps)}：{target.output}"
    )
