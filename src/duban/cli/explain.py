"""`duban explain FILE --at 1234`: why a number of a report got its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.errors import Refusal

if TYPE_CHECKING:
    from duban.commitments import Claim
    from duban.reading.explain_names import Explanation


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--at", type=click.IntRange(min=0), required=True, help="原文中的位置（字符数）")
@click.option("--year", type=click.IntRange(1900, 2200), help="计划年度，原文没有写明时用")
def explain(file: Path, at: int, year: int | None) -> int:
    """说明一个数的指标名称是怎样读出来的：有哪些读法，为什么选了这一个。

    Why a number got its name: every candidate with its patterns and weight, the choice first.
    """
    from duban.files import explain_file_isolated
    from duban.reading.explain_names import OffsetError

    if file.is_dir():
        raise Refusal(f"{file} 是目录：一次说明一份报告")
    try:
        explanations = explain_file_isolated(file, at, year=year)
    except OffsetError as error:
        raise Refusal(f"{file} 的文字里没有第 {at} 个字符") from error
    if not explanations:
        raise Refusal(f"第 {at} 个字符所在的句子里没有读出数量")
    click.echo("\n\n".join("\n".join(_render_explanation(explanation)) for explanation in explanations))
    return 0


def _render_explanation(explanation: Explanation) -> Iterator[str]:
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
