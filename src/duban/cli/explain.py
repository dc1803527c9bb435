"""`duban explain FILE --at 1234`: why a number of a report got its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.failing import Refusal

if TYPE_CHECKING:
    from duban.commitments import Claim
    from duban.reading.explaining import Explanation


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--at", type=click.IntRange(min=0), required=True, help="原文中的位置（字符数）")
@click.option("--year", type=click.IntRange(1900, 2200), help="计划年度，原文没有写明时用")
def explain(file: Path, at: int, year: int | None) -> int:
    """说明一个数的指标名称是怎样读出来的：有哪些读法，为什么选了这一个。

    Why a number got its name: every candidate with its patterns and weight, the choice first.
    """
    from duban.files import explain_file_isolated
    from duban.reading.explaining import OffsetError

    if file.is_dir():
        raise Refusal(f"{file} 是目录：一次说明一份报告")
    try:
        found = explain_file_isolated(file, at, year=year)
    except OffsetError as error:
        raise Refusal(f"{file} 的文字里没有第 {at} 个字符") from error
    if not found:
        raise Refusal(f"第 {at} 个字符所在的句子里没有读出数量")
    click.echo("\n\n".join("\n".join(_lines(e)) for e in found))
    return 0


def _lines(e: Explanation) -> Iterator[str]:
    yield f"{e.start}–{e.end} {e.numbers}"
    for place, proposal in enumerate(e.proposals):
        mark = "→" if place == 0 else " "
        names = "；".join(dict.fromkeys(proposal.names))
        yield f"{mark} {proposal.weight:6.2f}  {names}  ({', '.join(proposal.reasons)})"
    for claim in e.claims:
        yield "  " + _claim(claim)


def _claim(claim: Claim) -> str:
    kept = claim.evidence
    said = [claim.role.value, claim.kind.value, claim.indicator]
    if kept is not None:
        words = (
            ("verb", kept.verb),
            ("time", kept.time),
            ("basis", kept.basis),
            ("whole", kept.whole),
            ("stage", kept.stage.value if kept.stage else ""),
            ("precision", "" if kept.precision is None else format(kept.precision, "f")),
        )
        said += [f"{name}={word}" for name, word in words if word]
    return " · ".join(said)
