"""`duban corpus DIR -o panel.parquet`: every report under a folder, as one table or four."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.cli.failing import Refusal

if TYPE_CHECKING:
    from duban.bulk import Outcome, Target

SHOWN = 20


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    required=True,
    help="以 .parquet 结尾：一张宽表；否则是目录，里面六张表："
    "report、part、sentence、commitment、claim、coverage",
)
@click.option("--jobs", "-j", type=click.IntRange(1), help="进程数，默认每个处理器核一个")
@click.option(
    "--timeout",
    type=click.FloatRange(1),
    default=120,
    show_default=True,
    help="一个文件最多读几秒，超过算读不了",
)
@click.option(
    "--also", type=click.Choice(["csv", "dta"]), multiple=True, help="另存一份 CSV 或 Stata 文件"
)
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
    from duban.bulk import Target, export

    target = Target(output)
    _refuse(folder, target)
    _refuse_sample(target, sample, for_reading)
    choices = {"jobs": jobs, "timeout": timeout, "manifest": manifest, "texts": not without_texts}
    _build(folder, target, choices)
    for kind in also:
        for path in export(target, kind):
            click.echo(f"另存：{path}")
    if sample is not None and for_reading is not None:
        drawn = _write_page(target, for_reading, sample, seed)
        click.echo(f"抽了 {drawn} 个值，核读页面：{for_reading}")


def _build(folder: Path, target: Target, choices: dict[str, Any]) -> None:
    """Build the panel and print its outcome."""
    from duban.bulk import ManifestError, build_panel
    from duban.cli.progress import Meter

    try:
        outcome = build_panel(folder, target.output, **choices, on_progress=Meter(sys.stderr))
    except ManifestError as error:
        raise Refusal(str(error)) from error
    except KeyboardInterrupt:
        click.echo("\n已中断；再运行同一条命令会接着做", err=True)
        raise click.Abort from None
    _tell(outcome, folder, target)


def _refuse_sample(target: Target, sample: int | None, page: Path | None) -> None:
    if (sample is None) != (page is None):
        raise Refusal("--sample 和 --for-reading 要同用：抽多少个，页面写到哪里")
    if sample is not None and len(target.files) == 1:
        raise Refusal("抽样核读要句子表：-o 请给一个目录（六张表），不要一个 .parquet 文件名")


def _write_page(target: Target, page: Path, count: int, seed: str) -> int:
    """Write the page on which a reader marks a sample; give how many values it has."""
    from itertools import groupby

    import pyarrow.parquet as pq

    from duban.documents.saving import save
    from duban.sampling import draw, marking_page

    def rows(name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = pq.read_table(target.files[name]).to_pylist()
        return found

    reports = {row["report_id"]: row for row in rows("report")}
    by_report = groupby(rows("sentence"), key=lambda row: row["report_id"])
    sentences = {report: list(own) for report, own in by_report}
    drawn = draw(rows("claim"), reports, sentences, count, seed=seed)
    save(page, marking_page(drawn, f"{target.output.name}，种子 {seed}").encode())
    return len(drawn)


def _refuse(folder: Path, target: Target) -> None:
    output = target.output
    if not folder.is_dir():
        raise Refusal(f"{folder} 不是目录：读一个文件请用 duban read {folder}")
    if not output.parent.is_dir():
        raise Refusal(f"没有 {output.parent} 这个目录：请先建好")
    if target.holds_other_things():
        what = (
            "是目录"
            if output.suffix == ".parquet"
            else "里有别的文件"
            if output.is_dir()
            else "是文件"
        )
        raise Refusal(
            f"{output} {what}：-o 要一个 .parquet 文件名（一张宽表），或者一个新目录（六张表）"
        )


def _tell(outcome: Outcome, folder: Path, target: Target) -> None:
    """What was read, and every file that was not, with its reason."""
    from duban.bulk.finding import KINDS

    for bad in outcome.bad[:SHOWN]:
        click.echo(f"读不了 {bad.file}：{bad.reason}", err=True)
    if len(outcome.bad) > SHOWN:
        rest = len(outcome.bad) - SHOWN
        click.echo(f"……还有 {rest} 个，全部在 {target.quarantine}", err=True)
    if outcome.others:
        listed = "、".join(other.file for other in outcome.others[:SHOWN])
        more = "……" if len(outcome.others) > SHOWN else ""
        click.echo(f"没有读 {len(outcome.others)} 个别种文件：{listed}{more}", err=True)
    if not outcome.files:
        raise Refusal(f"{folder} 下没有能读的文件（{KINDS}）")
    if not outcome.read:
        raise Refusal(f"{outcome.files} 个文件一个也读不了，没有写 {target.output}")
    reused = f"（其中 {outcome.reused} 个已读过）" if outcome.reused else ""
    unsaid = [
        f"{count} 个{what}"
        for count, what in (
            (outcome.empty, "没有目标任务也没有指标"),
            (outcome.undated, "看不出年份"),
            (outcome.unplaced, "看不出是哪个地区的"),
            (outcome.noticed.get("no_plan", 0), "没有找到计划部分"),
            (outcome.noticed.get("no_review", 0), "没有找到回顾部分"),
            (outcome.noticed.get("much_unread", 0), "计划部分多处未读"),
            (outcome.noticed.get("not_a_work_report", 0), "不是政府工作报告"),
        )
        if count
    ]
    click.echo(
        f"{outcome.read} 个文件{reused}，{outcome.rows} 行，{len(outcome.bad)} 个读不了"
        f"{''.join(f'，{words}' for words in unsaid)}：{target.output}"
    )
